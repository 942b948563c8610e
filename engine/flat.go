package engine

import (
	"cmp"
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// flat is conjunctions that are matched one after the other. It serves so few of
// them that no index would be faster, and those that an index refused. It only
// grows by appending: a copy of the struct sees what was there when it was
// copied, and any number of goroutines may match on a copy while one appends to
// the original.
type flat struct {
	conjs []flatConj
	terms []flatTerm   // of all conjunctions, one after the other
	wide  []index.Term // the terms of several spans
}

// flatConj is a conjunction. Its terms begin where those of the one before end.
type flatConj struct {
	end   uint32
	sub   index.ID // local number of the subscription, perhaps with sharedBit
	check *index.Check
}

// flatTerm is a term: the one span, or that from the first to the last of several.
type flatTerm struct {
	lo, hi predicate.Code
	attr   index.AttrID
	wide   int32 // in flat.wide, or -1 where the span is all
}

func (f *flat) len() int { return len(f.conjs) }

// add appends a conjunction of the subscription sub.
func (f *flat) add(form index.Form, sub index.ID) {
	from := len(f.terms)
	for _, t := range form.Terms {
		ft := flatTerm{lo: t.Spans[0].Lo, hi: t.Spans[len(t.Spans)-1].Hi, attr: t.Attr, wide: -1}
		if len(t.Spans) > 1 {
			ft.wide = int32(len(f.wide))
			f.wide = append(f.wide, t)
		}
		f.terms = append(f.terms, ft)
	}
	// The narrowest first: it rules out the most events.
	slices.SortStableFunc(f.terms[from:], func(a, b flatTerm) int { return cmp.Compare(a.hi-a.lo, b.hi-b.lo) })
	f.conjs = append(f.conjs, flatConj{end: uint32(len(f.terms)), sub: sub, check: form.Check})
}

// appendSubs appends the subscription of each conjunction that the event
// satisfies.
func (f *flat) appendSubs(dst []index.ID, e *index.Event) []index.ID {
	codes := e.AllCodes()
	several := e.HasSeveral()
	from := uint32(0)
next:
	for i := range f.conjs {
		c := &f.conjs[i]
		terms := f.terms[from:c.end]
		from = c.end
		for j := range terms {
			t := &terms[j]
			if several {
				if !f.met(t, e) {
					continue next
				}
				continue
			}
			var code predicate.Code
			if int(t.attr) < len(codes) {
				code = codes[t.attr]
			}
			if code-t.lo > t.hi-t.lo || t.wide >= 0 && !f.wide[t.wide].Contains(code) {
				continue next
			}
		}
		if c.check.Needed(e) && !c.check.Satisfied(e) {
			continue
		}
		dst = append(dst, c.sub)
	}
	return dst
}

// met says whether some value of the attribute meets the term.
func (f *flat) met(t *flatTerm, e *index.Event) bool {
	if t.wide >= 0 {
		return f.wide[t.wide].Met(e)
	}
	codes := e.Codes(t.attr)
	if len(codes) == 0 {
		return t.lo == 0
	}
	for _, c := range codes {
		if t.lo <= c && c <= t.hi {
			return true
		}
	}
	return false
}
