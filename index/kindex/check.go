package kindex

import (
	"slices"

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
	counts, posted := make([]int, len(x.sizes)), make([]int, len(x.sizes))
	for slot := range uint32(x.table.Slots()) {
		if !x.table.Used(slot) {
			continue
		}
		k := sizeOf(x.table, slot)
		invariant.Assert(int(x.of[slot]) == k && k < len(x.sizes) && x.sizes[k] != nil, "kindex: slot %d is of size %d, not %d", slot, x.of[slot], k)
		counts[k]++
		x.sizes[k].visit(x.table, slot, func(l *list) {
			posted[k]++
			_, there := slices.BinarySearch(l.slots, slot)
			invariant.Assert(there, "kindex: slot %d is not in a list of its own", slot)
		})
	}
	for k, s := range x.sizes {
		if s == nil {
			continue
		}
		invariant.Assert(s.k == k && s.n == counts[k] && s.n > 0, "kindex: size %d has %d conjunctions, not %d", k, s.n, counts[k])
		n := s.all.check()
		for _, a := range s.attrs {
			if a == nil {
				continue
			}
			for i := range a.cover {
				n += a.cover[i].check()
			}
			for _, l := range a.points {
				n += l.check()
			}
			for _, l := range a.holes {
				n += l.check()
			}
		}
		invariant.Assert(n == posted[k], "kindex: size %d has %d postings, not %d", k, n, posted[k])
	}
}

// check asserts that the list is in order, and returns its length.
func (l *list) check() int {
	for i := 1; i < len(l.slots); i++ {
		invariant.Assert(l.slots[i-1] < l.slots[i], "kindex: slot %d is before %d", l.slots[i-1], l.slots[i])
	}
	return len(l.slots)
}
