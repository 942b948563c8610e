package engine

import (
	"math/bits"
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// scratch is the memory of one match. Between matches it waits in the engine's
// pool.
type scratch struct {
	dict     *index.Dictionary
	encoder  *index.Encoder
	layout   uint64
	matchers []segmentMatchers // parallel to the snapshot's parts
	head     matchers
	found    []index.ID
	marks    []uint64 // a clear bit for each subscription of the largest segment
	hits     []hit
	merged   []hit
	encoders []*index.Encoder // of the events of a batch
	events   []*index.Event   // of a batch
	founds   [][]index.ID     // by event of a batch; empty between matches
	numbers  []uint64         // on their way into a bitmap
	nothing  predicate.Event  // stands for a nil event
}

type segmentMatchers struct {
	seg *segment
	matchers
}

// hit is a subscription that an event satisfies.
type hit struct {
	order uint64
	part  int32 // as in a place
	local index.ID
}

// fit fits the scratch to the snapshot, and returns the event in its codes.
func fit[ID comparable](sc *scratch, s *snapshot[ID], ev *predicate.Event) *index.Event {
	fitLayout(sc, s)
	if ev == nil {
		ev = &sc.nothing
	}
	return encode(sc.encoder, s, ev)
}

// encode returns the event in codes, after the late conjunctions that concern it
// are indexed: that may number further attributes and tests, and an event is to be
// encoded after the last change of an index.
func encode[ID comparable](enc *index.Encoder, s *snapshot[ID], ev *predicate.Event) *index.Event {
	x := enc.Encode(ev)
	if s.lateFor(x) {
		x = enc.Encode(ev)
	}
	return x
}

// lateFor indexes the late conjunctions that concern the event, and says whether it
// is to be encoded again.
func (s *snapshot[ID]) lateFor(x *index.Event) bool {
	if !x.HasSeveral() {
		return false
	}
	for i := range s.parts {
		if p := &s.parts[i]; p.late.concerns(x) {
			p.late.conjunctions(p.segment)
		}
	}
	return !x.Current(s.dict)
}

// fitLayout fits the scratch to the snapshot.
func fitLayout[ID comparable](sc *scratch, s *snapshot[ID]) {
	if sc.dict != s.dict {
		sc.dict, sc.encoder = s.dict, index.NewEncoder(s.dict)
		sc.encoders = nil
		sc.layout = 0
		clear(sc.matchers)
	}
	if sc.layout != s.layout {
		old := slices.Clone(sc.matchers)
		clear(sc.matchers)
		sc.matchers = sc.matchers[:0]
		size := 0
		for _, p := range s.parts {
			m := segmentMatchers{seg: p.segment}
			if i := slices.IndexFunc(old, func(o segmentMatchers) bool { return o.seg == p.segment }); i >= 0 {
				m = old[i]
			}
			sc.matchers = append(sc.matchers, m)
			size = max(size, p.len())
		}
		sc.layout = s.layout
		sc.resizeMarks(size)
	}
	sc.resizeMarks(s.head.len())
}

// matchersOf returns the matchers for the i-th part, or the head.
func (sc *scratch) matchersOf(i int) *matchers {
	if i == inHead {
		return &sc.head
	}
	return &sc.matchers[i].matchers
}

// resizeMarks makes room for a mark for each of n subscriptions.
func (sc *scratch) resizeMarks(n int) {
	words := (n + 63) / 64
	if len(sc.marks) < words {
		sc.marks = make([]uint64, words+words/4+16)
	}
}

// sortLocals sorts distinct local numbers of a segment of n subscriptions.
func (sc *scratch) sortLocals(locals []index.ID, n int) {
	// A walk over the marks takes a step a word; sorting takes some a number.
	if len(locals) < 32 || n/64 > 8*len(locals) {
		slices.Sort(locals)
		return
	}
	for _, l := range locals {
		sc.marks[l/64] |= 1 << (l % 64)
	}
	out := locals[:0]
	for w := range sc.marks[:(n+63)/64] {
		for word := sc.marks[w]; word != 0; word &= word - 1 {
			out = append(out, index.ID(w*64+bits.TrailingZeros64(word)))
		}
		sc.marks[w] = 0
	}
}

// mergeRuns merges the hits before from with those after, each sorted by order.
func (sc *scratch) mergeRuns(from int) {
	a, b := sc.hits[:from], sc.hits[from:]
	if len(a) == 0 || len(b) == 0 || a[len(a)-1].order < b[0].order {
		return
	}
	out := slices.Grow(sc.merged[:0], len(sc.hits))
	for len(a) > 0 && len(b) > 0 {
		if a[0].order < b[0].order {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	out = append(append(out, a...), b...)
	sc.hits, sc.merged = out, sc.hits
}
