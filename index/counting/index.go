package counting

import (
	"fmt"
	"math"
	"math/bits"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/predicate"
)

// Index is the counting algorithm. It implements [index.Index] and
// [index.Compiler].
type Index struct {
	dict   *index.Dictionary
	attrs  []*attribute   // by AttrID, nil where no term is
	absent []index.AttrID // the attributes with a term that absence meets

	// By slot. Of need there are some more, to make a multiple of 8.
	need    []uint8
	records []record
	checks  []*index.Check // nil where none is needed
	free    []uint32       // slots
	always  postings       // conjunctions without terms

	where     []uint32 // by ID: its slot + 1, 0 if not there
	spans     []span   // what records point into
	deadSpans int

	reader  reader
	scratch []uint32
	bits    []uint64
	// When checkSometimes is to look again, counted in changes.
	changes, checkAt, scanAt int
}

// record is what is kept of a conjunction.
type record struct {
	id      index.ID
	from, n uint32 // spans[from:from+n] are its terms
	counted uint32 // as many of them belong to terms that are counted
}

// span is a part of a term: the spans of one attribute lie together.
type span struct {
	index.Span
	attr index.AttrID
}

const (
	maxCounted = 254 // terms
	never      = 255 // the need of what is not counted
	smallest   = 64  // elements, below which no memory is given back
)

// New returns an empty index of conjunctions on d's attributes.
func New(d *index.Dictionary) *Index { return &Index{dict: d} }

// Len returns the number of conjunctions.
func (x *Index) Len() int { return len(x.records) - len(x.free) }

// Bytes returns 0: all memory is on the Go heap.
func (x *Index) Bytes() int { return 0 }

// at returns the slot of the conjunction + 1, 0 if it is not there.
func (x *Index) at(id index.ID) uint32 {
	if uint64(id) < uint64(len(x.where)) {
		return x.where[id]
	}
	return 0
}

// Insert adds a conjunction. The error wraps index.ErrDuplicate, or
// index.ErrTooLarge where the conjunctions have 2^32 spans or more.
func (x *Index) Insert(id index.ID, c *predicate.Conjunction) error {
	if x.at(id) != 0 {
		return fmt.Errorf("%w: %d", index.ErrDuplicate, id)
	}
	f := x.dict.Form(c)
	from, counted := len(x.spans), 0
	for i, t := range f.Terms {
		for _, p := range t.Spans {
			x.spans = append(x.spans, span{p, t.Attr})
		}
		if i < maxCounted {
			counted = len(x.spans) - from
		}
	}
	if n := len(x.spans) - from; uint64(from)+uint64(n) > math.MaxUint32 {
		x.spans = x.spans[:from]
		return fmt.Errorf("%w: %d spans beside %d", index.ErrTooLarge, n, from)
	}
	need := min(len(f.Terms), maxCounted)
	if need == 0 {
		need = never
	}
	if n := int(id) + 1; n > len(x.where) {
		x.where = append(x.where, make([]uint32, n-len(x.where))...)
	}
	r := record{id: id, from: uint32(from), n: uint32(len(x.spans) - from), counted: uint32(counted)}
	x.post(x.slot(r, uint8(need), f.Check))
	if invariant.Enabled {
		x.checkSometimes()
	}
	return nil
}

// slot gives the record a slot.
func (x *Index) slot(r record, need uint8, check *index.Check) uint32 {
	var slot uint32
	if n := len(x.free); n > 0 {
		slot = x.free[n-1]
		x.free = x.free[:n-1]
		x.records[slot], x.checks[slot] = r, check
	} else {
		slot = uint32(len(x.records))
		x.records, x.checks = append(x.records, r), append(x.checks, check)
		if len(x.need) < len(x.records) {
			x.need = append(x.need, never, never, never, never, never, never, never, never)
		}
	}
	x.need[slot] = need
	x.where[r.id] = slot + 1
	return slot
}

// post puts the slot into the postings of its terms.
func (x *Index) post(slot uint32) {
	r := x.records[slot]
	if r.n == 0 {
		x.always.add(slot)
	}
	x.eachTerm(r, func(a index.AttrID, spans []span) {
		if n := int(a) + 1; n > len(x.attrs) {
			x.attrs = append(x.attrs, make([]*attribute, n-len(x.attrs))...)
		}
		at := x.attrs[a]
		if at == nil {
			at = &attribute{}
			x.attrs[a] = at
		}
		for _, p := range spans {
			if p.Lo == 0 && at.absent.empty() {
				at.absentAt = len(x.absent)
				x.absent = append(x.absent, a)
			}
			at.add(slot, p.Span)
		}
		x.refresh(a, spans)
	})
}

// eachTerm calls f with the spans of each term that is counted.
func (x *Index) eachTerm(r record, f func(a index.AttrID, spans []span)) {
	spans := x.spans[r.from : r.from+r.counted]
	for len(spans) > 0 {
		n := 1
		for n < len(spans) && spans[n].attr == spans[0].attr {
			n++
		}
		f(spans[0].attr, spans[:n])
		spans = spans[n:]
	}
}

// refresh chooses new cuts for the attribute if those that it has do not suit it
// any more. The spans were added to it or removed.
func (x *Index) refresh(a index.AttrID, spans []span) {
	for _, p := range spans {
		if _, _, wide, rest := split(p.Span); wide && x.attrs[a].cells.stale(rest) {
			x.divide(a)
			return
		}
	}
}

// divide chooses cuts for the attribute from the ends that its spans have.
func (x *Index) divide(a index.AttrID) {
	s := &x.attrs[a].cells
	if n := (len(x.records) + 63) / 64; n > len(x.bits) {
		x.bits = make([]uint64, n+n/4)
	}
	x.scratch = s.mark(x.bits, &x.reader, x.scratch)
	var cuts []predicate.Code
	step := 1 + s.size/maxSample
	i := 0
	x.marked(a, func(_ uint32, p index.Span) {
		if i++; i%step == 0 {
			cuts = append(cuts, p.Lo)
			if p.Hi != lastCode {
				cuts = append(cuts, p.Hi+1)
			}
		}
	})
	s.divide(s.size, cuts)
	x.marked(a, s.add)
	s.change = 0
	clear(x.bits)
}

// marked calls f with the spans, of several codes each, that the slots in x.bits
// have on the attribute.
func (x *Index) marked(a index.AttrID, f func(slot uint32, p index.Span)) {
	for w, word := range x.bits {
		for ; word != 0; word &= word - 1 {
			slot := uint32(w*64 + bits.TrailingZeros64(word))
			r := &x.records[slot]
			for _, p := range x.spans[r.from : r.from+r.counted] {
				if p.attr != a {
					continue
				}
				if _, _, wide, rest := split(p.Span); wide {
					f(slot, rest)
				}
			}
		}
	}
}

// Delete removes a conjunction, and says whether it was there.
func (x *Index) Delete(id index.ID) bool {
	if x.at(id) == 0 {
		return false
	}
	slot := x.where[id] - 1
	r := x.records[slot]
	x.where[id] = 0
	x.need[slot] = never
	x.checks[slot] = nil
	if r.n == 0 {
		x.always.remove(slot)
	}
	x.eachTerm(r, func(a index.AttrID, spans []span) {
		at := x.attrs[a]
		for _, p := range spans {
			at.remove(slot, p.Span)
			if p.Lo == 0 && at.absent.empty() {
				end := len(x.absent) - 1
				x.attrs[x.absent[end]].absentAt = at.absentAt
				x.absent[at.absentAt] = x.absent[end]
				x.absent = x.absent[:end]
			}
		}
		if at.empty() {
			x.attrs[a] = nil
		} else {
			x.refresh(a, spans)
		}
	})
	x.records[slot] = record{}
	x.free = append(x.free, slot)
	x.deadSpans += int(r.n)
	x.giveBack()
	if invariant.Enabled {
		x.checkSometimes()
	}
	return true
}

// giveBack shrinks what is mostly unused.
func (x *Index) giveBack() {
	if n := len(x.records); n > smallest && x.Len() < n/4 {
		x.renumber()
		return
	}
	if x.deadSpans > max(smallest, len(x.spans)/2) {
		x.spans = x.liveSpans()
		x.deadSpans = 0
	}
}

// liveSpans returns a copy of the spans in use, and has the records point there.
func (x *Index) liveSpans() []span {
	spans := make([]span, 0, len(x.spans)-x.deadSpans)
	for i := range x.records {
		r := &x.records[i]
		from := len(spans)
		spans = append(spans, x.spans[r.from:r.from+r.n]...)
		r.from = uint32(from)
	}
	return spans
}

// renumber moves all conjunctions to the lowest slots, and builds all postings
// anew.
func (x *Index) renumber() {
	n := x.Len()
	top := len(x.where)
	for top > 0 && x.where[top-1] == 0 {
		top--
	}
	y := &Index{
		dict: x.dict, where: append([]uint32(nil), x.where[:top]...), spans: x.liveSpans(),
		need: make([]uint8, 0, n+8), records: make([]record, 0, n), checks: make([]*index.Check, 0, n),
	}
	for slot, r := range x.records {
		if x.need[slot] != never || x.always.contains(uint32(slot)) {
			y.post(y.slot(r, x.need[slot], x.checks[slot]))
		}
	}
	y.changes, y.checkAt, y.scanAt = x.changes, x.checkAt, x.scanAt
	*x = *y
}

// Compile chooses the cuts that suit the conjunctions there are, and gives memory
// back.
func (x *Index) Compile() {
	for a, at := range x.attrs {
		if at == nil {
			continue
		}
		if at.cells.change > 0 && at.cells.size > 0 {
			x.divide(index.AttrID(a))
		}
		at.compact()
	}
	x.always.compact()
	x.scratch, x.bits = nil, nil
	if x.deadSpans > 0 || cap(x.spans) > len(x.spans) {
		x.spans = x.liveSpans()
		x.deadSpans = 0
	}
}
