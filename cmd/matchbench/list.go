package main

import (
	"strings"

	"github.com/thresh-dev/thresh/gen"
)

// list is the command of that name.
func (p *program) list(args []string) error {
	fs := newFlags()
	if err := parse(fs, args); err != nil {
		return err
	}
	what := []string{"algos", "workloads"}
	if fs.NArg() != 1 {
		return usagef("list what? (there are: %s)", strings.Join(what, ", "))
	}
	var b strings.Builder
	line := func(name, summary string) { b.WriteString(name + "\t" + summary + "\n") }
	switch fs.Arg(0) {
	case "algos":
		for _, a := range p.algorithms {
			line(a.Name, a.Summary)
		}
	case "workloads":
		for _, w := range gen.Presets() {
			line(w.Name, w.Summary)
		}
		line(custom, customSummary)
	default:
		return usagef("%s", unknown("list", fs.Arg(0), what))
	}
	return p.print(b.String())
}
