package forms

import (
	"slices"

	"github.com/thresh-dev/thresh/index"
)

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
