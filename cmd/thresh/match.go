package main

import (
	"flag"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/thresh-dev/thresh/cloudevents"
	"github.com/thresh-dev/thresh/engine"
	"github.com/thresh-dev/thresh/index/catalog"
	"github.com/thresh-dev/thresh/internal/eventsfile"
	"github.com/thresh-dev/thresh/internal/subsfile"
	"github.com/thresh-dev/thresh/predicate"
)

func matchCommand() command {
	return command{
		name:    "match",
		args:    "-subs FILE [-events FILE|-] [-format FORMAT] [-algo NAME] [-count] [-skip-invalid]",
		summary: "print, for each event, the subscriptions that it matches",
		about: `
Reads events, one JSON object a line, and prints for each the ids of the
subscriptions that it matches, in the order of the subscriptions file:

  {"event":0,"ids":["s1","s9"]}

The number is that of the line, from 0. Blank lines are counted and print nothing.
Any number of events is matched in constant memory; the output is flushed whenever
the input pauses.

A bad subscription ends the command before anything is printed, a bad event after
the events before it; a line longer than 16 MiB is bad too.

With -format cloudevents a line that is no CloudEvent in its JSON form is bad. Its
context attributes are attributes, the members of its data are at data.NAME.`,
		examples: `
  thresh match -subs subs.jsonl -events events.jsonl
  tail -f events.jsonl | thresh match -subs subs.jsonl
  thresh match -subs subs.jsonl.gz -events events.jsonl.gz -count -skip-invalid`,
		define: func(fs *flag.FlagSet) func(s *session) error {
			m := &matcher{}
			subsFlag(fs, &m.subs)
			skipFlag(fs, &m.skip)
			fs.StringVar(&m.events, "events", stdinName, "the events `FILE`; - (the default) is the standard input")
			fs.StringVar(&m.format, "format", eventsJSON, "the `FORMAT` of the events: json (the default) or cloudevents")
			fs.StringVar(&m.algo, "algo", "", "the index `NAME` to match with instead of the default; all give the\nsame results: "+algorithmNames())
			fs.BoolVar(&m.count, "count", false, `print how many subscriptions match, {"event":0,"count":2}, not which`)
			return m.run
		},
	}
}

func subsFlag(fs *flag.FlagSet, to *string) {
	fs.StringVar(to, "subs", "", "the subscriptions `FILE` (required); - is the standard input")
}

func skipFlag(fs *flag.FlagSet, to *bool) {
	fs.BoolVar(to, "skip-invalid", false, "report bad lines, skip them, and exit with 0")
}

func needSubs(subs, events string) error {
	switch {
	case subs == "":
		return wrongUsage("the flag -subs is missing")
	case subs == stdinName && events == stdinName:
		return wrongUsage("subscriptions and events cannot both come from the standard input")
	}
	return nil
}

// matcher is what the command match was asked to do, and what it does it with.
type matcher struct {
	subs, events, format, algo string
	count, skip                bool

	engine *engine.Engine[uint32] // a subscription's number is its place in ids
	ids    [][]byte               // in JSON, a comma before each
	found  []uint32
	line   []byte
}

func (m *matcher) run(s *session) error {
	if err := needSubs(m.subs, m.events); err != nil {
		return err
	}
	var o engine.Options
	if m.algo != "" {
		a, ok := catalog.Lookup(m.algo)
		if !ok {
			return &usageError{problem: unknown("algorithm", m.algo, algorithms())}
		}
		o.Index = a.New
	}
	decode, err := decoderOf(m.format)
	if err != nil {
		return err
	}
	if err := m.load(s, o); err != nil {
		return err
	}
	return s.events(m.events, decode, s.bad(m.skip), func(n int, ev *predicate.Event) error {
		_, err := s.out.Write(m.match(n, ev))
		return err
	})
}

// The formats of events.
const (
	eventsJSON  = "json"
	eventsCloud = "cloudevents"
)

// decoderOf returns what reads events of the format.
func decoderOf(format string) (eventsfile.Decoder, error) {
	switch format {
	case eventsJSON:
		return (*predicate.Builder).DecodeJSON, nil
	case eventsCloud:
		return new(cloudevents.Decoder).Decode, nil
	default:
		return nil, &usageError{problem: unknown("format", format, []string{eventsJSON, eventsCloud})}
	}
}

// load makes the engine. The ids take one block of memory.
func (m *matcher) load(s *session, o engine.Options) error {
	var subs []*predicate.Subscription
	var text []byte
	var ends []int
	err := s.subscriptions(m.subs, s.bad(m.skip), func(r subsfile.Record) (err error) {
		text, err = jsontext.AppendQuote(append(text, ','), r.ID)
		ends = append(ends, len(text))
		subs = append(subs, r.Subscription)
		return err
	})
	if err != nil {
		return err
	}
	m.ids = make([][]byte, len(subs))
	from := 0
	for i, end := range ends {
		m.ids[i] = text[from:end]
		from = end
	}
	m.engine = engine.New[uint32](o)
	idleErr := s.idle(func() {
		err = m.engine.SubscribeAll(func(yield func(uint32, *predicate.Subscription) bool) {
			for i, sub := range subs {
				if !yield(uint32(i), sub) {
					return
				}
			}
		})
	})
	if err != nil {
		return err
	}
	return idleErr
}

// match returns the line for the event. It is valid until the next call.
func (m *matcher) match(n int, ev *predicate.Event) []byte {
	line := strconv.AppendInt(append(m.line[:0], `{"event":`...), int64(n), 10)
	if m.count {
		line = strconv.AppendInt(append(line, `,"count":`...), int64(m.engine.Count(ev)), 10)
	} else {
		m.found = m.engine.AppendMatches(m.found[:0], ev)
		slices.Sort(m.found)
		line = append(line, `,"ids":[`...)
		for i, id := range m.found {
			quoted := m.ids[id]
			if i == 0 {
				quoted = quoted[1:]
			}
			line = append(line, quoted...)
		}
		line = append(line, ']')
	}
	m.line = append(line, "}\n"...)
	return m.line
}
