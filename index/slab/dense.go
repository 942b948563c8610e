package slab

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/thresh-dev/thresh/internal/hugemem"
	"github.com/thresh-dev/thresh/internal/kernel"
)

// Sizes of a dense run.
const (
	denseLanes = 4 * tileLanes // the least that it has
	denseTable = 64            // attributes that it can name: numbers in slots, from 1
	denseCells = 128           // at most, of an attribute

	farRow = 512 // words of a row that is fetched ahead

	minDense      = 0.5 // the share of events that meet a lane's most selective predicate
	maxDenseBytes = 4   // read of rows, a lane
)

// dense is a run of lanes that have no good access: most events meet each of their
// predicates, so that no tree would leave many lanes unread. It reads a bit for each
// lane and attribute that the lane asks for, and no records.
//
//	lanes in the order of the sets of attributes that they ask for
//
//	tile           0      1      2      3      4      5      6
//	asks for       a b c  a b c  a b d  a d e  b c d  b c e  c d e
//	a: tiles       0      1      2      3
//	   row of cell ■■■■   ■■■■   ■■■■   ■■■■     anded onto the tiles' live lanes
//	   edges       lanes whose range begins or ends inside the cell, by rank
//
// A row has the lanes that some value of the cell satisfies. Those whose range
// begins behind the value, or ends before it, are cleared one by one: they are the
// cell's edges on one side of the value's rank. What is left is satisfied, exactly.
type dense struct {
	from  uint32 // the first tile
	tiles uint32
	attrs []denseAttr
	exact bool // no lane needs its record
}

// denseAttr is the rows and edges of one attribute.
type denseAttr struct {
	attr   uint32   // local
	table  uint8    // its number in slots
	tiles  []uint32 // counted from the run's first: those with a lane that asks for the attribute
	coarse [256]uint8
	rows   []uint64 // cell c: rows[c*len(tiles):(c+1)*len(tiles)], aligned with tiles
	full   []bool   // by cell: whether all lanes are set

	begins  []edge   // by cell, and in a cell by descending rank
	ends    []edge   // by cell, and in a cell by ascending rank
	beginAt []uint32 // by cell: where its edges begin; one more element than cells
	endAt   []uint32
}

// edge is a rank inside a cell, at which the range of a lane begins or ends.
type edge struct {
	rank uint32
	lane uint32 // counted from the run's first
}

// asks returns the attributes that the lane asks for, as bits by number in slots,
// the most used highest, and whether a dense run can have the lane.
func (b *builder) asks(lane uint32) (mask uint64, ok bool) {
	for i := b.from[lane]; i < b.from[lane+1]; i++ {
		p := &b.preds[i]
		if p.kind == kindCheck {
			continue
		}
		t := b.seg.table[p.attr]
		if t == 0 || t > denseTable {
			return 0, false
		}
		mask |= 1 << (denseTable - t)
	}
	return mask, mask != 0
}

// chooseDense finds the lanes of the dense run and their order: those whose most
// selective predicate is met by most events, if there are enough of them and lanes
// that ask for the same attributes are many enough to share tiles. It returns which
// they are.
func (b *builder) chooseDense() (taken []bool) {
	var lanes []keyed // by the attributes not asked for: the most used are asked for first
	for l := range b.ids {
		from, to := b.from[l], b.from[l+1]
		if b.dead[l] || from == to || b.sel[from] < minDense {
			continue
		}
		if mask, ok := b.asks(uint32(l)); ok {
			lanes = append(lanes, keyed{key: ^mask, at: uint32(l)})
		}
	}
	if len(lanes) < denseLanes {
		return nil
	}
	lanes, _ = sortKeyed(lanes, make([]keyed, len(lanes)))
	words := 0
	for i := 0; i < len(lanes); i += tileLanes {
		var mask uint64
		for _, x := range lanes[i:min(i+tileLanes, len(lanes))] {
			mask |= ^x.key
		}
		words += bits.OnesCount64(mask)
	}
	if words*8 > maxDenseBytes*len(lanes) {
		return nil
	}
	taken = make([]bool, len(b.ids))
	b.denseOrder = make([]uint32, 0, len(lanes))
	for _, x := range lanes {
		taken[x.at] = true
		b.denseOrder = append(b.denseOrder, x.at)
	}
	return taken
}

// plantDense makes the dense run, now that its tiles are filled.
func (b *builder) plantDense() {
	r := b.denseRun
	if r.from == r.to {
		return
	}
	d := &dense{from: r.from / tileLanes, tiles: (r.to - r.from + tileLanes - 1) / tileLanes}
	d.exact = true
	var by [denseTable + 1]*denseAttr
	for t := range d.tiles {
		d.exact = d.exact && b.seg.live[d.from+t]&^b.seg.exact[d.from+t] == 0
		var mask uint64
		for m := b.seg.live[d.from+t]; m != 0; m &= m - 1 {
			asked, _ := b.asks(b.lanes[(d.from+t)*tileLanes+uint32(bits.TrailingZeros64(m))])
			mask |= asked
		}
		for ; mask != 0; mask &= mask - 1 {
			n := denseTable - bits.TrailingZeros64(mask)
			if by[n] == nil {
				by[n] = b.newDenseAttr(uint8(n))
			}
			by[n].tiles = append(by[n].tiles, t)
		}
	}
	b.team.each(len(by), func(n int) {
		if by[n] != nil {
			b.fillDense(d, by[n])
		}
	})
	for _, a := range by {
		if a != nil {
			d.attrs = append(d.attrs, *a)
		}
	}
	b.seg.dense = d
}

// newDenseAttr joins the cells of the attribute with the number t.
func (b *builder) newDenseAttr(t uint8) *denseAttr {
	a := &denseAttr{table: t}
	a.attr = uint32(slices.Index(b.seg.table, t))
	cells := b.cells[t]
	coarse := min(cells, denseCells)
	for c := 1; c < cells; c++ {
		a.coarse[c] = uint8(1 + (c-1)*(coarse-1)/(cells-1))
	}
	return a
}

// fillDense makes the attribute's rows and edges.
func (b *builder) fillDense(d *dense, a *denseAttr) {
	n := len(a.tiles)
	cells := int(a.coarse[b.cells[a.table]-1]) + 1
	a.tiles = trim(a.tiles)
	a.rows = hugemem.Make[uint64](n * cells)
	domain := b.seg.domains[a.attr]
	first := make([]uint32, cells+1) // the lowest rank of each cell
	for c := b.cells[a.table] - 1; c >= 0; c-- {
		first[a.coarse[c]] = domain.first[c]
	}
	first[cells] = domain.numRanks()
	var begins, ends []edge
	for i, t := range a.tiles {
		for m := b.seg.live[d.from+t]; m != 0; m &= m - 1 {
			l := t*tileLanes + uint32(bits.TrailingZeros64(m))
			lane := b.lanes[d.from*tileLanes+l]
			asks := false
			for j := b.from[lane]; j < b.from[lane+1]; j++ {
				p := &b.preds[j]
				if p.kind == kindCheck || p.attr != a.attr {
					continue
				}
				asks = true
				b.toggleDense(a, i, n, cells, j, uint64(1)<<(l%tileLanes))
				if p.kind.isSet() || p.kind == kindNot {
					continue
				}
				lo, hi := b.span(*p)
				if c := a.coarse[b.ends[j].lo]; lo != first[c] {
					begins = append(begins, edge{lo, l})
				}
				if c := a.coarse[b.ends[j].hi]; hi != first[c+1]-1 {
					ends = append(ends, edge{hi, l})
				}
			}
			if !asks {
				a.rows[i] ^= 1 << (l % tileLanes)
			}
		}
	}
	for c := 1; c < cells; c++ {
		for i := range n {
			a.rows[c*n+i] ^= a.rows[(c-1)*n+i]
		}
	}
	a.full = make([]bool, cells)
	for c := range cells {
		full := true
		for i, t := range a.tiles {
			full = full && a.rows[c*n+i] == b.seg.live[d.from+t]
		}
		a.full[c] = full
	}
	slices.SortFunc(begins, func(x, y edge) int { return cmp.Or(cmp.Compare(x.rank, y.rank), cmp.Compare(x.lane, y.lane)) })
	slices.SortFunc(ends, func(x, y edge) int { return cmp.Or(cmp.Compare(x.rank, y.rank), cmp.Compare(x.lane, y.lane)) })
	a.beginAt, a.endAt = edgesByCell(begins, first), edgesByCell(ends, first)
	for c := range cells {
		slices.Reverse(begins[a.beginAt[c]:a.beginAt[c+1]])
	}
	a.begins, a.ends = trim(begins), trim(ends)
}

// edgesByCell returns where the edges of each cell begin.
func edgesByCell(edges []edge, first []uint32) []uint32 {
	at := make([]uint32, len(first))
	for c := range first {
		i, _ := slices.BinarySearchFunc(edges, first[c], func(e edge, r uint32) int { return cmp.Compare(e.rank, r) })
		at[c] = uint32(i)
	}
	return at
}

// toggleDense marks the cells at which the predicate j of a lane begins or ceases
// to be met.
func (b *builder) toggleDense(a *denseAttr, i, n, cells int, j uint32, bit uint64) {
	p := &b.preds[j]
	set := func(lo, hi int) {
		a.rows[lo*n+i] ^= bit
		if hi+1 < cells {
			a.rows[(hi+1)*n+i] ^= bit
		}
	}
	switch {
	case p.kind == kindNot:
		if cells > 1 {
			set(1, cells-1)
		}
	case p.n == 1:
		set(int(a.coarse[b.ends[j].lo]), int(a.coarse[b.ends[j].hi]))
	default:
		d := b.seg.domains[p.attr]
		next := 0 // the first cell that no range has reached
		for r := p.at; r < p.at+2*p.n; r += 2 {
			lo := max(next, int(a.coarse[d.cellOfRank(b.ranks[r])]))
			hi := int(a.coarse[d.cellOfRank(b.ranks[r+1])])
			if hi >= lo {
				set(lo, hi)
				next = hi + 1
			}
		}
	}
}

// matchDense finds the lanes of the dense run that the event satisfies.
func (p *part) matchDense(d *dense) {
	seg := p.seg
	left := append(p.dense[:0], seg.live[d.from:d.from+d.tiles]...)
	p.dense = left
	for i := range d.attrs {
		a := &d.attrs[i]
		if i+1 < len(d.attrs) {
			if next := &d.attrs[i+1]; len(next.tiles) >= farRow {
				kernel.FetchWords(next.row(p.cells.Min[next.table]))
			}
		}
		if p.many[a.attr].to > 0 {
			continue // the records decide
		}
		c := int(a.coarse[p.cells.Min[a.table]])
		if !a.full[c] {
			andAt(left, a.tiles, a.row(p.cells.Min[a.table]))
		}
		begins, ends := a.begins[a.beginAt[c]:a.beginAt[c+1]], a.ends[a.endAt[c]:a.endAt[c+1]]
		if len(begins)+len(ends) == 0 {
			continue
		}
		r := p.rankOf(a.attr)
		for _, e := range begins {
			if e.rank <= r {
				break
			}
			left[e.lane/tileLanes] &^= 1 << (e.lane % tileLanes)
		}
		for _, e := range ends {
			if e.rank >= r {
				break
			}
			left[e.lane/tileLanes] &^= 1 << (e.lane % tileLanes)
		}
	}
	if !d.exact || len(p.several) > 0 {
		p.enqueueOpen(d, left)
	}
	n := kernel.Count(left)
	if !p.ids {
		p.count += n
		return
	}
	if n == 0 {
		return
	}
	p.out = slices.Grow(p.out, n+kernel.Spare)
	end := len(p.out)
	p.out = p.out[:end+n+kernel.Spare]
	kernel.Expand(p.out[end:], seg.ids[d.from*tileLanes:], left)
	p.out = p.out[:end+n]
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

// row returns the row of a cell.
func (a *denseAttr) row(cell uint8) []uint64 {
	c := int(a.coarse[cell])
	return a.rows[c*len(a.tiles) : (c+1)*len(a.tiles)]
}

// andAt ands each word of row onto the word of left that at names.
func andAt(left []uint64, at []uint32, row []uint64) {
	row = row[:len(at)]
	for i, t := range at {
		left[t] &= row[i]
	}
}
