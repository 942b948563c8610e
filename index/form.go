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

// Form returns the conjunction as terms on the dictionary's attributes, which it
// numbers as needed. The form keeps c where it has a check; its memory is its own
// otherwise.
func (d *Dictionary) Form(c *predicate.Conjunction) Form {
	f := Form{Terms: make([]Term, 0, len(c.Predicates))}
	n := 0
	for i := range c.Predicates {
		n += len(c.Predicates[i].Set.Ranges())
	}
	spans := make([]Span, 0, n) // of all terms
	always, onSeveral := c.Several || c.Absent != nil, false
	for i := range c.Predicates {
		p := &c.Predicates[i]
		always = always || c.Joint && p.Literals != nil
		onSeveral = onSeveral || p.All || p.Single || p.Literals != nil
		if p.Tests != nil {
			r := residualOf(p)
			always = always || !r.decided
			if r.keys != nil {
				f.Terms = append(f.Terms, d.hitTerm(p.Attr, r.keys))
				if r.within {
					continue
				}
				onSeveral = true // one value in the set, another that is hit
			}
		}
		var t Term
		var exact bool
		t, spans, exact = d.term(p, spans)
		always = always || !exact
		f.Terms = append(f.Terms, t)
	}
	if always || onSeveral || c.Joint {
		f.Check = d.check(c, always)
	}
	return f
}

// term appends the predicate's set to spans, as spans of codes, and says whether
// they hold no other values. Points that their codes do not tell apart become
// spans of digests.
func (d *Dictionary) term(p *predicate.Predicate, spans []Span) (t Term, rest []Span, exact bool) {
	ranges := p.Set.Ranges()
	from := len(spans)
	exact = true
	for i := range ranges {
		s, ok := spanOf(&ranges[i])
		exact = exact && ok
		if n := len(spans); n > from && s.Lo <= spans[n-1].Hi {
			spans[n-1].Hi = max(spans[n-1].Hi, s.Hi)
			continue
		}
		spans = append(spans, s)
	}
	if exact || !points(ranges) {
		return Term{d.Attr(p.Attr), slices.Clip(spans[from:])}, spans, exact
	}
	spans = spans[:from]
	for i := range ranges {
		v, _ := ranges[i].Point()
		c := digestFlag.code(v)
		spans = append(spans, Span{c, c})
	}
	own := spans[from:]
	slices.SortFunc(own, func(a, b Span) int { return cmp.Compare(a.Lo, b.Lo) })
	own = slices.Compact(own)
	return Term{d.digestAttr(p.Attr), slices.Clip(own)}, spans[:from+len(own)], false
}

// points says whether each range holds one value.
func points(ranges []predicate.Range) bool {
	for i := range ranges {
		if _, ok := ranges[i].Point(); !ok {
			return false
		}
	}
	return true
}

// spanOf returns the least span that has the code of every value of the range,
// and whether it has the code of no other.
func spanOf(r *predicate.Range) (s Span, exact bool) {
	lo, hi := predicate.CodeOf(r.Lo.Value), predicate.CodeOf(r.Hi.Value)
	s = Span{lo, hi}
	if r.Lo.Above && lo.Exact() {
		s.Lo++
	}
	if !r.Hi.Above && hi.Exact() {
		s.Hi--
	}
	return s, lo.Exact() && hi.Exact()
}
