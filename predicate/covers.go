package predicate

import "slices"

// The steps that Covers may take: these, and so many more for each range that the
// two subscriptions have. A step looks at one range.
const (
	maxCoverSteps         = 1 << 16
	maxCoverStepsPerRange = 64
)

// Covers says whether a matches every event that b matches. True is certain; false
// may also mean that it was not found out:
//
//   - the search is bounded: deciding this is co-NP-complete. After comparing each
//     conjunction of b with each of a, it takes at most 65,536 steps and 64 for each
//     range in a and b, where a step looks at one range;
//   - residual tests (contains, matches) are taken as independent of one another
//     and of the value, save on single values, where they are evaluated. The same
//     test in a and b is recognised, and its negation;
//   - of a [Pattern] that asks for values of the same array elements, each
//     conjunction is only compared with each, not several with one;
//   - different views of one path (a, lower(a), a endsWith …) are taken as
//     independent attributes.
//
// Where none of these applies the answer is exact.
//
// It looks for an event that satisfies a conjunction of b and fails one literal in
// each conjunction of a. What fails a literal is a literal: "some value in S"
// fails where all are in the complement of S, and the reverse.
func Covers(a, b *Subscription) bool {
	s := coverSearch{steps: maxCoverSteps}
	as, bs := s.clausesOf(a), s.clausesOf(b)
	plain := slices.Clone(as)
	plain = slices.DeleteFunc(plain, func(m coverClause) bool { return m.joint })
	for _, c := range bs {
		if slices.ContainsFunc(as, func(m coverClause) bool { return c.implies(m) }) {
			continue // as it mostly is where the answer is yes
		}
		if !s.covered(c, plain) {
			return false
		}
	}
	return true
}

// coverClause is an and of literals, several on one attribute allowed.
type coverClause struct {
	terms []coverTerm
	joint bool // and their values are to be of the same array elements
	// The attributes that are to have no leaf beside these values.
	absent []Attribute
}

func containsAll(of, some []Attribute) bool {
	for _, a := range some {
		if !slices.Contains(of, a) {
			return false
		}
	}
	return true
}

// coverTerm is a literal on an attribute.
type coverTerm struct {
	attr Attribute
	lit  *Literal
}

// implies says whether each literal of m is implied by one of c.
func (c coverClause) implies(m coverClause) bool {
	if m.joint && (!c.joint || !containsAll(c.absent, m.absent)) {
		return false // where c is joint, the values chosen for it serve m
	}
	i := 0
	for _, t := range m.terms {
		for i < len(c.terms) && compareAttributes(&c.terms[i].attr, &t.attr) < 0 {
			i++
		}
		found := false
		for j := i; j < len(c.terms) && c.terms[j].attr == t.attr && !found; j++ {
			found = c.terms[j].lit.implies(t.lit)
		}
		if !found {
			return false
		}
	}
	return true
}

// coverSearch is one search for an event.
type coverSearch struct {
	steps int // that are left
	tests map[Attribute][]*Residual
}

// clausesOf returns the literals of the conjunctions. The halves of a split
// conjunction together are the plain and of the Literals, which the half with
// Several has, so the other half is left out.
func (s *coverSearch) clausesOf(sub *Subscription) []coverClause {
	var out []coverClause
	for i := range sub.conjunctions {
		c := &sub.conjunctions[i]
		if slices.ContainsFunc(c.Predicates, func(p Predicate) bool { return p.Single }) {
			continue
		}
		clause := coverClause{joint: c.Joint, absent: c.Absent}
		for j := range c.Predicates {
			p := &c.Predicates[j]
			if p.Literals == nil {
				clause.terms = append(clause.terms, coverTerm{p.Attr, &p.Literal})
			}
			for k := range p.Literals {
				clause.terms = append(clause.terms, coverTerm{p.Attr, &p.Literals[k]})
			}
		}
		for _, t := range clause.terms {
			s.steps += maxCoverStepsPerRange * len(t.lit.Set.ranges)
		}
		out = append(out, clause)
	}
	return out
}

// covered says whether every event that satisfies c satisfies one of the clauses.
func (s *coverSearch) covered(c coverClause, clauses []coverClause) bool {
	s.tests = map[Attribute][]*Residual{}
	s.gather(c)
	for _, m := range clauses {
		s.gather(m)
	}
	asked := map[Attribute]*demand{}
	for _, t := range c.terms {
		d := asked[t.attr]
		if d == nil {
			d = newDemand(t.attr.View, s.tests[t.attr])
			asked[t.attr] = d
		}
		d.add(d.region(t.lit), t.lit.All)
	}
	for _, d := range asked {
		if !d.satisfiable(s) {
			return true // no event satisfies c
		}
	}
	all := make([]openClause, len(clauses))
	for i, m := range clauses {
		all[i].clause = m
	}
	return !s.find(asked, all, nil) && s.steps >= 0
}

// openClause is a clause that has yet to be failed, and the ways to do so.
type openClause struct {
	clause coverClause
	ways   []choice
}

// open returns the clauses that events which do what is asked can satisfy, and the
// place of the one that is hardest to fail. The ways of those that do not ask
// about the attribute changed, if there is one, are known already.
func (s *coverSearch) open(asked map[Attribute]*demand, clauses []openClause, changed *Attribute) (out []openClause, at int) {
	s.steps -= 1 + len(clauses)/64
	out = make([]openClause, 0, len(clauses))
	for _, m := range clauses {
		if changed == nil || m.clause.asks(changed) {
			var failed bool
			if m.ways, failed = s.failures(asked, m.clause); failed {
				continue
			}
		}
		if len(out) == 0 || len(m.ways) < len(out[at].ways) {
			at = len(out)
		}
		out = append(out, m)
		if len(m.ways) == 0 || s.steps < 0 {
			break
		}
	}
	return out, at
}

func (c coverClause) asks(a *Attribute) bool {
	return slices.ContainsFunc(c.terms, func(t coverTerm) bool { return t.attr == *a })
}

// find says whether some event does what is asked and satisfies none of the
// clauses, which are open. It also does when the steps are used up.
func (s *coverSearch) find(asked map[Attribute]*demand, clauses []openClause, changed *Attribute) bool {
	clauses, at := s.open(asked, clauses, changed)
	if len(clauses) == 0 || s.steps < 0 {
		return true
	}
	ways := clauses[at].ways
	clauses = slices.Delete(clauses, at, at+1)
	for _, w := range ways {
		before := asked[w.attr]
		asked[w.attr] = w.demand
		found := s.find(asked, clauses, &w.attr)
		if asked[w.attr] = before; before == nil {
			delete(asked, w.attr)
		}
		if found {
			return true
		}
	}
	return false
}

// choice is a way to fail a clause: what is then asked of one attribute.
type choice struct {
	attr   Attribute
	demand *demand
}

// failures returns the ways in which an event that does what is asked can fail the
// clause m, or that every such event fails it.
func (s *coverSearch) failures(asked map[Attribute]*demand, m coverClause) (ways []choice, failed bool) {
	for _, t := range m.terms {
		d := asked[t.attr]
		if d == nil {
			d = newDemand(t.attr.View, s.tests[t.attr])
		}
		region := d.region(t.lit)
		with := d.clone()
		with.add(region, t.lit.All)
		if !with.satisfiable(s) {
			return nil, true
		}
		without := d.clone()
		without.add(region.complement(), !t.lit.All)
		if without.satisfiable(s) {
			ways = append(ways, choice{t.attr, without})
		}
	}
	return ways, false
}

// maxCoverTests is how many residual tests on one attribute are told apart. More
// are taken as tests of which nothing is known.
const maxCoverTests = 4

// gather notes the residual tests of the clause by attribute, each in its positive
// form, the first maxCoverTests of them.
func (s *coverSearch) gather(c coverClause) {
	for _, t := range c.terms {
		for _, r := range t.lit.Tests {
			tests := s.tests[t.attr]
			if len(tests) == maxCoverTests || testIndex(tests, r) >= 0 {
				continue
			}
			if r.Negated {
				r = r.not()
			}
			s.tests[t.attr] = append(tests, r)
		}
	}
}

// testIndex returns the place of r, or of its negation, among tests, or -1.
func testIndex(tests []*Residual, r *Residual) int {
	return slices.IndexFunc(tests, func(t *Residual) bool { return t.Op == r.Op && t.Text == r.Text })
}

// region is a set of pairs of a value and the outcomes of the residual tests on it:
// for each of the 2^n outcomes of n tests, bit i that of test i, the values. Its
// complement is over all pairs, also over those that no value has.
type region struct {
	sets []RangeSet
	// vague says that the region is larger than what it stands for, so that the
	// complement would be too small.
	vague bool
}

func (r region) complement() region {
	out := region{sets: make([]RangeSet, len(r.sets))}
	for i, s := range r.sets {
		if out.sets[i] = Everything(); !r.vague {
			out.sets[i] = s.Complement()
		}
	}
	return out
}

// demand is what is asked of one attribute.
type demand struct {
	view  View
	tests []*Residual // the tests that the regions tell apart
	all   []RangeSet  // where all values are to be, by the tests' outcomes
	some  []region    // in each of these one value is to be
}

func newDemand(view View, tests []*Residual) *demand {
	d := &demand{view: view, tests: tests, all: make([]RangeSet, 1<<len(tests))}
	for i := range d.all {
		d.all[i] = Everything()
	}
	return d
}

func (d *demand) clone() *demand {
	return &demand{view: d.view, tests: d.tests, all: slices.Clone(d.all), some: slices.Clip(d.some)}
}

func (d *demand) add(r region, all bool) {
	if !all {
		d.some = append(d.some, r)
		return
	}
	for i, s := range r.sets {
		d.all[i] = d.all[i].Intersect(s)
	}
}

// region returns the values that pass the literal.
func (d *demand) region(l *Literal) region {
	r := region{sets: make([]RangeSet, len(d.all))}
	for i := range r.sets {
		r.sets[i] = l.Set
		for _, t := range l.Tests {
			j := testIndex(d.tests, t)
			if j < 0 {
				r.vague = true
			} else if (i>>j&1 == 1) == t.Negated {
				r.sets[i] = RangeSet{}
			}
		}
	}
	return r
}

// satisfiable says whether some values of one attribute are as asked.
func (d *demand) satisfiable(s *coverSearch) bool {
	absent := d.all[0].Contains(Value{})
	for _, r := range d.some {
		absent = absent && r.sets[0].Contains(Value{})
	}
	if absent {
		return true
	}
	present := SetOf(d.view.domain())
	within := make([]RangeSet, len(d.all))
	for i := range within {
		s.steps -= 1 + len(d.all[i].ranges)
		within[i] = d.all[i].Intersect(present)
	}
	if len(d.some) == 0 {
		return d.inhabited(within)
	}
	for _, r := range d.some {
		both := make([]RangeSet, len(within))
		for i := range both {
			s.steps -= 1 + len(within[i].ranges) + len(r.sets[i].ranges)
			both[i] = within[i].Intersect(r.sets[i])
		}
		if s.steps < 0 {
			return true
		}
		if !d.inhabited(both) {
			return false
		}
	}
	return true
}

// inhabited says whether some value has the outcomes with which the sets have it.
// On a single value the tests are evaluated, on any other they may do anything.
func (d *demand) inhabited(sets []RangeSet) bool {
	for outcome, s := range sets {
		for _, r := range s.ranges {
			v, point := r.Point()
			if !point || v.kind != KindString || d.possible(v.str, outcome) {
				return true
			}
		}
	}
	return false
}

// possible says whether the tests have the outcome on the string.
func (d *demand) possible(s string, outcome int) bool {
	for i, t := range d.tests {
		if t.Match(s) != (outcome>>i&1 == 1) {
			return false
		}
	}
	return true
}
