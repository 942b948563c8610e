package forms

import (
	"slices"
	"unsafe"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/kernel"
	"github.com/thresh-dev/thresh/predicate"
)

// How many candidates ahead Keep fetches a record, and the spans that it leads to.
const (
	recordsAhead = 16
	spansAhead   = 8
)

// Keep returns those of the slots whose conjunctions the event satisfies, in the
// same order and in the same memory. It is faster than asking for each, as it
// fetches what it will read.
func (t *Table) Keep(slots []uint32, e *index.Event) []uint32 {
	kept := slots[:0]
	codes := e.AllCodes()
	plain := !e.HasSeveral() && len(codes) >= t.attrs
	for i, slot := range slots {
		if i+recordsAhead < len(slots) {
			kernel.Prefetch((*byte)(unsafe.Pointer(&t.records[slots[i+recordsAhead]])))
			r := &t.records[slots[i+spansAhead]]
			if r.n > 0 {
				kernel.Prefetch((*byte)(unsafe.Pointer(&t.spans[r.from])))
			}
		}
		r := &t.records[slot]
		if plain && r.flags&union == 0 {
			if !met(t.spans[r.from:r.from+r.n], codes) || r.flags&checked != 0 && !t.Confirmed(slot, e) {
				continue
			}
		} else if !t.Satisfied(slot, e) {
			continue
		}
		kept = append(kept, slot)
	}
	return kept
}

// met says whether the codes are in all spans.
func met(spans []Span, codes []predicate.Code) bool {
	for i := range spans {
		s := &spans[i]
		if codes[s.Attr]-s.Lo > s.Hi-s.Lo {
			return false
		}
	}
	return true
}

// Satisfied says whether the event satisfies the conjunction in the slot.
func (t *Table) Satisfied(slot uint32, e *index.Event) bool {
	return t.Met(slot, e) && t.Confirmed(slot, e)
}

// Met says whether the event meets all terms of the slot.
func (t *Table) Met(slot uint32, e *index.Event) bool {
	r := &t.records[slot]
	spans := t.spans[r.from : r.from+r.n]
	if r.flags&union == 0 && !e.HasSeveral() {
		for i := range spans {
			s := &spans[i]
			if e.Code(s.Attr)-s.Lo > s.Hi-s.Lo {
				return false
			}
		}
		return true
	}
	for len(spans) > 0 {
		n := Term(spans)
		if !TermMet(spans[:n], e) {
			return false
		}
		spans = spans[n:]
	}
	return true
}

// Confirmed decides a candidate all of whose terms are met: it says what the
// check says, where one is needed.
func (t *Table) Confirmed(slot uint32, e *index.Event) bool {
	if t.records[slot].flags&checked == 0 {
		return true
	}
	k := t.checks[slot]
	return !k.Needed(e) || k.Satisfied(e)
}

// TermMet says whether the event meets the term.
func TermMet(term []Span, e *index.Event) bool {
	codes := e.Codes(term[0].Attr)
	if len(codes) == 0 {
		return term[0].Lo == 0
	}
	for i := range term {
		if slices.ContainsFunc(codes, term[i].Contains) {
			return true
		}
	}
	return false
}
