package bench

import (
	"context"
	"runtime"
	"time"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

const (
	// fastEvent is the mean below which reading the clock once an event would be
	// a good part of what is measured.
	fastEvent = 2 * time.Microsecond
	// A stride is how many events, or how long, go by between two looks at the
	// context.
	strideEvents = 64
	strideTime   = int64(10 * time.Millisecond)
)

// timing is what measuring gave.
type timing struct {
	*latencies
	meanNS    float64
	cpuNS     float64 // mean of the thread's processor time, 0 if not known
	perSecond float64
	bytesRead float64    // per event, 0 if not known
	matches   float64    // per event
	allocs    float64    // per event
	churn     float64    // per second
	updates   *latencies // of churn, nil without
}

// timer measures one session on one goroutine.
type timer struct {
	clock     clock
	clockCost int64
	events    []*predicate.Event
	mode      Mode
	session   session
	dst       []index.ID
	found     [][]index.ID
	times     []int64 // of the events of one pass
	matches   int     // so far
	cpu       int64   // of all turns, in nanoseconds
}

// spell adds up what passes of one kind took.
type spell struct{ ns, cpu, passes int64 }

// add runs a pass and adds it.
func (s *spell) add(pass func() (ns int64, err error)) error {
	before, _ := threadCPU()
	ns, err := pass()
	after, _ := threadCPU()
	s.ns += ns
	s.cpu += after - before
	s.passes++
	return err
}

// measure matches all events again and again for about the given time, and at
// least once after a warm-up.
func (t *timer) measure(ctx context.Context, budget time.Duration) (timing, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	t.times = make([]int64, len(t.events))
	lat := newLatencies()
	runtime.GC()
	warmUp, cost := func() error { return t.warmUp(ctx, budget/4) }, t.clockCost
	if t.mode == Batch {
		warmUp, cost = func() error { return t.batchPass(ctx) }, 0
	}
	if err := warmUp(); err != nil {
		return timing{}, err
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	t.matches = 0
	bytesBefore, _ := bytesRead(t.session)
	var (
		begin  = t.clock.now()
		passes = 0
		timed  spell
		plain  spell // passes without reading the clock
	)
	for passes == 0 || t.clock.now()-begin < int64(budget) {
		if t.mode == Batch {
			if err := timed.add(func() (int64, error) { return 0, t.batchPass(ctx) }); err != nil {
				return timing{}, err
			}
			lat.record(t.times, 0)
		} else if passes%2 == 1 && lat.mean() < float64(fastEvent) {
			if err := plain.add(func() (int64, error) { return t.plainPass(ctx) }); err != nil {
				return timing{}, err
			}
		} else {
			if err := timed.add(func() (int64, error) { return 0, t.timedPass(ctx) }); err != nil {
				return timing{}, err
			}
			lat.record(t.times, t.clockCost)
		}
		passes++
	}
	runtime.ReadMemStats(&after)
	n := float64(passes) * float64(len(t.events))
	r := timing{
		latencies: lat,
		meanNS:    lat.mean(),
		matches:   float64(t.matches) / n,
		allocs:    float64(after.Mallocs-before.Mallocs) / n,
	}
	// The clock's cost is processor time: reading it enters no kernel.
	r.cpuNS = max(0, float64(timed.cpu)/float64(timed.passes*int64(len(t.events)))-float64(cost))
	if plain.passes > 0 {
		events := float64(plain.passes * int64(len(t.events)))
		r.meanNS, r.cpuNS = float64(plain.ns)/events, float64(plain.cpu)/events
	}
	if after, ok := bytesRead(t.session); ok {
		r.bytesRead = float64(after-bytesBefore) / n
	}
	if r.meanNS > 0 {
		r.perSecond = 1e9 / r.meanNS
	}
	return r, nil
}

// warmUp matches each event once, or as many as fit into the time.
func (t *timer) warmUp(ctx context.Context, limit time.Duration) error {
	begin := t.clock.now()
	for i, ev := range t.events {
		t.match(ev)
		if i%strideEvents == 0 || t.clock.now()-begin > strideTime {
			if err := ctx.Err(); err != nil {
				return err
			}
			if t.clock.now()-begin > int64(limit) {
				break
			}
		}
	}
	return nil
}

func (t *timer) match(ev *predicate.Event) {
	if t.mode == Count {
		t.matches += t.session.count(ev)
		return
	}
	t.dst = t.session.appendMatches(t.dst[:0], ev)
	t.matches += len(t.dst)
}

// timedPass matches every event and keeps the time of each, the cost of one
// reading of the clock in it.
func (t *timer) timedPass(ctx context.Context) error {
	for i := 0; i < len(t.events); {
		if err := ctx.Err(); err != nil {
			return err
		}
		begin := t.clock.now()
		last := begin
		for end := min(i+strideEvents, len(t.events)); i < end && last-begin < strideTime; i++ {
			t.match(t.events[i])
			now := t.clock.now()
			t.times[i] = now - last
			last = now
		}
	}
	return nil
}

// plainPass matches every event and returns the time of all of them.
func (t *timer) plainPass(ctx context.Context) (ns int64, err error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	begin := t.clock.now()
	for _, ev := range t.events {
		t.match(ev)
	}
	return t.clock.now() - begin, nil
}
