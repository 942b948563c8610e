package slab

import (
	"cmp"
	"slices"
	"sync/atomic"

	"github.com/thresh-dev/thresh/internal/hugemem"
	"github.com/thresh-dev/thresh/predicate"
)

// noLane fills up tiles.
const noLane = ^uint32(0)

// maxCopies is how many keys a set may have for a conjunction to be entered under
// each of them.
const maxCopies = 8

// builder turns a stage into a segment.
type builder struct {
	*stage
	team   *team
	memory spares

	seg   *segment
	base  []uint32   // by local attribute: its first cut
	ranks []uint32   // by cut
	at    []uint8    // by cut: the cell of its rank
	sel   []float32  // by predicate: the estimated share of events that meet it
	ends  []cellSpan // by predicate: the cells of its first and last rank

	cells []int // by number in slots: the attribute's cells

	longRuns   []longRun
	packs      []*packPlan     // in the order of their lanes
	preferred  map[access]bool // keys, see keyShare
	denseOrder []uint32        // stage lanes of the dense run
	denseRun   run
	listRanks  uint32   // of a list of edges of the dense run
	order      []keyed  // lanes of the segment: stage lanes by access
	lanes      []uint32 // the same, in runs of their final order
	keyRuns    []keyRun // where access is by keys of one attribute
}

// cellSpan is the cells from lo to hi.
type cellSpan struct{ lo, hi uint8 }

// longRun is a run that has a tree, and columns unless they are nil.
type longRun struct {
	run
	columns *columnSet
	attr    uint32 // whose ranges give access, or noLane
}

// unit returns how many lanes of the run are filtered together.
func (r *longRun) unit() int {
	if r.columns != nil {
		return blockLanes
	}
	return tileLanes
}

// access says by what an event finds a lane: by the key of an attribute, by an
// attribute's ranges, always, or by a bucket of an attribute's ranks. Accesses are laid
// out in this order.
type access uint64

const (
	accessBucket access = 3 << 62
	accessRest   access = 2 << 62
	accessAlways access = accessRest + 1 // of lanes that every event satisfies
	accessRange  access = 1 << 62

	bucketBits = 24 // as many as a rank has
)

func keyAccess(attr, key uint32) access { return access(attr)<<32 | access(key) }
func rangeAccess(attr uint32) access    { return accessRange | access(attr)<<32 }
func (a access) attr() uint32           { return uint32(a>>32) & (1<<30 - 1) }
func (a access) key() uint32            { return uint32(a) }
func (a access) byKey() bool            { return a < accessRange }

func bucketAccess(attr, level, bucket uint32) access {
	return accessBucket | access(attr)<<32 | access(level<<bucketBits|bucket)
}

func (a access) byBucket() bool { return a >= accessBucket }

func (a access) bucket() (level, bucket uint32) {
	return uint32(a) >> bucketBits, uint32(a) & (1<<bucketBits - 1)
}

// compile builds the segment of the staged conjunctions. The stage is used up.
func compile(s *stage, t *team) *segment {
	b := &builder{stage: s, team: t, seg: &segment{attrs: s.attrs, checks: s.checks}, listRanks: 1 << edgeBits}
	return b.build()
}

func (b *builder) build() *segment {
	b.rank()
	b.mapAttrs()
	b.estimate()
	b.estimateScan()
	b.choose()
	b.arrange()
	b.fill()
	b.plant()
	b.plantDense()
	b.pack()
	b.plantCoded()
	seg := b.seg
	seg.conjunctions = b.len()
	seg.built = seg.conjunctions
	for _, d := range seg.domains {
		d.weights = nil
	}
	return seg
}

// How many lanes, or predicates, a member of the team takes at a time.
const (
	spanLanes = 1 << 13
	spanPreds = 1 << 16
)

// rank gives all cuts their ranks, and makes the domains of the attributes.
func (b *builder) rank() {
	b.base = make([]uint32, len(b.attrs))
	largest := make([]uint32, len(b.attrs)) // attributes, those with most cuts first
	n := uint32(0)
	for a := range b.cuts {
		b.base[a], largest[a] = n, uint32(a)
		n += b.cuts[a].codes.len()
	}
	slices.SortFunc(largest, func(x, y uint32) int {
		return cmp.Or(cmp.Compare(b.cuts[y].keys, b.cuts[x].keys), cmp.Compare(x, y))
	})
	b.ranks, b.at = hugemem.Make[uint32](int(n)), hugemem.Make[uint8](int(n))
	b.seg.domains = make([]*domain, len(b.attrs))
	b.seg.access = make([]attrRuns, len(b.attrs))
	b.team.each(len(largest), func(i int) {
		a := largest[i]
		from, cuts := b.base[a], &b.cuts[a]
		to := from + cuts.codes.len()
		b.seg.domains[a] = newDomain(cuts, b.ranks[from:to], b.at[from:to], &b.memory)
		cuts.long, cuts.longAt, cuts.deltas = chunked[predicate.Value]{}, nil, chunked[int8]{}
	})
	b.team.spans(len(b.preds), spanPreds, func(from, to int) {
		for i := from; i < to; i++ {
			if p := &b.preds[i]; p.kind != kindCheck {
				p.at += b.base[p.attr]
			}
		}
	})
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

// estimate puts each lane's predicates in order of their selectivity, and finds their
// cells.
func (b *builder) estimate() {
	b.sel = make([]float32, len(b.preds))
	b.ends = make([]cellSpan, len(b.preds))
	b.team.spans(len(b.ids), spanLanes, func(from, to int) {
		for l := from; l < to; l++ {
			b.estimateLane(b.from[l], b.from[l+1])
		}
	})
	b.cuts = nil
}

// estimateLane does so for one lane, which has the predicates from <= i < to.
func (b *builder) estimateLane(from, to uint32) {
	ps, sel := b.preds[from:to], b.sel[from:to]
	for i := range ps {
		sel[i] = b.selectivity(&ps[i])
	}
	if len(ps) > 32 {
		sortPredicates(ps, sel)
	} else {
		for i := 1; i < len(ps); i++ {
			for j := i; j > 0 && sel[j] < sel[j-1]; j-- {
				ps[j], ps[j-1] = ps[j-1], ps[j]
				sel[j], sel[j-1] = sel[j-1], sel[j]
			}
		}
	}
	for i := range ps {
		if p := &ps[i]; p.kind != kindCheck {
			b.ends[int(from)+i] = cellSpan{b.at[p.at], b.at[p.at+2*p.n-1]}
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
func (b *builder) selectivity(p *staged) float32 {
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
			codes, at := &b.cuts[p.attr].codes, p.at+2*i-b.base[p.attr]
			sum += max(float32(hi-lo+1)/n, d.valueShare(lo, hi, codes.at(at), codes.at(at+1)))
		}
	}
	return min(sum, 0.98)
}

// choose finds each lane's access predicate.
func (b *builder) choose() {
	taken := b.chooseDense()
	b.planBuckets()
	b.preferKeys()
	parts := make([][]keyed, (len(b.ids)+spanLanes-1)/spanLanes)
	var copies atomic.Bool
	b.team.spans(len(b.ids), spanLanes, func(from, to int) {
		order := make([]keyed, 0, to-from)
		for l := from; l < to; l++ {
			if b.dead[l] || taken != nil && taken[l] {
				continue
			}
			before := len(order)
			order = b.appendAccess(order, uint32(l))
			if len(order) > before+1 {
				copies.Store(true)
			}
		}
		parts[from/spanLanes] = order
	})
	order := slices.Concat(parts...)
	b.seg.copies = copies.Load()
	b.order, _ = sortKeyed(order, make([]keyed, len(order)))
}

// appendAccess appends the lane's access, or those of its copies.
func (b *builder) appendAccess(dst []keyed, lane uint32) []keyed {
	ps, sel := b.preds[b.from[lane]:b.from[lane+1]], b.sel[b.from[lane]:b.from[lane+1]]
	if len(ps) == 0 {
		return append(dst, keyed{key: uint64(accessAlways), at: lane})
	}
	if sel[0] >= maxAccess {
		return append(dst, keyed{key: uint64(b.unselective(ps)), at: lane})
	}
	// The first is the most selective. A set of few keys is worth as many copies of
	// the lane only if nothing else is nearly as selective.
	p := b.preferKey(ps, sel)
	if p.kind == kindSet && b.keysOnly(p) && p.n <= maxCopies && (len(ps) == 1 || sel[1] > 2*sel[0]) {
		for i := range p.n {
			dst = append(dst, keyed{key: uint64(keyAccess(p.attr, (b.ranks[p.at+2*i]-2)/2)), at: lane})
		}
		return dst
	}
	if acc := b.accessOfKey(&p); acc != accessRest {
		return append(dst, keyed{key: uint64(acc), at: lane})
	}
	if acc, ok := b.bucketOf(p); ok { // not of a check: these are never selective
		return append(dst, keyed{key: uint64(acc), at: lane})
	}
	for i := 1; i < len(ps) && sel[i] < min(alike*sel[0], maxAccess); i++ {
		if ps[i].kind != kindNot && ps[i].kind != kindCheck && b.commoner(ps[i].attr, p.attr) {
			p = ps[i]
		}
	}
	return append(dst, keyed{key: uint64(rangeAccess(p.attr)), at: lane})
}

// unselective returns the access of a lane that most values would meet. Where slots
// cannot name an attribute that it asks for, there are many attributes, most of which
// an event has not: access by that one leaves a record unread.
func (b *builder) unselective(ps []staged) access {
	for _, p := range ps {
		if p.kind == kindCheck || b.seg.table[p.attr] != 0 {
			continue
		}
		if lo, _ := b.span(p); lo > 0 { // else absence may do
			return rangeAccess(p.attr)
		}
	}
	return accessRest
}

// maxAccess is above the share of events that may meet an access predicate. One that
// absence meets is none: its share is 1.
const maxAccess = 0.9

// alike is how many times as many events may meet a predicate as the most selective
// one of a lane for it to be as good a choice.
const alike = 1.3

// commoner says whether more predicates are on attribute x than on y. Lanes that may
// as well be found by several attributes are to be found by the same ones: the more
// there are, the better they can be ordered.
func (b *builder) commoner(x, y uint32) bool {
	s, t := b.seg.table[x], b.seg.table[y]
	return s != 0 && (t == 0 || s < t)
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
const treeLanes = 4 * tileLanes

// arrange lays the runs out, each in the order that suits its tree.
func (b *builder) arrange() {
	seg := b.seg
	seg.trees = map[uint32]*tree{}
	b.lanes = make([]uint32, 0, len(b.order)+tileLanes)
	var long []access // of the long runs
	plans := b.planPacked()
	total := len(b.order)
	for len(b.order) > 0 {
		n := 1
		for n < len(b.order) && b.order[n].key == b.order[0].key {
			n++
		}
		acc := access(b.order[0].key)
		plan := plans[uint32(total-len(b.order))]
		isLong := n >= treeLanes && plan == nil && acc != accessAlways
		r := longRun{attr: noLane}
		if !acc.byKey() && acc < accessRest {
			r.attr = acc.attr()
		}
		if acc == accessAlways {
			b.align(tileLanes)
		}
		if isLong {
			r.columns = b.chooseColumns(b.order[:n], acc)
			b.align(r.unit())
		}
		r.from = uint32(len(b.lanes))
		for _, p := range b.order[:n] {
			b.lanes = append(b.lanes, p.at)
		}
		r.to = uint32(len(b.lanes))
		if isLong {
			b.longRuns, long = append(b.longRuns, r), append(long, acc)
			b.align(r.unit())
		}
		switch {
		case plan != nil:
			plan.run = r.run
			b.enterKey(acc, r.run, uint32(len(b.packs)), packedKey)
			b.packs = append(b.packs, plan)
		case acc.byKey():
			b.enterKey(acc, r.run, r.from, r.to)
		case acc.byBucket():
			seg.access[acc.attr()].narrow.enter(acc, r.run)
		case acc == accessRest:
			seg.rest = r.run
		case acc == accessAlways:
			seg.always = r.run
			b.align(tileLanes)
		default:
			seg.access[acc.attr()].ranges = r.run
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
	b.order = nil
	b.team.each(len(long), func(i int) {
		r := &b.longRuns[i]
		b.arrangeRun(b.lanes[r.from:r.to], long[i], r.unit())
	})
	b.team.each(len(b.packs), func(i int) {
		p := b.packs[i]
		b.arrangeRun(b.lanes[p.from:p.to], keyAccess(p.skip, 0), tileLanes)
	})
}

// enterKey notes the run of a key by two elements: where it begins and ends, or what
// stands for that.
func (b *builder) enterKey(acc access, r run, from, to uint32) {
	k := &b.seg.access[acc.attr()].keys
	if *k == nil {
		*k = make([]uint32, 2*b.seg.domains[acc.attr()].keys.len())
	}
	(*k)[2*acc.key()], (*k)[2*acc.key()+1] = from, to
	if n := len(b.keyRuns); n > 0 && b.keyRuns[n-1].attr == acc.attr() {
		b.keyRuns[n-1].to = r.to // lanes between are none
		return
	}
	b.keyRuns = append(b.keyRuns, keyRun{run: r, attr: acc.attr()})
}

// align fills the last unit of lanes.
func (b *builder) align(unit int) {
	for len(b.lanes)%unit != 0 {
		b.lanes = append(b.lanes, noLane)
	}
}
