package opindex

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
	terms := make([]int, len(x.terms))
	for pivot, p := range x.pivots {
		for _, b := range p {
			invariant.Assert(int(b.pivot) == pivot, "opindex: a block of pivot %d is under %d", b.pivot, pivot)
			used += b.check(x, terms)
		}
	}
	for _, b := range x.without {
		invariant.Assert(b.pivot == noPivot, "opindex: a block of pivot %d is under none", b.pivot)
		used += b.check(x, terms)
	}
	invariant.Assert(used == x.Len(), "opindex: %d conjunctions in blocks, of %d", used, x.Len())
	invariant.Assert(slices.Equal(terms, x.terms), "opindex: the attributes have %d terms, not %d", terms, x.terms)
}

// check asserts that the block has what the table says of its slots, adds their
// terms to those of the attributes, and returns how many slots are in use.
func (b *block) check(x *Index, terms []int) int {
	n := len(b.slots)
	invariant.Assert(n <= blockSize && len(b.ids) == n && len(b.need) >= n && len(b.need)%wordOffsets == 0 &&
		len(b.asked)*64 == len(b.need), "opindex: block of %d, %d IDs, %d needs", n, len(b.ids), len(b.need))
	// What each attribute's lists are found to have, for each offset.
	type key struct {
		attr   index.AttrID
		offset uint16
	}
	equal, from, to, absent := map[key]int{}, map[key]int{}, map[key]int{}, map[key]int{}
	for i, a := range b.attrs {
		invariant.Assert(i == 0 || b.attrs[i-1].id < a.id, "opindex: attributes are not in order")
		for j, l := range [3]*list{&a.equal, &a.from, &a.to} {
			invariant.Assert(len(l.codes) == len(l.offsets) && slices.IsSorted(l.codes[:l.sorted]),
				"opindex: list %d of attribute %d is not sorted", j, a.id)
			for _, offset := range l.offsets {
				[3]map[key]int{equal, from, to}[j][key{a.id, offset}]++
			}
		}
		for _, offset := range a.absent {
			absent[key{a.id, offset}]++
		}
	}
	used := 0
	for offset, slot := range b.slots {
		if slot == none {
			invariant.Assert(b.need[offset] == never, "opindex: the deleted offset %d needs %d", offset, b.need[offset])
			continue
		}
		used++
		invariant.Assert(x.places[slot] == place{b, uint16(offset)}, "opindex: slot %d is not at %d", slot, offset)
		invariant.Assert(b.ids[offset] == x.table.ID(slot), "opindex: slot %d has ID %d", slot, b.ids[offset])
		need, ok, asked := 0, b.pivot == noPivot, x.table.Checked(slot)
		x.table.Terms(slot, func(a index.AttrID, spans []forms.Span) {
			terms[a]++
			ok = ok || a == b.pivot && spans[0].Lo > 0
			invariant.Assert(b.pivot != noPivot || spans[0].Lo == 0, "opindex: slot %d has no pivot, not %d", slot, a)
			if need+2 > maxNeed {
				asked = true
				return
			}
			k := key{a, uint16(offset)}
			isAbsent, points, vals := shape(spans)
			hits := 2
			if points {
				hits = 1
				invariant.Assert(equal[k] == len(vals), "opindex: slot %d is equal to %d codes", slot, equal[k])
			} else {
				asked = asked || len(vals) > 1
				invariant.Assert(from[k] == 1 && to[k] == 1, "opindex: slot %d has %d and %d ends", slot, from[k], to[k])
			}
			invariant.Assert(!isAbsent && absent[k] == 0 || isAbsent && absent[k] == hits, "opindex: slot %d is absent %d times", slot, absent[k])
			need += hits
		})
		invariant.Assert(ok && int(b.need[offset]) == need, "opindex: slot %d needs %d, not %d", slot, b.need[offset], need)
		invariant.Assert(need > 0 || slices.Contains(b.always, uint16(offset)), "opindex: slot %d is not always looked at", slot)
		invariant.Assert(asked == (b.asked[offset/64]>>(offset%64)&1 == 1), "opindex: slot %d: asked %t", slot, asked)
	}
	invariant.Assert(n-used == b.dead, "opindex: %d offsets are dead, not %d", n-used, b.dead)
	return used
}
