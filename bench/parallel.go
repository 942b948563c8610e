package bench

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"sync"
	"time"

	"github.com/thresh-dev/thresh/engine"
	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

const (
	// turnEvents is how many events a goroutine takes at a time, but of batches.
	turnEvents = 16
	// churnPool is how many subscriptions take part in churn, at most.
	churnPool = 4096
	// churnPause is how long churn sleeps when it has done what is due.
	churnPause = time.Millisecond
	// parsedBatch is how many subscriptions are ready before an engine is given them: so
	// many that what it does in the background while the next are made ready is little.
	parsedBatch = 64 << 10
)

// engineSubject is a loaded engine. Its IDs are the numbers of subscriptions; those
// that churn has made count on from there.
type engineSubject struct {
	engine *engine.Engine[index.ID]
	churn  churn
}

// churn replaces subscriptions, one by one, by new ones of the same meaning.
type churn struct {
	pool    []*predicate.Subscription // the first ones
	current []index.ID                // by position in the pool: the ID it has now
	fresh   index.ID                  // the next new ID
	done    int                       // replacements
}

// loadEngine fills a fresh engine with the first subs subscriptions.
func loadEngine(ctx context.Context, a Algorithm, src Source, subs int, watch func(loaded, of int) error) (*engineSubject, load, error) {
	var (
		l       load
		loadErr error
		x       = &engineSubject{engine: engine.New[index.ID](engine.Options{Index: a.New})}
	)
	x.churn.fresh = index.ID(subs)
	// What SubscribeAll does between two subscriptions is insertion, the rest of
	// the time is the stream's own.
	var stream time.Duration
	var streamCPU int64
	all := func(yield func(index.ID, *predicate.Subscription) bool) {
		begin, cpu := time.Now(), processCPU()
		parsed := make([]*predicate.Subscription, 0, min(subs, parsedBatch))
		next := index.ID(0)
		for b, err := range lowered(ctx, src, subs, watch) {
			if err != nil {
				loadErr = err
				return
			}
			l.lower += b.took
			for _, s := range b.subs {
				l.conjunctions += len(s.Conjunctions())
			}
			parsed = append(parsed, b.subs...)
			if len(parsed)+loadBatch <= parsedBatch && b.first+len(b.subs) < subs {
				continue
			}
			stream += time.Since(begin)
			streamCPU += processCPU() - cpu
			for _, s := range parsed {
				if !yield(next, s) {
					return
				}
				next++
			}
			clear(parsed)
			parsed = parsed[:0]
			begin, cpu = time.Now(), processCPU()
		}
	}
	begin, cpu := time.Now(), processCPU()
	err := x.engine.SubscribeAll(iter.Seq2[index.ID, *predicate.Subscription](all))
	if loadErr != nil {
		return nil, l, loadErr
	}
	if err != nil {
		return nil, l, &refusalError{err}
	}
	x.engine.Compact()
	l.build = time.Since(begin) - stream
	l.cpu = processCPU() - cpu - streamCPU
	return x, l, nil
}

func (x *engineSubject) offHeap() int { return x.engine.Stats().OffHeap }

func (x *engineSubject) session() session { return (*engineSession)(x) }

// engineSession is the engine itself, which any number of goroutines may ask.
type engineSession engineSubject

func (s *engineSession) appendMatches(dst []index.ID, ev *predicate.Event) []index.ID {
	return s.engine.AppendMatches(dst, ev)
}

func (s *engineSession) count(ev *predicate.Event) int { return s.engine.Count(ev) }

// fill takes the first subscriptions from the engine, the first time. It comes
// after memory was measured.
func (c *churn) fill(e *engine.Engine[index.ID]) {
	if c.pool != nil {
		return
	}
	for id := range min(churnPool, c.fresh) {
		s, ok := e.Subscription(id)
		if !ok {
			return
		}
		c.pool = append(c.pool, s)
		c.current = append(c.current, id)
	}
}

// replace subscribes the next of the pool anew and removes the old one.
func (x *engineSubject) replace() error {
	i := x.churn.done % len(x.churn.pool)
	id, err := x.subscribe(i)
	if err == nil {
		_, err = x.unsubscribe(i, id)
	}
	x.churn.done++
	return err
}

// subscribe subscribes the i-th of the pool once more, under a new ID.
func (x *engineSubject) subscribe(i int) (id index.ID, err error) {
	c := &x.churn
	id = c.fresh
	c.fresh++
	if err := x.engine.Subscribe(id, c.pool[i]); err != nil {
		return id, fmt.Errorf("bench: churn: %w", err)
	}
	return id, nil
}

// unsubscribe removes the i-th of the pool under the ID that it has had until now,
// which the given one follows.
func (x *engineSubject) unsubscribe(i int, next index.ID) (id index.ID, err error) {
	id, x.churn.current[i] = x.churn.current[i], next
	if n := x.engine.Unsubscribe(id); n != 1 {
		return id, fmt.Errorf("bench: churn: subscription %d was not there", id)
	}
	return id, nil
}

// run replaces perSecond subscriptions a second until stop is closed, or as many
// as it can. It records what each takes.
func (x *engineSubject) run(stop <-chan struct{}, perSecond float64, record func(ns int64)) (achieved float64, err error) {
	x.churn.fill(x.engine)
	begin := time.Now()
	first := x.churn.done
	for {
		select {
		case <-stop:
			if x.churn.done > first { // a short time has one, too
				return float64(x.churn.done-first) / time.Since(begin).Seconds(), nil
			}
		default:
		}
		if due := 1 + int(perSecond*time.Since(begin).Seconds()); x.churn.done-first >= due {
			time.Sleep(churnPause)
			continue
		}
		before := time.Now()
		if err := x.replace(); err != nil {
			return 0, err
		}
		record(time.Since(before).Nanoseconds())
	}
}

// original maps the IDs of replaced subscriptions to those they began with.
func (c *churn) original() map[index.ID]index.ID {
	m := make(map[index.ID]index.ID, len(c.current))
	for i, id := range c.current {
		m[id] = index.ID(i)
	}
	return m
}

// churnedSession shows replaced subscriptions under their first IDs.
type churnedSession struct {
	session
	original map[index.ID]index.ID
}

func (s *churnedSession) appendMatches(dst []index.ID, ev *predicate.Event) []index.ID {
	n := len(dst)
	dst = s.session.appendMatches(dst, ev)
	s.restore(dst[n:])
	return dst
}

// restore puts the first IDs in place of the later ones.
func (s *churnedSession) restore(ids []index.ID) {
	for i, id := range ids {
		if o, ok := s.original[id]; ok {
			ids[i] = o
		}
	}
}

// crowd measures one engine from several goroutines.
type crowd struct {
	clock     clock
	clockCost int64
	events    []*predicate.Event
	mode      Mode
	subject   *engineSubject
	churn     float64 // replacements per second
	members   []*timer
}

// turns hands out parts of the events, pass after pass, until the time is up at
// the end of a pass.
type turns struct {
	late   func() bool // whether no further pass is to begin
	events int
	each   int // of a turn

	mu   sync.Mutex
	next int // the first event of the next turn
	over bool
}

// take returns the range of events of the next turn.
func (t *turns) take() (from, to int, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.next == t.events {
		t.next = 0
		t.over = t.late()
	}
	if t.over {
		return 0, 0, false
	}
	from = t.next
	t.next = min(from+t.each, t.events)
	return from, t.next, true
}

// measure has all goroutines match for about the given time.
func (c *crowd) measure(ctx context.Context, n int, budget time.Duration) (timing, error) {
	for range n {
		m := &timer{clock: c.clock, clockCost: c.clockCost, events: c.events, mode: c.mode, session: c.subject.session()}
		if err := m.warmUp(ctx, budget/4/time.Duration(n)); err != nil {
			return timing{}, err
		}
		m.matches = 0
		m.times = make([]int64, 0, c.turn())
		c.members = append(c.members, m)
	}
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var (
		begin    = c.clock.now()
		late     = func() bool { return c.clock.now()-begin >= int64(budget) || ctx.Err() != nil }
		t        = &turns{late: late, events: len(c.events), each: c.turn()}
		lats     = make([]*latencies, n)
		stop     = make(chan struct{})
		r        timing
		churnErr error
		matching sync.WaitGroup
		churning sync.WaitGroup
	)
	if c.churn > 0 {
		r.updates = newLatencies()
		one := make([]int64, 1)
		churning.Go(func() {
			r.churn, churnErr = c.subject.run(stop, c.churn, func(ns int64) {
				one[0] = ns
				r.updates.record(one, 0)
			})
		})
	}
	for i, m := range c.members {
		matching.Go(func() {
			// What the goroutine writes to all the time is of its own making, so that it is
			// not in the same lines of memory as another's.
			own, lat := *m, newLatencies()
			own.takeTurns(ctx, t, lat)
			*m, lats[i] = own, lat
		})
	}
	matching.Wait()
	wall := c.clock.now() - begin
	runtime.ReadMemStats(&after)
	close(stop)
	churning.Wait()
	if err := ctx.Err(); err != nil {
		return timing{}, err
	}
	if churnErr != nil {
		return timing{}, churnErr
	}
	r.latencies = newLatencies()
	matches, cpu := 0, int64(0)
	for i, m := range c.members {
		r.merge(lats[i])
		matches += m.matches
		cpu += m.cpu
	}
	events := float64(r.n)
	r.meanNS = r.mean()
	r.cpuNS = float64(cpu) / events
	if c.mode != Batch { // which reads the clock but rarely
		r.cpuNS = max(0, r.cpuNS-float64(c.clockCost))
	}
	r.perSecond = events / (float64(wall) / 1e9)
	r.matches = float64(matches) / events
	r.allocs = float64(after.Mallocs-before.Mallocs) / events
	return r, nil
}

// turn returns how many events a goroutine takes at a time.
func (c *crowd) turn() int {
	if c.mode == Batch {
		return BatchEvents
	}
	return turnEvents
}

// takeTurns matches until no turn is left, or the context is done.
func (t *timer) takeTurns(ctx context.Context, all *turns, lat *latencies) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	before, _ := threadCPU()
	defer func() {
		after, _ := threadCPU()
		t.cpu = after - before
	}()
	for ctx.Err() == nil {
		from, to, ok := all.take()
		if !ok {
			return
		}
		if t.mode == Batch {
			t.times = t.times[:to-from]
			t.matchBatch(t.events[from:to], t.times)
			lat.record(t.times, 0)
			continue
		}
		t.times = t.times[:0]
		last := t.clock.now()
		for _, ev := range t.events[from:to] {
			t.match(ev)
			now := t.clock.now()
			t.times = append(t.times, now-last)
			last = now
		}
		lat.record(t.times, t.clockCost)
	}
}
