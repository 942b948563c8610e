package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"time"

	"github.com/thresh-dev/thresh/bench"
	"github.com/thresh-dev/thresh/internal/eventsfile"
	"github.com/thresh-dev/thresh/internal/jsonl"
	"github.com/thresh-dev/thresh/internal/subsfile"
	"github.com/thresh-dev/thresh/predicate"
)

// sampleSeed makes the sample of events the same in every run.
const sampleSeed = 42

// adviceFormats returns the names of the formats of advice.
func adviceFormats() []string { return []string{"text", "json"} }

// adviseOptions are the flags of advise.
type adviseOptions struct {
	subs, events         string
	algos                []string
	mode, format, output string
	sample, verify       int
	time                 time.Duration
	skip                 bool
}

// advise is the command of that name.
func (p *program) advise(ctx context.Context, args []string) error {
	o := adviseOptions{algos: []string{"all"}, sample: bench.DefaultEvents, verify: bench.DefaultVerify}
	fs := newFlags()
	fs.StringVar(&o.subs, "subs", "", "")
	fs.StringVar(&o.events, "events", "", "")
	fs.Var(names{&o.algos}, "algo", "")
	fs.StringVar(&o.mode, "mode", string(bench.IDs), "")
	fs.Var(number{&o.sample, 1}, "sample", "")
	fs.Var(number{&o.verify, 0}, "verify", "")
	fs.DurationVar(&o.time, "time", bench.DefaultAdviceTime, "")
	fs.BoolVar(&o.skip, "skip-invalid", false, "")
	fs.StringVar(&o.format, "format", "text", "")
	fs.StringVar(&o.output, "o", "", "")
	if err := parse(fs, args); err != nil {
		return err
	}
	if fs.NArg() > 0 {
		return usagef("unexpected argument %q", fs.Arg(0))
	}
	c, err := p.adviceConfig(&o)
	if err != nil {
		return err
	}
	bar := newBar(p.err)
	c.Own, err = p.own(ctx, &o, bar)
	bar.clear()
	if err != nil {
		return err
	}
	c.Progress = bar.step
	advice, err := bench.Advise(ctx, c)
	bar.clear()
	switch {
	case errors.Is(err, bench.ErrNoSubscriptions):
		return fmt.Errorf("%s: there are no subscriptions", o.subs)
	case errors.Is(err, bench.ErrNoEvents):
		return fmt.Errorf("%s: there are no events", o.events)
	case err != nil:
		return err
	}
	write := advice.WriteText
	if o.format == "json" {
		write = func(w io.Writer) error { return writeJSON(w, advice) }
	}
	if o.output != "" {
		return writeFile(o.output, write)
	}
	return write(p.out)
}

// writeJSON writes the value on one line.
func writeJSON(w io.Writer, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

// adviceConfig checks the flags and says what they ask for, but for the files.
func (p *program) adviceConfig(o *adviseOptions) (bench.AdviceConfig, error) {
	c := bench.AdviceConfig{Verify: o.verify, Time: o.time, Meter: p.meter}
	algorithms, err := p.chosen(o.algos)
	if err != nil {
		return c, err
	}
	c.Algorithms = algorithms
	var modes []string
	for _, m := range bench.Modes() {
		modes = append(modes, string(m))
	}
	switch {
	case o.subs == "":
		return c, usagef("the flag -subs FILE is missing")
	case o.events == "":
		return c, usagef("the flag -events FILE is missing")
	case !slices.Contains(modes, o.mode):
		return c, usagef("%s", unknown("mode", o.mode, modes))
	case !slices.Contains(adviceFormats(), o.format):
		return c, usagef("%s", unknown("format", o.format, adviceFormats()))
	case o.time <= 0:
		return c, usagef("-time %v is no time to measure for", o.time)
	}
	c.Mode, c.Host = bench.Mode(o.mode), p.host()
	return c, nil
}

// own reads the files: all subscriptions, and a random sample of the events.
func (p *program) own(ctx context.Context, o *adviseOptions, bar *bar) (*bench.Own, error) {
	own := bench.NewOwn(filepath.Base(o.subs))
	bar.reading(o.subs)
	err := p.records(ctx, bar, o.subs, o.skip, func(lines *jsonl.Reader) func() error {
		r := subsfile.NewReader(lines, predicate.Options{})
		return func() error {
			record, err := r.Read()
			if err == nil {
				own.Add(record.ID, record.Subscription)
			}
			return err
		}
	})
	if err != nil {
		return nil, err
	}
	sample := newReservoir(o.sample, sampleSeed)
	bar.reading(o.events)
	err = p.records(ctx, bar, o.events, o.skip, func(lines *jsonl.Reader) func() error {
		r := eventsfile.NewReader(lines, (*predicate.Builder).DecodeJSON)
		b := new(predicate.Builder)
		return func() error {
			ev, err := r.Read(b)
			if err == nil && sample.offer(lines.Line()-1, ev) {
				b = new(predicate.Builder) // the event keeps the other
			}
			return err
		}
	})
	if err != nil {
		return nil, err
	}
	for _, e := range sample.kept {
		own.AddEvent(e.number, e.event)
	}
	return own, nil
}

// records opens the file and reads until its end with the function that reader
// returns. Bad lines are reported if they are to be skipped, else the error.
func (p *program) records(ctx context.Context, bar *bar, name string, skip bool, reader func(*jsonl.Reader) (next func() error)) error {
	f, err := jsonl.OpenFile(name)
	if err != nil {
		return err
	}
	defer f.Close()
	next := reader(jsonl.NewReader(f, name))
	for {
		err := next()
		bad := (*jsonl.Error)(nil)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case skip && errors.As(err, &bad):
			bar.clear()
			fmt.Fprintln(p.err, err)
		case err != nil:
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// reservoir keeps a random sample of what it is offered (algorithm R of Vitter, ACM
// TOMS 1985).
type reservoir struct {
	size, seen int
	rng        *rand.Rand
	kept       []numbered
}

// numbered is an event and the number of its line, from 0.
type numbered struct {
	number int
	event  *predicate.Event
}

func newReservoir(size int, seed uint64) *reservoir {
	return &reservoir{size: size, rng: rand.New(rand.NewPCG(seed, 0))}
}

// offer says whether the event is kept, for now.
func (r *reservoir) offer(number int, ev *predicate.Event) bool {
	r.seen++
	if len(r.kept) < r.size {
		r.kept = append(r.kept, numbered{number, ev})
		return true
	}
	i := r.rng.IntN(r.seen)
	if i >= r.size {
		return false
	}
	r.kept[i] = numbered{number, ev}
	return true
}
