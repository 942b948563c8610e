package slab

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"unsafe"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/hugemem"
	"github.com/thresh-dev/thresh/internal/kernel"
)

// Sizes of columns.
const (
	blockLanes  = tileLanes * kernel.BlockTiles
	maxColumns  = 32
	coarseCells = 40             // at most, of an attribute, cell 0 included
	columnLanes = 4 * blockLanes // the least that a run with columns has
	minKill     = 1.0 / 32       // the least share of lanes that a column must clear
	maxMatched  = 1.0 / 32       // of the lanes reached, for columns to serve
)

// Bytes read, to choose between slots and columns.
const (
	laneBytes   = 3       // of a lane and slot
	recordBytes = 2 * 64  // of a survivor
	blockWaste  = 1.7     // lanes reached in blocks of 1024 for each in tiles of 64
	openShare   = 1.0 / 8 // survivors of slots that need their record
)

// columnSet filters the lanes of one run by columns instead of slots. For each of
// its attributes the cells are joined into coarse ones, and a block of 1024 lanes has
// a row for each of these: a bit for each lane that a value there may satisfy.
//
//	block's first row ─▶ attribute 0: coarse cell 0, 1, 2, …   attribute 1: coarse cell 0, …
//
// An event reads one row an attribute: 128 bytes for 1024 lanes, two cache lines that lie
// together, as these come from memory in little more time than one.
type columnSet struct {
	attrs  []uint8      // numbers in slots, the one that clears most lanes first
	coarse [][256]uint8 // by position in attrs: cell to coarse cell
	first  []uint32     // by position in attrs: its first row; one more element
	column [256]uint8   // by number in slots: 1 + position in attrs, 0 for none
	block  uint32       // the run's first block
	words  uint32       // where its records begin in the segment's words
	record int          // words of each, the ID among them
	short  *shortForm   // of its records; nil if they are words
	kernel.Columns
}

// chooseColumns decides how the run's lanes are filtered. It estimates, for a lane
// that is reached, the bytes read by either way. nil stands for slots.
func (b *builder) chooseColumns(lanes []keyed, acc access) *columnSet {
	if len(lanes) < columnLanes {
		return nil
	}
	skip := noLane
	if acc.byKey() {
		skip = acc.attr()
	}
	var kill [256]float64
	n, matched, slots := 0.0, 0.0, 0.0
	for i := 0; i < len(lanes); i += max(1, len(lanes)/4096) {
		n++
		pass := 1.0
		for j := b.from[lanes[i].at]; j < b.from[lanes[i].at+1]; j++ {
			p := b.preds[j]
			if p.kind == kindCheck || p.attr == skip && p.kind == kindSome {
				continue
			}
			if p.kind != kindNot {
				slots += 1 - math.Exp(-tileLanes*pass) // the chance that a lane of the tile is left
			}
			sel := float64(min(1, b.sel[j]))
			pass *= sel
			if t := b.seg.table[p.attr]; t != 0 {
				kill[t] += 1 - min(1, sel+1.0/coarseCells)
			}
		}
		matched += pass
	}
	set := &columnSet{}
	for t := range kill {
		if kill[t]/n >= minKill {
			set.attrs = append(set.attrs, uint8(t))
		}
	}
	slices.SortFunc(set.attrs, func(x, y uint8) int {
		return cmp.Or(cmp.Compare(kill[y], kill[x]), cmp.Compare(x, y))
	})
	set.attrs = set.attrs[:min(len(set.attrs), maxColumns)]
	left := 1.0
	for _, t := range set.attrs {
		left *= 1 - kill[t]/n
	}
	matched /= n
	bySlots := laneBytes*slots/n + recordBytes*matched*openShare
	byColumns := blockWaste*float64(len(set.attrs))/8 + recordBytes*max(left, matched)
	// Columns cannot tell a lane that is satisfied for certain, so that many matches
	// are as many records to read.
	if len(set.attrs) == 0 || matched > maxMatched || byColumns > 0.8*bySlots {
		return nil
	}
	b.coarsen(set)
	set.record = int(lineStride(uint32(1 + b.recordWords(lanes, skip))))
	if set.record > kernel.ShortWords {
		if set.short = b.newShortForm(lanes, skip); set.short != nil {
			set.record = kernel.ShortWords
		}
	}
	return set
}

// recordWords returns how many words a record of the run is to have, the ID aside. The
// few lanes that need many more have them elsewhere.
func (b *builder) recordWords(lanes []keyed, skip uint32) int {
	var count [maxStride + 1]int
	for _, l := range lanes {
		n := 0
		for _, p := range b.preds[b.from[l.at]:b.from[l.at+1]] {
			if p.attr == skip && p.kind == kindSome {
				continue
			}
			n += int(p.words())
		}
		count[min(n, maxStride)]++
	}
	words := maxStride
	for longer := count[words]; words > 1 && longer*longCost <= len(lanes); longer += count[words] {
		words--
	}
	return words
}

// longCost is how many lanes are to have a shorter record for one that has to have
// its words elsewhere.
const longCost = 64

// coarsen joins the cells of the set's attributes.
func (b *builder) coarsen(set *columnSet) {
	set.coarse = make([][256]uint8, len(set.attrs))
	set.first = make([]uint32, len(set.attrs)+1)
	for j, t := range set.attrs {
		cells := b.cells[t]
		coarse := min(cells, coarseCells)
		for c := 1; c < cells; c++ {
			set.coarse[j][c] = uint8(1 + (c-1)*(coarse-1)/(cells-1))
		}
		set.first[j+1] = set.first[j] + uint32(coarse)
		set.column[t] = uint8(j + 1)
	}
	set.Stride = int(set.first[len(set.attrs)])
}

// placeColumns gives the rows of all runs their places, in one piece of memory: that is
// on huge pages nearly as a whole, which several would not be.
func (b *builder) placeColumns() {
	rows := 0
	for _, r := range b.longRuns {
		if r.columns != nil {
			rows += blocksOf(r.run) * r.columns.Stride
		}
	}
	if rows == 0 {
		return
	}
	bytes := hugemem.Make[uint8](rows * rowSize)
	data := unsafe.Slice((*kernel.Block)(unsafe.Pointer(unsafe.SliceData(bytes))), rows)
	b.seg.rowBytes = rows * rowSize
	for _, r := range b.longRuns {
		if r.columns != nil {
			n := blocksOf(r.run) * r.columns.Stride
			r.columns.Data, data = data[:n:n], data[n:]
		}
	}
}

// blocksOf returns how many blocks a run has.
func blocksOf(r run) int {
	return (int(r.to)+blockLanes-1)/blockLanes - int(r.from)/blockLanes
}

// fillColumns writes the rows of a run's blocks.
func (b *builder) fillColumns(set *columnSet, r run) {
	set.block = r.from / uint32(blockLanes)
	set.words = b.seg.rec[r.from/tileLanes]
	blocks := blocksOf(r)
	b.team.spans(blocks, spanLanes/blockLanes, func(from, to int) {
		for i := from; i < to; i++ {
			b.fillBlock(set, i)
		}
	})
}

// fillBlock writes the rows of the run's i-th block.
func (b *builder) fillBlock(set *columnSet, i int) {
	rows := set.Data[i*set.Stride : (i+1)*set.Stride]
	for w := range kernel.BlockTiles {
		t := (set.block+uint32(i))*uint32(kernel.BlockTiles) + uint32(w)
		for m := b.seg.live[t]; m != 0; m &= m - 1 {
			l := bits.TrailingZeros64(m)
			b.toggle(set, rows, w, uint64(1)<<l, b.lanes[t*tileLanes+uint32(l)])
		}
	}
	// So far a row says which lanes differ from the row before.
	for j := range set.attrs {
		for r := set.first[j] + 1; r < set.first[j+1]; r++ {
			for w := range rows[r] {
				rows[r][w] ^= rows[r-1][w]
			}
		}
	}
}

// toggle marks, in each column, the coarse cells at which the lane begins or ceases
// to be set.
func (b *builder) toggle(set *columnSet, rows []kernel.Block, word int, bit uint64, lane uint32) {
	var asked uint32 // columns that the lane asks for
	for i := b.from[lane]; i < b.from[lane+1]; i++ {
		p := &b.preds[i]
		if p.kind == kindCheck {
			continue
		}
		j := int(set.column[b.seg.table[p.attr]]) - 1
		if j < 0 {
			continue
		}
		asked |= 1 << j
		of := rows[set.first[j]:set.first[j+1]]
		coarse := &set.coarse[j]
		if p.kind == kindNot {
			if len(of) > 1 {
				of[1][word] ^= bit // all but absence
			}
			continue
		}
		if p.n == 1 {
			mark(of, int(coarse[b.ends[i].lo]), int(coarse[b.ends[i].hi]), word, bit)
			continue
		}
		d := b.seg.domains[p.attr]
		next := 0 // the first coarse cell that no range has reached
		for r := p.at; r < p.at+2*p.n; r += 2 {
			lo := max(next, int(coarse[d.cellOfRank(b.ranks[r])]))
			hi := int(coarse[d.cellOfRank(b.ranks[r+1])])
			if hi >= lo {
				mark(of, lo, hi, word, bit)
				next = hi + 1
			}
		}
	}
	for j := range set.attrs {
		if asked>>j&1 == 0 {
			rows[set.first[j]][word] ^= bit
		}
	}
}

// mark marks where the rows from lo to hi begin and where they end.
func mark(rows []kernel.Block, lo, hi, word int, bit uint64) {
	rows[lo][word] ^= bit
	if hi+1 < len(rows) {
		rows[hi+1][word] ^= bit
	}
}

// appendRows appends the rows that an event reads of each block.
func (p *part) appendRows(dst []uint32, set *columnSet) []uint32 {
	for j, t := range set.attrs {
		lo, hi := set.coarse[j][p.cells.Min[t]], set.coarse[j][p.cells.Max[t]]
		if lo == hi { // else several values, and no row has them all
			dst = append(dst, set.first[j]+uint32(lo))
		}
	}
	return dst
}

// decide tests the records of lanes that the rows have left.
func (p *part) decide(set *columnSet, lanes []uint32, byWord bool) {
	if profiling {
		for _, l := range lanes {
			p.countRecord(set.words+l*uint32(set.record), uint32(set.record))
		}
	}
	if set.short != nil {
		p.decideShort(set, lanes, byWord)
		return
	}
	records := p.seg.words[set.words:]
	if byWord {
		for _, l := range lanes {
			if record := records[int(l)*set.record:][:set.record]; p.met(record[1:]) {
				p.out = append(p.out, index.ID(record[0]))
			}
		}
		return
	}
	p.out, p.open = kernel.AppendDecided(p.out, p.open[:0], records, set.record, lanes, p.rank)
	for _, l := range p.open {
		if record := records[int(l)*set.record:][:set.record]; p.metOpen(record[1:]) {
			p.out = append(p.out, index.ID(record[0]))
		}
	}
}
