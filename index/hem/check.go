package hem

import (
	"math/bits"
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/forms"
	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/internal/kernel"
)

// checkSometimes re-derives the invariants of what a change changes so often that
// the time stays near linear in the changes.
func (x *Index) checkSometimes() {
	if x.changes++; x.changes >= x.checkAt {
		x.checkAt = x.changes + max(1, x.table.Slots()/4)
		x.check()
	}
}

// check re-derives the invariants I3 and I4, which changes may break.
func (x *Index) check() {
	x.table.Check()
	invariant.Assert(len(x.dead)%kernel.RowWords == 0, "hem: rows of %d words", len(x.dead))
	dead := 0
	for _, w := range x.dead {
		dead += bits.OnesCount64(w)
	}
	invariant.Assert(dead == x.nDead+64*len(x.dead)-x.built, "hem: %d bits are dead, of %d slots %d", dead, x.built, x.nDead)
	waiting := 0
	for slot := range uint32(x.table.Slots()) {
		alive := int(slot) < x.built && x.dead[slot/64]>>(slot%64)&1 == 0
		waits := x.waiting.Has(slot)
		if waits {
			waiting++
		}
		invariant.Assert(!(alive && waits) && x.table.Used(slot) == (alive || waits), "hem: slot %d: alive %t, waits %t", slot, alive, waits)
	}
	invariant.Assert(waiting == x.waiting.Len(), "hem: %d slots wait, not %d", waiting, x.waiting.Len())
}

// checkRows re-derives the invariants I1, I2 and I5, which a build establishes for
// good. The table is as it was built from.
func (x *Index) checkRows() {
	byID := make([]*attribute, x.dict.Len())
	for _, a := range x.attrs {
		byID[a.id] = a
	}
	marks := make([]map[int]int, len(byID)) // by attribute and group
	ends := make([]int, len(byID))
	for slot := range uint32(x.built) {
		x.table.Terms(slot, func(id index.AttrID, spans []forms.Span) {
			a := byID[id]
			if marks[id] == nil {
				marks[id] = map[int]int{}
			}
			for g := range a.rows {
				codes := a.groups.Span(g)
				met := slices.ContainsFunc(spans, func(s forms.Span) bool { return s.Lo <= codes.Hi && s.Hi >= codes.Lo })
				r := &a.rows[g]
				var marked bool
				if r.at != noRow {
					marked = x.data[r.at+uint64(slot/64)]>>(slot%64)&1 != 0
				} else {
					_, marked = slices.BinarySearch(a.lists[r.from:r.to], slot)
				}
				invariant.Assert(marked != met, "hem: slot %d, attribute %d, group %d: marked %t, met %t", slot, id, g, marked, met)
				if marked {
					marks[id][g]++
				}
				if len(spans) > 1 {
					continue
				}
				ends[id] += a.low.checkEnd(g, slot, codes.Lo < spans[0].Lo && spans[0].Lo <= codes.Hi)
				ends[id] += a.high.checkEnd(g, slot, codes.Lo <= spans[0].Hi && spans[0].Hi < codes.Hi)
			}
		})
	}
	for id, a := range byID {
		if a == nil {
			continue
		}
		invariant.Assert(len(a.low.slots)+len(a.high.slots) == ends[id], "hem: attribute %d has %d and %d ends, not %d", id, len(a.low.slots), len(a.high.slots), ends[id])
		for g := range a.rows {
			r := &a.rows[g]
			n := int(r.to - r.from)
			if r.at != noRow {
				n = 0
				for _, w := range x.data[r.at:][:len(x.dead)] {
					n += bits.OnesCount64(w)
				}
			}
			invariant.Assert(n == int(r.n) && n == marks[id][g], "hem: attribute %d, group %d has %d marks, counted %d, should be %d", id, g, n, r.n, marks[id][g])
			invariant.Assert(slices.IsSorted(a.low.codes[a.low.from[g]:a.low.from[g+1]]), "hem: attribute %d, group %d: low ends", id, g)
			invariant.Assert(slices.IsSorted(a.high.codes[a.high.from[g]:a.high.from[g+1]]), "hem: attribute %d, group %d: high ends", id, g)
		}
	}
}

// checkEnd asserts that the group has an end of the slot just if it should, and
// returns how many it has.
func (s *ends) checkEnd(g int, slot uint32, should bool) int {
	n := 0
	for _, other := range s.slots[s.from[g]:s.from[g+1]] {
		if other == slot {
			n++
		}
	}
	invariant.Assert(n == 1 && should || n == 0 && !should, "hem: slot %d has %d ends in group %d", slot, n, g)
	return n
}
