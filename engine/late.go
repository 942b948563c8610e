package engine

import (
	"math/bits"
	"sync"
	"sync/atomic"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/predicate"
)

// late is the conjunctions with Several of an indexed segment. Only events with
// several values on one of the attributes that these have literals on can satisfy
// them. Until the first such event they are only counted; then they are lowered
// once more and indexed.
type late struct {
	n     int      // conjunctions
	has   []uint64 // bit by local number: the subscription has some
	attrs []uint64 // bit by AttrID: has literals
	dict  *index.Dictionary
	mu    sync.Mutex // held by the match that makes the group
	group atomic.Pointer[group]
}

// add counts the conjunctions with Several among those of the subscription sub.
func (l *late) add(sub index.ID, cs []predicate.Conjunction) {
	for i := range cs {
		if !cs[i].Several {
			continue
		}
		l.n++
		l.has = withBit(l.has, int(sub))
		for k := range cs[i].Predicates {
			if p := &cs[i].Predicates[k]; p.Literals != nil {
				l.attrs = withBit(l.attrs, int(l.dict.Attr(p.Attr)))
			}
		}
	}
}

// withBit returns the bits and the i-th one.
func withBit(words []uint64, i int) []uint64 {
	for i/64 >= len(words) {
		words = append(words, 0)
	}
	words[i/64] |= 1 << (i % 64)
	return words
}

// concerns says whether the event may satisfy some of the conjunctions.
func (l *late) concerns(e *index.Event) bool {
	if l == nil {
		return false
	}
	for _, a := range e.Several() {
		if int(a/64) < len(l.attrs) && l.attrs[a/64]>>(a%64)&1 != 0 {
			return true
		}
	}
	return false
}

// conjunctions returns the group of the conjunctions of the segment s, which it
// makes if there is none. Matches that need it at the same time wait for the one
// that makes it; no other does, and nothing that is changed.
func (l *late) conjunctions(s *segment) *group {
	if g := l.group.Load(); g != nil {
		return g
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if g := l.group.Load(); g != nil {
		return g
	}
	g := &group{}
	if l.n >= s.minIndex {
		g.index = s.newIndex(l.dict)
	}
	for w, word := range l.has {
		for ; word != 0; word &= word - 1 {
			sub := w*64 + bits.TrailingZeros64(word)
			x, err := s.subscription(sub)
			invariant.Assert(err == nil, "engine: lowering again: %v", err)
			if err == nil {
				g.addAll(index.ID(sub), x.Conjunctions(), true, l.dict)
			}
		}
	}
	g.seal(1)
	l.group.Store(g)
	return g
}

// used says whether there has been an event that the conjunctions concern.
func (l *late) used() bool { return l != nil && l.group.Load() != nil }

// bytes returns the memory off the Go heap.
func (l *late) bytes() int {
	if !l.used() {
		return 0
	}
	return l.group.Load().bytes()
}
