package main

import (
	"flag"
	"fmt"

	"github.com/thresh-dev/thresh/internal/jsonl"
	"github.com/thresh-dev/thresh/internal/subsfile"
)

func checkCommand() command {
	return command{
		name:    "check",
		args:    "-subs FILE",
		summary: "say what is wrong with a subscriptions file",
		about: `
Reads a subscriptions file to its end and reports every bad line as
FILE:LINE:COLUMN: message. If there is none it prints what the file holds:
subscriptions, the conjunctions that they were turned into, and the attributes
that these test. It warns of subscriptions that no event can match.`,
		examples: `
  thresh check -subs subs.jsonl`,
		define: func(fs *flag.FlagSet) func(s *session) error {
			c := &checker{}
			subsFlag(fs, &c.subs)
			return c.run
		},
	}
}

// checker is what the command check was asked to do, and what it counts.
type checker struct {
	subs                             string
	bad, subscriptions, conjunctions int
	attributes                       map[string]bool // paths
}

func (c *checker) run(s *session) error {
	if err := needSubs(c.subs, ""); err != nil {
		return err
	}
	c.attributes = map[string]bool{}
	report := func(err *jsonl.Error) error {
		c.bad++
		s.report(err)
		return nil
	}
	err := s.subscriptions(c.subs, report, func(r subsfile.Record) error {
		c.add(s, &r)
		return nil
	})
	switch {
	case err != nil:
		return err
	case c.bad > 0:
		fmt.Fprintf(s.errs, "%s in %s\n", counted(c.bad, "bad line", "bad lines"), c.subs)
		return errReported
	}
	fmt.Fprintf(s.out, "ok: %s, %s, %s\n", counted(c.subscriptions, "subscription", "subscriptions"),
		counted(c.conjunctions, "conjunction", "conjunctions"), counted(len(c.attributes), "attribute", "attributes"))
	return nil
}

func (c *checker) add(s *session, r *subsfile.Record) {
	c.subscriptions++
	all := r.Subscription.Conjunctions()
	c.conjunctions += len(all)
	for i := range all {
		for j := range all[i].Predicates {
			c.attributes[all[i].Predicates[j].Attr.Path] = true
		}
	}
	if len(all) == 0 {
		fmt.Fprintf(s.errs, "%s:%d:%d: warning: no event can match %q\n", c.subs, r.Line, r.Column, r.ID)
	}
}

// counted returns a number with its noun.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
