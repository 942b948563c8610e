package propagation

import (
	"cmp"
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/forms"
	"github.com/thresh-dev/thresh/internal/hugemem"
	"github.com/thresh-dev/thresh/predicate"
)

// What a schema's look-up costs an event, in rows looked at.
const lookupCost = 8

// maxPaired is of how many of its equalities a conjunction considers the pairs.
const maxPaired = 3

// builder chooses the accesses.
type builder struct {
	*Index
	schemaOf map[[2]index.AttrID]*schema
	equals   []choice // of one conjunction: its equalities, the rarest first
	terms    []choice // of one conjunction
	numbers  []uint32
}

// choice is a term and the share of the events that it lets pass.
type choice struct {
	attr  index.AttrID
	hull  index.Span
	share float64
}

// entry is a conjunction and the cluster where it belongs.
type entry struct{ access, width, slot uint32 }

// rebuild numbers the predicates anew and puts all conjunctions into new clusters.
func (x *Index) rebuild() {
	b := builder{Index: x, schemaOf: map[[2]index.AttrID]*schema{}}
	x.number()
	b.chooseSchemas()
	x.accesses = []access{{}}
	x.single = make([]uint32, len(x.counts))
	entries := make([]entry, 0, x.Len())
	for slot := range uint32(x.table.Slots()) {
		if x.table.Used(slot) {
			at := b.access(slot)
			entries = append(entries, entry{at, uint32(len(b.columns(slot, at))), slot})
		}
	}
	slices.SortFunc(entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.access, b.access), cmp.Compare(a.width, b.width), cmp.Compare(a.slot, b.slot))
	})
	b.fill(entries)
	x.waiting = forms.Backlog{}
	x.built, x.changes = x.Len(), 0
	x.version++
}

// number numbers the predicates there are: the equalities first, then attribute by
// attribute the ends of ranges.
func (x *Index) number() {
	all := x.table.Cells(func(spans int) int {
		return min(maxCells-1, 2+2*spans/rangesPerCell)
	})
	x.attrs = make([]attribute, len(all))
	for a := range all {
		x.attrs[a].cells = all[a]
	}
	for slot := range uint32(x.table.Slots()) {
		x.table.Terms(slot, func(a index.AttrID, spans []forms.Span) { x.attrs[a].collect(forms.Hull(spans)) })
	}
	x.counts = make([]uint32, firstNumber)
	for a := range x.attrs {
		t := &x.attrs[a]
		codes := make([]predicate.Code, 0, len(t.equal))
		for code := range t.equal {
			codes = append(codes, code)
		}
		slices.Sort(codes)
		for _, code := range codes {
			n := t.equal[code]
			t.equal[code] = uint32(len(x.counts))
			x.counts = append(x.counts, n)
		}
	}
	next := uint32(len(x.counts))
	for a := range x.attrs {
		next = x.attrs[a].numberRanges(next)
	}
	x.resting = hugemem.Make[uint64](int(next/64) + 1)
	x.resting.set(always)
	for a := range x.attrs {
		t := &x.attrs[a]
		x.resting.setRun(t.hiFrom, t.hiFrom+uint32(len(t.his)))
	}
}

// chooseSchemas makes a schema for each two attributes that spare more rows of the
// clusters of single predicates than its look-up costs.
func (b *builder) chooseSchemas() {
	gains := map[[2]index.AttrID]float64{}
	b.schemas = make([][]*schema, len(b.attrs))
	for slot := range uint32(b.table.Slots()) {
		if !b.table.Used(slot) {
			continue
		}
		best := b.look(slot).share
		b.eachPair(func(attrs [2]index.AttrID, _ uint64, share float64) {
			gains[attrs] += max(best-share, 0)
		})
	}
	for attrs, gain := range gains {
		if gain > lookupCost {
			s := &schema{attrs: attrs, accesses: map[uint64]uint32{}}
			b.schemaOf[attrs] = s
			b.schemas[attrs[0]] = append(b.schemas[attrs[0]], s)
		}
	}
}

// look fills terms and equals with those of the slot, and returns the best single
// predicate to reach it by; its share is 1 or more if there is none.
func (b *builder) look(slot uint32) choice {
	b.terms, b.equals = b.terms[:0], b.equals[:0]
	best := choice{share: 1}
	b.table.Terms(slot, func(a index.AttrID, spans []forms.Span) {
		t := &b.attrs[a]
		c := choice{attr: a, hull: forms.Hull(spans)}
		reached := 1.0 // absence leads nowhere
		if isEqual(c.hull) {
			c.share = float64(b.counts[t.equal[c.hull.Lo]]) / float64(t.equals+2)
			reached = c.share
			b.equals = append(b.equals, c)
		} else {
			c.share = t.shareOf(c.hull)
			if c.hull.Lo > 0 {
				// An event may lack the attribute, so that any is better than none.
				_, _, reached = t.spaceOf(c.hull)
				reached = min(reached, 0.99)
			}
		}
		b.terms = append(b.terms, c)
		if reached < best.share {
			best = choice{a, c.hull, reached}
		}
	})
	byShare := func(a, b choice) int { return cmp.Or(cmp.Compare(a.share, b.share), cmp.Compare(a.attr, b.attr)) }
	slices.SortFunc(b.equals, byShare)
	slices.SortFunc(b.terms, byShare)
	return best
}

// eachPair calls f with the pairs of the rarest equalities of the slot looked at.
func (b *builder) eachPair(f func(attrs [2]index.AttrID, key uint64, share float64)) {
	equals := b.equals[:min(len(b.equals), maxPaired)]
	for i := range equals {
		for j := range i {
			p, q := &equals[i], &equals[j]
			if p.attr > q.attr {
				p, q = q, p
			}
			key := schemaKey(b.attrs[p.attr].equal[p.hull.Lo], b.attrs[q.attr].equal[q.hull.Lo])
			f([2]index.AttrID{p.attr, q.attr}, key, p.share*q.share)
		}
	}
}

// access returns the access by which the fewest events are led to the slot, a new one
// if there was none.
func (b *builder) access(slot uint32) uint32 {
	best := b.look(slot)
	var by *schema
	var key uint64
	b.eachPair(func(attrs [2]index.AttrID, k uint64, share float64) {
		if s := b.schemaOf[attrs]; s != nil && share < best.share {
			best.share, by, key = share, s, k
		}
	})
	switch {
	case by != nil:
		at, ok := by.accesses[key]
		if !ok {
			at = b.newAccess(access{attrs: by.attrs, equals: 2})
			by.accesses[key] = at
		}
		return at
	case best.share >= 1:
		return 0
	}
	t := &b.attrs[best.attr]
	var at *uint32
	s := access{}
	if isEqual(best.hull) {
		at = &b.single[t.equal[best.hull.Lo]]
		s = access{attrs: [2]index.AttrID{best.attr}, equals: 1}
	} else {
		class, part, _ := t.spaceOf(best.hull)
		if t.spaces[class] == nil {
			t.spaces[class] = make([]uint32, (t.cells.Len()-1)>>class+1)
		}
		at = &t.spaces[class][part]
	}
	if *at == 0 {
		*at = b.newAccess(s) + 1
	}
	return *at - 1
}

func (b *builder) newAccess(s access) uint32 {
	b.accesses = append(b.accesses, s)
	return uint32(len(b.accesses) - 1)
}

// columns returns the predicates of the slot that the access does not decide, those
// of the rarest terms first, an even number. They are valid until the next call.
func (b *builder) columns(slot, at uint32) []uint32 {
	b.look(slot)
	b.numbers = b.numbers[:0]
	for i := range b.terms {
		if c := &b.terms[i]; !b.accesses[at].has(c.attr) {
			b.numbers = b.attrs[c.attr].appendNumbers(b.numbers, c.hull)
		}
	}
	if len(b.numbers)%2 != 0 {
		b.numbers = append(b.numbers, always)
	}
	return b.numbers
}

// fill makes the clusters of the entries, which are in order, and numbers the slots
// in that order.
func (b *builder) fill(entries []entry) {
	order := make([]uint32, len(entries))
	places := 0
	for i, e := range entries {
		order[i] = e.slot
		places += int(e.width)
	}
	b.table.Reorder(order)
	memory := hugemem.Make[uint32](places)
	slots := make([]uint32, len(entries))
	b.home = make([]place, len(entries))
	b.clusters = nil
	for from := 0; from < len(entries); {
		to, e := from+1, entries[from]
		for to < len(entries) && entries[to].access == e.access && entries[to].width == e.width {
			to++
		}
		n := (to - from) * int(e.width)
		c := cluster{columns: memory[:n:n], slots: slots[from:to:to], rows: to - from, width: int(e.width)}
		memory = memory[n:]
		for row := range c.rows {
			slot := uint32(from + row)
			c.slots[row] = slot
			b.home[slot] = place{uint32(len(b.clusters)), uint32(row)}
			for i, number := range b.columns(slot, e.access) {
				c.column(i)[row] = number
			}
		}
		s := &b.accesses[e.access]
		if s.from == s.to {
			s.from = uint32(len(b.clusters))
		}
		b.clusters = append(b.clusters, c)
		s.to = uint32(len(b.clusters))
		from = to
	}
}
