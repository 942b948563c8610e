package pstree

import "github.com/thresh-dev/thresh/internal/invariant"

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
	held := 0
	for _, b := range x.inOrder() {
		held += len(b.heads)
		if b != &x.rest {
			invariant.Assert(b.pair.find(b.key) == b, "pstree: key %x leads to another bucket", b.key)
		}
		for i := range b.heads {
			slot := b.heads[i].Slot
			at := x.home[slot]
			invariant.Assert(x.table.Used(slot) && at.bucket == b && int(at.at) == i, "pstree: slot %d is not where it is held", slot)
			invariant.Assert(x.bucketOf(slot) == b, "pstree: slot %d is in the bucket of other pivots", slot)
		}
	}
	invariant.Assert(held == x.Len(), "pstree: %d held, Len %d", held, x.Len())
	pairs := 0
	for a, ps := range x.byAttr {
		pairs += len(ps)
		for _, p := range ps {
			invariant.Assert(int(p.attrs[0]) == a && x.pairs[p.attrs] == p && p.single == (p.attrs[0] == p.attrs[1]), "pstree: pair %d", p.attrs)
			invariant.Assert(2*len(p.buckets) <= len(p.entries), "pstree: %d buckets in %d entries", len(p.buckets), len(p.entries))
			for _, b := range p.buckets {
				first, second := space(b.key>>16).class(), space(b.key&0xffff).class()
				invariant.Assert(b.pair == p && p.classes[0]>>first&1 == 1 && p.classes[1]>>second&1 == 1, "pstree: classes of pair %d", p.attrs)
			}
			invariant.Assert(p.classes[0]&^x.classes[p.attrs[0]] == 0 && (p.single || p.classes[1]&^x.classes[p.attrs[1]] == 0),
				"pstree: classes of attributes %d", p.attrs)
		}
	}
	invariant.Assert(pairs == len(x.pairs), "pstree: %d pairs, not %d", pairs, len(x.pairs))
}
