package tama

import (
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/forms"
	"github.com/thresh-dev/thresh/internal/invariant"
)

// checkSometimes re-derives the invariants so often that the time stays near
// linear in the changes.
func (x *Index) checkSometimes() {
	if x.changes++; x.changes >= x.checkAt {
		x.checkAt = x.changes + max(8, x.table.Slots())
		x.check()
	}
}

// check re-derives the invariants of doc.go.
func (x *Index) check() {
	x.table.Check()
	used := 0
	for i, b := range x.blocks {
		used += b.check(x, i)
	}
	invariant.Assert(used == x.Len(), "tama: %d conjunctions in blocks, of %d", used, x.Len())
}

// check asserts that the block has what the table says of its slots, and returns how
// many of these are in use.
func (b *block) check(x *Index, i int) int {
	n := len(b.slots)
	invariant.Assert(n <= blockSize && len(b.ids) == n && len(b.need) >= n && len(b.need)%wordOffsets == 0 &&
		len(b.asked)*64 == len(b.need), "tama: block of %d, %d IDs, %d needs", n, len(b.ids), len(b.need))
	posted, absent := make([]int, len(b.attrs)), make([]int, len(b.attrs))
	for offset, slot := range b.slots {
		if slot == none {
			invariant.Assert(b.need[offset] == never, "tama: the deleted offset %d needs %d", offset, b.need[offset])
			continue
		}
		invariant.Assert(x.places[slot] == place(i<<16|offset), "tama: slot %d is not at %d of block %d", slot, offset, i)
		invariant.Assert(b.ids[offset] == x.table.ID(slot), "tama: slot %d has ID %d", slot, b.ids[offset])
		terms := 0
		x.table.Terms(slot, func(a index.AttrID, spans []forms.Span) {
			if terms++; terms > maxCounted {
				return
			}
			for _, s := range spans {
				p, q := b.attrs[a].checkSpan(uint16(offset), s.Span)
				posted[a] += p
				absent[a] += q
			}
		})
		invariant.Assert(int(b.need[offset]) == min(terms, maxCounted), "tama: slot %d needs %d of %d terms", slot, b.need[offset], terms)
		invariant.Assert(terms > 0 || slices.Contains(b.always, uint16(offset)), "tama: slot %d is not always looked at", slot)
		asked := b.asked[offset/64]>>(offset%64)&1 == 1
		invariant.Assert(asked == (terms > maxCounted || x.table.Checked(slot)), "tama: slot %d: asked %t", slot, asked)
	}
	for offset := n; offset < len(b.need); offset++ {
		invariant.Assert(b.need[offset] == never, "tama: offset %d of %d needs %d", offset, n, b.need[offset])
	}
	for a, at := range b.attrs {
		if at == nil {
			continue
		}
		invariant.Assert((len(at.absent) > 0) == slices.Contains(b.absent, index.AttrID(a)), "tama: absent %d", a)
		p, q := at.check()
		// The deleted keep their postings.
		invariant.Assert(p >= posted[a] && (p == posted[a] || b.dead > 0), "tama: attribute %d: %d postings, %d due", a, p, posted[a])
		invariant.Assert(q >= absent[a] && (q == absent[a] || b.dead > 0), "tama: attribute %d: %d absent, %d due", a, q, absent[a])
	}
	dead := 0
	for _, slot := range b.slots {
		if slot == none {
			dead++
		}
	}
	invariant.Assert(dead == b.dead, "tama: %d offsets are dead, not %d", dead, b.dead)
	return n - dead
}

// checkSpan asserts that the span is posted, and returns how many times, and how
// many times under absence.
func (a *attribute) checkSpan(offset uint16, s index.Span) (posted, absent int) {
	if s.Lo == 0 {
		absent++
		invariant.Assert(slices.Contains(a.absent, offset), "tama: offset %d is not under absent", offset)
	}
	s, ok := values(s)
	if !ok {
		return posted, absent
	}
	first, last, from, to := a.place(s)
	if from >= 0 && from == to {
		invariant.Assert(slices.Contains(a.leaves[from].inner.offsets, offset), "tama: offset %d is not inside leaf %d", offset, from)
		return 1, absent
	}
	if from >= 0 {
		posted++
		invariant.Assert(slices.Contains(a.leaves[from].from.offsets, offset), "tama: offset %d does not begin in leaf %d", offset, from)
	}
	if to >= 0 {
		posted++
		invariant.Assert(slices.Contains(a.leaves[to].to.offsets, offset), "tama: offset %d does not end in leaf %d", offset, to)
	}
	a.nodes(first, last, func(n int) {
		posted++
		invariant.Assert(slices.Contains(a.cover[n], offset), "tama: offset %d does not cover leaves %d to %d", offset, first, last)
	})
	return posted, absent
}

// check asserts that the ends are in order, and returns how many postings there are,
// and how many under absence.
func (a *attribute) check() (posted, absent int) {
	for _, l := range a.cover {
		posted += len(l)
	}
	for i := range a.leaves {
		l := &a.leaves[i]
		invariant.Assert(len(l.from.codes) == len(l.from.offsets) && len(l.to.codes) == len(l.to.offsets) &&
			len(l.inner.codes) == 2*len(l.inner.offsets), "tama: leaf %d has codes without offsets", i)
		invariant.Assert(slices.IsSorted(l.from.codes) && slices.IsSorted(l.to.codes), "tama: the ends in leaf %d are not sorted", i)
		posted += len(l.from.offsets) + len(l.to.offsets) + len(l.inner.offsets)
	}
	return posted, len(a.absent)
}
