package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/thresh-dev/thresh/bench"
	"github.com/thresh-dev/thresh/index/catalog"
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
	budget                  time.Duration
	omit                    string
	format, output, pprof   string
	engine, resume, skipped bool
	load                    bool
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
	fs.BoolVar(&o.engine, "engine", false, "")
	fs.BoolVar(&o.load, "load", false, "")
	fs.DurationVar(&o.budget, "budget", 0, "")
	fs.StringVar(&o.omit, "omit", "", "")
	fs.BoolVar(&o.skipped, "skipped", false, "")
	fs.StringVar(&o.format, "format", "table", "")
	fs.StringVar(&o.output, "o", "", "")
	fs.BoolVar(&o.resume, "resume", false, "")
	fs.StringVar(&o.pprof, "pprof", "", "")
}

// measure is the command without a name.
func (p *program) measure(ctx context.Context, args []string) (err error) {
	var o options
	flags := newFlags()
	o.define(flags)
	if err := parse(flags, args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return usagef("unexpected argument %q", flags.Arg(0))
	}
	c, err := p.config(flags, &o)
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
		open := os.Create
		if o.resume {
			if c.Known, err = knownFrom(o.output, o.verify > 0); err != nil {
				return err
			}
			open = appendTo
		}
		f, err := open(o.output)
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
	if o.skipped {
		w = bench.NewSkipWriter(out)
	}
	if o.omit == "" {
		c.Host.StreamGBs = p.stream()
	}
	bar := newBar(p.err)
	c.Progress = bar.step
	skipped := 0
	err = bench.Run(ctx, c, func(r bench.Result) error {
		if r.Skipped != "" && o.omit == "" {
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
	if err == nil && skipped > 0 && !o.skipped {
		err = fmt.Errorf("%d of the results asked for could not be measured", skipped)
	}
	return err
}

// knownFrom returns what says whether a result is in the file, which need not
// exist.
func knownFrom(name string, verified bool) (func(bench.Result) bool, error) {
	results, err := readFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return func(r bench.Result) bool {
		return slices.ContainsFunc(results, func(o bench.Result) bool {
			return o.SameCell(&r) && (o.Verified || !verified || o.Skipped != "")
		})
	}, nil
}

// appendTo opens the file, which need not exist, to write at its end.
func appendTo(name string) (*os.File, error) {
	return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o666)
}

// config checks the flags and says what they ask for.
func (p *program) config(flags *flag.FlagSet, o *options) (bench.Config, error) {
	c := bench.Config{
		Subs: o.subs, Events: o.events, Verify: o.verify, Parallel: o.parallel, Churn: o.churn, Time: o.time,
		Engine: o.engine, Load: o.load, Budget: o.budget, Omit: o.omit,
		ProfileDir: o.pprof, Meter: p.meter, Host: p.host(),
	}
	chosen, err := o.generator.choose(flags, o.workloads)
	if err != nil {
		return c, err
	}
	for _, name := range chosen {
		c.Workloads = append(c.Workloads, o.workload(name))
	}
	if c.Algorithms, err = p.chosen(o.algos); err != nil {
		return c, err
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
	case o.load && (o.churn > 0 || o.parallel > 1 || !slices.Equal(o.modes, []string{string(bench.IDs)})):
		return c, usagef("-load measures no matches: it goes without -mode, -parallel and -churn")
	case o.resume && (o.format != "json" || o.output == ""):
		return c, usagef("-resume needs -format json and -o FILE")
	case (o.skipped || o.omit != "") && o.format != "json":
		return c, usagef("-skipped and -omit need -format json")
	case o.omit != "" && !o.skipped:
		return c, usagef("-omit needs -skipped")
	case o.budget < 0:
		return c, usagef("-budget %v is no time for a cell", o.budget)
	case o.time <= 0:
		return c, usagef("-time %v is no time to measure for", o.time)
	case slices.Max(o.subs) > math.MaxUint32/2:
		return c, usagef("-subs %d is more than there are ids for", slices.Max(o.subs))
	}
	return c, nil
}

// chosen returns the algorithms of the names.
func (p *program) chosen(names []string) ([]bench.Algorithm, error) {
	known := p.withSizes(names)
	names, err := choose("algorithm", names, algorithmNames(known))
	if err != nil {
		return nil, err
	}
	var out []bench.Algorithm
	for _, name := range names {
		for _, a := range known {
			if a.Name == name {
				out = append(out, bench.Algorithm{Name: a.Name, New: a.New})
			}
		}
	}
	return out, nil
}

// withSizes returns the algorithms, and those of the names that have a size.
func (p *program) withSizes(names []string) []catalog.Algorithm {
	out := slices.Clip(p.algorithms)
	for _, name := range names {
		if a, ok := catalog.Lookup(name); ok && !slices.Contains(algorithmNames(out), name) && strings.Contains(name, ":") {
			out = append(out, a)
		}
	}
	return out
}

func algorithmNames(algorithms []catalog.Algorithm) []string {
	var out []string
	for _, a := range algorithms {
		out = append(out, a.Name)
	}
	return out
}
