package slab

import (
	"math"
	"math/bits"
	"slices"

	"github.com/thresh-dev/thresh/predicate"
)

// fineHulls are those of the children of a node on one attribute, where these are hardly
// wider than cells: 256 parts of the codes that the node has tell them better. A hull in
// such parts stands where that in cells would, under the number that no attribute has.
//
//	cells of the domain   │           │           │           │
//	parts of the node         ╎╎╎╎╎╎╎╎╎╎╎╎╎╎╎╎╎╎╎╎╎╎
//	hulls of the children     ──────     ───────
//	                              ─────       ──────
type fineHulls struct {
	lo, hi predicate.Code // that a child of the node asks for
	attr   uint32         // local
	shift  uint8          // a part is 1<<shift codes
}

// fineCells is how many cells wide, on average, hulls are for which parts are better.
const fineCells = 4

// fineShare is at most what the node has of all cells, so that parts are narrower.
const fineShare = 1.0 / 4

// part returns the part of a code, from lo to hi.
func (f *fineHulls) part(c predicate.Code) uint8 { return uint8((c - f.lo) >> f.shift) }

// refine has the hulls of a node's children, which are so many lanes each, in parts
// instead of cells where that is better, and returns what the node is to know of it.
func (b *builder) refine(children [][]hull, lanes []uint32, unit int, attr uint32) uint32 {
	seg := b.seg
	if attr == noLane || seg.tables == maxTable {
		return 0
	}
	t := seg.table[attr]
	isOf := func(h hull) bool { return h.attr == t }
	width, lo, hi := 0, 255, 0
	for _, c := range children {
		i := slices.IndexFunc(c, isOf)
		if t == 0 || i < 0 {
			return 0
		}
		width += int(c[i].hi) - int(c[i].lo) + 1
		lo, hi = min(lo, int(c[i].lo)), max(hi, int(c[i].hi))
	}
	if width > fineCells*len(children) || float64(hi-lo+1) > fineShare*float64(b.cells[t]) {
		return 0
	}
	of := make([]codeBounds, len(children))
	f := fineHulls{lo: math.MaxUint64, attr: attr}
	for i := range of {
		of[i] = b.codeBounds(lanes[i*unit:min((i+1)*unit, len(lanes))], attr)
		f.lo, f.hi = min(f.lo, of[i].lo), max(f.hi, of[i].hi)
	}
	f.shift = uint8(max(0, bits.Len64(uint64(f.hi-f.lo))-8))
	parts := 0
	for i := range of {
		parts += int(f.part(of[i].hi)) - int(f.part(of[i].lo)) + 1
	}
	if parts*(hi-lo+1) >= width*(int(f.part(f.hi))+1) { // as where codes hardly tell the keys apart
		return 0
	}
	for i, c := range children {
		h := &c[slices.IndexFunc(c, isOf)]
		*h = hull{seg.fineTable(), f.part(of[i].lo), f.part(of[i].hi)}
	}
	seg.fine = append(seg.fine, f)
	return uint32(len(seg.fine))
}

// fineTable is the number under which fine hulls are in slots.
func (g *segment) fineTable() uint8 { return uint8(g.tables + 1) }

// codeBounds is the codes from lo to hi.
type codeBounds struct{ lo, hi predicate.Code }

// codeBounds returns what the codes of values that lanes ask for on an attribute lie within.
func (b *builder) codeBounds(lanes []uint32, attr uint32) codeBounds {
	s := codeBounds{math.MaxUint64, 0}
	keys := &b.seg.domains[attr].keys
	for _, lane := range lanes {
		for i := b.from[lane]; i < b.from[lane+1]; i++ {
			p := &b.preds[i]
			if p.attr != attr || p.kind == kindCheck || p.kind == kindNot {
				continue
			}
			lo, hi := b.span(*p)
			from, to := int(lo)/2-1, int(hi-1)/2 // the last key not above the range, the first not below it
			if from < 0 || to >= keys.len() {
				return codeBounds{0, math.MaxUint64}
			}
			s.lo, s.hi = min(s.lo, keys.at(from)), max(s.hi, keys.at(to))
		}
	}
	return s
}

// findPart finds the part of the event's value for the fine hulls. It says no if no child
// of the node asks for the value.
func (p *part) findPart(f *fineHulls) bool {
	t := p.seg.fineTable()
	if p.many[f.attr].to != 0 {
		p.cells.Min[t], p.cells.Max[t] = 0, 255
		return true
	}
	c := p.event.Code(p.seg.attrs[f.attr])
	if c < f.lo || c > f.hi {
		return false
	}
	p.cells.Min[t], p.cells.Max[t] = f.part(c), f.part(c)
	return true
}
