package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/thresh-dev/thresh/bench"
)

// options are the flags of measuring.
type options struct {
	generator
	workloads, algos, modes []string
	subs                    []int
	events, verify          int
	parallel                int
	churn                   float64
	time                    time.Duration
	format, output, pprof   string
}

func (o *options) define(fs *flag.FlagSet) {
	o.workloads = []string{"flights"}
	o.algos = []string{"all"}
	o.modes = []string{string(bench.IDs)}
	o.subs = []int{1_000, 10_000, 100_000}
	o.events = bench.DefaultEvents
	o.verify = bench.DefaultVerify
	o.parallel = 1
	o.generator.define(fs)
	fs.Var(names{&o.workloads}, "workload", "")
	fs.Var(names{&o.algos}, "algo", "")
	fs.Var(names{&o.modes}, "mode", "")
	fs.Var(numbers{&o.subs}, "subs", "")
	fs.Var(number{&o.events, 1}, "events", "")
	fs.Var(number{&o.verify, 0}, "verify", "")
	fs.Var(number{&o.parallel, 1}, "parallel", "")
	fs.Float64Var(&o.churn, "churn", 0, "")
	fs.DurationVar(&o.time, "time", bench.DefaultTime, "")
	fs.StringVar(&o.format, "format", "table", "")
	fs.StringVar(&o.output, "o", "", "")
	fs.StringVar(&o.pprof, "pprof", "", "")
}

// measure is the command without a name.
func (p *program) measure(ctx context.Context, args []string) (err error) {
	var o options
	fs := newFlags()
	o.define(fs)
	if err := parse(fs, args); err != nil {
		return err
	}
	if fs.NArg() > 0 {
		return usagef("unexpected argument %q", fs.Arg(0))
	}
	c, err := p.config(fs, &o)
	if err != nil {
		return err
	}
	if o.pprof != "" {
		if err := os.MkdirAll(o.pprof, 0o777); err != nil {
			return err
		}
	}
	out := p.out
	if o.output != "" {
		f, err := os.Create(o.output)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		out = f
	}
	w, err := bench.NewWriter(o.format, out)
	if err != nil {
		return err
	}
	bar := newBar(p.err)
	c.Progress = bar.step
	skipped := 0
	err = bench.Run(ctx, c, func(r bench.Result) error {
		if r.Skipped != "" {
			skipped++
			bar.clear()
			fmt.Fprintf(p.err, "matchbench: %s, %d subscriptions, %s, %s: skipped: %s\n", r.Workload, r.Subs, r.Algo, r.Mode, r.Skipped)
		}
		return w.Write(r)
	})
	bar.clear()
	// What was measured is written out, whatever has ended the run.
	if e := w.Close(); e != nil && err == nil {
		err = e
	}
	if err == nil && skipped > 0 {
		err = fmt.Errorf("%d of the results asked for could not be measured", skipped)
	}
	return err
}

// config checks the flags and says what they ask for.
func (p *program) config(fs *flag.FlagSet, o *options) (bench.Config, error) {
	c := bench.Config{
		Subs: o.subs, Events: o.events, Verify: o.verify, Parallel: o.parallel, Churn: o.churn, Time: o.time,
		ProfileDir: o.pprof, Meter: p.meter, Host: p.host(),
	}
	chosen, err := o.generator.choose(fs, o.workloads)
	if err != nil {
		return c, err
	}
	for _, name := range chosen {
		c.Workloads = append(c.Workloads, o.workload(name))
	}
	all := p.algorithmNames()
	algos, err := choose("algorithm", o.algos, all)
	if err != nil {
		return c, err
	}
	for _, name := range algos {
		for _, a := range p.algorithms {
			if a.Name == name {
				c.Algorithms = append(c.Algorithms, bench.Algorithm{Name: a.Name, New: a.New})
			}
		}
	}
	var modes []string
	for _, m := range bench.Modes() {
		modes = append(modes, string(m))
	}
	chosen, err = choose("mode", o.modes, modes)
	if err != nil {
		return c, err
	}
	for _, m := range chosen {
		c.Modes = append(c.Modes, bench.Mode(m))
	}
	switch {
	case !slices.Contains(bench.Formats(), o.format):
		return c, usagef("%s", unknown("format", o.format, bench.Formats()))
	case !(o.churn >= 0 && o.churn <= 1e9):
		return c, usagef("-churn %v is no number of replacements per second", o.churn)
	case o.time <= 0:
		return c, usagef("-time %v is no time to measure for", o.time)
	case slices.Max(o.subs) > math.MaxUint32/2:
		return c, usagef("-subs %d is more than there are ids for", slices.Max(o.subs))
	}
	return c, nil
}

func (p *program) algorithmNames() []string {
	var out []string
	for _, a := range p.algorithms {
		out = append(out, a.Name)
	}
	return out
}

// bar shows the progress on a terminal, and nothing elsewhere.
type bar struct{ *progressbar.ProgressBar }

func newBar(w io.Writer) *bar {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return &bar{}
	}
	return &bar{progressbar.NewOptions(1,
		progressbar.OptionSetWriter(w),
		progressbar.OptionShowCount(),
		progressbar.OptionSetWidth(20),
		progressbar.OptionSetPredictTime(false),
		progressbar.OptionClearOnFinish(),
	)}
}

func (b *bar) step(s bench.Step) {
	if b.ProgressBar == nil {
		return
	}
	b.ChangeMax(s.Total)
	b.Describe(s.String())
	_ = b.Set(s.Done) // only for people to look at
}

func (b *bar) clear() {
	if b.ProgressBar != nil {
		_ = b.Clear()
	}
}
