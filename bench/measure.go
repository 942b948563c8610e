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
	perSecond float64
	matches   float64 // per event
	allocs    float64 // per event
	churn     float64 // per second
}

// timer measures one session on one goroutine.
type timer struct {
	clock     clock
	clockCost int64
	events    []*predicate.Event
	mode      Mode
	session   session
	dst       []index.ID
	times     []int64 // of the events of one pass
	matches   int     // so far
}

// measure matches all events again and again for about the given time, and at
// least once after a warm-up.
func (t *timer) measure(ctx context.Context, budget time.Duration) (timing, error) {
	t.times = make([]int64, len(t.events))
	lat := newLatencies()
	runtime.GC()
	if err := t.warmUp(ctx, budget/4); err != nil {
		return timing{}, err
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	t.matches = 0
	var (
		begin  = t.clock.now()
		passes = 0
		plain  struct{ ns, passes int64 } // passes without reading the clock
	)
	for passes == 0 || t.clock.now()-begin < int64(budget) {
		if passes%2 == 1 && lat.mean() < float64(fastEvent) {
			ns, err := t.plainPass(ctx)
			if err != nil {
				return timing{}, err
			}
			plain.ns += ns
			plain.passes++
		} else {
			if err := t.timedPass(ctx); err != nil {
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
	if plain.passes > 0 {
		r.meanNS = float64(plain.ns) / float64(plain.passes*int64(len(t.events)))
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
