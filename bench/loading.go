package bench

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/thresh-dev/thresh/index"
)

const (
	// changeRate is how many subscriptions a second come, and as many go.
	changeRate = 10_000
	// lookEvery is after how many changes one is looked for by a match.
	lookEvery = 16
	// remaining is how many subscriptions are left in the end, a tenth if there are
	// fewer than ten times as many.
	remaining = 1000
	// leaveBatch is how many go at a time on the way there.
	leaveBatch = 1000
	// settlePause is how long to wait before looking again whether merging has ended.
	settlePause = time.Millisecond
)

// measureLoad measures what it takes to load an engine, to change it, and what memory
// it gives back. The mode is Load.
func (c *cell) measureLoad(ctx context.Context) error {
	before := liveHeap()
	var (
		x      *engineSubject
		l      load
		staged float64
	)
	if err := c.profiled(Load, func() error {
		loaded, took, bytes, err := c.load(ctx, c.subs)
		if err == nil {
			x, l, staged = loaded.(*engineSubject), took, bytes
		}
		return err
	}); err != nil {
		return err
	}
	s := x.session()
	c.use(s)
	held := func() float64 { return max(0, liveHeap()-before) + float64(x.offHeap()) }
	full := held()
	c.guard.learn(c.algo.Name, c.subs, full+max(0, staged-before))
	if err := c.heapProfile(); err != nil {
		return err
	}
	c.step("verify")
	if m := c.verdicts.check(s, Modes(), c.subs); m != nil {
		return c.mismatch(m, "")
	}
	c.step("time")
	changed, err := c.change(ctx, x)
	if err != nil {
		return err
	}
	after := &churnedSession{s, x.churn.original()}
	if m := c.verdicts.check(after, Modes(), c.subs); m != nil {
		return c.mismatch(m, ", after changes")
	}
	left := min(remaining, max(1, c.subs/10))
	leave, err := x.leave(ctx, left, c.subs)
	if err != nil {
		return err
	}
	if m := c.verdicts.check(after, Modes(), left); m != nil {
		return c.mismatch(m, ", after unsubscribing")
	}
	x.churn.pool = nil // what the engine does not hold does not count
	r := c.result(Load)
	r.Conjunctions = l.conjunctions
	r.LowerSeconds = round(l.lower.Seconds())
	r.BuildSeconds = round(l.build.Seconds())
	r.LoadPerSec = round(float64(c.subs) / l.build.Seconds())
	r.LoadCPUNS = round(float64(l.cpu) / float64(c.subs))
	r.BytesPerSub = round(full / float64(c.subs))
	r.LeavePerSec = round(float64(c.subs-left) / leave.Seconds())
	r.BytesLoaded = round(full)
	r.SubsLeft = left
	r.BytesLeft = round(held())
	r.MeanNS = round(changed.subscribe.mean())
	r.P50NS = round(changed.subscribe.quantile(0.50))
	r.P99NS = round(changed.subscribe.quantile(0.99))
	r.MaxNS = round(float64(changed.subscribe.max))
	r.CPUMeanNS = round(changed.cpuNS)
	r.ChurnPerSecond = round(changed.perSecond)
	r.UnsubscribeMeanNS = round(changed.unsubscribe.mean())
	r.UnsubscribeP99NS = round(changed.unsubscribe.quantile(0.99))
	r.Samples = int(changed.subscribe.n)
	c.modes = c.modes[1:]
	runtime.KeepAlive(x)
	return c.finish(r)
}

// changed is what single changes took.
type changed struct {
	subscribe, unsubscribe *latencies
	cpuNS                  float64 // mean of the processor time of subscribing, 0 if not known
	perSecond              float64 // replacements
}

// change replaces subscriptions, changeRate a second, for about Config.Time and at
// least once, and looks now and then whether what has come is found, and what has
// gone is not.
func (c *cell) change(ctx context.Context, x *engineSubject) (changed, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	x.churn.fill(x.engine)
	r := changed{subscribe: newLatencies(), unsubscribe: newLatencies()}
	witnesses := c.witnesses(len(x.churn.pool))
	var one [1]int64
	record := func(l *latencies, from, to int64) {
		one[0] = to - from
		l.record(one[:], c.clockCost)
	}
	runtime.GC()
	begin, cpu := c.clock.now(), int64(0)
	for done := 0; done == 0 || c.clock.now()-begin < int64(c.Time); done++ {
		for float64(c.clock.now()-begin)*changeRate < float64(done)*1e9 {
			if err := ctx.Err(); err != nil {
				return r, err
			}
			time.Sleep(churnPause)
		}
		i := done % len(x.churn.pool)
		event, ok := witnesses[index.ID(i)]
		look := func(id index.ID, want bool) error {
			if done%lookEvery != 0 || !ok {
				return nil
			}
			if slices.Contains(x.session().appendMatches(nil, c.events[event]), id) != want {
				return fmt.Errorf("bench: workload %s, %d subscriptions: a match after a change does not see it: event %d, subscription %d",
					c.workload.Name, c.subs, event, i)
			}
			return nil
		}
		cpuBefore, _ := threadCPU()
		before := c.clock.now()
		id, err := x.subscribe(i)
		subscribed := c.clock.now()
		cpuAfter, _ := threadCPU()
		if err != nil {
			return r, err
		}
		record(r.subscribe, before, subscribed)
		cpu += cpuAfter - cpuBefore
		if err := look(id, true); err != nil {
			return r, err
		}
		before = c.clock.now()
		old, err := x.unsubscribe(i, id)
		record(r.unsubscribe, before, c.clock.now())
		if err != nil {
			return r, err
		}
		if err := look(old, false); err != nil {
			return r, err
		}
	}
	n := float64(r.subscribe.n)
	r.perSecond = n / (float64(c.clock.now()-begin) / 1e9)
	r.cpuNS = float64(cpu) / n
	return r, nil
}

// witnesses returns for the first n subscriptions a verified event that each
// satisfies, of those that have one.
func (c *cell) witnesses(n int) map[index.ID]int {
	out := map[index.ID]int{}
	for event := range c.verdicts.events {
		for _, id := range c.verdicts.of(event, n) {
			out[id] = event
		}
	}
	return out
}

// leave unsubscribes all but the first subscriptions of the source, of which there
// were subs, and returns how long it took, merging included.
func (x *engineSubject) leave(ctx context.Context, left, subs int) (time.Duration, error) {
	begin := time.Now()
	ids := make([]index.ID, 0, leaveBatch)
	for i := left; i < subs; {
		ids = ids[:0]
		for ; i < subs && len(ids) < leaveBatch; i++ {
			id := index.ID(i)
			if i < len(x.churn.current) {
				id = x.churn.current[i]
			}
			ids = append(ids, id)
		}
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		if n := x.engine.Unsubscribe(ids...); n != len(ids) {
			return 0, fmt.Errorf("bench: %d of %d subscriptions were not there", len(ids)-n, len(ids))
		}
	}
	for x.engine.Stats().Merging > 0 {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		time.Sleep(settlePause)
	}
	return time.Since(begin), nil
}
