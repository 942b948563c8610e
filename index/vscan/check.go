package vscan

import (
	"math/bits"

	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/internal/kernel"
)

// checkSometimes re-derives the invariant of what a change changes so often that the
// time stays near linear in the changes.
func (x *Index) checkSometimes() {
	if x.changes++; x.changes >= x.checkAt {
		x.checkAt = x.changes + max(1, x.table.Slots()/4)
		x.check()
	}
}

// check re-derives the invariant I1, which changes may break.
func (x *Index) check() {
	x.table.Check()
	live, waiting := 0, 0
	for _, b := range x.blocks.Live {
		live += bits.OnesCount32(b)
	}
	invariant.Assert(live == x.lanes-x.dead, "vscan: %d lanes live, of %d and %d dead", live, x.lanes, x.dead)
	for slot := range uint32(x.table.Slots()) {
		lane := uint32(0)
		if int(slot) < len(x.lane) {
			lane = x.lane[slot]
		}
		waits := x.waiting.Has(slot)
		if waits {
			waiting++
		}
		invariant.Assert(!(lane > 0 && waits) && x.table.Used(slot) == (lane > 0 || waits), "vscan: slot %d: lane %d, waits %t", slot, lane, waits)
		if lane > 0 {
			l := lane - 1
			invariant.Assert(x.blocks.Live[l/kernel.ShortLanes]>>(l%kernel.ShortLanes)&1 != 0 && x.slots[l] == slot && x.ids[l] == x.table.ID(slot),
				"vscan: slot %d is not in lane %d", slot, l)
			live--
		}
	}
	invariant.Assert(live == 0 && waiting == x.waiting.Len(), "vscan: %d lanes too many, %d slots wait, not %d", live, waiting, x.waiting.Len())
}

// checkRows re-derives the invariants I2 and I3, which a build establishes for good.
// The encoder is that of the build.
func (x *Index) checkRows(n *encoder) {
	x.check()
	for lane, slot := range x.slots[:x.lanes] {
		terms, plain := n.encode(slot)
		block, l := lane/kernel.ShortLanes, lane%kernel.ShortLanes
		invariant.Assert(x.plain[block]>>l&1 != 0 == plain && (plain || !x.allPlain), "vscan: lane %d is plain %t", lane, plain)
		for _, t := range terms {
			invariant.Assert(t.lo <= t.hi, "vscan: lane %d asks for %d to %d", lane, t.lo, t.hi)
		}
		rows := x.blocks.Rows[x.blocks.From[block]:x.blocks.From[block+1]]
		invariant.Assert(len(terms) <= len(rows), "vscan: lane %d has %d rows of %d", lane, len(rows), len(terms))
		for i := range rows {
			want := term{hi: highest}
			if i < len(terms) {
				want = terms[i]
			}
			r := &rows[i]
			invariant.Assert(r.Attr[l] == want.attr && r.Lo[l] == want.lo && r.Hi[l] == want.hi, "vscan: lane %d, row %d", lane, i)
		}
	}
}
