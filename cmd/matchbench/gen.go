package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/thresh-dev/thresh/bench"
)

// gen is the command of that name.
func (p *program) gen(args []string) error {
	var g generator
	list := []string{"flights"}
	subs, events, dir := 1000, bench.DefaultEvents, ""
	fs := newFlags()
	g.define(fs)
	fs.Var(names{&list}, "workload", "")
	fs.Var(number{&subs, 0}, "subs", "")
	fs.Var(number{&events, 0}, "events", "")
	fs.StringVar(&dir, "o", "", "")
	if err := parse(fs, args); err != nil {
		return err
	}
	if fs.NArg() > 0 {
		return usagef("unexpected argument %q", fs.Arg(0))
	}
	chosen, err := g.choose(fs, list)
	if err != nil {
		return err
	}
	if len(chosen) != 1 {
		return usagef("gen writes one workload at a time, not %d", len(chosen))
	}
	w, err := g.open(chosen[0])
	if err != nil {
		return err
	}
	if dir == "" {
		dir = chosen[0]
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for _, f := range []struct {
		name  string
		write func(io.Writer, int) error
		n     int
	}{
		{"subscriptions.jsonl", w.WriteSubscriptions, subs},
		{"events.jsonl", w.WriteEvents, min(events, w.MaxEvents())},
	} {
		name := filepath.Join(dir, f.name)
		if err := writeFile(name, func(out io.Writer) error { return f.write(out, f.n) }); err != nil {
			return err
		}
		if err := p.print(fmt.Sprintf("%s: %d lines\n", name, f.n)); err != nil {
			return err
		}
	}
	return nil
}
