package rein

import (
	"math/bits"
	"slices"

	"github.com/thresh-dev/thresh/index"
)

// Matcher matches events against one Index. It implements [index.Matcher].
type Matcher struct {
	index *Index
	marks []uint64
}

// NewMatcher returns a matcher that sees every change made before a match.
func (x *Index) NewMatcher() index.Matcher { return &Matcher{index: x} }

// AppendMatches appends the IDs of all conjunctions that the event satisfies.
func (m *Matcher) AppendMatches(dst []index.ID, e *index.Event) []index.ID {
	t := m.index.table
	ids := t.IDs()
	m.mark(e)
	exact := t.AllPlain() && !e.HasSeveral()
	for w, word := range m.marks {
		for left := ^word; left != 0; left &= left - 1 {
			slot := uint32(w*64 + bits.TrailingZeros64(left))
			if exact || m.decided(slot, e) {
				dst = append(dst, ids[slot])
			}
		}
	}
	return dst
}

// Count returns the number of IDs that AppendMatches would append.
func (m *Matcher) Count(e *index.Event) int {
	m.mark(e)
	n := 0
	exact := m.index.table.AllPlain() && !e.HasSeveral()
	for w, word := range m.marks {
		if exact {
			n += bits.OnesCount64(^word)
			continue
		}
		for left := ^word; left != 0; left &= left - 1 {
			if m.decided(uint32(w*64+bits.TrailingZeros64(left)), e) {
				n++
			}
		}
	}
	return n
}

// decided says whether the event satisfies the conjunction, which has no mark.
func (m *Matcher) decided(slot uint32, e *index.Event) bool {
	t := m.index.table
	return t.Plain(slot) && !e.HasSeveral() || t.Satisfied(slot, e)
}

// mark sets the bits of the conjunctions that the event's values exclude.
func (m *Matcher) mark(e *index.Event) {
	x := m.index
	m.marks = append(m.marks[:0], x.free...)
	for _, a := range x.attrs {
		lo := e.Code(a.id)
		hi := lo
		if e.HasSeveral() {
			if codes := e.Codes(a.id); len(codes) > 1 {
				lo, hi = slices.Min(codes), slices.Max(codes)
			}
		}
		a.mark(m.marks, lo, hi)
	}
}
