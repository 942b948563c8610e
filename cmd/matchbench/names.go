package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/thresh-dev/thresh/internal/nearest"
)

// unknown says that there is no such thing, which one may have been meant, and
// which there are.
func unknown(what, name string, all []string) string {
	msg := fmt.Sprintf("unknown %s %q", what, name)
	if n := nearest.Name(name, all); n != "" {
		msg += fmt.Sprintf(", did you mean %q?", n)
	}
	return msg + fmt.Sprintf(" (there are: %s)", strings.Join(all, ", "))
}

// choose returns the names in the list, which may be "all", in its order and each
// once.
func choose(what string, list, all []string) ([]string, error) {
	var out []string
	for _, name := range list {
		switch {
		case name == "all":
			for _, n := range all {
				if !slices.Contains(out, n) {
					out = append(out, n)
				}
			}
		case !slices.Contains(all, name):
			return nil, usagef("%s", unknown(what, name, append(slices.Clone(all), "all")))
		case !slices.Contains(out, name):
			out = append(out, name)
		}
	}
	return out, nil
}
