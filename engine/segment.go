package engine

import (
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// sharedBit marks the local number of a subscription that has several
// conjunctions, and so may be found several times.
const sharedBit index.ID = 1 << 31

// maxLocal is how many subscriptions a segment can have.
const maxLocal = int(sharedBit)

// segment is subscriptions by local number, from 0, and their conjunctions. It is
// immutable, save that the head grows: there a copy of the struct is immutable.
// What is gone is told by tombstones outside of it.
type segment struct {
	orders   []uint64 // by local number: the place in the order of subscription
	sources  sources  // by local number
	first    uint64   // the least and the greatest of orders
	last     uint64
	unsorted bool // orders do not ascend

	one     group // conjunctions that any event may satisfy
	several group // conjunctions with Several, for events with several values on an attribute
}

// group is the conjunctions of one kind: in an index, in a flat list, or most in
// the one and some in the other.
type group struct {
	index index.Index // nil: none is in an index
	// subs is, by index.ID, the local number of the subscription, with sharedBit
	// if it has several conjunctions. It is nil where the numbers are the same.
	subs []index.ID
	flat flat
	// shared says whether some number bears sharedBit.
	shared bool
}

func (s *segment) len() int { return len(s.orders) }

// conjunctions returns how many there are, those of the gone included.
func (s *segment) conjunctions() int { return s.one.len() + s.several.len() }

// weight is what the segment costs to merge.
func (s *segment) weight() int { return max(s.len(), s.conjunctions()) }

// bytes returns the memory off the Go heap.
func (s *segment) bytes() int { return s.one.bytes() + s.several.bytes() }

func (g *group) len() int {
	n := g.flat.len()
	if g.index != nil {
		n += g.index.Len()
	}
	return n
}

func (g *group) bytes() int {
	if g.index == nil {
		return 0
	}
	return g.index.Bytes()
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

// conjoin gives the subscription sub, the last one, its conjunctions. Those that
// an index refuses go to the flat list, as do all where newIndex is nil.
func (s *segment) conjoin(sub index.ID, cs []predicate.Conjunction, d *index.Dictionary, newIndex func(*index.Dictionary) index.Index) {
	if len(cs) > 1 {
		sub |= sharedBit
	}
	for i := range cs {
		g := &s.one
		if cs[i].Several {
			g = &s.several
		}
		if newIndex != nil && g.index == nil {
			g.index = newIndex(d)
		}
		g.add(&cs[i], sub, d)
	}
}

func (g *group) add(c *predicate.Conjunction, sub index.ID, d *index.Dictionary) {
	g.shared = g.shared || sub&sharedBit != 0
	if g.index != nil {
		id := index.ID(g.index.Len())
		if g.index.Insert(id, c) == nil {
			if g.subs == nil && sub != id {
				g.subs = make([]index.ID, id, max(16, 2*id))
				for i := range g.subs {
					g.subs[i] = index.ID(i)
				}
			}
			if g.subs != nil {
				g.subs = append(g.subs, sub)
			}
			return
		}
	}
	g.flat.add(d.Form(c), sub)
}

// seal ends the loading of a segment that is to grow no more.
func (s *segment) seal() {
	s.orders = slices.Clip(s.orders)
	if d := s.sources.data; cap(d)-len(d) > len(d)/8 {
		s.sources.data = slices.Clone(d)
	}
	for _, g := range []*group{&s.one, &s.several} {
		g.subs = slices.Clip(g.subs)
		if c, ok := g.index.(index.Compiler); ok {
			c.Compile()
		}
	}
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
	dst = s.one.appendSubs(dst, &m.one, e)
	shared := s.one.shared
	if e.HasSeveral() && s.several.len() > 0 {
		dst = s.several.appendSubs(dst, &m.several, e)
		shared = true
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
		if x != sub {
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

// appendSubs appends the numbers, with sharedBit, of the subscriptions whose
// conjunctions the event satisfies, as often as it does.
func (g *group) appendSubs(dst []index.ID, m *index.Matcher, e *index.Event) []index.ID {
	if g.index != nil {
		if *m == nil {
			*m = g.index.NewMatcher()
		}
		from := len(dst)
		dst = (*m).AppendMatches(dst, e)
		if g.subs != nil {
			found := dst[from:]
			for i, id := range found {
				found[i] = g.subs[id]
			}
		}
	}
	if g.flat.len() > 0 {
		dst = g.flat.appendSubs(dst, e)
	}
	return dst
}

// count returns how many numbers appendSubs would append, and true, if that is
// known without listing them.
func (s *segment) count(m *matchers, dead *tombstones, e *index.Event) (int, bool) {
	if s.one.index == nil || s.one.shared || s.one.flat.len() > 0 || dead.len() > 0 ||
		e.HasSeveral() && s.several.len() > 0 {
		return 0, false
	}
	if m.one == nil {
		m.one = s.one.index.NewMatcher()
	}
	return m.one.Count(e), true
}
