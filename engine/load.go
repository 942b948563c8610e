package engine

import (
	"iter"
	"runtime"
	"slices"

	"github.com/thresh-dev/thresh/predicate"
)

// SubscribeAll adds all subscriptions of the sequence, or, if one of them is in
// error, none. Every match sees all of them or none. Many at once cost less
// memory and time than one by one: they become one segment, which is made on all
// processors, and nothing is merged.
// The error wraps ErrDuplicate, within the sequence too, ErrNoSubscription or
// ErrTooManyConjunctions. No lock is held while the sequence is read: it may use
// the engine.
func (e *Engine[ID]) SubscribeAll(seq iter.Seq2[ID, *predicate.Subscription]) error {
	l := loader[ID]{engine: e, places: map[ID]uint64{}}
	defer l.stop()
	for id, s := range seq {
		if err := l.add(id, s); err != nil {
			return err
		}
	}
	if l.segment == nil {
		return e.enterAll(&l)
	}
	l.stop()
	return e.attach(&l)
}

// loader collects the subscriptions of one SubscribeAll: a few as they are, many
// as a segment.
type loader[ID comparable] struct {
	engine *Engine[ID]
	places map[ID]uint64 // the place of each in the sequence
	ids    []ID
	few    []*predicate.Subscription
	weight int
	part[ID]
	snap *snapshot[ID] // whose dictionary the segment uses
	feed *feeder       // of the segment
}

func (l *loader[ID]) add(id ID, s *predicate.Subscription) error {
	if err := l.engine.admit(id, s); err != nil {
		return err
	}
	if _, ok := l.places[id]; ok {
		return duplicate(id)
	}
	l.places[id] = uint64(len(l.ids))
	l.ids = append(l.ids, id)
	if l.segment != nil {
		l.feed.add(s)
		return nil
	}
	l.few = append(l.few, s)
	l.weight += max(1, len(s.Conjunctions()))
	if l.weight > l.engine.options.HeadSize {
		l.segment = &segment{builder: builder{newIndex: l.engine.options.Index, minIndex: l.engine.options.tuning.minIndex}}
		l.snap = l.engine.snapshot.Load()
		l.feed = feed(l.segment, l.snap.dict)
		for _, s := range l.few {
			l.feed.add(s)
		}
		l.few = nil
	}
	return nil
}

// stop ends the loading of the segment.
func (l *loader[ID]) stop() {
	if l.feed != nil {
		l.feed.stop()
	}
}

// enterAll subscribes the few.
func (e *Engine[ID]) enterAll(l *loader[ID]) error {
	if len(l.ids) == 0 {
		return nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := e.firstDuplicate(l.ids); err != nil {
		return err
	}
	n := e.snapshot.Load().next()
	for i, id := range l.ids {
		e.enter(n, id, e.newOrder(id), l.few[i])
	}
	e.publish(n)
	e.throttle()
	return nil
}

// attach makes the loaded segment a part.
func (e *Engine[ID]) attach(l *loader[ID]) error {
	l.segment.seal(runtime.GOMAXPROCS(0))
	p := part[ID]{segment: l.segment, ids: l.ids}
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := e.firstDuplicate(l.ids); err != nil {
		return err
	}
	for dict := l.snap.dict; dict != e.snapshot.Load().dict; {
		// The dictionary has been replaced since: once more, on the new one.
		dict = e.snapshot.Load().dict
		e.mu.Unlock()
		again, err := e.build([]part[ID]{p}, dict)
		e.mu.Lock()
		if err != nil {
			return err
		}
		p = again
		if err := e.firstDuplicate(l.ids); err != nil {
			return err
		}
	}
	base := e.order
	p.first, p.last = p.first+base, p.last+base
	for i := range p.orders {
		p.orders[i] += base
	}
	e.order += uint64(len(p.ids))
	e.record(l.places, base)
	n := e.snapshot.Load().next()
	n.setParts(append(slices.Clone(n.parts), p))
	e.publish(n)
	e.throttle()
	return nil
}

// record makes the records of new subscriptions whose orders are the given ones
// and base.
func (e *Engine[ID]) record(orders map[ID]uint64, base uint64) {
	if len(e.records) == 0 {
		if base > 0 {
			for id, order := range orders {
				orders[id] = base + order
			}
		}
		e.records = orders
	} else {
		for id, order := range orders {
			e.records[id] = base + order
		}
	}
	e.peak = max(e.peak, len(e.records))
}

// firstDuplicate returns the error of the first ID that is subscribed already.
func (e *Engine[ID]) firstDuplicate(ids []ID) error {
	for _, id := range ids {
		if _, ok := e.records[id]; ok {
			return duplicate(id)
		}
	}
	return nil
}
