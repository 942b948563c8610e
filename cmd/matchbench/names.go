package main

import (
	"fmt"
	"slices"
	"strings"
)

// unknown says that there is no such thing, which one may have been meant, and
// which there are.
func unknown(what, name string, all []string) string {
	msg := fmt.Sprintf("unknown %s %q", what, name)
	if n := nearest(name, all); n != "" {
		msg += fmt.Sprintf(", did you mean %q?", n)
	}
	return msg + fmt.Sprintf(" (there are: %s)", strings.Join(all, ", "))
}

// nearest returns the name of the fewest edits away, "" if more than a half would
// have to be edited.
func nearest(name string, all []string) string {
	best, fewest := "", len(name)/2+1
	for _, n := range all {
		if d := edits(strings.ToLower(name), n); d < fewest {
			best, fewest = n, d
		}
	}
	return best
}

// edits returns how many bytes are to be inserted, deleted, replaced or exchanged
// with the next to make b of a.
func edits(a, b string) int {
	// Rows of the table of distances between beginnings of a and of b.
	last2, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last2, last, row = last, row, last2
		row[0] = i + 1
		for j := range len(b) {
			change := last[j]
			if a[i] != b[j] {
				change++
			}
			row[j+1] = min(change, row[j]+1, last[j+1]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], last2[j-1]+1)
			}
		}
	}
	return row[len(b)]
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
