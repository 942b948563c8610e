package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/thresh-dev/thresh/engine"
	"github.com/thresh-dev/thresh/internal/nearest"
	"github.com/thresh-dev/thresh/internal/subsfile"
	"github.com/thresh-dev/thresh/predicate"
)

// The values of the flag -format.
const (
	formatText = "text"
	formatJSON = "json"
)

func explainCommand() command {
	return command{
		name:    "explain",
		args:    "-subs FILE -id ID [-events FILE|-] [-read FORMAT] [-format text|json] [-skip-invalid]",
		summary: "say why events match a subscription, or why not",
		about: `
Says for each event whether it matches the subscription, and why: what each test
finds in the event, and what and, or and not make of it. A test of an attribute
that is absent or null, or of another type, is unknown: neither true nor false.

Of several terms one of which would do, the closest is marked: that with the fewest
tests unmet, the first of these.

With -format json there is an object a line:

  {"event":0,"id":"s1","match":true,"explanation":{…}}

There each of these terms has a member "unmet", the number, and the closest has
"closest":true.

Without -events the subscription itself is explained: the conjunctions that it was
turned into, one of which an event has to satisfy, and the values that each asks of
an attribute.`,
		examples: `
  thresh explain -subs subs.jsonl -id s1
  thresh explain -subs subs.jsonl -id s1 -events events.jsonl
  echo '{"price":12}' | thresh explain -subs subs.jsonl -id s1 -events - -format json`,
		define: func(fs *flag.FlagSet) func(s *session) error {
			e := &explainer{}
			subsFlag(fs, &e.subs)
			skipFlag(fs, &e.skip)
			fs.Func("id", "the `ID` of the subscription (required)", func(id string) error {
				e.id = &id
				return nil
			})
			fs.StringVar(&e.events, "events", "", "the events `FILE`; - is the standard input")
			fs.StringVar(&e.read, "read", eventsJSON, "the `FORMAT` of the events: json (the default) or cloudevents")
			fs.StringVar(&e.format, "format", formatText, "the output `FORMAT`: text (the default) or json, an object a line")
			return e.run
		},
	}
}

// maxSuggested is the length, in bytes, of the longest id that is suggested.
const maxSuggested = 64

// explainer is what the command explain was asked to do.
type explainer struct {
	subs, events, read, format string
	id                         *string // nil: not given
	skip                       bool
}

func (e *explainer) run(s *session) error {
	if err := needSubs(e.subs, e.events); err != nil {
		return err
	}
	switch {
	case e.id == nil:
		return wrongUsage("the flag -id is missing")
	case e.format != formatText && e.format != formatJSON:
		return &usageError{problem: unknown("format", e.format, []string{formatText, formatJSON})}
	}
	decode, err := decoderOf(e.read)
	if err != nil {
		return err
	}
	sub, err := e.find(s)
	if err != nil {
		return err
	}
	if e.events == "" {
		return e.subscription(s.out, sub)
	}
	return s.events(e.events, decode, s.bad(e.skip), func(n int, ev *predicate.Event) error {
		return e.event(s.out, n, engine.Explain(sub, ev))
	})
}

// find returns the subscription. The whole file is read, as another command would
// take none of a file with a bad line.
func (e *explainer) find(s *session) (*predicate.Subscription, error) {
	var found *predicate.Subscription
	var ids []string
	err := s.subscriptions(e.subs, s.bad(e.skip), func(r subsfile.Record) error {
		if r.ID == *e.id {
			found = r.Subscription
		} else if len(r.ID) <= maxSuggested {
			ids = append(ids, r.ID)
		}
		return nil
	})
	switch {
	case err != nil:
		return nil, err
	case found != nil:
		return found, nil
	}
	hint := ""
	if len(*e.id) <= 2*maxSuggested {
		if near := nearest.Name(*e.id, ids); near != "" {
			hint = fmt.Sprintf(", did you mean %q?", near)
		}
	}
	return nil, fmt.Errorf("%s: no subscription has the id %q%s", e.subs, *e.id, hint)
}

// event writes the explanation of one event.
func (e *explainer) event(w io.Writer, n int, x *engine.Explanation) error {
	if e.format == formatText {
		_, err := fmt.Fprintf(w, "event %d: %v", n, x)
		return err
	}
	return writeJSON(w, struct {
		Event       int                 `json:"event"`
		ID          string              `json:"id"`
		Match       bool                `json:"match"`
		Explanation *engine.Explanation `json:"explanation"`
	}{n, *e.id, x.Matched, x})
}

// subscription writes what the subscription was turned into.
func (e *explainer) subscription(w io.Writer, sub *predicate.Subscription) error {
	if e.format == formatText {
		_, err := io.WriteString(w, describe(sub))
		return err
	}
	type predicateJSON struct {
		Path  string   `json:"path"`
		View  string   `json:"view,omitempty"`
		Tests []string `json:"tests"`
	}
	type conjunctionJSON struct {
		Several    bool            `json:"several,omitempty"`
		Predicates []predicateJSON `json:"predicates"`
	}
	conjunctions := []conjunctionJSON{}
	for _, c := range sub.Conjunctions() {
		cj := conjunctionJSON{c.Several, []predicateJSON{}}
		for i := range c.Predicates {
			p := &c.Predicates[i]
			cj.Predicates = append(cj.Predicates, predicateJSON{p.Attr.Path, p.Attr.View.String(), testTexts(p)})
		}
		conjunctions = append(conjunctions, cj)
	}
	return writeJSON(w, struct {
		ID           string            `json:"id"`
		Expression   string            `json:"expression"`
		Conjunctions []conjunctionJSON `json:"conjunctions"`
	}{*e.id, sub.String(), conjunctions})
}

// describe returns the subscription and its conjunctions for people.
func describe(sub *predicate.Subscription) string {
	var b strings.Builder
	all := sub.Conjunctions()
	fmt.Fprintf(&b, "%v\n", sub)
	if len(all) == 0 {
		b.WriteString("no event can match\n")
	}
	for i := range all {
		fmt.Fprintf(&b, "conjunction %d of %d", i+1, len(all))
		if all[i].Several {
			b.WriteString(", for events with several values of an attribute that is tested more than once")
		}
		b.WriteByte('\n')
		if len(all[i].Predicates) == 0 {
			b.WriteString("  every event\n")
		}
		for j := range all[i].Predicates {
			p := &all[i].Predicates[j]
			for _, text := range testTexts(p) {
				fmt.Fprintf(&b, "  %s: %s\n", attributeText(p.Attr), text)
			}
		}
	}
	return b.String()
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
