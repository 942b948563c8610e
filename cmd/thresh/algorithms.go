package main

import (
	"strings"

	"github.com/thresh-dev/thresh/index/catalog"
)

// algorithms returns the names that the flag -algo takes.
func algorithms() []string {
	var names []string
	for _, a := range catalog.All() {
		names = append(names, a.Name)
	}
	return names
}

func algorithmNames() string { return strings.Join(algorithms(), ", ") }
