package predicate

import (
	"slices"
	"strings"
)

// Predicate is what a conjunction asks of one attribute.
//
// For an attribute with one value, or none, the embedded Literal is the whole
// test. For one with several values it is too, unless Single or Literals say
// otherwise: two literals such as "some value > 1" and "some value < 5" ask for
// one range of a single value, but for no single range of several.
type Predicate struct {
	Attr Attribute
	Literal
	// Single has the predicate fail on an attribute with several values.
	Single bool
	// Literals, if any, are the test, and the embedded Literal is only what they
	// imply of some value.
	Literals []Literal
}

// Satisfied says whether an attribute with the given values, nulls left out,
// satisfies the predicate.
func (p *Predicate) Satisfied(values []Value) bool {
	if p.Single && len(values) > 1 {
		return false
	}
	if p.Literals == nil {
		return p.Literal.Satisfied(values)
	}
	for i := range p.Literals {
		if !p.Literals[i].Satisfied(values) {
			return false
		}
	}
	return true
}

// Conjunction is the and of predicates on different attributes, sorted by
// attribute. It is immutable. Without predicates it is true of every event.
type Conjunction struct {
	Predicates []Predicate
	// Several marks the second half of a conjunction that had to be split: this
	// half is satisfied only where one of the attributes with Literals has several
	// values, the other half, with Single on the same attributes, only where none
	// has. So no event satisfies both.
	Several bool
	// Joint marks a conjunction of a [Pattern] that asks more than its predicates
	// do: there is to be a value for each of them, or for each of its Literals, such
	// that no two lie in different elements of one array. It is set only where two
	// of the paths begin with the same name, and all views but Address are of
	// leaves.
	Joint bool
	// Absent, of a conjunction with Joint, are attributes of which no leaf goes with
	// the values that are chosen: each lies in another element of some array than one
	// of them does. No predicate tells, as the attribute may well have leaves.
	Absent []Attribute
}

// Satisfied says whether the event satisfies the conjunction. It is the meaning
// of a conjunction, plainly written; indexes have faster ways.
func (c *Conjunction) Satisfied(e *Event) bool {
	several := false
	var buf [8]Value
	for i := range c.Predicates {
		p := &c.Predicates[i]
		values := e.AppendView(buf[:0], p.Attr)
		if !p.Satisfied(values) {
			return false
		}
		several = several || p.Literals != nil && len(values) > 1
	}
	if c.Joint {
		return c.possible(e)
	}
	return several == c.Several
}

// possible says whether there are values of the event for all predicates, each of
// which it satisfies, that no array sets apart.
func (c *Conjunction) possible(e *Event) bool {
	if !e.HasElements() { // then nothing sets values apart
		for _, a := range c.Absent {
			if values, _ := e.AppendLeaves(nil, nil, a.Path); len(values) > 0 {
				return false
			}
		}
		return true
	}
	var j Joint
	j.Begin(e.Elements())
	var values []Value
	var elems []int32
	for i := range c.Predicates {
		p := &c.Predicates[i]
		values, elems = e.AppendLeaves(values[:0], elems[:0], p.Attr.Path)
		for i, v := range values {
			values[i] = p.Attr.View.Of(v)
		}
		j.AddDemands(p, values, elems)
	}
	for _, a := range c.Absent {
		values, elems = e.AppendLeaves(values[:0], elems[:0], a.Path)
		for _, elem := range elems {
			j.Avoid(elem)
		}
	}
	return j.Possible()
}

// String returns the predicates in a form for people.
func (c *Conjunction) String() string {
	if len(c.Predicates) == 0 {
		return "true"
	}
	parts := make([]string, len(c.Predicates))
	for i := range c.Predicates {
		parts[i] = c.Predicates[i].String()
	}
	for _, a := range c.Absent {
		parts = append(parts, a.String()+" absent beside them")
	}
	return strings.Join(parts, " ∧ ")
}

// String returns the predicate in a form for people.
func (p *Predicate) String() string {
	if p.Literals == nil {
		return p.Attr.String() + p.Literal.String()
	}
	parts := make([]string, len(p.Literals))
	for i := range p.Literals {
		parts[i] = p.Attr.String() + p.Literals[i].String()
	}
	return strings.Join(parts, " ∧ ")
}

// String returns the literal without its attribute.
func (l *Literal) String() string {
	var b strings.Builder
	if l.All {
		b.WriteString(" all")
	}
	b.WriteString(" in " + l.Set.String())
	for _, t := range l.Tests {
		b.WriteString(" " + t.Key())
	}
	return b.String()
}

// term is a literal and its attribute.
type term struct {
	attr Attribute
	lit  Literal
}

// clause is an and of terms, in any order, several on one attribute allowed.
type clause []term

// byAttribute returns the places of the terms in the order of their attributes,
// using buf if that is long enough. Terms are large: they stay where they are.
func (c clause) byAttribute(buf []int32) []int32 {
	order := buf[:0]
	for i := range c {
		order = append(order, int32(i))
	}
	compare := func(i, j int32) int { return compareAttributes(&c[i].attr, &c[j].attr) }
	if len(c) > cap(buf) {
		slices.SortStableFunc(order, compare)
		return order
	}
	for i := 1; i < len(order); i++ {
		for j := i; j > 0 && compare(order[j], order[j-1]) < 0; j-- {
			order[j], order[j-1] = order[j-1], order[j]
		}
	}
	return order
}

// conjunctions appends the one or two conjunctions that together are satisfied
// by just the events that satisfy the clause; none if no event does.
func (c clause) conjunctions(dst []Conjunction) []Conjunction {
	var buf [12]int32
	order := c.byAttribute(buf[:])
	one := make([]Predicate, 0, len(c)) // attributes with at most one value
	var several []Predicate             // set once a predicate needs it
	possible := true                    // whether one can be satisfied
	for len(order) > 0 {
		first := &c[order[0]]
		n := 1
		for n < len(order) && c[order[n]].attr == first.attr {
			n++
		}
		p := Predicate{Attr: first.attr, Literal: first.lit}
		if n > 1 {
			lits := c.simplify(order[:n])
			if !satisfiable(lits) {
				return dst
			}
			p.Literal = lits[0]
			if len(lits) > 1 {
				if several == nil {
					several = slices.Clone(one)
				}
				several = append(several, Predicate{Attr: p.Attr, Literal: mostSelective(lits), Literals: lits})
				p.Literal, p.Single = meet(lits), true
				possible = possible && !p.Set.Empty()
				one = append(one, p)
				order = order[n:]
				continue
			}
		} else if p.Set.Empty() {
			return dst
		}
		if several != nil {
			several = append(several, p)
		}
		one = append(one, p)
		order = order[n:]
	}
	if possible {
		dst = append(dst, Conjunction{Predicates: one})
	}
	if several != nil {
		dst = append(dst, Conjunction{Predicates: several, Several: true})
	}
	return dst
}

// maxPruned is the number of literals on one attribute up to which each is
// compared with each.
const maxPruned = 32

// simplify returns literals whose and is that of the terms at the given places,
// which are on one attribute: at most one with All, and mostly none that another
// implies.
func (c clause) simplify(places []int32) []Literal {
	var lits, alls []Literal
	for _, i := range places {
		if c[i].lit.All {
			alls = append(alls, c[i].lit)
		} else {
			lits = append(lits, c[i].lit)
		}
	}
	if len(alls) > 0 {
		all := meet(alls)
		all.All = true
		lits = append(lits, all)
	}
	if len(lits) > maxPruned {
		return lits
	}
	for i := 0; i < len(lits); {
		implied := slices.ContainsFunc(lits[:i], func(l Literal) bool { return l.implies(&lits[i]) }) ||
			slices.ContainsFunc(lits[i+1:], func(l Literal) bool { return l.implies(&lits[i]) })
		if implied {
			lits = slices.Delete(lits, i, i+1)
		} else {
			i++
		}
	}
	return lits
}

// meet returns the literal that a single value satisfies just if it satisfies
// all of lits.
func meet(lits []Literal) Literal {
	if len(lits) == 1 {
		return Literal{Set: lits[0].Set, Tests: lits[0].Tests}
	}
	return Literal{Set: intersection(lits), Tests: allTests(lits)}
}

// intersection returns the values that are in all sets of lits. Many sets with
// holes, such as those of a != 1 && a != 2 && …, are met at their complements:
// one after the other would take time quadratic in their number.
func intersection(lits []Literal) RangeSet {
	if len(lits) == 2 {
		return lits[0].Set.Intersect(lits[1].Set)
	}
	var holes []Range
	for i := range lits {
		holes = append(holes, lits[i].Set.Complement().ranges...)
	}
	return unionOf(holes).Complement()
}

// allTests returns the tests of all lits, each once.
func allTests(lits []Literal) []*Residual {
	type identity struct {
		op      Op
		text    string
		negated bool
	}
	var tests []*Residual
	var seen map[identity]bool
	for i := range lits {
		for _, t := range lits[i].Tests {
			id := identity{t.Op, t.Text, t.Negated}
			if seen[id] {
				continue
			}
			if seen == nil {
				seen = map[identity]bool{}
			}
			seen[id] = true
			tests = append(tests, t)
		}
	}
	return tests
}

// mostSelective returns, as a test of some value, the literal likely to be
// satisfied by the fewest events: points before closed ranges, those before
// ranges that are open to one side.
func mostSelective(lits []Literal) Literal {
	best, bestRank := 0, 4
	for i := range lits {
		if r := selectivityRank(lits[i].Set); r < bestRank {
			best, bestRank = i, r
		}
	}
	return Literal{Set: lits[best].Set, Tests: lits[best].Tests}
}

func selectivityRank(s RangeSet) int {
	if _, all := s.Points(); all {
		return 0
	}
	if len(s.ranges) != 1 {
		return 3
	}
	r := s.ranges[0]
	if k := OfKind(r.Lo.Value.kind); r.Hi.Value.kind == r.Lo.Value.kind && r.Lo != k.Lo && r.Hi != k.Hi {
		return 1
	}
	return 2
}
