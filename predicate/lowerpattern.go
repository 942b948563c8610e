package predicate

import (
	"fmt"
	"net/netip"
)

// pattern lowers an event pattern into its conjunctions.
func (l *lowerer) pattern(p Pattern) ([]Conjunction, error) {
	l.leaves = true
	clauses, err := l.lower(p.X, true, 1)
	if err != nil {
		return nil, err
	}
	out := make([]Conjunction, 0, len(clauses))
	for _, c := range clauses {
		out = c.joint(out)
	}
	return out, nil
}

// joint appends the conjunction of a clause of a pattern, none if no event
// satisfies it.
func (c clause) joint(dst []Conjunction) []Conjunction {
	var buf [12]int32
	order := c.byAttribute(buf[:])
	asked := c.asked()
	out := Conjunction{Predicates: make([]Predicate, 0, len(c))}
	for _, at := range order {
		t := &c[at]
		if t.lit.Set.Empty() {
			return dst
		}
		beside := asked[firstName(t.attr.Path)]
		if t.absent() && beside > 0 {
			if n := len(out.Absent); n == 0 || out.Absent[n-1] != t.attr {
				out.Absent = append(out.Absent, t.attr)
			}
			out.Joint = true
			continue
		}
		out.Joint = out.Joint || beside > 1
		if n := len(out.Predicates); n > 0 && out.Predicates[n-1].Attr == t.attr {
			p := &out.Predicates[n-1]
			if p.Literals == nil {
				p.Literals = []Literal{p.Literal}
			}
			p.Literals = append(p.Literals, t.lit)
			p.Literal = mostSelective(p.Literals)
			continue
		}
		out.Predicates = append(out.Predicates, Predicate{Attr: t.attr, Literal: t.lit})
	}
	return append(dst, out)
}

// absent says whether the term asks that there be no leaf.
func (t *term) absent() bool {
	return len(t.lit.Set.ranges) == 1 && t.lit.Set.ranges[0].Lo.Value.kind == KindAbsent
}

// asked returns how many terms ask for a leaf of a path that begins with a name.
// An array may hold values of two paths only if they begin with the same.
func (c clause) asked() map[string]int {
	n := map[string]int{}
	for i := range c {
		if !c[i].absent() {
			n[firstName(c[i].attr.Path)]++
		}
	}
	return n
}

// firstName returns the path up to the first dot that is part of no name.
func firstName(path string) string {
	for i := 0; i < len(path); i++ {
		switch path[i] {
		case '\\':
			i++
		case '.':
			return path[:i]
		}
	}
	return path
}

// field returns the clauses of a field, each of one term: those of the matchers of
// one view are mostly one set.
func (l *lowerer) field(f *Field) ([]clause, error) {
	if f == nil {
		return nil, fmt.Errorf("%w: nil", ErrBadTest)
	}
	if !l.leaves {
		return nil, fmt.Errorf("%w: field %s outside a pattern", ErrBadTest, f.Path)
	}
	u := union{l: l}
	for i := range f.Matchers {
		m := &f.Matchers[i]
		if err := l.spend(1 + len(m.Args)); err != nil {
			return nil, err
		}
		if err := m.check(); err != nil {
			return nil, err
		}
		terms, err := m.terms(f.Path)
		if err != nil {
			return nil, err
		}
		for i := range terms {
			if !u.absorb(&terms[i]) {
				if err := u.addClause(clause{terms[i]}); err != nil {
					return nil, err
				}
			}
		}
	}
	return u.clauses(), nil
}

// terms returns literals one of which is satisfied where the matcher is.
func (m *Matcher) terms(path string) ([]term, error) {
	one := func(v View, s RangeSet) []term { return []term{{Attribute{path, v}, Literal{Set: s}}} }
	leaves := SetOf(Leaf.domain())
	switch m.Op {
	case MatchEqual:
		return one(Leaf, m.signed(Points(m.Args...))), nil
	case MatchNumeric:
		r := OfKind(KindNumber)
		if lo := m.Args[0]; lo.kind != KindAbsent {
			r.Lo = Cut{lo, m.Open&LowerBound != 0}
		}
		if hi := m.Args[1]; hi.kind != KindAbsent {
			r.Hi = Cut{hi, m.Open&UpperBound == 0}
		}
		return one(Leaf, SetOf(r)), nil
	case MatchExists:
		if m.Not {
			leaves = SetOf(OfKind(KindAbsent))
		}
		return one(Leaf, leaves), nil
	case MatchPrefix:
		return one(Leaf, m.signed(m.ranges(WithPrefix))), nil
	case MatchSuffix:
		return one(LeafReversed, m.signed(m.ranges(func(s string) Range { return WithPrefix(reverse(s)) }))), nil
	case MatchCIDR:
		rs := make([]Range, len(m.Args))
		for i, v := range m.Args {
			p, err := netip.ParsePrefix(v.str)
			if err != nil {
				return nil, fmt.Errorf("%w: cidr: %w", ErrBadTest, err)
			}
			rs[i] = networkRange(p)
		}
		return one(Address, SetOf(rs...)), nil
	case MatchEqualIgnoreCase, MatchPrefixIgnoreCase, MatchSuffixIgnoreCase:
		return m.ignoreCase(path)
	default:
		return m.residuals(path)
	}
}

// signed returns the leaves in s, or, with Not, the others.
func (m *Matcher) signed(s RangeSet) RangeSet {
	if m.Not {
		return SetOf(Leaf.domain()).Minus(s)
	}
	return s
}

// ranges returns the union of the ranges of the arguments.
func (m *Matcher) ranges(of func(string) Range) RangeSet {
	rs := make([]Range, len(m.Args))
	for i, v := range m.Args {
		rs[i] = of(v.str)
	}
	return SetOf(rs...)
}

// ignoreCase is terms of what has no regard to case: a set of caseless images if
// all letters have two forms, else regular expressions.
func (m *Matcher) ignoreCase(path string) ([]term, error) {
	for _, v := range m.Args {
		if !twoForms(v.str) {
			return m.residuals(path)
		}
	}
	view := LeafCaseless
	var s RangeSet
	switch m.Op {
	case MatchEqualIgnoreCase:
		s = m.ranges(func(s string) Range { return Single(String(caseless(s))) })
	case MatchPrefixIgnoreCase:
		s = m.ranges(func(s string) Range { return WithPrefix(caseless(s)) })
	default:
		view = LeafCaselessReversed
		s = m.ranges(func(s string) Range { return WithPrefix(reverse(caseless(s))) })
	}
	return []term{{Attribute{path, view}, Literal{Set: m.signed(s)}}}, nil
}

// residuals is terms of what is no range.
func (m *Matcher) residuals(path string) ([]term, error) {
	if !m.Not {
		var out []term
		for _, v := range m.Args {
			t, err := m.residual(path, v.str)
			if err != nil {
				return nil, err
			}
			out = append(out, t)
		}
		return out, nil
	}
	// A value is to fail all arguments: tests of one literal, on one view.
	lit := Literal{Set: SetOf(Leaf.domain())}
	for _, v := range m.Args {
		r, _, err := m.newResidual(v.str)
		if err != nil {
			return nil, err
		}
		lit.Tests = append(lit.Tests, r.not())
	}
	lit.Tests = allTests([]Literal{lit})
	return []term{{Attribute{path, Leaf}, lit}}, nil
}

// residual returns the term of one argument.
func (m *Matcher) residual(path, text string) (term, error) {
	if m.Op == MatchWildcard {
		segments, err := ParseWildcard(text)
		if err != nil {
			return term{}, fmt.Errorf("%w: wildcard: %w", ErrBadTest, err)
		}
		leaf := Attribute{path, Leaf}
		switch n := len(segments); {
		case n == 1:
			return term{leaf, Literal{Set: Points(String(segments[0]))}}, nil
		case n == 2 && segments[1] == "":
			return term{leaf, Literal{Set: SetOf(WithPrefix(segments[0]))}}, nil
		case n == 2 && segments[0] == "":
			return term{Attribute{path, LeafReversed}, Literal{Set: SetOf(WithPrefix(reverse(segments[1])))}}, nil
		}
	}
	r, within, err := m.newResidual(text)
	if err != nil {
		return term{}, err
	}
	return term{Attribute{path, Leaf}, Literal{Set: SetOf(within), Tests: []*Residual{r}}}, nil
}

// newResidual returns the test of one argument, and the strings among which all
// that pass are.
func (m *Matcher) newResidual(text string) (*Residual, Range, error) {
	op := OpMatches
	var err error
	switch m.Op {
	case MatchWildcard:
		op = OpWildcard
	case MatchRegexp:
		text, err = RE2OfIRegexp(text)
	case MatchEqualIgnoreCase:
		text = `\A` + RE2IgnoringCase(text) + `\z`
	case MatchPrefixIgnoreCase:
		text = `\A` + RE2IgnoringCase(text)
	case MatchSuffixIgnoreCase:
		text = RE2IgnoringCase(text) + `\z`
	default:
	}
	if err != nil {
		return nil, Range{}, fmt.Errorf("%w: %s: %w", ErrBadTest, m.Op, err)
	}
	r, within, err := newResidual(op, text)
	if err != nil {
		return nil, Range{}, fmt.Errorf("%w: %s: %w", ErrBadTest, m.Op, err)
	}
	return r, within, nil
}
