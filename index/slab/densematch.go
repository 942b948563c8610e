package slab

import (
	"github.com/thresh-dev/thresh/internal/kernel"
)

// denseScratch is the scratch of a match in a dense run.
type denseScratch struct {
	left   []uint64 // by tile: lanes that are left
	row    []uint64 // of a section: a row, to be toggled
	rows   []denseRow
	search []int // numbers in rows whose ranks are to be found
}

// denseRow is what an event reads of an attribute in a dense run.
type denseRow struct {
	a        *denseAttr
	cell     int
	from, to int  // its lists: all their edges are toggled, but of the last
	last     edge // only those up to this
}

// matchDense finds the lanes of the dense run that the event satisfies.
func (p *part) matchDense(d *dense) {
	seg := p.seg
	s := &p.dense
	p.chooseRows(d)
	s.left = append(s.left[:0], seg.live[d.from:d.from+d.tiles]...)
	for len(s.left)%lineWords != 0 {
		s.left = append(s.left, 0)
	}
	if len(s.rows) > 0 {
		p.andRows(d)
	}
	left := s.left[:d.tiles]
	if !d.exact || len(p.several) > 0 {
		p.enqueueOpen(d, left)
	}
	p.emitTiles(d.from, left)
}

// chooseRows finds the rows and edges that are to be read.
func (p *part) chooseRows(d *dense) {
	s := &p.dense
	s.rows, s.search = s.rows[:0], s.search[:0]
	for i := range d.attrs {
		a := &d.attrs[i]
		if p.many[a.attr].to > 0 {
			continue // the records decide
		}
		cell := int(a.coarse[p.cells.Min[a.table]])
		k := &a.cells[cell]
		calm := k.pure
		if !calm {
			code := p.event.Code(p.seg.attrs[a.attr])
			calm = k.calmLo < code && code < k.calmHi
		}
		switch {
		case !calm:
			s.search = append(s.search, len(s.rows))
		case k.full:
			continue
		}
		s.rows = append(s.rows, denseRow{a: a, cell: cell})
	}
	for _, i := range s.search {
		s.rows[i].reach(d, p.rankOf(s.rows[i].a.attr))
	}
}

// reach finds the edges between the mark and the rank.
func (r *denseRow) reach(d *dense, rank uint32) {
	k := &r.a.cells[r.cell]
	var distance uint32 // that edges are to be within
	switch {
	case rank < k.mark:
		distance = k.mark - rank - 1
		r.from, r.to = int(k.below), int(k.above)
	case rank > k.mark:
		distance = rank - k.mark - 1
		r.from, r.to = int(k.above), int(r.a.cells[r.cell+1].below)
	default:
		return
	}
	r.last = ^edge(0)
	if to := r.from + int(distance/d.listRanks) + 1; to <= r.to {
		r.to, r.last = to, edge(distance%d.listRanks<<edgeBits|edgeLane)
	}
}

// andRows ands the rows onto the lanes that are left, section by section.
func (p *part) andRows(d *dense) {
	s := &p.dense
	if s.row == nil {
		s.row = make([]uint64, sectionWords)
	}
	row := s.rows[0].a.row(s.rows[0].cell, 0)
	for section := range d.sections {
		left := s.left[section*sectionWords:]
		for i := range s.rows {
			r := &s.rows[i]
			next := row
			if i+1 < len(s.rows) {
				next = s.rows[i+1].a.row(s.rows[i+1].cell, section)
			} else if section+1 < d.sections {
				next = s.rows[0].a.row(s.rows[0].cell, section+1)
			}
			lines := r.a.lines[r.a.at[section]:r.a.at[section+1]]
			if len(lines) > 0 && r.toggles(d, section) {
				kernel.CopyLines(s.row, row, next)
				r.toggle(d, section, (*[sectionWords]uint64)(s.row))
				kernel.AndLines(left, s.row, lines, s.row)
			} else {
				kernel.AndLines(left, row, lines, next)
			}
			row = next
		}
	}
}

// toggles says whether there are edges to toggle in the section.
func (r *denseRow) toggles(d *dense, section int) bool {
	for l := r.from; l < r.to; l++ {
		at := r.a.lists[l*d.sections+section:]
		if at[0] < at[1] && (l+1 < r.to || r.a.edges[at[0]] <= r.last) {
			return true
		}
	}
	return false
}

// toggle toggles the lanes of the edges.
func (r *denseRow) toggle(d *dense, section int, row *[sectionWords]uint64) {
	for l := r.from; l < r.to; l++ {
		at := r.a.lists[l*d.sections+section:]
		last := r.last
		if l+1 < r.to {
			last = ^edge(0)
		}
		for _, e := range r.a.edges[at[0]:at[1]] {
			if e > last {
				break
			}
			row[e&edgeLane/tileLanes] ^= 1 << (e % tileLanes)
		}
	}
}

// enqueueOpen has the records tested of those lanes that are left and need it, and takes
// them out.
func (p *part) enqueueOpen(d *dense, left []uint64) {
	for t, mask := range left {
		if mask == 0 {
			continue
		}
		sure := mask & p.seg.exact[d.from+uint32(t)]
		if len(p.several) > 0 {
			sure = 0
		}
		if sure != mask {
			p.enqueue(d.from+uint32(t), mask&^sure)
			left[t] = sure
		}
	}
}
