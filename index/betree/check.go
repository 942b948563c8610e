package betree

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
	held := 0
	x.root.walk(func(n *node) {
		held += len(n.heads)
		for i := range n.heads {
			h := &n.heads[i]
			p := x.home[h.Slot]
			invariant.Assert(x.table.Used(h.Slot) && p.node == n && int(p.at) == i, "betree: slot %d is not where it is held", h.Slot)
			x.checkPath(n, h.Slot)
		}
		for i, p := range n.parts {
			invariant.Assert(i == 0 || n.parts[i-1].attr < p.attr, "betree: p-nodes are not in order")
			invariant.Assert(p.top.up == n && p.top.top && p.top.attr == p.attr && !n.uses(p.attr), "betree: p-node of attribute %d", p.attr)
			invariant.Assert(p.top.first == 0 && p.top.last == x.domain(p.attr)-1, "betree: p-node of cells %d to %d", p.top.first, p.top.last)
		}
		for s, h := range [2]*node{n.left, n.right} {
			if h == nil {
				continue
			}
			want := n.halve(s == 1)
			invariant.Assert(h.up == n && !h.top && h.attr == n.attr && h.first == want.first && h.last == want.last,
				"betree: half %d to %d of %d to %d", h.first, h.last, n.first, n.last)
		}
		empty := len(n.heads) == 0 && len(n.parts) == 0 && n.left == nil && n.right == nil
		invariant.Assert(!empty || n.up == nil, "betree: an empty node")
	})
	invariant.Assert(held == x.Len(), "betree: %d held, Len %d", held, x.Len())
}

// checkPath asserts that the slot's terms are inside the clusters from the root
// to n.
func (x *Index) checkPath(n *node, slot uint32) {
	ranges := x.rangesOf(slot)
	for u := n; u.up != nil; u = u.up {
		i := slices.IndexFunc(ranges, func(r termRange) bool { return r.attr == u.attr })
		invariant.Assert(i >= 0 && !ranges[i].absent && u.first <= uint32(ranges[i].first) && uint32(ranges[i].last) <= u.last,
			"betree: slot %d is outside a cluster of attribute %d", slot, u.attr)
	}
}
