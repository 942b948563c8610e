package slab

import (
	"math"

	"github.com/thresh-dev/thresh/predicate"
)

// search is the search for the rank of one value among the keys of its cell: the
// first key that is not less than the value is among the n from base on, or behind
// them.
type search struct {
	narrow  []uint32
	wide    []predicate.Code
	x       predicate.Code
	base, n int
	attr    uint32
}

// rankAll finds the ranks of all values that are unknown yet. The searches take
// their steps in turn, so that their cache misses overlap.
func (e *encoded) rankAll() {
	if e.ranked {
		return
	}
	e.ranked = true
	e.search = e.search[:0]
	longest := 0
	for _, l := range e.attrs {
		if e.rank[l] != unknown {
			continue
		}
		s, ok := e.begin(l)
		if !ok {
			e.findRank(l)
			continue
		}
		longest = max(longest, s.n)
		e.search = append(e.search, s)
	}
	for ; longest > 1; longest -= longest >> 1 {
		for i := range e.search {
			s := &e.search[i]
			half := s.n >> 1
			if half == 0 {
				continue
			}
			at := s.base + half - 1
			if s.wide == nil {
				s.base += half & -less(predicate.Code(s.narrow[at]), s.x)
			} else {
				s.base += half & -less(s.wide[at], s.x)
			}
			s.n -= half
		}
	}
	for i := range e.search {
		// What is left is one key.
		s := &e.search[i]
		e.rank[s.attr] = e.seg.domains[s.attr].rankOfCode(e.event.Code(e.seg.attrs[s.attr]), s.base, s.base+s.n)
	}
}

// begin returns the search for the rank of the attribute's only value, unless there
// is nothing to search, or codes do not tell all keys.
func (e *encoded) begin(l uint32) (search, bool) {
	d := e.seg.domains[l]
	if e.many[l].to != 0 || d.long != nil {
		return search{}, false
	}
	lo, hi := 0, d.keys.len()
	if t := e.seg.table[l]; t != 0 && e.located {
		lo, hi = d.keysOfCell(e.cells.Min[t])
	}
	code := e.event.Code(e.seg.attrs[l])
	s := search{wide: d.keys.wide, narrow: d.keys.narrow, x: code, base: lo, n: hi - lo, attr: l}
	if s.narrow != nil {
		// As in keyCodes.find.
		if code < d.keys.base || (code-d.keys.base)>>d.keys.shift > math.MaxUint32 {
			return search{}, false
		}
		s.x = (code - d.keys.base) >> d.keys.shift
	}
	return s, s.n > 0
}
