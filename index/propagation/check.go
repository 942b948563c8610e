package propagation

import (
	"slices"

	"github.com/thresh-dev/thresh/internal/invariant"
)

// checkSometimes re-derives the invariants so often that the time stays near
// linear in the changes.
func (x *Index) checkSometimes() {
	if x.checkChanges++; x.checkChanges >= x.checkAt {
		x.checkAt = x.checkChanges + max(1, x.table.Slots()/2)
		x.check()
		if x.checkChanges >= x.tableAt {
			x.tableAt = x.checkChanges + 4*x.table.Slots()
			x.table.Check()
		}
	}
}

// check re-derives the invariants of doc.go.
func (x *Index) check() {
	for _, slot := range x.waiting.Slots() {
		invariant.Assert(x.table.Used(slot), "propagation: slot %d waits and is free", slot)
	}
	b := builder{Index: x}
	next, held := uint32(0), x.waiting.Len()
	for at := range x.accesses {
		s := &x.accesses[at]
		invariant.Assert(s.from == s.to || s.from == next, "propagation: clusters of access %d", at)
		for i := s.from; i < s.to; i++ {
			c := &x.clusters[i]
			held += c.rows
			for row := range c.rows {
				slot := c.slots[row]
				invariant.Assert(x.table.Used(slot) && !x.waiting.Has(slot), "propagation: slot %d is held and waits or is free", slot)
				invariant.Assert(x.home[slot] == place{i, uint32(row)}, "propagation: slot %d is not where it is held", slot)
				want := b.columns(slot, uint32(at))
				invariant.Assert(len(want) == c.width, "propagation: slot %d has %d predicates, not %d", slot, len(want), c.width)
				for k, number := range want {
					invariant.Assert(c.column(k)[row] == number, "propagation: slot %d has predicate %d", slot, number)
				}
			}
		}
		next = max(next, s.to)
	}
	invariant.Assert(int(next) == len(x.clusters), "propagation: %d clusters of %d have an access", next, len(x.clusters))
	invariant.Assert(held == x.Len(), "propagation: %d held, Len %d", held, x.Len())
	x.checkNumbers()
}

// checkNumbers checks that each predicate has a number of its own, in the order of
// the ends, and that the resting vector is that of an event without attributes.
func (x *Index) checkNumbers() {
	next := uint32(len(x.counts))
	for a := range x.attrs {
		t := &x.attrs[a]
		invariant.Assert(slices.IsSorted(t.los) && slices.IsSorted(t.his), "propagation: ends of attribute %d", a)
		invariant.Assert(t.loFrom == next && t.hiFrom == next+uint32(len(t.los)), "propagation: numbers of attribute %d", a)
		next = t.hiFrom + uint32(len(t.his))
		for i := t.loFrom; i < next; i++ {
			invariant.Assert(x.resting.bit(i) == 1 == (i >= t.hiFrom), "propagation: bit %d of rest", i)
		}
		for code, number := range t.equal {
			invariant.Assert(number >= firstNumber && int(number) < len(x.counts) && x.resting.bit(number) == 0, "propagation: number of %x", code)
		}
	}
	invariant.Assert(x.resting.bit(always) == 1, "propagation: a bit that is always set is not")
}
