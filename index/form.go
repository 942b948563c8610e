package index

import (
	"cmp"
	"slices"

	"github.com/thresh-dev/thresh/predicate"
)

// Span is the codes from Lo to Hi, both included.
type Span struct {
	Lo, Hi predicate.Code
}

// Contains says whether c is in the span.
func (s Span) Contains(c predicate.Code) bool { return s.Lo <= c && c <= s.Hi }

// Term is what a conjunction asks of one attribute: that the code of some value,
// or 0 where there is none, lies in one of the spans.
type Term struct {
	Attr  AttrID
	Spans []Span // sorted, disjoint, at least one
}

// Contains says whether c is in one of the spans.
func (t *Term) Contains(c predicate.Code) bool {
	if len(t.Spans) == 1 {
		return t.Spans[0].Contains(c)
	}
	i, _ := slices.BinarySearchFunc(t.Spans, c, func(s Span, c predicate.Code) int {
		if s.Hi < c {
			return -1
		}
		return 1
	})
	return i < len(t.Spans) && t.Spans[i].Lo <= c
}

// Met says whether the event meets the term.
func (t *Term) Met(e *Event) bool {
	codes := e.Codes(t.Attr)
	if len(codes) == 0 {
		return t.Contains(0)
	}
	return slices.ContainsFunc(codes, t.Contains)
}

// Form is a conjunction as an index takes it. An event that satisfies the
// conjunction meets all terms. One that meets all terms satisfies it, unless
// [Form.Undecided] says that the check decides.
type Form struct {
	Terms []Term
	// Check decides survivors. It is nil where the terms decide every event.
	Check *Check
}

// Check decides whether an event satisfies a conjunction from the values
// themselves.
type Check struct {
	conjunction *predicate.Conjunction
	attrs       []AttrID // of the predicates
	always      bool     // else only for events with several values
}

// Needed says whether a survivor of this event is to be checked. It may be called
// on a nil Check, which is never needed.
func (k *Check) Needed(e *Event) bool { return k != nil && (k.always || len(e.several) > 0) }

// Satisfied says whether the event satisfies the conjunction.
func (k *Check) Satisfied(e *Event) bool {
	several := false
	for i, a := range k.attrs {
		p := &k.conjunction.Predicates[i]
		values := e.Values(a)
		if !p.Satisfied(values) {
			return false
		}
		several = several || p.Literals != nil && len(values) > 1
	}
	return several == k.conjunction.Several
}

// Form returns the conjunction as terms on the dictionary's attributes, which it
// numbers as needed. The form keeps c where it has a check; its memory is its own
// otherwise.
func (d *Dictionary) Form(c *predicate.Conjunction) Form {
	f := Form{Terms: make([]Term, 0, len(c.Predicates))}
	always, onSeveral := c.Several, false
	for i := range c.Predicates {
		p := &c.Predicates[i]
		t, exact := d.term(p)
		always = always || !exact || p.Tests != nil
		onSeveral = onSeveral || p.All || p.Single || p.Literals != nil
		f.Terms = append(f.Terms, t)
	}
	if always || onSeveral {
		f.Check = &Check{conjunction: c, attrs: make([]AttrID, len(c.Predicates)), always: always}
		for i := range c.Predicates {
			f.Check.attrs[i] = d.Attr(c.Predicates[i].Attr)
		}
	}
	return f
}

// term returns the predicate's set as spans of codes, and whether they hold no
// other values. Points that their codes do not tell apart become spans of digests.
func (d *Dictionary) term(p *predicate.Predicate) (t Term, exact bool) {
	ranges := p.Set.Ranges()
	spans := make([]Span, 0, len(ranges))
	exact = true
	points := true
	for _, r := range ranges {
		s, ok := spanOf(r)
		exact = exact && ok
		_, point := r.Point()
		points = points && point
		if n := len(spans); n > 0 && s.Lo <= spans[n-1].Hi {
			spans[n-1].Hi = max(spans[n-1].Hi, s.Hi)
			continue
		}
		spans = append(spans, s)
	}
	if exact || !points {
		return Term{d.Attr(p.Attr), spans}, exact
	}
	spans = spans[:0]
	for _, r := range ranges {
		c := predicate.Code(predicate.Digest(r.Lo.Value))
		if r.Lo.Value.Kind() == predicate.KindAbsent {
			c = 0
		}
		spans = append(spans, Span{c, c})
	}
	slices.SortFunc(spans, func(a, b Span) int { return cmp.Compare(a.Lo, b.Lo) })
	return Term{d.digestAttr(p.Attr), slices.Compact(spans)}, false
}

// spanOf returns the least span that has the code of every value of the range,
// and whether it has the code of no other.
func spanOf(r predicate.Range) (s Span, exact bool) {
	lo, hi := predicate.CodeOf(r.Lo.Value), predicate.CodeOf(r.Hi.Value)
	if r.Lo.Above && lo.Exact() {
		lo++
	}
	if !r.Hi.Above && hi.Exact() {
		hi--
	}
	return Span{lo, hi}, predicate.CodeOf(r.Lo.Value).Exact() && predicate.CodeOf(r.Hi.Value).Exact()
}
