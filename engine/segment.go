package engine

import (
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// segment is subscriptions by local number, from 0, and their conjunctions. It is
// immutable, save that the head grows: there a copy of the struct is immutable.
// What is gone is told by tombstones outside of it.
type segment struct {
	orders   []uint64 // by local number: the place in the order of subscription
	first    uint64   // the least and the greatest of orders
	last     uint64
	unsorted bool // orders do not ascend

	// The subscriptions by local number, for the next merge: as they were given
	// where there are few, else in binary form.
	subs    []*predicate.Subscription
	sources sources

	one     group // conjunctions that any event may satisfy
	several group // conjunctions with Several, where they are matched one by one
	late    *late // conjunctions with Several, where the others are indexed; or nil

	builder
}

// builder is how a segment is to be made.
type builder struct {
	newIndex func(*index.Dictionary) index.Index // nil: without an index
	minIndex int                                 // the least number of conjunctions for one
	keep     bool                                // the subscriptions as they were given
}

func (s *segment) len() int { return len(s.orders) }

// conjunctions returns how many there are, those of the gone included.
func (s *segment) conjunctions() int {
	n := s.one.len() + s.several.len()
	if s.late != nil {
		n += s.late.n
	}
	return n
}

// weight is what the segment costs to merge.
func (s *segment) weight() int { return max(s.len(), s.one.len()) }

// walks returns about how many conjunctions could be matched one after the other in the
// time that a match takes. What is in an index counts as if it was not.
func (s *segment) walks() int {
	k, f := &s.one.keyed, &s.one.flat
	n := s.weight() - k.len() + k.walks()
	if k.len() > f.len() {
		return n // where most have a key, lanes are no reason to merge later
	}
	return n - f.lanes.len() + f.lanes.walks()
}

// bytes returns the memory off the Go heap.
func (s *segment) bytes() int { return s.one.bytes() + s.late.bytes() }

// add appends a subscription.
func (s *segment) add(order uint64, x *predicate.Subscription, d *index.Dictionary) {
	sub := s.begin(order)
	if s.keep {
		s.subs = append(s.subs, x)
	} else {
		s.sources.add(x.Expr())
	}
	s.conjoin(sub, x.Conjunctions(), d)
}

// addFrom appends the i-th subscription of another segment.
func (s *segment) addFrom(o *segment, i int, d *index.Dictionary) error {
	x, err := o.subscription(i)
	if err != nil {
		return err
	}
	s.add(o.orders[i], x, d)
	return nil
}

// subscription returns the i-th subscription.
func (s *segment) subscription(i int) (*predicate.Subscription, error) {
	if s.subs != nil {
		return s.subs[i], nil
	}
	return s.sources.subscription(i)
}

// begin appends a subscription without conjunctions, and returns its number.
func (s *segment) begin(order uint64) index.ID {
	sub := index.ID(len(s.orders))
	if sub == 0 {
		s.first, s.last = order, order
	} else {
		s.unsorted = s.unsorted || order <= s.last
		s.first, s.last = min(s.first, order), max(s.last, order)
	}
	s.orders = append(s.orders, order)
	return sub
}

// conjoin gives the subscription sub, the last one, its conjunctions.
func (s *segment) conjoin(sub index.ID, cs []predicate.Conjunction, d *index.Dictionary) {
	if s.newIndex == nil {
		s.one.addAll(sub, cs, false, d)
		s.several.addAll(sub, cs, true, d)
		return
	}
	if s.one.index == nil {
		s.one.index = s.newIndex(d)
	}
	s.one.addAll(sub, cs, false, d)
	if slices.ContainsFunc(cs, func(c predicate.Conjunction) bool { return c.Several }) {
		if s.late == nil {
			s.late = &late{dict: d}
		}
		s.late.add(sub, cs)
	}
}

// seal ends the loading of a segment that is to grow no more. That many goroutines
// may compile it: all there are where somebody waits for it, one in a merge, as who
// matches needs processors too.
func (s *segment) seal(goroutines int) {
	s.orders = slices.Clip(s.orders)
	s.sources.seal()
	s.one.seal(goroutines)
}

// find returns the local number of the subscription with that order that is not
// gone.
func (s *segment) find(order uint64, dead *tombstones) (index.ID, bool) {
	if len(s.orders) == 0 || order < s.first || order > s.last {
		return 0, false
	}
	if !s.unsorted {
		i, ok := slices.BinarySearch(s.orders, order)
		return index.ID(i), ok && !dead.has(index.ID(i))
	}
	for i, o := range slices.Backward(s.orders) {
		if o == order && !dead.has(index.ID(i)) {
			return index.ID(i), true
		}
	}
	return 0, false
}

// matchers are what a goroutine needs to match on a segment.
type matchers struct {
	one, several index.Matcher
}

// appendSubs appends the local numbers of the subscriptions that the event
// satisfies and that are not gone, each once, in no order. marks has a clear bit
// for each subscription and is left so.
func (s *segment) appendSubs(dst []index.ID, m *matchers, marks []uint64, dead *tombstones, e *index.Event) []index.ID {
	from := len(dst)
	dst = s.one.appendIndexed(dst, &m.one, e)
	return s.complete(dst, from, m, marks, dead, e)
}

// complete makes of what the index of one has found, from the given place on, the
// numbers of the subscriptions: see appendSubs.
func (s *segment) complete(dst []index.ID, from int, m *matchers, marks []uint64, dead *tombstones, e *index.Event) []index.ID {
	dst = s.one.complete(dst, from, dead, e)
	shared, all := s.one.shared, false
	if g := s.concerned(e); g != nil {
		at := len(dst)
		dst = g.appendIndexed(dst, &m.several, e)
		dst = g.complete(dst, at, dead, e)
		// What one group has found once, the other may have found too.
		shared, all = true, len(dst) > at
	}
	if !shared && dead.len() == 0 {
		return dst
	}
	out := dst[:from]
	for _, x := range dst[from:] {
		sub := x &^ sharedBit
		if dead.has(sub) {
			continue
		}
		if all || x != sub {
			w, bit := &marks[sub/64], uint64(1)<<(sub%64)
			if *w&bit != 0 {
				continue
			}
			*w |= bit
		}
		out = append(out, sub)
	}
	if shared {
		for _, sub := range out[from:] {
			marks[sub/64] &^= 1 << (sub % 64)
		}
	}
	return out
}

// concerned returns the group of the conjunctions with Several, or nil where the
// event satisfies none of them.
func (s *segment) concerned(e *index.Event) *group {
	switch {
	case !e.HasSeveral():
		return nil
	case s.several.len() > 0:
		return &s.several
	case s.late.concerns(e):
		return s.late.conjunctions(s)
	}
	return nil
}

// count returns how many numbers appendSubs would append, and true, if that is
// known without listing them.
func (s *segment) count(m *matchers, dead *tombstones, e *index.Event) (int, bool) {
	if s.one.index == nil || s.one.shared || s.one.outside() > 0 || dead.len() > 0 || s.concerned(e) != nil {
		return 0, false
	}
	if m.one == nil {
		m.one = s.one.index.NewMatcher()
	}
	return m.one.Count(e), true
}
