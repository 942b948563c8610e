package slab

import (
	"math"
	"math/bits"
	"slices"

	"github.com/thresh-dev/thresh/internal/hugemem"
	"github.com/thresh-dev/thresh/predicate"
)

// How many cells an attribute of a dense run has at most, and how many of its ranges' ends
// are worth one more cell, beyond a few.
const (
	denseCells = 128
	cellEnds   = 8
	fewCells   = 16
)

// plantDense makes the dense run, now that its tiles are filled.
func (b *builder) plantDense() {
	r := b.denseRun
	if r.from == r.to {
		return
	}
	d := &dense{from: r.from / tileLanes, tiles: (r.to - r.from + tileLanes - 1) / tileLanes, listRanks: b.listRanks}
	blocks := (int(d.tiles) + lineWords - 1) / lineWords
	d.sections = (blocks + sectionBlocks - 1) / sectionBlocks
	d.exact = true
	var by [denseTable + 1]*denseAttr
	for k := range blocks {
		mask := uint64(0)
		for t := d.from + uint32(k*lineWords); t < d.from+min(d.tiles, uint32((k+1)*lineWords)); t++ {
			d.exact = d.exact && b.seg.live[t]&^b.seg.exact[t] == 0
			for m := b.seg.live[t]; m != 0; m &= m - 1 {
				asked, _ := b.asks(b.lanes[t*tileLanes+uint32(bits.TrailingZeros64(m))])
				mask |= asked
			}
		}
		for ; mask != 0; mask &= mask - 1 {
			n := denseTable - bits.TrailingZeros64(mask)
			if by[n] == nil {
				by[n] = &denseAttr{table: uint8(n), attr: uint32(slices.Index(b.seg.table, uint8(n)))}
			}
			by[n].addBlock(k)
		}
	}
	b.team.each(len(by), func(n int) {
		if by[n] != nil {
			by[n].endBlocks(d.sections)
			f := denseFiller{builder: b, d: d, a: by[n]}
			f.fill()
		}
	})
	for _, a := range by {
		if a != nil {
			d.attrs = append(d.attrs, *a)
		}
	}
	b.seg.dense = d
}

// addBlock adds a block that asks for the attribute, the blocks being counted from the
// run's first and added in their order.
func (a *denseAttr) addBlock(block int) {
	for len(a.at) <= block/sectionBlocks {
		a.at = append(a.at, uint32(len(a.lines)))
	}
	a.lines = append(a.lines, uint8(block%sectionBlocks))
}

func (a *denseAttr) endBlocks(sections int) {
	for len(a.at) <= sections {
		a.at = append(a.at, uint32(len(a.lines)))
	}
	a.lines, a.at = trim(a.lines), trim(a.at)
}

// denseFiller makes the cells, rows and edges of an attribute.
type denseFiller struct {
	*builder
	d *dense
	a *denseAttr

	domain *domain
	first  []uint32 // the lowest rank of each cell; one more element than cells
	ends   []uint32 // by rank: how many ranges begin there, or end just below
	placed []placed
}

// placed is an edge before there are lists: its rank, and the lane's place in the row.
type placed struct {
	rank    uint32
	section uint16
	at      uint16 // in the section
}

func (f *denseFiller) fill() {
	f.domain = f.seg.domains[f.a.attr]
	f.ends = make([]uint32, f.domain.numRanks()+1)
	ends := 0
	f.eachLane(func(_, _ int, _ uint64, j uint32) {
		if lo, hi, ok := f.exactRange(j); ok {
			f.ends[lo]++
			f.ends[hi+1]++
			ends += 2
		} else if j != noLane {
			ends += cellEnds // sets have no edges: cells alone tell them
		}
	})
	f.joinCells(min(f.domain.numCells(), denseCells, max(fewCells, ends/cellEnds)))
	for c := range f.cells() {
		f.markCell(c)
	}
	n := len(f.a.lines) * lineWords
	f.a.rows = hugemem.Make[uint64](n * f.cells())
	f.eachLane(f.addLane)
	for i := n; i < len(f.a.rows); i++ {
		f.a.rows[i] ^= f.a.rows[i-n]
	}
	f.findFull()
	f.listEdges()
}

// cells returns how many there are.
func (f *denseFiller) cells() int { return len(f.first) - 1 }

// joinCells joins cells of the domain to n of them, as they are or more than one.
func (f *denseFiller) joinCells(n int) {
	cells := f.domain.numCells()
	for c := 1; c < cells; c++ {
		f.a.coarse[c] = uint8(1 + (c-1)*(n-1)/(cells-1))
	}
	f.first = make([]uint32, int(f.a.coarse[cells-1])+2)
	for c := cells - 1; c >= 0; c-- {
		f.first[f.a.coarse[c]] = f.domain.first[c]
	}
	f.first[len(f.first)-1] = f.domain.numRanks()
	f.a.cells = make([]denseCell, len(f.first))
}

// eachLane calls do for each lane of the attribute's blocks: with the word of a row that
// it is in, its number in the run, its bit, and the predicate that it asks for the
// attribute with, or noLane.
func (f *denseFiller) eachLane(do func(word, lane int, bit uint64, j uint32)) {
	for s := range f.d.sections {
		for i := f.a.at[s]; i < f.a.at[s+1]; i++ {
			tile := (s*sectionBlocks + int(f.a.lines[i])) * lineWords
			for w := range min(lineWords, int(f.d.tiles)-tile) {
				t := f.d.from + uint32(tile+w)
				for m := f.seg.live[t]; m != 0; m &= m - 1 {
					l := bits.TrailingZeros64(m)
					do(int(i)*lineWords+w, (tile+w)*tileLanes+l, 1<<l, f.predicateOf(f.lanes[t*tileLanes+uint32(l)]))
				}
			}
		}
	}
}

// predicateOf returns the lane's predicate on the attribute, or noLane.
func (f *denseFiller) predicateOf(lane uint32) uint32 {
	for j := f.from[lane]; j < f.from[lane+1]; j++ {
		if p := &f.preds[j]; p.kind != kindCheck && p.attr == f.a.attr {
			return j
		}
	}
	return noLane
}

// exactRange returns the ranks that meet the predicate, if they are one range.
func (f *denseFiller) exactRange(j uint32) (lo, hi uint32, ok bool) {
	if j == noLane {
		return 0, 0, false
	}
	p := &f.preds[j]
	if p.kind.isSet() || p.kind == kindNot || p.n != 1 {
		return 0, 0, false
	}
	lo, hi = f.span(*p)
	return lo, hi, true
}

// addLane toggles the lane where what it asks for begins or ceases to be met, from cell
// to cell, and notes its edges.
func (f *denseFiller) addLane(word, lane int, bit uint64, j uint32) {
	n, cells := len(f.a.lines)*lineWords, f.cells()
	toggle := func(cell int) {
		if cell < cells {
			f.a.rows[cell*n+word] ^= bit
		}
	}
	lo, hi, exact := f.exactRange(j)
	switch {
	case j == noLane:
		toggle(0)
	case exact:
		toggle(f.addEdge(lo, int(f.a.coarse[f.builder.ends[j].lo]), word, lane))
		toggle(f.addEdge(hi+1, int(f.a.coarse[f.builder.ends[j].hi]), word, lane))
	case f.preds[j].kind == kindNot:
		toggle(1)
	default:
		p := &f.preds[j]
		next := 0 // the first cell that no range has reached
		for r := p.at; r < p.at+2*p.n; r += 2 {
			lo := max(next, int(f.a.coarse[f.domain.cellOfRank(f.ranks[r])]))
			hi := int(f.a.coarse[f.domain.cellOfRank(f.ranks[r+1])])
			if hi >= lo {
				toggle(lo)
				toggle(hi + 1)
				next = hi + 1
			}
		}
	}
}

// addEdge adds the edge of a rank in the cell, or where the next one begins, and returns
// from which cell on the rows are toggled.
func (f *denseFiller) addEdge(rank uint32, cell, word, lane int) int {
	switch {
	case rank == f.first[cell]:
		return cell
	case rank >= f.first[cell+1]:
		return cell + 1
	}
	section := lane / (sectionBlocks * lineLanes)
	at := (word-int(f.a.at[section])*lineWords)*tileLanes + lane%tileLanes
	f.placed = append(f.placed, placed{rank, uint16(section), uint16(at)})
	if rank <= f.a.cells[cell].mark {
		return cell
	}
	return cell + 1
}

// markCell chooses the mark of a cell: where as many edges are below as above, events
// being thought to have half their values where edges are and half evenly between.
func (f *denseFiller) markCell(c int) {
	from, to := f.first[c], f.first[c+1]
	k := &f.a.cells[c]
	k.mark = from
	k.pure = to == from+1
	if k.pure {
		return
	}
	sum := 0.0
	for r := from + 1; r < to; r++ {
		sum += float64(f.ends[r])
	}
	low, high := f.number(from), f.number(to-1)
	weigh := func(r uint32) float64 {
		w := 0.0
		if r > from && sum > 0 {
			w = float64(f.ends[r]) / sum
		}
		if r%2 != 0 && high > low {
			w += (f.number(r+1) - f.number(r)) / (high - low)
		}
		return w
	}
	all := 0.0
	for r := from; r < to; r++ {
		all += weigh(r)
	}
	half := 0.0
	for r := from; r < to; r++ {
		if half += weigh(r); r%2 != 0 { // no key's
			k.mark = r
			if 2*half >= all {
				break
			}
		}
	}
	below, above := k.mark, k.mark+1 // the next edges
	for below > from && f.ends[below] == 0 {
		below--
	}
	for above < to && f.ends[above] == 0 {
		above++
	}
	k.calmLo, k.calmHi = 0, math.MaxUint64
	if below > from || from >= 2 {
		k.calmLo = f.key(below)
	}
	if above < f.domain.numRanks() {
		k.calmHi = f.key(above)
	}
}

// key returns the code of the key that an edge at the rank is at, or just above.
func (f *denseFiller) key(rank uint32) predicate.Code {
	if rank < 2 {
		return 0
	}
	return f.domain.keys.at(int(rank-2) / 2)
}

// number returns the number that the rank begins with, or the nearest one.
func (f *denseFiller) number(rank uint32) float64 {
	n := &f.domain.numbers
	i := int(rank)/2 - 1
	switch {
	case n.from == n.to:
		return 0
	case i <= n.from:
		return n.least
	case i >= n.to-1:
		return n.most
	default:
		return numberOf(f.domain.keys.at(i))
	}
}

// findFull finds the cells whose rows have all lanes.
func (f *denseFiller) findFull() {
	n := len(f.a.lines) * lineWords
	for c := range f.cells() {
		full := true
		for s := range f.d.sections {
			for i := int(f.a.at[s]); full && i < int(f.a.at[s+1]); i++ {
				tile := (s*sectionBlocks + int(f.a.lines[i])) * lineWords
				for w := range min(lineWords, int(f.d.tiles)-tile) {
					full = full && f.seg.live[int(f.d.from)+tile+w]&^f.a.rows[c*n+i*lineWords+w] == 0
				}
			}
		}
		f.a.cells[c].full = full
	}
}

// listEdges makes the lists.
func (f *denseFiller) listEdges() {
	a := f.a
	slices.SortFunc(f.placed, func(x, y placed) int { return int(x.rank) - int(y.rank) })
	lists, from := uint32(0), 0
	var of []uint32 // by placed edge: its list
	for c := range f.cells() {
		k := &a.cells[c]
		to := from
		for to < len(f.placed) && f.placed[to].rank < f.first[c+1] {
			to++
		}
		k.below = lists
		if from < to && f.placed[from].rank <= k.mark {
			lists += (k.mark-f.placed[from].rank)/f.d.listRanks + 1
		}
		k.above = lists
		if from < to && f.placed[to-1].rank > k.mark {
			lists += (f.placed[to-1].rank-k.mark-1)/f.d.listRanks + 1
		}
		for _, p := range f.placed[from:to] {
			if p.rank <= k.mark {
				of = append(of, k.below+(k.mark-p.rank)/f.d.listRanks)
			} else {
				of = append(of, k.above+(p.rank-k.mark-1)/f.d.listRanks)
			}
		}
		from = to
	}
	last := &a.cells[f.cells()]
	last.below, last.above = lists, lists
	a.lists = make([]uint32, int(lists)*f.d.sections+1)
	for i, p := range f.placed {
		a.lists[int(of[i])*f.d.sections+int(p.section)+1]++
	}
	for i := 1; i < len(a.lists); i++ {
		a.lists[i] += a.lists[i-1]
	}
	a.edges = make([]edge, len(f.placed))
	next := slices.Clone(a.lists)
	c := 0
	for i, p := range f.placed {
		for p.rank >= f.first[c+1] {
			c++
		}
		distance := p.rank - a.cells[c].mark - 1
		if p.rank <= a.cells[c].mark {
			distance = a.cells[c].mark - p.rank
		}
		at := &next[int(of[i])*f.d.sections+int(p.section)]
		a.edges[*at] = edge(distance%f.d.listRanks<<edgeBits | uint32(p.at))
		*at++
	}
	for i := range len(a.lists) - 1 {
		slices.Sort(a.edges[a.lists[i]:a.lists[i+1]])
	}
}
