package slab

import (
	"math"
	"math/bits"
	"slices"

	"github.com/thresh-dev/thresh/predicate"
)

// fineHulls are those of the children of a node on one attribute, where these are hardly
// wider than cells: 256 fine cells, as many codes each, of what the node has tell them
// better. A hull in these stands where that in cells would, under the number that no attribute has.
//
//	cells of the domain   │           │           │           │
//	fine cells of the node    ╎╎╎╎╎╎╎╎╎╎╎╎╎╎╎╎╎╎╎╎╎╎
//	hulls of the children     ──────     ───────
//	                              ─────       ──────
type fineHulls struct {
	lo, hi predicate.Code // that a child of the node asks for
	attr   uint32         // local
	shift  uint8          // a fine cell is 1<<shift codes
}

// fineCells is how many cells wide, on average, hulls are for which fine cells are better.
const fineCells = 4

// fineShare is at most what the node has of all cells, so that fine cells are narrower.
const fineShare = 1.0 / 4

// cell returns the fine cell of a code, from lo to hi.
func (f *fineHulls) cell(c predicate.Code) uint8 { return uint8((c - f.lo) >> f.shift) }

// refine has the hulls of a node's children, which are so many lanes each, in fine
// cells where that is better, and returns what the node is to know of it.
func (b *builder) refine(children [][]hull, lanes []uint32, unit int, attr uint32) uint32 {
	seg := b.seg
	if attr == noLane || seg.tables == maxTable {
		return 0
	}
	t := seg.table[attr]
	hulls := make([]*hull, len(children)) // of the attribute
	width, lo, hi := 0, 255, 0
	for i, c := range children {
		at := slices.IndexFunc(c, func(h hull) bool { return h.attr == t })
		if at < 0 {
			return 0
		}
		h := &c[at]
		width += int(h.hi) - int(h.lo) + 1
		lo, hi = min(lo, int(h.lo)), max(hi, int(h.hi))
		hulls[i] = h
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
	fine := 0
	for i := range of {
		fine += int(f.cell(of[i].hi)) - int(f.cell(of[i].lo)) + 1
	}
	if fine*(hi-lo+1) >= width*(int(f.cell(f.hi))+1) { // as where codes hardly tell the keys apart
		return 0
	}
	for i, h := range hulls {
		*h = hull{seg.fineTable(), f.cell(of[i].lo), f.cell(of[i].hi)}
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

// findFine finds the fine cell of the event's value. It says no if no child
// of the node asks for the value.
func (p *part) findFine(f *fineHulls) bool {
	t := p.seg.fineTable()
	if p.many[f.attr].to != 0 {
		p.cells.Min[t], p.cells.Max[t] = 0, 255
		return true
	}
	c := p.event.Code(p.seg.attrs[f.attr])
	if c < f.lo || c > f.hi {
		return false
	}
	p.cells.Min[t], p.cells.Max[t] = f.cell(c), f.cell(c)
	return true
}
