package engine

import (
	"cmp"
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// Match returns the IDs of the subscriptions that the event satisfies, in the
// order in which they were subscribed. The slice is the caller's own. A nil event
// has no attributes.
func (e *Engine[ID]) Match(ev *predicate.Event) []ID {
	s := e.snapshot.Load()
	sc := e.borrow()
	defer e.pool.Put(sc)
	return appendInOrder(nil, s, sc, fit(sc, s, ev))
}

// AppendMatches appends the IDs of the subscriptions that the event satisfies to
// dst, each once, in any order. In the steady state it allocates nothing but what
// dst needs. A nil event has no attributes.
func (e *Engine[ID]) AppendMatches(dst []ID, ev *predicate.Event) []ID {
	s := e.snapshot.Load()
	sc := e.borrow()
	defer e.pool.Put(sc)
	return appendMatches(dst, s, sc, fit(sc, s, ev))
}

// Count returns how many subscriptions the event satisfies. In the steady state
// it allocates nothing.
func (e *Engine[ID]) Count(ev *predicate.Event) int {
	s := e.snapshot.Load()
	sc := e.borrow()
	defer e.pool.Put(sc)
	x := fit(sc, s, ev)
	n := 0
	for i := range s.parts {
		p := &s.parts[i]
		if c, ok := p.count(&sc.matchers[i].matchers, p.dead, x); ok {
			n += c
		} else {
			n += len(find(sc, s, i, x))
		}
	}
	return n + len(find(sc, s, inHead, x))
}

// MatchFirst returns the ID of the subscription that was subscribed first among
// those that the event satisfies, and false if there is none. In the steady state
// it allocates nothing.
func (e *Engine[ID]) MatchFirst(ev *predicate.Event) (ID, bool) {
	s := e.snapshot.Load()
	sc := e.borrow()
	defer e.pool.Put(sc)
	x := fit(sc, s, ev)
	var best ID
	var order uint64
	found := false
	for i := inHead; i < len(s.parts); i++ {
		p := s.at(i)
		if p.len() == 0 || found && p.first > order {
			continue
		}
		for _, local := range find(sc, s, i, x) {
			if o := p.orders[local]; !found || o < order {
				best, order, found = p.ids[local], o, true
			}
		}
	}
	return best, found
}

// borrow returns a scratch, to be put back into the pool.
func (e *Engine[ID]) borrow() *scratch {
	if sc, ok := e.pool.Get().(*scratch); ok {
		return sc
	}
	return &scratch{}
}

// find returns the local numbers of the subscriptions of the i-th part, or the
// head, that the event satisfies, each once. They are valid until the next find.
func find[ID comparable](sc *scratch, s *snapshot[ID], i int, x *index.Event) []index.ID {
	p := s.at(i)
	sc.found = p.appendSubs(sc.found[:0], sc.matchersOf(i), sc.marks, p.dead, x)
	return sc.found
}

func appendMatches[ID comparable](dst []ID, s *snapshot[ID], sc *scratch, x *index.Event) []ID {
	for i := inHead; i < len(s.parts); i++ {
		ids := s.at(i).ids
		found := find(sc, s, i, x)
		dst = slices.Grow(dst, len(found))
		for _, local := range found {
			dst = append(dst, ids[local])
		}
	}
	return dst
}

// appendInOrder is appendMatches in the order of subscription. A sealed segment
// is mostly in that order already, so that local numbers need only be sorted, and
// the runs that come of it merged.
func appendInOrder[ID comparable](dst []ID, s *snapshot[ID], sc *scratch, x *index.Event) []ID {
	sc.hits = sc.hits[:0]
	for k := len(s.parts); k >= 0; k-- { // the head, then the parts from small to large
		i := k
		if k == len(s.parts) {
			i = inHead
		}
		p := s.at(i)
		found := find(sc, s, i, x)
		sc.sortLocals(found, p.len())
		from := len(sc.hits)
		for _, local := range found {
			sc.hits = append(sc.hits, hit{p.orders[local], int32(i), local})
		}
		if p.unsorted {
			slices.SortFunc(sc.hits[from:], func(a, b hit) int { return cmp.Compare(a.order, b.order) })
		}
		sc.mergeRuns(from)
	}
	dst = slices.Grow(dst, len(sc.hits))
	for _, h := range sc.hits {
		dst = append(dst, s.at(int(h.part)).ids[h.local])
	}
	return dst
}
