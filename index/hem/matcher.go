package hem

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/hugemem"
	"github.com/thresh-dev/thresh/internal/kernel"
)

// Matcher matches events against one Index. It implements [index.Matcher].
type Matcher struct {
	index  *Index
	marks  []uint64
	chosen []*row   // of the event, in the rows
	rows   []uint64 // where they begin
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
	for _, slot := range m.index.waiting.Slots() {
		if t.Satisfied(slot, e) {
			dst = append(dst, ids[slot])
		}
	}
	return dst
}

// Count returns the number of IDs that AppendMatches would append.
func (m *Matcher) Count(e *index.Event) int {
	t := m.index.table
	m.mark(e)
	n := 0
	if t.AllPlain() && !e.HasSeveral() {
		for _, word := range m.marks {
			n += bits.OnesCount64(^word)
		}
	} else {
		for w, word := range m.marks {
			for left := ^word; left != 0; left &= left - 1 {
				if m.decided(uint32(w*64+bits.TrailingZeros64(left)), e) {
					n++
				}
			}
		}
	}
	for _, slot := range m.index.waiting.Slots() {
		if t.Satisfied(slot, e) {
			n++
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
	if cap(m.marks) < len(x.dead) || cap(m.marks) > 4*len(x.dead)+kernel.RowWords {
		m.marks = hugemem.Make[uint64](len(x.dead))
	}
	m.marks = m.marks[:len(x.dead)]
	copy(m.marks, x.dead)
	m.chosen, m.rows = m.chosen[:0], m.rows[:0]
	for _, a := range x.attrs {
		if e.HasSeveral() && len(e.Codes(a.id)) > 1 {
			continue
		}
		c := e.Code(a.id)
		g := a.groups.Of(c)
		r := &a.rows[g]
		if r.at != noRow {
			m.chosen = append(m.chosen, r)
		} else {
			set(m.marks, a.lists[r.from:r.to])
		}
		set(m.marks, a.low.above(g, c))
		set(m.marks, a.high.below(g, c))
	}
	// Those with most marks first: all bits may be set before the others are read.
	slices.SortFunc(m.chosen, func(a, b *row) int { return cmp.Compare(b.n, a.n) })
	for _, r := range m.chosen {
		m.rows = append(m.rows, r.at)
	}
	kernel.OrRows(m.marks, x.data, m.rows)
}

// set sets the bits of the slots.
func set(marks []uint64, slots []uint32) {
	for _, s := range slots {
		marks[s/64] |= 1 << (s % 64)
	}
}
