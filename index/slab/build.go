package slab

import (
	"cmp"
	"slices"
	"unsafe"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/hugemem"
	"github.com/thresh-dev/thresh/internal/kernel"
)

// noLane fills up tiles.
const noLane = ^uint32(0)

// maxCopies is how many keys a set may have for a conjunction to be entered under
// each of them.
const maxCopies = 8

// builder turns a stage into a segment.
type builder struct {
	*stage
	seg   *segment
	ranks []uint32   // by cut
	sel   []float32  // by predicate: the estimated share of events that meet it
	ends  []cellSpan // by predicate: the cells of its first and last rank

	cells []int // by number in slots: the attribute's cells

	longRuns   []longRun
	denseOrder []uint32 // stage lanes of the dense run
	denseRun   run
	order      []placed // lanes of the segment: stage lanes by access
	lanes      []uint32 // the same, in runs of their final order
}

// cellSpan is the cells from lo to hi.
type cellSpan struct{ lo, hi uint8 }

// longRun is a run that has a tree, and columns unless they are nil.
type longRun struct {
	run
	columns *columnSet
}

// unit returns how many lanes of the run are filtered together.
func (r *longRun) unit() int {
	if r.columns != nil {
		return blockLanes
	}
	return tileLanes
}

// placed is a lane and its access predicate.
type placed struct {
	access access
	lane   uint32
}

// access says by what an event finds a lane: by the key of an attribute, by an
// attribute's ranges, or always. Accesses are laid out in this order.
type access uint64

const (
	accessRest  access = 2 << 62
	accessRange access = 1 << 62
)

func keyAccess(attr, key uint32) access { return access(attr)<<32 | access(key) }
func rangeAccess(attr uint32) access    { return accessRange | access(attr)<<32 }
func (a access) attr() uint32           { return uint32(a>>32) & (1<<30 - 1) }
func (a access) key() uint32            { return uint32(a) }
func (a access) byKey() bool            { return a < accessRange }

// compile builds the segment of the staged conjunctions. The stage is used up.
func compile(s *stage) *segment {
	domains, ranks := s.rank()
	b := &builder{stage: s, ranks: ranks, seg: &segment{domains: domains, attrs: s.attrs, checks: s.checks}}
	b.mapAttrs()
	b.estimate()
	b.locate()
	b.choose()
	b.arrange()
	b.fill()
	b.plant()
	b.plantDense()
	seg := b.seg
	seg.conjunctions = b.len()
	seg.built = seg.conjunctions
	for _, d := range seg.domains {
		d.weights = nil
	}
	return seg
}

// mapAttrs numbers the attributes for slots, the most used first.
func (b *builder) mapAttrs() {
	seg := b.seg
	largest := 0
	for _, a := range b.attrs {
		largest = max(largest, int(a)+1)
	}
	seg.local = make([]uint32, largest)
	for l, a := range b.attrs {
		seg.local[a] = uint32(l) + 1
	}
	uses := make([]int, len(b.attrs))
	for _, p := range b.preds {
		if p.kind != kindCheck {
			uses[p.attr]++
		}
	}
	most := make([]uint32, len(b.attrs))
	for l := range most {
		most[l] = uint32(l)
	}
	slices.SortFunc(most, func(x, y uint32) int { return cmp.Or(uses[y]-uses[x], int(x)-int(y)) })
	seg.tables = min(len(most), maxTable)
	seg.table = make([]uint8, len(most))
	b.cells = make([]int, seg.tables+1)
	for i, l := range most[:seg.tables] {
		seg.table[l] = uint8(i + 1)
		b.cells[i+1] = seg.domains[l].numCells()
	}
}

// span returns the least range of ranks that has all ranges of the predicate.
func (b *builder) span(p staged) (lo, hi uint32) {
	return b.ranks[p.at], b.ranks[p.at+2*p.n-1]
}

// estimate puts each lane's predicates in order of their selectivity.
func (b *builder) estimate() {
	b.sel = make([]float32, len(b.preds))
	for i, p := range b.preds {
		b.sel[i] = b.selectivity(p)
	}
	for l := range b.ids {
		ps, sel := b.preds[b.from[l]:b.from[l+1]], b.sel[b.from[l]:b.from[l+1]]
		if len(ps) > 32 {
			sortPredicates(ps, sel)
			continue
		}
		for i := 1; i < len(ps); i++ {
			for j := i; j > 0 && sel[j] < sel[j-1]; j-- {
				ps[j], ps[j-1] = ps[j-1], ps[j]
				sel[j], sel[j-1] = sel[j-1], sel[j]
			}
		}
	}
}

// locate finds the cells in which the predicates' ranges begin and end.
func (b *builder) locate() {
	b.ends = make([]cellSpan, len(b.preds))
	for i, p := range b.preds {
		if p.kind != kindCheck {
			lo, hi := b.span(p)
			d := b.seg.domains[p.attr]
			b.ends[i] = cellSpan{d.cellOfRank(lo), d.cellOfRank(hi)}
		}
	}
}

func sortPredicates(ps []staged, sel []float32) {
	at := make([]int, len(ps))
	for i := range at {
		at[i] = i
	}
	slices.SortFunc(at, func(x, y int) int { return cmp.Compare(sel[x], sel[y]) })
	p, s := slices.Clone(ps), slices.Clone(sel)
	for i, x := range at {
		ps[i], sel[i] = p[x], s[x]
	}
}

// selectivity estimates the share of events that meet a predicate, from the only
// thing known: where the ends of all subscriptions' ranges lie.
func (b *builder) selectivity(p staged) float32 {
	switch p.kind {
	case kindCheck:
		return 2 // last
	case kindNot:
		return 0.99
	default:
	}
	d := b.seg.domains[p.attr]
	n := float32(d.numRanks())
	sum := float32(0)
	for i := range p.n {
		lo, hi := b.ranks[p.at+2*i], b.ranks[p.at+2*i+1]
		if lo == 0 {
			return 1 // absence will do
		}
		if lo == hi {
			sum += min(0.5, d.share(lo))
		} else {
			// By ranks a range is too narrow where all ranges are wide, as their ends lie
			// apart; by values where few of them are far out.
			sum += max(float32(hi-lo+1)/n, d.valueShare(lo, hi))
		}
	}
	return min(sum, 0.98)
}

// choose finds each lane's access predicate.
func (b *builder) choose() {
	taken := b.chooseDense()
	b.order = make([]placed, 0, len(b.ids)-len(b.denseOrder))
	for l := range b.ids {
		if b.dead[l] || taken != nil && taken[l] {
			continue
		}
		lane := uint32(l)
		ps, sel := b.preds[b.from[l]:b.from[l+1]], b.sel[b.from[l]:b.from[l+1]]
		if len(ps) == 0 || sel[0] >= 0.9 {
			b.order = append(b.order, placed{accessRest, lane})
			continue
		}
		// The first is the most selective. A set of few keys is worth as many
		// copies of the lane only if nothing else is nearly as selective.
		p := ps[0]
		if p.kind == kindSet && b.keysOnly(p) && p.n <= maxCopies && (len(ps) == 1 || sel[1] > 2*sel[0]) {
			for i := range p.n {
				b.order = append(b.order, placed{keyAccess(p.attr, (b.ranks[p.at+2*i]-2)/2), lane})
			}
			b.seg.copies = true
			continue
		}
		if lo, hi := b.span(p); p.kind == kindSome && lo == hi && lo >= 2 && lo%2 == 0 {
			b.order = append(b.order, placed{keyAccess(p.attr, (lo-2)/2), lane})
			continue
		}
		b.order = append(b.order, placed{rangeAccess(p.attr), lane})
	}
	slices.SortFunc(b.order, func(x, y placed) int {
		return cmp.Or(cmp.Compare(x.access, y.access), cmp.Compare(x.lane, y.lane))
	})
}

// keysOnly says whether all ranges of the predicate are single keys.
func (b *builder) keysOnly(p staged) bool {
	for i := range p.n {
		lo, hi := b.ranks[p.at+2*i], b.ranks[p.at+2*i+1]
		if lo != hi || lo < 2 || lo%2 != 0 {
			return false
		}
	}
	return true
}

// treeLanes is the length from which a run has a tree, and tiles of its own.
const treeLanes = 8 * tileLanes

// arrange lays the runs out, each in the order that suits its tree.
func (b *builder) arrange() {
	seg := b.seg
	seg.keyed = make([][]uint32, len(b.attrs))
	seg.ranged = make([]run, len(b.attrs))
	seg.trees = map[uint32]tree{}
	b.lanes = make([]uint32, 0, len(b.order)+tileLanes)
	for len(b.order) > 0 {
		n := 1
		for n < len(b.order) && b.order[n].access == b.order[0].access {
			n++
		}
		acc := b.order[0].access
		r := longRun{}
		if n >= treeLanes {
			r.columns = b.chooseColumns(b.order[:n], acc)
			b.align(r.unit())
		}
		r.from = uint32(len(b.lanes))
		for _, p := range b.order[:n] {
			b.lanes = append(b.lanes, p.lane)
		}
		r.to = uint32(len(b.lanes))
		if n >= treeLanes {
			b.arrangeRun(b.lanes[r.from:r.to], acc, r.unit())
			b.longRuns = append(b.longRuns, r)
			b.align(r.unit())
		}
		switch {
		case acc.byKey():
			b.enterKey(acc, r.from, r.to)
		case acc == accessRest:
			seg.rest = r.run
		default:
			seg.ranged[acc.attr()] = r.run
		}
		b.order = b.order[n:]
	}
	if len(b.denseOrder) > 0 {
		b.align(tileLanes)
		b.denseRun.from = uint32(len(b.lanes))
		b.lanes = append(b.lanes, b.denseOrder...)
		b.denseRun.to = uint32(len(b.lanes))
	}
	b.align(blockLanes)
}

// enterKey notes the run of a key. Two elements a key: where it begins and ends.
func (b *builder) enterKey(acc access, from, to uint32) {
	k := &b.seg.keyed[acc.attr()]
	if *k == nil {
		*k = make([]uint32, 2*b.seg.domains[acc.attr()].keys.len())
	}
	(*k)[2*acc.key()], (*k)[2*acc.key()+1] = from, to
}

// align fills the last unit of lanes.
func (b *builder) align(unit int) {
	for len(b.lanes)%unit != 0 {
		b.lanes = append(b.lanes, noLane)
	}
}

// fill writes slots, records and IDs of all tiles.
func (b *builder) fill() {
	seg := b.seg
	tiles := len(b.lanes) / tileLanes
	seg.ids = hugemem.Make[index.ID](len(b.lanes))
	seg.live = make([]uint64, tiles)
	seg.exact = make([]uint64, tiles)
	seg.rec = make([]uint32, tiles)
	seg.stride = make([]uint8, tiles)
	seg.slots.From = make([]uint32, tiles+1)
	keys := newKeyCursor(seg)
	columns := columnCursor{b.longRuns}
	var tile tileFiller
	for t := range tiles {
		tile.reset()
		tile.columns = columns.at(uint32(t * tileLanes))
		tile.dense = b.denseRun.from < b.denseRun.to && uint32(t*tileLanes) >= b.denseRun.from
		for l, lane := range b.lanes[t*tileLanes : (t+1)*tileLanes] {
			if lane == noLane {
				continue
			}
			seg.live[t] |= 1 << l
			seg.lanes++
			seg.ids[t*tileLanes+l] = b.ids[lane]
			attr, _ := keys.at(uint32(t*tileLanes + l))
			tile.lane(b, l, lane, attr)
		}
		tile.store(b, t)
	}
	bytes := hugemem.Clone(slotBytes(seg.slots.Slots))
	seg.slots.Slots = slotsOf(bytes)
	seg.words = hugemem.Clone(seg.words)
}

// slotBytes returns the slots' memory, slotsOf the slots in such memory.
func slotBytes(s []kernel.Slot) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*int(unsafe.Sizeof(kernel.Slot{})))
}

func slotsOf(b []byte) []kernel.Slot {
	return unsafe.Slice((*kernel.Slot)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/int(unsafe.Sizeof(kernel.Slot{})))
}

// keyCursor tells, lane by lane in ascending order, the key that gives access.
type keyCursor struct {
	runs []keyRun
	i    int
}

type keyRun struct {
	run
	attr, key uint32
}

func newKeyCursor(g *segment) *keyCursor {
	c := &keyCursor{}
	for a, k := range g.keyed {
		for i := 0; i < len(k); i += 2 {
			if k[i] < k[i+1] {
				c.runs = append(c.runs, keyRun{run{k[i], k[i+1]}, uint32(a), uint32(i / 2)})
			}
		}
	}
	slices.SortFunc(c.runs, func(x, y keyRun) int { return cmp.Compare(x.from, y.from) })
	return c
}

// at returns the attribute and the number of the key; the attribute is noLane where
// access is not by key.
func (c *keyCursor) at(lane uint32) (attr, key uint32) {
	for c.i < len(c.runs) && lane >= c.runs[c.i].to {
		c.i++
	}
	if c.i < len(c.runs) && lane >= c.runs[c.i].from {
		return c.runs[c.i].attr, c.runs[c.i].key
	}
	return noLane, 0
}

// columnCursor tells, in ascending order of lanes, which columns their run has, nil
// for none.
type columnCursor struct {
	runs []longRun
}

func (c *columnCursor) at(lane uint32) *columnSet {
	for len(c.runs) > 0 && lane >= c.runs[0].to {
		c.runs = c.runs[1:]
	}
	if len(c.runs) > 0 && lane >= c.runs[0].from {
		return c.runs[0].columns
	}
	return nil
}

// tileFiller gathers one tile.
type tileFiller struct {
	slots   []kernel.Slot
	used    int
	words   [tileLanes][]word
	stride  int
	exact   uint64
	columns *columnSet // without slots: these stand for them; or nil
	dense   bool       // without slots: rows and edges stand for them
}

func (f *tileFiller) reset() {
	f.used, f.stride, f.exact = 0, 1, 0
	for l := range f.words {
		f.words[l] = f.words[l][:0]
	}
}

// lane adds a lane whose access is by a key of the attribute key, unless that is
// noLane.
func (f *tileFiller) lane(b *builder, l int, lane, key uint32) {
	seg := b.seg
	exact := true
	slot := 0
	for i := b.from[lane]; i < b.from[lane+1]; i++ {
		p := b.preds[i]
		if p.kind == kindCheck {
			f.words[l] = appendWords(f.words[l], 0, kindCheck, uint64(p.at))
			exact = false
			continue
		}
		if p.attr == key && p.kind == kindSome {
			continue // the run tells that it is met
		}
		lo, hi := b.span(p)
		if p.kind.isSet() {
			f.words[l] = appendWords(f.words[l], p.attr, p.kind, uint64(len(seg.sets)))
			seg.sets = append(seg.sets, p.n)
			seg.sets = append(seg.sets, b.ranks[p.at:p.at+2*p.n]...)
		} else {
			f.words[l] = appendWords(f.words[l], p.attr, p.kind, uint64(lo)<<loShift|uint64(hi))
		}
		if p.attr == key {
			continue // a set: met too, but its words are kept to compile the lane again
		}
		if p.kind == kindNot || p.kind.isSet() || seg.table[p.attr] == 0 || slot == maxSlots || f.columns != nil {
			exact = false
		}
		if p.kind == kindNot || seg.table[p.attr] == 0 || slot == maxSlots || f.columns != nil || f.dense {
			continue
		}
		if slot == f.used {
			f.grow()
		}
		s := &f.slots[slot]
		s.Attr[l], s.Lo[l], s.Hi[l] = seg.table[p.attr], b.ends[i].lo, b.ends[i].hi
		slot++
	}
	if exact {
		f.exact |= 1 << l
	}
	most := maxStride
	if f.columns != nil {
		most = f.columns.record - 1
	}
	if len(f.words[l]) > most {
		at := len(seg.long)
		seg.long = append(append(seg.long, word(len(f.words[l]))), f.words[l]...)
		f.words[l] = appendWords(f.words[l][:0], elsewhere, kindCheck, uint64(at))
	}
	f.stride = max(f.stride, len(f.words[l]))
}

// grow begins one more slot that every lane passes.
func (f *tileFiller) grow() {
	if f.used == len(f.slots) {
		f.slots = append(f.slots, kernel.Slot{})
	}
	s := &f.slots[f.used]
	*s = kernel.Slot{}
	for l := range s.Hi {
		s.Hi[l] = 255
	}
	f.used++
}

// store appends the tile to the segment.
func (f *tileFiller) store(b *builder, t int) {
	seg := b.seg
	seg.slots.Slots = append(seg.slots.Slots, f.slots[:f.used]...)
	seg.slots.From[t+1] = uint32(len(seg.slots.Slots))
	seg.exact[t] = f.exact
	stride := lineStride(f.stride)
	if f.columns != nil {
		stride = f.columns.record
	}
	// All records of a run with columns lie one after the other.
	if stride%wordsOfLine == 0 {
		for len(seg.words)%wordsOfLine != 0 {
			seg.words = append(seg.words, wordTrue)
		}
	}
	seg.rec[t] = uint32(len(seg.words))
	seg.stride[t] = uint8(stride)
	for l := range tileLanes {
		from := len(seg.words)
		if f.columns != nil {
			seg.words = append(seg.words, word(seg.ids[t*tileLanes+l]))
		}
		seg.words = append(seg.words, f.words[l]...)
		for len(seg.words) < from+stride {
			seg.words = append(seg.words, wordTrue)
		}
	}
}

// lineStride returns how many words apart records of so many words lie: so that none
// touches more cache lines than it must, where that takes few words more.
func lineStride(words int) int {
	for _, aligned := range []int{wordsOfLine, 2 * wordsOfLine, 3 * wordsOfLine} {
		if words <= aligned && words >= aligned-maxPadding {
			return aligned
		}
	}
	return words
}

// maxPadding is how many words a record may be longer to touch fewer cache lines.
const maxPadding = 2
