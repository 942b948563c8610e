package forms

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"unsafe"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/hugemem"
	"github.com/thresh-dev/thresh/predicate"
)

// Span is a part of a term of a conjunction.
type Span struct {
	index.Span
	Attr index.AttrID
}

// Table keeps conjunctions by slot. The changing methods are for one goroutine at
// a time; between changes any number may read.
type Table struct {
	dict    *index.Dictionary
	records []record       // by slot
	ids     []index.ID     // by slot
	checks  []*index.Check // by slot; shorter than records where the rest need none
	where   []uint32       // by ID: its slot + 1, 0 if not there
	free    []uint32       // slots
	plain   int            // slots in use that are plain
	attrs   int            // one more than the largest AttrID of a span

	spans []Span
	dead  int // spans of no slot
}

// record is where the spans of a slot lie.
type record struct {
	from, n uint32
	flags   flags
}

type flags uint32

const (
	used    flags = 1 << iota
	checked       // there is a check
	union         // a term has several spans
)

// smallest is the number of elements below which no memory is given back.
const smallest = 64

// New returns an empty table of conjunctions on d's attributes.
func New(d *index.Dictionary) *Table { return &Table{dict: d} }

// Len returns the number of conjunctions.
func (t *Table) Len() int { return len(t.records) - len(t.free) }

// Slots returns one more than the largest slot in use or free.
func (t *Table) Slots() int { return len(t.records) }

// AllPlain says whether every conjunction is plain: where a candidate's terms are
// known to be met, there is nothing else to ask.
func (t *Table) AllPlain() bool { return t.plain == t.Len() }

// Plain says whether the terms of the slot have one span each and need no check.
func (t *Table) Plain(slot uint32) bool { return t.records[slot].flags == used }

// Checked says whether the slot needs a check beside its terms.
func (t *Table) Checked(slot uint32) bool { return t.records[slot].flags&checked != 0 }

// Used says whether the slot has a conjunction.
func (t *Table) Used(slot uint32) bool { return t.records[slot].flags&used != 0 }

// ID returns the ID of the conjunction in the slot.
func (t *Table) ID(slot uint32) index.ID { return t.ids[slot] }

// IDs returns the IDs by slot; those of free slots mean nothing. It is the
// table's, and valid until the next change.
func (t *Table) IDs() []index.ID { return t.ids }

// Slot returns the slot of a conjunction, and whether it is there.
func (t *Table) Slot(id index.ID) (uint32, bool) {
	if uint64(id) < uint64(len(t.where)) && t.where[id] != 0 {
		return t.where[id] - 1, true
	}
	return 0, false
}

// Spans returns the spans of the slot's terms, in the order of their attributes.
// They are the table's, and valid until the next change.
func (t *Table) Spans(slot uint32) []Span {
	r := &t.records[slot]
	return t.spans[r.from : r.from+r.n : r.from+r.n]
}

// Terms calls f with the spans of each term of the slot.
func (t *Table) Terms(slot uint32, f func(a index.AttrID, spans []Span)) {
	for rest := t.Spans(slot); len(rest) > 0; {
		n := Term(rest)
		f(rest[0].Attr, rest[:n])
		rest = rest[n:]
	}
}

// Term returns how many spans the first term of spans has.
func Term(spans []Span) int {
	n := 1
	for n < len(spans) && spans[n].Attr == spans[0].Attr {
		n++
	}
	return n
}

// Hull returns the least span that holds the spans of one term.
func Hull(term []Span) index.Span {
	return index.Span{Lo: term[0].Lo, Hi: term[len(term)-1].Hi}
}

// Add adds a conjunction and returns its slot. The error wraps
// index.ErrDuplicate, or index.ErrTooLarge where the conjunctions have 2^32 spans
// or more; the table is then as it was.
func (t *Table) Add(id index.ID, c *predicate.Conjunction) (uint32, error) {
	if _, ok := t.Slot(id); ok {
		return 0, fmt.Errorf("%w: %d", index.ErrDuplicate, id)
	}
	f := t.dict.Form(c)
	slices.SortFunc(f.Terms, func(a, b index.Term) int { return cmp.Compare(a.Attr, b.Attr) })
	r := record{from: uint32(len(t.spans)), flags: used}
	from := len(t.spans)
	for i := range f.Terms {
		if len(f.Terms[i].Spans) > 1 {
			r.flags |= union
		}
		for _, s := range f.Terms[i].Spans {
			t.spans = append(t.spans, Span{s, f.Terms[i].Attr})
		}
		t.attrs = max(t.attrs, int(f.Terms[i].Attr)+1)
	}
	n := len(t.spans) - from
	if uint64(from)+uint64(n) > math.MaxUint32 {
		t.spans = t.spans[:from]
		return 0, fmt.Errorf("%w: %d spans beside %d", index.ErrTooLarge, n, from)
	}
	r.n = uint32(n)
	if f.Check != nil {
		r.flags |= checked
	}
	return t.put(id, r, f.Check), nil
}

// put gives the record a slot.
func (t *Table) put(id index.ID, r record, check *index.Check) uint32 {
	var slot uint32
	if n := len(t.free); n > 0 {
		slot = t.free[n-1]
		t.free = t.free[:n-1]
		t.records[slot], t.ids[slot] = r, id
	} else {
		slot = uint32(len(t.records))
		t.records, t.ids = append(t.records, r), append(t.ids, id)
	}
	if check != nil && int(slot) >= len(t.checks) {
		t.checks = append(t.checks, make([]*index.Check, int(slot)+1-len(t.checks))...)
	}
	if int(slot) < len(t.checks) {
		t.checks[slot] = check
	}
	if n := int(id) + 1; n > len(t.where) {
		t.where = append(t.where, make([]uint32, n-len(t.where))...)
	}
	t.where[id] = slot + 1
	if r.flags == used {
		t.plain++
	}
	return slot
}

// Remove removes a conjunction and returns the slot that it had, which the next
// Add may give out again, and whether it was there.
func (t *Table) Remove(id index.ID) (uint32, bool) {
	slot, ok := t.Slot(id)
	if !ok {
		return 0, false
	}
	if t.records[slot].flags == used {
		t.plain--
	}
	t.where[id] = 0
	t.dead += int(t.records[slot].n)
	t.records[slot] = record{}
	t.free = append(t.free, slot)
	if int(slot) < len(t.checks) {
		t.checks[slot] = nil
	}
	if t.dead > max(smallest, len(t.spans)/2) {
		t.packSpans()
	}
	return slot, true
}

// packSpans drops the dead spans.
func (t *Table) packSpans() {
	spans := make([]Span, 0, len(t.spans)-t.dead)
	for slot := range t.records {
		r := &t.records[slot]
		from := uint32(len(spans))
		spans = append(spans, t.spans[r.from:r.from+r.n]...)
		r.from = from
	}
	t.spans, t.dead = spans, 0
}

// Sparse says whether less than a quarter of the slots is in use, so that it is
// time to Renumber.
func (t *Table) Sparse() bool { return len(t.records) > smallest && t.Len() < len(t.records)/4 }

// Renumber moves the conjunctions to the slots from 0 on, in the order of their
// old ones, and gives back all memory that is not needed. Who holds slots must
// build anew.
func (t *Table) Renumber() {
	order := make([]uint32, 0, t.Len())
	for slot := range t.records {
		if t.records[slot].flags&used != 0 {
			order = append(order, uint32(slot))
		}
	}
	t.Reorder(order)
}

// Reorder moves the conjunction of slot order[i] to slot i, and its spans with it,
// so that conjunctions that are looked at together lie together. The order has each
// slot in use once. All memory that is not needed is given back.
func (t *Table) Reorder(order []uint32) {
	top := len(t.where)
	for top > 0 && t.where[top-1] == 0 {
		top--
	}
	n := t.Len()
	u := &Table{
		dict: t.dict, attrs: t.attrs, records: make([]record, 0, n), ids: make([]index.ID, 0, n),
		where: append([]uint32(nil), t.where[:top]...), spans: makeSpans(len(t.spans) - t.dead),
	}
	for _, slot := range order {
		r := t.records[slot]
		from := uint32(len(u.spans))
		u.spans = append(u.spans, t.Spans(slot)...)
		r.from = from
		var check *index.Check
		if r.flags&checked != 0 {
			check = t.checks[slot]
		}
		u.put(t.ids[slot], r, check)
	}
	*t = *u
}

// makeSpans returns room for n spans, on huge pages as far as can be had.
func makeSpans(n int) []Span {
	const words = unsafe.Sizeof(Span{}) / unsafe.Sizeof(uint64(0))
	if n == 0 {
		return nil
	}
	m := hugemem.Make[uint64](n * int(words))
	return unsafe.Slice((*Span)(unsafe.Pointer(unsafe.SliceData(m))), n)[:0]
}
