package slab

import (
	"cmp"
	"slices"

	"github.com/thresh-dev/thresh/internal/kernel"
)

// hull is the cells of one attribute, by its number in slots, in which all lanes
// below a child ask for a value.
type hull struct {
	attr, lo, hi uint8
}

// maxHulls bounds what is kept of a child until its node is made.
const maxHulls = 8

// plant makes the trees of the long runs, now that their tiles are filled.
func (b *builder) plant() {
	b.seg.hulls.From = append(b.seg.hulls.From, 0)
	b.placeColumns()
	for _, r := range b.longRuns {
		if r.columns != nil {
			b.fillColumns(r.columns, r.run)
		}
		b.seg.trees[r.from] = &tree{b.plantRun(r), r.columns}
	}
	for l := range b.seg.access {
		if a := &b.seg.access[l]; a.ranges.to-a.ranges.from >= treeLanes {
			a.tree = b.seg.trees[a.ranges.from]
		}
	}
	b.seg.nodes = trim(b.seg.nodes)
	b.seg.hulls.Slots = trim(b.seg.hulls.Slots)
	b.seg.hulls.From = trim(b.seg.hulls.From)
}

// plantRun makes the tree of one run, level by level, and returns its root.
func (b *builder) plantRun(r longRun) uint32 {
	unit := uint32(r.unit())
	below := make([][]hull, (r.to-r.from+unit-1)/unit)
	b.team.spans(len(below), int(spanLanes/unit), func(first, end int) {
		for i := first; i < end; i++ {
			from := r.from + uint32(i)*unit
			below[i] = b.hullsOf(b.lanes[from:min(from+unit, r.to)])
		}
	})
	first := r.from / tileLanes
	if r.columns != nil {
		first = 0
	}
	for leaf := true; ; leaf = false {
		var above [][]hull
		start := uint32(len(b.seg.nodes))
		lanes := b.lanes[r.from:r.to]
		for len(below) > 0 {
			n := min(len(below), tileLanes)
			own := b.join(below[:n])
			nd := node{child: first, count: uint8(n), leaf: leaf}
			if leaf {
				of := lanes[:min(n*int(unit), len(lanes))]
				nd.fine = b.refine(below[:n], of, int(unit), r.attr)
				lanes = lanes[len(of):]
			}
			b.addNode(nd, below[:n])
			above = append(above, own)
			first += uint32(n)
			below = below[n:]
		}
		if len(above) == 1 {
			return start
		}
		first, below = start, above
	}
}

// hullsOf returns the hulls of the attributes that all lanes ask for, the narrowest
// first.
func (b *builder) hullsOf(lanes []uint32) []hull {
	var lo, hi [256]uint8
	var count [256]uint16
	var seen []uint8
	for _, lane := range lanes {
		for i := b.from[lane]; i < b.from[lane+1]; i++ {
			p := &b.preds[i]
			if p.kind == kindCheck || p.kind == kindNot || b.seg.table[p.attr] == 0 {
				continue
			}
			a, s := b.seg.table[p.attr], b.ends[i]
			if count[a] == 0 {
				seen = append(seen, a)
				lo[a], hi[a] = s.lo, s.hi
			} else {
				lo[a], hi[a] = min(lo[a], s.lo), max(hi[a], s.hi)
			}
			count[a]++
		}
	}
	var hs []hull
	for _, a := range seen {
		if int(count[a]) == len(lanes) {
			hs = append(hs, hull{a, lo[a], hi[a]})
		}
	}
	return b.narrowest(hs)
}

// narrowest sorts hulls by the share of the cells that they have, and keeps those
// that are worth a test.
func (b *builder) narrowest(hs []hull) []hull {
	hs = slices.DeleteFunc(hs, func(h hull) bool { return b.hullShare(h) > 0.95 })
	slices.SortFunc(hs, func(x, y hull) int {
		return cmp.Or(cmp.Compare(b.hullShare(x), b.hullShare(y)), cmp.Compare(x.attr, y.attr))
	})
	return hs[:min(len(hs), maxHulls)]
}

func (b *builder) hullShare(h hull) float32 {
	return float32(int(h.hi)-int(h.lo)+1) / float32(b.cells[h.attr])
}

// join returns the hulls of a node above the children.
func (b *builder) join(children [][]hull) []hull {
	var own []hull
	for _, h := range children[0] {
		for _, c := range children[1:] {
			i := slices.IndexFunc(c, func(g hull) bool { return g.attr == h.attr })
			if i < 0 {
				h.attr = 0
				break
			}
			h.lo, h.hi = min(h.lo, c[i].lo), max(h.hi, c[i].hi)
		}
		if h.attr != 0 {
			own = append(own, h)
		}
	}
	return b.narrowest(own)
}

// addNode appends a node that has the children.
func (b *builder) addNode(nd node, children [][]hull) {
	slots := make([]kernel.Slot, 0, hullSlots)
	for j := range hullSlots {
		var s kernel.Slot
		used := false
		for l := range s.Hi {
			s.Hi[l] = 255
			if l < len(children) && j < len(children[l]) {
				h := children[l][j]
				s.Attr[l], s.Lo[l], s.Hi[l] = h.attr, h.lo, h.hi
				used = true
			}
		}
		if used {
			slots = append(slots, s)
		}
	}
	seg := b.seg
	seg.hulls.Slots = append(seg.hulls.Slots, slots...)
	seg.hulls.From = append(seg.hulls.From, uint32(len(seg.hulls.Slots)))
	seg.nodes = append(seg.nodes, nd)
}
