package slab

import (
	"cmp"
	"math"
	"slices"

	"github.com/thresh-dev/thresh/internal/hugemem"
)

// Limits of packed runs.
const (
	minPacked     = 32 // lanes
	maxPacked     = 8  // attributes
	maxPackedCuts = 95
	maxDirect     = 128 // ranks of an attribute for which a table tells the row
	packedSample  = 48  // lanes that are looked at to estimate
	packedValues  = 8   // values that each of them is to meet
	fewAsk        = 8   // an attribute that fewer than one in so many lanes ask for has no column
)

// Cache lines read, to choose between slots and packed columns.
const (
	slotLines   = 3
	bitLines    = 1 // of a column of bits
	boundLines  = 4 // of both sides of a column of bounds
	recordLines = 4 // of a survivor, its ID among them
	idLines     = 4 // of a tile's IDs

	packedGain     = 0.7 // of what slots read, to be worth it
	packedRunLines = 8   // of a run, to begin with, in time
	directLines    = 1   // of a column, to find the row of a value
	searchLines    = 4   // the same where there is a search
)

// A key by which no more than keyShare of the lanes are found may be preferred to a range
// that is up to keyGain times as selective: where the run is packed, the other ranges of
// its lanes are found in few steps.
const (
	keyShare = 1.0 / 6
	keyGain  = 1 << 10
)

// packPlan is a run that is to be packed.
type packPlan struct {
	run
	skip    uint32 // the attribute of the key
	columns []plannedColumn

	rows   []uint64 // the words of sure lanes, and columns of bits
	bounds []uint16
}

// plannedColumn is a column whose positions count from the beginnings of its plan's.
type plannedColumn struct {
	packedColumn
	cuts []uint32
	row  []uint8 // of bits
}

// planPacked finds what runs of the order are to be packed, by where they begin in it.
func (b *builder) planPacked() map[uint32]*packPlan {
	var runs []run // in the order
	for from := 0; from < len(b.order) && access(b.order[from].key).byKey(); {
		to := from + 1
		for to < len(b.order) && b.order[to].key == b.order[from].key {
			to++
		}
		if to-from >= minPacked {
			runs = append(runs, run{uint32(from), uint32(to)})
		}
		from = to
	}
	plans := make([]*packPlan, len(runs))
	b.team.each(len(runs), func(i int) {
		r := runs[i]
		plans[i] = b.planRun(b.order[r.from:r.to], int(r.to-r.from), access(b.order[r.from].key).attr())
	})
	byFirst := map[uint32]*packPlan{}
	for i, p := range plans {
		if p != nil {
			byFirst[runs[i].from] = p
		}
	}
	return byFirst
}

// preferSample is about how many lanes are looked at to find what keys are preferred.
const (
	preferSample = 1 << 16
	preferLanes  = 8 // of the sample: the least that a key is preferred for
)

// preferKeys finds the keys that are preferred to ranges, see keyShare: those whose lanes
// are worth packing.
func (b *builder) preferKeys() {
	var some []keyed
	step := max(1, len(b.ids)/preferSample)
	for l := 0; l < len(b.ids); l += step {
		from, to := b.from[l], b.from[l+1]
		if b.dead[l] || from == to {
			continue
		}
		if i := b.keyBesideRange(b.preds[from:to], b.sel[from:to]); i > 0 {
			some = append(some, keyed{key: uint64(b.accessOfKey(&b.preds[from+uint32(i)])), at: uint32(l)})
		}
	}
	some, _ = sortKeyed(some, make([]keyed, len(some)))
	var of [][]keyed
	for len(some) > 0 {
		n := 1
		for n < len(some) && some[n].key == some[0].key {
			n++
		}
		if n >= preferLanes {
			of = append(of, some[:n])
		}
		some = some[n:]
	}
	packed := make([]bool, len(of))
	b.team.each(len(of), func(i int) { packed[i] = b.planRun(of[i], step*len(of[i]), access(of[i][0].key).attr()) != nil })
	b.preferred = map[access]bool{}
	for i, lanes := range of {
		if packed[i] {
			b.preferred[access(lanes[0].key)] = true
		}
	}
}

// keyBesideRange returns the position of the lane's predicate that asks for a key and may
// be preferred to the most selective one, which is a range; 0 if there is none.
func (b *builder) keyBesideRange(ps []staged, sel []float32) int {
	for i := range ps {
		if sel[i] > keyShare || sel[i] > keyGain*sel[0] || ps[i].kind.isSet() {
			break
		}
		if b.accessOfKey(&ps[i]) != accessRest {
			return i
		}
	}
	return 0
}

// accessOfKey returns the access by the key that the predicate asks for, accessRest if it
// asks for none.
func (b *builder) accessOfKey(p *staged) access {
	if p.kind == kindSome {
		if lo, hi := b.span(*p); lo == hi && lo >= 2 && lo%2 == 0 {
			return keyAccess(p.attr, (lo-2)/2)
		}
	}
	return accessRest
}

// preferKey returns the most selective predicate of a lane, or one that asks for a key
// that is preferred to it.
func (b *builder) preferKey(ps []staged, sel []float32) staged {
	if i := b.keyBesideRange(ps, sel); i > 0 && b.preferred[b.accessOfKey(&ps[i])] {
		return ps[i]
	}
	return ps[0]
}

// planRun plans the columns of a run of n lanes, of which it is given all or a part, nil
// if slots are expected to read less.
func (b *builder) planRun(lanes []keyed, n int, skip uint32) *packPlan {
	p := &packPlan{skip: skip}
	step := max(1, len(lanes)/packedSample)
	var sample []uint32
	var asked []uint32 // attributes, one for each lane that asks for it
	for i := 0; i < len(lanes) && len(sample) < packedSample; i += step {
		sample = append(sample, lanes[i].at)
		for _, q := range b.preds[b.from[lanes[i].at]:b.from[lanes[i].at+1]] {
			if q.kind != kindCheck && q.attr != skip {
				asked = append(asked, q.attr)
			}
		}
	}
	slices.Sort(asked)
	for len(asked) > 0 {
		same := 1
		for same < len(asked) && asked[same] == asked[0] {
			same++
		}
		if same*fewAsk >= len(sample) {
			if len(p.columns) == maxPacked {
				return nil
			}
			p.columns = append(p.columns, plannedColumn{packedColumn: packedColumn{attr: asked[0]}})
		}
		asked = asked[same:]
	}
	if len(p.columns) == 0 || !b.worthPacking(p, sample, n) {
		return nil
	}
	for i := range p.columns {
		if !b.planColumn(&p.columns[i], lanes) {
			return nil
		}
	}
	return p
}

// askOf returns the lane's first predicate of the attribute, nil if it has none.
func (b *builder) askOf(lane, attr uint32) *staged {
	for i := b.from[lane]; i < b.from[lane+1]; i++ {
		if p := &b.preds[i]; p.kind != kindCheck && p.attr == attr {
			return p
		}
	}
	return nil
}

// worthPacking estimates whether fewer cache lines are read of packed columns than of
// slots and records, and sorts the columns. It takes the lanes of the sample for all
// lanes, and has them meet events whose values are where ranges of theirs begin.
func (b *builder) worthPacking(p *packPlan, sample []uint32, lanes int) bool {
	var e packTrial
	e.of = float64(min(lanes, tileLanes)) / float64(len(sample))
	tiles := float64(lanes+tileLanes-1) / tileLanes
	e.packed = packedValues * packedRunLines / tiles
	for i := range p.columns {
		if b.isDirect(p.columns[i].attr) {
			e.packed += packedValues * directLines / tiles
		} else {
			e.packed += packedValues * searchLines / tiles
		}
	}
	for i := range packedValues {
		b.tryEvent(p, sample, i, &e)
	}
	at := []int{0, 1, 2, 3, 4, 5, 6, 7}[:len(p.columns)]
	slices.SortStableFunc(at, func(x, y int) int { return cmp.Compare(e.passed[x], e.passed[y]) })
	columns := slices.Clone(p.columns)
	for i, j := range at {
		p.columns[i] = columns[j]
	}
	for i := range packedValues {
		fails := e.fails[i*len(sample):][:len(sample)]
		var before uint8 // the columns that have been tested
		for _, j := range at {
			e.packed += b.columnLines(columns[j].attr) * e.chance(fails, before)
			before |= 1 << j
		}
	}
	return e.packed < packedGain*e.slots
}

// packTrial is what some events are expected to read of a tile, in cache lines.
type packTrial struct {
	of            float64 // lanes of a tile for each of the sample
	slots, packed float64
	passed        [maxPacked]int // by column: lanes of the sample, of all events
	fails         []uint8        // by event and lane: the columns that it does not pass
}

// chance returns that of a lane in the tile to have passed the columns.
func (e *packTrial) chance(fails []uint8, columns uint8) float64 {
	n := 0
	for _, f := range fails {
		if f&columns == 0 {
			n++
		}
	}
	return min(1, e.of*float64(n))
}

// tryEvent has the lanes of the sample meet the i-th event.
func (b *builder) tryEvent(p *packPlan, sample []uint32, i int, e *packTrial) {
	var ranks [maxPacked]uint32
	var cells [maxPacked]uint8
	for j := range p.columns {
		attr := p.columns[j].attr
		for k := range sample {
			if q := b.askOf(sample[(i*len(sample)/packedValues+5*j+k)%len(sample)], attr); q != nil {
				ranks[j] = b.ranks[q.at+2*(uint32(i+j)%q.n)]
				cells[j] = b.seg.domains[attr].cellOfRank(ranks[j])
				break
			}
		}
	}
	var bySlots, byColumns survivors
	var reach [maxSlots + 1]int // by slot: lanes that have passed those before it
	for _, lane := range sample {
		var fails uint8
		known, slot, alive, certain := true, 0, true, true
		reach[0]++
		for at := b.from[lane]; at < b.from[lane+1]; at++ {
			q := &b.preds[at]
			j := -1
			if q.kind != kindCheck {
				if q.attr == p.skip && q.kind == kindSome {
					continue
				}
				j = slices.IndexFunc(p.columns, func(c plannedColumn) bool { return c.attr == q.attr })
			}
			if j < 0 {
				known = false
				alive = alive && q.kind == kindCheck // few lanes ask for the attribute, so that few events meet it
				continue
			}
			if !b.holds(q, ranks[j]) {
				fails |= 1 << j
			}
			if q.kind == kindNot || q.kind.isSet() || !b.seg.domains[q.attr].identity {
				certain = false
			}
			if q.kind != kindNot && alive && slot < maxSlots {
				if alive = b.ends[at].lo <= cells[j] && cells[j] <= b.ends[at].hi; alive {
					slot++
					reach[slot]++
				}
			}
		}
		for j := range p.columns {
			if fails>>j&1 == 0 {
				e.passed[j]++
			}
		}
		e.fails = append(e.fails, fails)
		bySlots.add(alive, known && certain)
		byColumns.add(fails == 0, known)
	}
	e.slots += bySlots.lines(e.of)
	e.packed += byColumns.lines(e.of)
	for slot := range most(b, p, sample) {
		e.slots += slotLines * min(1, e.of*float64(reach[slot]))
	}
}

// most returns how many slots the lanes of the sample have at most.
func most(b *builder, p *packPlan, sample []uint32) int {
	n := 0
	for _, lane := range sample {
		slots := 0
		for _, q := range b.preds[b.from[lane]:b.from[lane+1]] {
			if q.kind != kindCheck && q.kind != kindNot && q.attr != p.skip {
				slots++
			}
		}
		n = max(n, min(slots, maxSlots))
	}
	return n
}

// survivors are lanes of the sample that are left, by whether they are sure.
type survivors struct{ sure, open float64 }

func (s *survivors) add(left, sure bool) {
	switch {
	case !left:
	case sure:
		s.sure++
	default:
		s.open++
	}
}

// lines returns what is read of them in a tile, of which there are so many lanes for
// each of the sample.
func (s *survivors) lines(of float64) float64 {
	return min(idLines, of*s.sure) + recordLines*of*s.open
}

// columnLines returns how many lines a column has about in a tile.
func (b *builder) columnLines(attr uint32) float64 {
	if b.isDirect(attr) {
		return bitLines
	}
	return boundLines
}

// isDirect says whether a column of bits of the attribute has a row for each rank.
func (b *builder) isDirect(attr uint32) bool { return b.seg.domains[attr].numRanks() <= maxDirect }

// holds says whether the predicate has the rank.
func (b *builder) holds(p *staged, r uint32) bool {
	in := false
	for at := p.at; at < p.at+2*p.n && !in; at += 2 {
		in = b.ranks[at] <= r && r <= b.ranks[at+1]
	}
	return in != (p.kind == kindNot)
}

// planColumn finds the form of a column, and says whether there is one.
func (b *builder) planColumn(c *plannedColumn, lanes []keyed) bool {
	last := b.seg.domains[c.attr].numRanks()
	c.need = true
	c.base, c.top = math.MaxUint32, 0
	var cuts []uint32 // nil once they are too many
	few := true
	add := func(r uint32) {
		if r == 0 || r == last {
			return
		}
		if r > 1 {
			c.base, c.top = min(c.base, r), max(c.top, r)
		}
		if !few {
			return
		}
		if i, found := slices.BinarySearch(cuts, r); !found {
			cuts = slices.Insert(cuts, i, r)
			few = len(cuts) <= maxPackedCuts
		}
	}
	for _, l := range lanes {
		p := b.askOf(l.at, c.attr)
		if p == nil {
			c.need = false
			continue
		}
		if p.kind == kindNot {
			add(1)
		}
		c.need = c.need && (p.kind == kindNot || b.ranks[p.at] > 0)
		for at := p.at; at < p.at+2*p.n; at += 2 {
			add(b.ranks[at])
			add(b.ranks[at+1] + 1)
		}
	}
	if few {
		c.form = packedBits
		if c.direct = b.isDirect(c.attr); !c.direct {
			c.cuts = cuts
		}
		return true
	}
	c.form = packedLow
	if c.top-c.base <= math.MaxUint16-2 {
		return true
	}
	c.cuts = b.boundCuts(c.attr, lanes)
	return len(c.cuts) < math.MaxUint16
}

// boundCuts returns the ranks at which ranges of the attribute begin or have ended.
func (b *builder) boundCuts(attr uint32, lanes []keyed) []uint32 {
	cuts := []uint32{1}
	last := b.seg.domains[attr].numRanks()
	for _, l := range lanes {
		if p := b.askOf(l.at, attr); p != nil {
			lo, hi := b.span(*p)
			for _, r := range [...]uint32{lo, hi + 1} {
				if r > 1 && r < last {
					cuts = append(cuts, r)
				}
			}
		}
	}
	slices.Sort(cuts)
	return slices.Compact(cuts)
}

// number is packedRuns.number for a column that is planned.
func (c *plannedColumn) number(r uint32) uint16 {
	of, x := c.alone()
	return x.number(&of, r)
}

// passed is packedRuns.passed likewise.
func (c *plannedColumn) passed(r uint32) uint32 {
	of, x := c.alone()
	return x.passed(&of, r)
}

// alone returns the column as the only one.
func (c *plannedColumn) alone() (packedColumn, packedRuns) {
	of := c.packedColumn
	of.cuts, of.nCut = 0, uint32(len(c.cuts))
	return of, packedRuns{cuts: c.cuts}
}

// pack fills the columns of the plans, whose lanes have their order now.
func (b *builder) pack() {
	all := &b.seg.packed
	b.team.each(len(b.packs), func(i int) { b.fillPacked(b.packs[i]) })
	rows, bounds := 0, 0
	for _, p := range b.packs {
		r := packedRun{run: p.run, first: uint32(len(all.columns)), columns: uint32(len(p.columns)), sure: uint32(rows)}
		for i := range p.columns {
			c := p.columns[i].packedColumn
			switch {
			case c.form == packedBits:
				c.at += uint32(rows)
				c.row = uint32(len(all.row))
				all.row = append(all.row, p.columns[i].row...)
			case !c.same:
				c.at += uint32(bounds)
			}
			c.nCut = uint32(len(p.columns[i].cuts))
			if i > 0 && p.columns[i-1].attr == c.attr { // the other side
				c.cuts = all.columns[len(all.columns)-1].cuts
			} else {
				c.cuts = uint32(len(all.cuts))
				all.cuts = append(all.cuts, p.columns[i].cuts...)
			}
			all.columns = append(all.columns, c)
		}
		all.runs = append(all.runs, r)
		rows, bounds = rows+len(p.rows), bounds+len(p.bounds)
	}
	all.columns, all.runs, all.cuts, all.row = trim(all.columns), trim(all.runs), trim(all.cuts), trim(all.row)
	all.rows, all.bounds = hugemem.Make[uint64](rows), hugemem.Make[uint16](bounds)
	rows, bounds = 0, 0
	for _, p := range b.packs {
		rows += copy(all.rows[rows:], p.rows)
		bounds += copy(all.bounds[bounds:], p.bounds)
	}
	b.packs = nil
}

// fillPacked fills the columns of a plan.
func (b *builder) fillPacked(p *packPlan) {
	lanes := b.lanes[p.from:p.to]
	words, levels := packedLevels(uint32(len(lanes)))
	p.rows = make([]uint64, words[0])
	for i, lane := range lanes {
		if b.surePacked(p, lane) {
			p.rows[i/tileLanes] |= 1 << (i % tileLanes)
		}
	}
	var columns []plannedColumn
	for i := range p.columns {
		c := &p.columns[i]
		if c.form == packedBits {
			b.fillBits(p, c, lanes, words, levels)
			columns = append(columns, *c)
			continue
		}
		for _, form := range [...]packedForm{packedLow, packedHigh} {
			side := *c
			side.form = form
			if b.fillBounds(p, &side, lanes, words, levels) {
				columns = append(columns, side)
			}
		}
	}
	p.columns = columns
}

// surePacked says whether the columns have all of a lane's predicates.
func (b *builder) surePacked(p *packPlan, lane uint32) bool {
	var seen uint32
	for i := b.from[lane]; i < b.from[lane+1]; i++ {
		q := &b.preds[i]
		if q.kind == kindCheck {
			return false
		}
		if q.attr == p.skip && q.kind == kindSome {
			continue
		}
		j := slices.IndexFunc(p.columns, func(c plannedColumn) bool { return c.attr == q.attr })
		if j < 0 || seen>>j&1 != 0 || p.columns[j].form != packedBits && (q.kind == kindNot || q.kind.isSet()) {
			return false
		}
		seen |= 1 << j
	}
	return true
}

// fillBits appends the rows of a column of bits to those of the plan.
func (b *builder) fillBits(p *packPlan, c *plannedColumn, lanes []uint32, words [3]uint32, levels int) {
	n := int(words[0])
	last := b.seg.domains[c.attr].numRanks()
	classes := len(c.cuts) + 1
	if c.direct {
		classes = int(last)
	}
	all := make([]uint64, classes*n) // a row a class: first, at which lanes it changes
	for i, lane := range lanes {
		word, bit := i/tileLanes, uint64(1)<<(i%tileLanes)
		change := func(r uint32) {
			if r == last {
				return
			}
			all[int(c.passed(r))*n+word] ^= bit
		}
		q := b.askOf(lane, c.attr)
		if q == nil {
			change(0)
			continue
		}
		if q.kind == kindNot {
			change(1)
		}
		for at := q.at; at < q.at+2*q.n; at += 2 {
			change(b.ranks[at])
			change(b.ranks[at+1] + 1)
		}
	}
	for i := n; i < len(all); i++ {
		all[i] ^= all[i-n]
	}
	// Between single keys, rows are equal to one another, and need not be there twice.
	var first []int // by row: its class
	for class := range classes {
		row := all[class*n:][:n]
		same := slices.IndexFunc(first, func(i int) bool { return slices.Equal(all[i*n:][:n], row) })
		if same < 0 {
			same = len(first)
			first = append(first, class)
		}
		c.row = append(c.row, uint8(same))
	}
	c.at, c.rows = uint32(len(p.rows)), uint32(len(first))
	from := len(p.rows)
	for _, class := range first {
		p.rows = append(p.rows, all[class*n:][:n]...)
	}
	for level := 1; level < levels; level++ {
		to := len(p.rows)
		for row := range int(c.rows) {
			below := p.rows[from+row*n:][:n]
			for i := 0; i < n; i += tileLanes {
				word := uint64(0)
				for j, w := range below[i:min(i+tileLanes, n)] {
					if w != 0 {
						word |= 1 << j
					}
				}
				p.rows = append(p.rows, word)
			}
		}
		from, n = to, int(words[level])
	}
}

// fillBounds appends one side of a column of bounds to those of the plan, unless every
// lane passes it.
func (b *builder) fillBounds(p *packPlan, c *plannedColumn, lanes []uint32, words [3]uint32, levels int) bool {
	from := len(p.bounds)
	c.at = uint32(from)
	last := b.seg.domains[c.attr].numRanks() - 1
	least, most := uint16(math.MaxUint16), uint16(0)
	for _, lane := range lanes {
		bound := uint16(0)
		if q := b.askOf(lane, c.attr); q != nil {
			lo, hi := b.span(*q)
			if q.kind == kindNot {
				lo, hi = 1, last
			}
			switch {
			case c.form == packedLow:
				bound = c.number(lo)
			case hi < last:
				bound = math.MaxUint16 - c.number(hi)
			}
		}
		least, most = min(least, bound), max(most, bound)
		p.bounds = append(p.bounds, bound)
	}
	if least == most {
		p.bounds = p.bounds[:from]
		c.same, c.at = true, uint32(most)
		return most > 0
	}
	for level := range levels {
		size := int(words[level]) * tileLanes
		for len(p.bounds) < from+size {
			p.bounds = append(p.bounds, math.MaxUint16)
		}
		below := p.bounds[from:]
		if from += size; level+1 < levels {
			for i := 0; i < size; i += tileLanes {
				p.bounds = append(p.bounds, slices.Min(below[i:i+tileLanes]))
			}
		}
	}
	return true
}

// packedAt returns the plan whose run has the lane, or nil, and where that ends.
func (b *builder) packedAt(lane uint32) (p *packPlan, to uint32) {
	i, _ := slices.BinarySearchFunc(b.packs, lane, func(p *packPlan, lane uint32) int {
		if p.to <= lane {
			return -1
		}
		return 1
	})
	switch {
	case i == len(b.packs):
		return nil, noLane
	case b.packs[i].from <= lane:
		return b.packs[i], b.packs[i].to
	default:
		return nil, b.packs[i].from
	}
}
