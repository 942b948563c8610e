package bench

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"slices"
	"strings"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// memoryEvents is how many events are matched before memory is measured.
const memoryEvents = 20

// maxSubs is the largest number of subscriptions. IDs of 32 bits are to remain
// for churn.
const maxSubs = math.MaxUint32 / 2

// Run measures what the Config asks for and calls emit with each result as soon
// as it is there. A cell that does not fit in memory, or that the algorithm
// or Config.Refuse refuses, gives a result with Skipped set.
//
// The error is a *MismatchError if an algorithm failed verification, at which Run
// stops, the context's if that is done, emit's, a source's, or one of writing
// profiles. While it runs, the memory limit of the Go runtime is lowered to what
// the Meter says is available.
func Run(ctx context.Context, c Config, emit func(Result) error) error {
	r := &runner{Config: c.withDefaults(), emit: emit, clock: newClock()}
	r.clockCost = r.clock.cost()
	r.Subs = slices.Compact(slices.Sorted(slices.Values(r.Subs)))
	for _, n := range r.Subs {
		if n < 1 || n > maxSubs {
			return fmt.Errorf("bench: %d subscriptions: the number is from 1 to %d", n, maxSubs)
		}
	}
	r.total = len(r.Workloads) * len(r.Subs) * len(r.Algorithms) * len(r.Modes)
	defer r.limitMemory()()
	for i := range r.Workloads {
		if err := r.workload(ctx, &r.Workloads[i]); err != nil {
			return err
		}
	}
	return nil
}

// runner is the state of one Run.
type runner struct {
	Config
	emit        func(Result) error
	clock       clock
	clockCost   int64
	total, done int
}

// cell is one workload, number of subscriptions and algorithm.
type cell struct {
	*runner
	workload *Workload
	source   Source
	events   []*predicate.Event
	verdicts *verdicts
	guard    *guard
	algo     Algorithm
	subs     int
	modes    []Mode // those to measure
}

// limitMemory has the collector work harder rather than take more than there is,
// and returns what undoes it.
func (r *runner) limitMemory() (undo func()) {
	g := guard{meter: r.Meter}
	available, ok := g.available()
	if !ok {
		return func() {}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	limit := int64(m.Sys-m.HeapReleased) + int64(min(available, math.MaxInt64/2)/8*7)
	old := debug.SetMemoryLimit(-1)
	debug.SetMemoryLimit(min(old, limit))
	return func() { debug.SetMemoryLimit(old) }
}

func (r *runner) workload(ctx context.Context, w *Workload) error {
	src, err := w.Open()
	if err != nil {
		return fmt.Errorf("bench: workload %s: %w", w.Name, err)
	}
	c := cell{runner: r, workload: w, source: src, guard: &guard{meter: r.Meter}}
	c.events = slices.AppendSeq(make([]*predicate.Event, 0, min(r.Events, 1<<16)), src.Events(r.Events))
	if len(c.events) == 0 {
		return fmt.Errorf("bench: workload %s has no events", w.Name)
	}
	c.verdicts = newVerdicts(c.events[:min(max(0, r.Verify), len(c.events))])
	for _, c.subs = range r.Subs {
		for _, c.algo = range r.Algorithms {
			c.modes = c.unknownModes()
			c.done += len(c.Modes) - len(c.modes)
			if len(c.modes) == 0 {
				continue
			}
			if err := c.run(ctx); err != nil {
				return err
			}
			release()
		}
	}
	return nil
}

// unknownModes returns the modes whose results are not known yet.
func (c *cell) unknownModes() []Mode {
	if c.Known == nil {
		return c.Modes
	}
	return slices.DeleteFunc(slices.Clone(c.Modes), func(m Mode) bool { return c.Known(c.result(m)) })
}

func (c *cell) step(doing string) {
	if c.Progress == nil {
		return
	}
	s := Step{Done: c.done, Total: c.total, Workload: c.workload.Name, Algo: c.algo.Name, Subs: c.subs, Doing: doing}
	if doing == stepVerdicts {
		s.Algo = ""
	}
	c.Progress(s)
}

// run builds the cell and measures it in every mode, unless that is not wanted or
// cannot be done.
func (c *cell) run(ctx context.Context) error {
	reason := c.Omit
	if reason == "" {
		err := c.measure(ctx)
		var skip bool
		if reason, skip = reasonToSkip(err); !skip {
			return err
		}
	}
	for _, mode := range c.modes { // those without a result yet
		r := c.result(mode)
		r.Skipped = reason
		if err := c.finish(r); err != nil {
			return err
		}
	}
	return nil
}

func (c *cell) measure(ctx context.Context) error {
	c.step("build")
	if c.Refuse != nil {
		if reason := c.Refuse(c.algo.Name, c.subs); reason != "" {
			return &refusalError{errors.New(reason)}
		}
	}
	if err := c.guard.admit(c.algo.Name, c.subs, func(n int) (float64, error) { return c.sample(ctx, n) }); err != nil {
		return err
	}
	if len(c.verdicts.events) > 0 && c.verdicts.subs < c.subs {
		c.step(stepVerdicts)
		if err := c.verdicts.extend(ctx, c.source, c.subs); err != nil {
			return err
		}
		c.step("build")
	}
	if c.Budget <= 0 {
		return c.measureVerified(ctx)
	}
	limited, cancel := context.WithTimeout(ctx, c.Budget)
	defer cancel()
	err := c.measureVerified(limited)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return &overBudgetError{c.Budget}
	}
	return err
}

// measureVerified is measure once the verdicts are there.
func (c *cell) measureVerified(ctx context.Context) error {
	if c.Load {
		return c.measureLoad(ctx)
	}
	before := liveHeap()
	x, l, staged, err := c.load(ctx, c.subs)
	if err != nil {
		return err
	}
	s := x.session()
	c.use(s)
	bytes := max(0, liveHeap()-before) + float64(x.offHeap())
	c.guard.learn(c.algo.Name, c.subs, bytes+max(0, staged-before))
	if err := c.heapProfile(); err != nil {
		return err
	}

	c.step("verify")
	if m := c.verdicts.check(s, c.modes, c.subs); m != nil {
		return c.mismatch(m, "")
	}
	for _, mode := range slices.Clone(c.modes) {
		if err := ctx.Err(); err != nil {
			return err
		}
		c.step("time")
		t, err := c.time(ctx, x, s, mode)
		if err != nil {
			return err
		}
		if e, ok := x.(*engineSubject); ok && c.Churn > 0 {
			after := &churnedSession{s, e.churn.original()}
			if m := c.verdicts.check(after, []Mode{mode}, c.subs); m != nil {
				return c.mismatch(m, ", after churn")
			}
		}
		r := c.result(mode)
		r.Conjunctions = l.conjunctions
		r.LowerSeconds = round(l.lower.Seconds())
		r.BuildSeconds = round(l.build.Seconds())
		r.BytesPerSub = round(bytes / float64(c.subs))
		r.MeanNS = round(t.meanNS)
		r.CPUMeanNS = round(t.cpuNS)
		r.P50NS = round(t.quantile(0.50))
		r.P99NS = round(t.quantile(0.99))
		r.MaxNS = round(float64(t.max))
		r.EventsPerSec = round(t.perSecond)
		r.MatchesPerEv = t.matches
		r.AllocsPerEv = round(t.allocs)
		r.ChurnPerSecond = round(t.churn)
		if t.updates != nil && t.updates.n > 0 {
			r.UpdateMeanNS = round(t.updates.mean())
			r.UpdateP99NS = round(t.updates.quantile(0.99))
		}
		r.BytesPerEvent = round(t.bytesRead)
		if t.bytesRead > 0 {
			r.XLimit = round(t.meanNS * c.Host.StreamGBs / t.bytesRead) // GB/s are bytes per ns
		}
		r.Samples = int(t.n)
		c.modes = c.modes[1:]
		if err := c.finish(r); err != nil {
			return err
		}
	}
	runtime.KeepAlive(x)
	return nil
}

// load builds a cell of the given size. Where a cell of this run may come near the
// limit of memory, staged is the live heap between insertion and compilation, which
// is needed beside what the compiled index takes; otherwise it is 0.
func (c *cell) load(ctx context.Context, subs int) (x subject, l load, staged float64, err error) {
	wary := c.guard.wary(c.Subs[len(c.Subs)-1])
	left := c.guard.watch(release)
	watch := func(loaded, of int) error {
		if loaded == of && wary {
			staged = liveHeap()
		}
		return left(loaded, of)
	}
	if c.engine() {
		x, l, err = asSubject(loadEngine(ctx, c.algo, c.source, subs, watch))
	} else {
		x, l, err = asSubject(loadIndex(ctx, c.algo, c.source, subs, slices.ContainsFunc(c.events, (*predicate.Event).HasSeveral), watch))
	}
	return x, l, staged, err
}

// engine says whether an engine is measured in place of a bare index.
func (c *Config) engine() bool { return c.Engine || c.Parallel > 1 || c.Churn > 0 }

// asSubject makes a nil *T a nil subject.
func asSubject[T subject](x T, l load, err error) (subject, load, error) {
	if err != nil {
		return nil, l, err
	}
	return x, l, nil
}

// sample returns the bytes that a smaller cell needs.
func (c *cell) sample(ctx context.Context, subs int) (float64, error) {
	before := liveHeap()
	x, _, staged, err := c.load(ctx, subs)
	if err != nil {
		return 0, err
	}
	s := x.session()
	c.use(s)
	bytes := max(0, liveHeap()-before) + float64(x.offHeap()) + max(0, staged-before)
	runtime.KeepAlive(s)
	return bytes, nil
}

// use matches some events, so that the session has the scratch memory it needs.
func (c *cell) use(s session) {
	for _, ev := range c.events[:min(memoryEvents, len(c.events))] {
		s.count(ev)
		s.appendMatches(nil, ev)
	}
}

// profiled calls f, with a CPU profile if one is asked for.
func (c *cell) profiled(mode Mode, f func() error) error {
	if c.ProfileDir == "" {
		return f()
	}
	file, err := os.Create(filepath.Join(c.ProfileDir, c.fileName(string(mode)+".cpu.pprof")))
	if err != nil {
		return fmt.Errorf("bench: CPU profile: %w", err)
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return fmt.Errorf("bench: CPU profile: %w", errors.Join(err, file.Close()))
	}
	err = f()
	pprof.StopCPUProfile()
	if e := file.Close(); e != nil && err == nil {
		err = fmt.Errorf("bench: CPU profile: %w", e)
	}
	return err
}

// time measures the mode, with a CPU profile if one is asked for.
func (c *cell) time(ctx context.Context, x subject, s session, mode Mode) (t timing, err error) {
	err = c.profiled(mode, func() error {
		t, err = c.timeMode(ctx, x, s, mode)
		return err
	})
	return t, err
}

func (c *cell) timeMode(ctx context.Context, x subject, s session, mode Mode) (timing, error) {
	if e, ok := x.(*engineSubject); ok {
		crowd := crowd{clock: c.clock, clockCost: c.clockCost, events: c.events, mode: mode, subject: e, churn: c.Churn}
		return crowd.measure(ctx, c.Parallel, c.Time)
	}
	one := timer{
		clock: c.clock, clockCost: c.clockCost, events: c.events, mode: mode, session: s,
		dst: make([]index.ID, 0, c.subs),
	}
	return one.measure(ctx, c.Time)
}

func (c *cell) heapProfile() (err error) {
	if c.ProfileDir == "" {
		return nil
	}
	f, err := os.Create(filepath.Join(c.ProfileDir, c.fileName("heap.pprof")))
	if err != nil {
		return fmt.Errorf("bench: heap profile: %w", err)
	}
	if err := errors.Join(pprof.Lookup("heap").WriteTo(f, 0), f.Close()); err != nil {
		return fmt.Errorf("bench: heap profile: %w", err)
	}
	return nil
}

// fileName returns a name that tells the cell.
func (c *cell) fileName(suffix string) string {
	return strings.Join([]string{c.workload.Name, c.algo.Name, fmt.Sprint(c.subs), suffix}, "-")
}

func (c *cell) mismatch(m *MismatchError, when string) error {
	m.Workload, m.Params, m.Seed = c.workload.Name, c.workload.Params, c.workload.Seed
	m.Algo, m.Subs, m.When = c.algo.Name, c.subs, when
	return m
}

// result returns the result of the cell without its figures.
func (c *cell) result(mode Mode) Result {
	return Result{
		Workload: c.workload.Name, Params: c.workload.Params, Seed: c.workload.Seed,
		Algo: c.algo.Name, Subs: c.subs, Attrs: c.source.Attrs(), Events: len(c.events),
		Mode: mode, Parallel: c.Parallel, Churn: c.Churn, Engine: c.engine(),
		Verified: len(c.verdicts.events) > 0, VerifiedEvents: len(c.verdicts.events),
		Host: c.Host,
	}
}

func (c *cell) finish(r Result) error {
	c.done++
	if r.Skipped != "" {
		r.Verified, r.VerifiedEvents = false, 0
	}
	return c.emit(r)
}
