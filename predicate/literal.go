package predicate

// Literal is one quantified test of an attribute: of some value, or of all. An
// attribute without values is taken as having the value absent alone, so that
// Set says whether absence satisfies the literal.
type Literal struct {
	// Set has every value that passes.
	Set RangeSet
	// Tests are passed by the value too if it is a string. The caller must not
	// change them.
	Tests []*Residual
	// All asks the test of every value, else of some value.
	All bool
}

// passes says whether one value is in the set and passes the tests.
func (l *Literal) passes(v Value) bool {
	if !l.Set.Contains(v) {
		return false
	}
	if v.kind != KindString {
		return true
	}
	for _, t := range l.Tests {
		if !t.Match(v.str) {
			return false
		}
	}
	return true
}

// Satisfied says whether an attribute with the given values, nulls left out,
// satisfies the literal.
func (l *Literal) Satisfied(values []Value) bool {
	if len(values) == 0 {
		return l.passes(Value{})
	}
	for _, v := range values {
		if l.passes(v) != l.All {
			return !l.All
		}
	}
	return l.All
}

// implies says whether each attribute that satisfies l satisfies m. It may say
// no where the answer is yes, but never the reverse.
func (l *Literal) implies(m *Literal) bool {
	if m.All && !l.All {
		return false
	}
	for _, t := range m.Tests {
		if !l.hasTest(t) {
			return false
		}
	}
	return l.Set.SubsetOf(m.Set)
}

func (l *Literal) hasTest(t *Residual) bool {
	for _, u := range l.Tests {
		if u.Same(t) {
			return true
		}
	}
	return false
}

// satisfiable says whether some values of one attribute satisfy all literals,
// which have at most one with All among them. Tests are taken as satisfiable.
func satisfiable(lits []Literal) bool {
	absent := true // whether absence satisfies all so far
	within := Present()
	for i := range lits {
		absent = absent && lits[i].Set.Contains(Value{})
		if lits[i].All {
			within = within.Intersect(lits[i].Set)
		}
	}
	if absent {
		return true
	}
	for i := range lits {
		if !lits[i].Set.overlaps(within) {
			return false
		}
	}
	return true
}
