package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/thresh-dev/thresh/bench/peers/translate"
	"github.com/thresh-dev/thresh/internal/citylots"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/pattern"
)

// cityCommand writes a directory for each rule set of citylots, as matchbench gen and
// prepare do of a workload, and prints their names. The rules are event patterns, which
// Event Ruler is given as they stand.
func cityCommand(args []string, out io.Writer) error {
	fs := flag.NewFlagSet("citylots", flag.ContinueOnError)
	dir := fs.String("dir", ".", "")
	n := fs.Int("lines", 0, "")
	if err := parse(fs, args); err != nil {
		return err
	}
	lines, err := citylots.Lines()
	if err != nil {
		return err
	}
	if *n > 0 {
		lines = lines[:min(*n, len(lines))]
	}
	short := citylots.Shortest(lines)
	written := "" // the file of the lines as they are
	for _, set := range citylots.RuleSets() {
		of := filepath.Join(*dir, set.Name)
		if err := os.MkdirAll(of, 0o777); err != nil {
			return err
		}
		events, name := lines, filepath.Join(of, eventsName)
		if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		if set.Numbers {
			events = set.Lines(short)
		}
		if !set.Numbers && written != "" {
			err = os.Link(written, name)
		} else {
			err = writeLines(name, events, func(b, line []byte) []byte { return append(b, line...) })
		}
		if err != nil {
			return err
		}
		if !set.Numbers {
			written = name
		}
		if err := writeRules(of, &set, events); err != nil {
			return fmt.Errorf("%s: %w", set.Name, err)
		}
		fmt.Fprintln(out, set.Name)
	}
	return nil
}

// writeRules decides the events, and writes the rules in each language that can say
// them.
func writeRules(dir string, set *citylots.RuleSet, events [][]byte) error {
	var exprs []predicate.Expr
	for _, text := range set.Patterns {
		s, err := pattern.Parse(text, predicate.Options{})
		if err != nil {
			return err
		}
		exprs = append(exprs, s.Expr())
	}
	want, err := decide(exprs, events)
	if err != nil {
		return err
	}
	if err := writeExpected(dir, want); err != nil {
		return err
	}
	rules := make([]rule, len(set.Patterns))
	for i, text := range set.Patterns {
		rules[i] = rule{i, text}
	}
	if err := writeLines(filepath.Join(dir, subsName), rules, func(b []byte, r rule) []byte {
		return fmt.Appendf(b, `{"id":"s%d","pattern":%s}`, r.sub, r.text)
	}); err != nil {
		return err
	}
	if err := writeTranslated(dir, "event-ruler", rules, nil); err != nil {
		return err
	}
	for i, r := range rules {
		rules[i].text, err = translate.QuaminaPattern(r.text, nil)
		if err != nil {
			break
		}
	}
	return writeTranslated(dir, "quamina", rules, err)
}
