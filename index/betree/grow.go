package betree

import (
	"math"
	"math/bits"
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/forms"
)

const (
	// leafCapacity is how many conjunctions an l-node holds before it is cut.
	leafCapacity = 64
	// minCluster is how many conjunctions a new cluster is to take, as each costs a
	// match a visit.
	minCluster = 12
	// minPartition is how many a new p-node is to take.
	minPartition = 24
	// maxShare is the greatest share of the events with which a cluster is worth it.
	maxShare = 0.75
	// An attribute is taken to be in presencePerShare times the share of events that
	// it has of the conjunctions, but in no less than leastPresence.
	presencePerShare = 2.5
	leastPresence    = 0.5
)

// choices is scratch for partition.
type choices struct {
	gain  []float64 // by AttrID
	count []int     // by AttrID
	attrs []index.AttrID
}

// share returns which share of the events would visit the least cluster of n cells,
// cut from the whole domain by halves, that has the cells first to last.
func (x *Index) share(a index.AttrID, first, last uint32) float64 {
	levels := bits.Len32(first ^ last) // clusters of 2^levels cells
	return x.presence[a] * float64(uint64(1)<<levels) / float64(x.domain(a))
}

// insert puts the slot's conjunction where it belongs, from the root on.
func (x *Index) insert(slot uint32) {
	n := x.root
	for {
		best, least := (*node)(nil), math.Inf(1)
		if len(n.parts) > 0 {
			for _, r := range x.rangesOf(slot) {
				top := n.part(r.attr)
				if top == nil || r.absent {
					continue
				}
				c := top.enclosing(uint32(r.first), uint32(r.last))
				s := x.presence[r.attr] * float64(c.last-c.first+1) / float64(top.last+1)
				if s <= maxShare && s < least {
					best, least = c, s
				}
			}
		}
		if best == nil {
			break
		}
		n = best
	}
	x.put(n, slot)
	x.settle(n)
}

// put adds the slot's conjunction to the l-node of n. While the tree is built from
// the top its head is left for later.
func (x *Index) put(n *node, slot uint32) {
	x.home[slot] = place{n, uint32(len(n.heads))}
	h := forms.Head{Slot: slot}
	if x.ranges.from == nil {
		h = x.headOf(n, slot)
	}
	n.heads = append(n.heads, h)
}

// take removes a conjunction from the l-node of n.
func (x *Index) take(n *node, at int) {
	end := len(n.heads) - 1
	if at != end {
		n.heads[at] = n.heads[end]
		x.home[n.heads[at].Slot].at = uint32(at)
	}
	n.heads = n.heads[:end]
	if cap(n.heads) > 4*max(end, leafCapacity/4) {
		n.heads = append(make([]forms.Head, 0, 2*end), n.heads...)
	}
}

// headOf returns the head of the two terms that the fewest events that visit n are
// likely to meet.
func (x *Index) headOf(n *node, slot uint32) forms.Head {
	ranges := x.rangesOf(slot)
	return x.table.Head(slot, func(i int, _ index.AttrID) float64 {
		if i < len(ranges) { // the attributes without cells are the last
			return x.shareAt(n, ranges[i])
		}
		return 1
	})
}

// shareAt returns which share of the events that visit n is likely to meet a term.
func (x *Index) shareAt(n *node, r termRange) float64 {
	cells := uint32(x.cells[r.attr].Len())
	for u := n; u.up != nil; u = u.up {
		if u.attr == r.attr {
			cells = min(cells, u.last-u.first+1)
			break
		}
	}
	return float64(r.last-r.first+1) / float64(cells)
}

// settle cuts the node while its l-node overflows: its cluster into halves first,
// then what is left by the attributes of the greatest score.
func (x *Index) settle(n *node) {
	if len(n.heads) <= n.capacity {
		return
	}
	if n.up != nil && n.first < n.last {
		x.cluster(n)
	}
	if len(n.heads) > n.capacity {
		x.partition(n)
	}
	n.capacity = max(leafCapacity, 2*len(n.heads))
	n.heads = slices.Clip(n.heads)
	for _, h := range [2]*node{n.left, n.right} {
		if h != nil {
			x.settle(h)
		}
	}
	for _, p := range n.parts {
		x.settle(p.top)
	}
}

// cluster moves what fits into a half of the cluster there, if that is enough to
// make a half for.
func (x *Index) cluster(n *node) {
	fits := [2]int{}
	mid := n.first + (n.last-n.first)/2
	side := func(slot uint32) int {
		for _, r := range x.rangesOf(slot) {
			switch {
			case r.attr != n.attr:
			case uint32(r.last) <= mid:
				return 0
			case uint32(r.first) > mid:
				return 1
			default:
				return 2
			}
		}
		return 2
	}
	for i := range n.heads {
		if s := side(n.heads[i].Slot); s < 2 {
			fits[s]++
		}
	}
	halves := [2]**node{&n.left, &n.right}
	var to [2]*node
	for s, h := range halves {
		if *h == nil && fits[s] >= minCluster {
			*h = n.halve(s == 1)
		}
		to[s] = *h
	}
	x.move(n, func(slot uint32) *node {
		if s := side(slot); s < 2 {
			return to[s]
		}
		return nil
	})
}

// move moves the conjunctions of the l-node of n for which to says where.
func (x *Index) move(n *node, to func(slot uint32) *node) {
	kept := n.heads[:0]
	for _, h := range n.heads {
		if t := to(h.Slot); t != nil {
			x.put(t, h.Slot)
			continue
		}
		x.home[h.Slot].at = uint32(len(kept))
		kept = append(kept, h)
	}
	n.heads = kept
}

// partition makes p-nodes of the attributes of the greatest score, and moves to
// each what is best off there.
func (x *Index) partition(n *node) {
	c := &x.scratch
	if grow := len(x.cells) - len(c.gain); grow > 0 {
		c.gain = append(c.gain, make([]float64, grow)...)
		c.count = append(c.count, make([]int, grow)...)
	}
	// best calls f with the attribute, among those allowed, where the conjunction
	// is visited by the fewest events.
	best := func(slot uint32, allowed func(a index.AttrID) bool) (at index.AttrID, least float64, first, last uint32) {
		least = math.Inf(1)
		for _, r := range x.rangesOf(slot) {
			if r.absent || !allowed(r.attr) {
				continue
			}
			from, to := uint32(r.first), uint32(r.last)
			if s := x.share(r.attr, from, to); s <= maxShare && s < least {
				at, least, first, last = r.attr, s, from, to
			}
		}
		return at, least, first, last
	}
	unused := func(a index.AttrID) bool { return !n.uses(a) }
	for i := range n.heads {
		if a, s, _, _ := best(n.heads[i].Slot, unused); s <= maxShare {
			if c.count[a] == 0 {
				c.attrs = append(c.attrs, a)
			}
			c.count[a]++
			c.gain[a] += 1 - s
		}
	}
	for _, a := range c.attrs {
		if c.count[a] >= minPartition {
			n.addPart(a, x.domain(a))
		}
	}
	if len(n.parts) == 0 && len(c.attrs) > 0 {
		// Nothing is frequent enough; take what scores best if it is worth a visit.
		top := slices.MaxFunc(c.attrs, func(a, b index.AttrID) int {
			if c.gain[a] < c.gain[b] {
				return -1
			}
			return 1
		})
		if c.count[top] >= minCluster {
			n.addPart(top, x.domain(top))
		}
	}
	for _, a := range c.attrs {
		c.count[a], c.gain[a] = 0, 0
	}
	c.attrs = c.attrs[:0]
	if len(n.parts) == 0 {
		return
	}
	parted := func(a index.AttrID) bool { return n.part(a) != nil }
	x.move(n, func(slot uint32) *node {
		a, s, first, last := best(slot, parted)
		if s > maxShare {
			return nil
		}
		return n.part(a).enclosing(first, last)
	})
	for _, a := range slices.Clone(n.parts) {
		a.top.prune()
	}
}
