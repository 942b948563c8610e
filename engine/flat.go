package engine

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// flat is conjunctions that are matched one after the other, but for those in lanes. It
// serves so few of them that no index would be faster, and those that an index refused. It only
// grows by appending: a copy of the struct sees what was there when it was
// copied, and any number of goroutines may match on a copy while one appends to
// the original.
type flat struct {
	leads []lead
	conjs []flatConj
	terms []flatTerm   // the terms that are no leads, of all conjunctions one after the other
	wide  []index.Term // the terms of several spans
	lanes lanes        // the first conjunctions once more
}

// lead is the two narrowest terms of a conjunction, which rule out most events.
// Both are tested together, as a branch that is hard to foretell costs more than a
// test. A term that is not there is one that every event meets.
type lead [2]flatTerm

// flatConj is what else a conjunction is.
type flatConj struct {
	from, to uint32   // in flat.terms
	sub      index.ID // local number of the subscription, perhaps with sharedBit
	check    *index.Check
}

// flatTerm is a term: the codes from lo to lo+width, or where it has several spans,
// those of them between.
type flatTerm struct {
	lo, width predicate.Code
	attr      index.AttrID
	wide      int32 // in flat.wide, or -1 where the span is all
}

// anyTerm is a term that every event meets.
var anyTerm = flatTerm{width: ^predicate.Code(0), wide: -1}

func (f *flat) len() int { return len(f.conjs) }

// room returns an empty list with room for as much as f has.
func (f *flat) room() flat {
	return flat{
		leads: make([]lead, 0, len(f.leads)),
		conjs: make([]flatConj, 0, len(f.conjs)),
		terms: make([]flatTerm, 0, len(f.terms)),
	}
}

// add appends a conjunction of the subscription sub.
func (f *flat) add(form index.Form, sub index.ID) {
	from := len(f.terms)
	for _, t := range form.Terms {
		lo, hi := t.Spans[0].Lo, t.Spans[len(t.Spans)-1].Hi
		ft := flatTerm{lo: lo, width: hi - lo, attr: t.Attr, wide: -1}
		if len(t.Spans) > 1 {
			ft.wide = int32(len(f.wide))
			f.wide = append(f.wide, t)
		}
		f.terms = append(f.terms, ft)
	}
	own := f.terms[from:]
	slices.SortStableFunc(own, func(a, b flatTerm) int { return cmp.Compare(a.width, b.width) })
	l := lead{anyTerm, anyTerm}
	n := copy(l[:], own)
	f.terms = slices.Delete(f.terms, from, from+n)
	f.leads = append(f.leads, l)
	f.conjs = append(f.conjs, flatConj{from: uint32(from), to: uint32(len(f.terms)), sub: sub, check: form.Check})
}

// appendSubs appends the subscription of each conjunction that the event
// satisfies. Those that are gone may be left out.
func (f *flat) appendSubs(dst []index.ID, dead *tombstones, e *index.Event) []index.ID {
	from := f.lanes.len()
	if from > 0 {
		dst = f.appendPacked(dst, dead, e)
	}
	if e.HasSeveral() {
		for i := from; i < len(f.conjs); i++ {
			if f.satisfied(i, e) {
				dst = append(dst, f.conjs[i].sub)
			}
		}
		return dst
	}
	codes := e.AllCodes()
	for i := from; i < len(f.leads); i++ {
		l := &f.leads[i]
		_, a := bits.Sub64(uint64(l[0].width), uint64(codeOf(codes, l[0].attr)-l[0].lo), 0)
		_, b := bits.Sub64(uint64(l[1].width), uint64(codeOf(codes, l[1].attr)-l[1].lo), 0)
		if a|b == 0 && f.satisfied(i, e) {
			dst = append(dst, f.conjs[i].sub)
		}
	}
	return dst
}

func codeOf(codes []predicate.Code, a index.AttrID) predicate.Code {
	if int(a) < len(codes) {
		return codes[a]
	}
	return 0
}

// satisfied says whether the event satisfies the i-th conjunction.
func (f *flat) satisfied(i int, e *index.Event) bool {
	c := &f.conjs[i]
	l := &f.leads[i]
	if !f.met(&l[0], e) || !f.met(&l[1], e) {
		return false
	}
	terms := f.terms[c.from:c.to]
	for j := range terms {
		if !f.met(&terms[j], e) {
			return false
		}
	}
	return !c.check.Needed(e) || c.check.Satisfied(e)
}

// met says whether some value of the attribute meets the term.
func (f *flat) met(t *flatTerm, e *index.Event) bool {
	if !e.HasSeveral() {
		code := e.Code(t.attr)
		return code-t.lo <= t.width && (t.wide < 0 || f.wide[t.wide].Contains(code))
	}
	if t.wide >= 0 {
		return f.wide[t.wide].Met(e)
	}
	codes := e.Codes(t.attr)
	if len(codes) == 0 {
		return t.lo == 0
	}
	for _, c := range codes {
		if c-t.lo <= t.width {
			return true
		}
	}
	return false
}
