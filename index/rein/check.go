package rein

import (
	"math/bits"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/forms"
	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/predicate"
)

// checkSometimes re-derives the invariants so often that the time stays near linear
// in the changes.
func (x *Index) checkSometimes() {
	if x.changes++; x.changes >= x.checkAt {
		x.checkAt = x.changes + max(1, x.table.Slots()/4)
		x.check()
	}
}

// place is where an end should be.
type place struct {
	slot uint32
	attr index.AttrID
	high bool
}

// check re-derives the invariants of doc.go.
func (x *Index) check() {
	x.table.Check()
	want := map[place]predicate.Code{}
	terms := make([]int, len(x.byID))
	free := 0
	for slot := range uint32(x.table.Slots()) {
		if x.free[slot/64]>>(slot%64)&1 != 0 {
			free++
		}
		invariant.Assert(x.table.Used(slot) == (x.free[slot/64]>>(slot%64)&1 == 0), "rein: slot %d is used %t", slot, x.table.Used(slot))
		x.table.Terms(slot, func(a index.AttrID, spans []forms.Span) {
			terms[a]++
			hull := forms.Hull(spans)
			if hull.Lo > 0 {
				want[place{slot, a, false}] = hull.Lo
			}
			if hull.Hi < lastCode {
				want[place{slot, a, true}] = hull.Hi
			}
		})
	}
	set := 0
	for _, w := range x.free {
		set += bits.OnesCount64(w)
	}
	invariant.Assert(set == free+64*len(x.free)-x.table.Slots(), "rein: %d bits are free, %d slots of %d", set, free, x.table.Slots())
	found, empty := 0, 0
	for _, a := range x.attrs {
		invariant.Assert(x.byID[a.id] == a && terms[a.id] == a.terms, "rein: attribute %d has %d terms, not %d", a.id, terms[a.id], a.terms)
		terms[a.id] = 0
		if a.terms == 0 {
			empty++
		}
		ends := 0
		for k, bs := range [][]bucket{a.low, a.high} {
			for i, b := range bs {
				for j, c := range b.codes {
					w, ok := want[place{b.slots[j], a.id, k == 1}]
					invariant.Assert(ok && w == c && a.cells.Of(c) == i, "rein: attribute %d has an end %x of slot %d in bucket %d", a.id, c, b.slots[j], i)
				}
				ends += len(b.slots)
			}
		}
		invariant.Assert(ends == a.ends, "rein: attribute %d has %d ends, counted %d", a.id, ends, a.ends)
		found += ends
	}
	invariant.Assert(found == len(want), "rein: %d ends of %d", found, len(want))
	invariant.Assert(empty == x.empty, "rein: %d attributes are empty, counted %d", empty, x.empty)
	for a, n := range terms {
		invariant.Assert(n == 0, "rein: attribute %d is not there", a)
	}
}
