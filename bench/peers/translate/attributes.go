package translate

import (
	"encoding/json"
	"slices"

	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/predicate"
)

// attribute is the literals of a conjunction that test one attribute.
type attribute struct {
	path string
	lits []Literal
}

// attributes groups the literals by attribute, in the order of the first of each.
func attributes(c Conjunction) ([]attribute, error) {
	var all []attribute
	for _, l := range c {
		if l.Test.Attr.View != predicate.Plain {
			return nil, unsaid("tests of the value in lower case")
		}
		path, err := name(l.Test.Attr.Path)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(all, func(a attribute) bool { return a.path == path })
		if i < 0 {
			i = len(all)
			all = append(all, attribute{path: path})
		}
		all[i].lits = append(all[i].lits, l)
	}
	return all, nil
}

// isMembership says whether a test is of equality, with one value or one of some.
func isMembership(t *predicate.Test) bool {
	return t.Op == predicate.OpEqual || t.Op == predicate.OpIn
}

// allowed returns the values that satisfy all literals, if one of these leaves but a
// list to choose from.
func allowed(lits []Literal) (values []any, ok bool) {
	i := slices.IndexFunc(lits, func(l Literal) bool { return !l.Negated && isMembership(l.Test) })
	if i < 0 {
		return nil, false
	}
	for _, v := range lits[i].Test.Args {
		if hold(lits, v) {
			values = append(values, number(v))
		}
	}
	return values, true
}

// excluded returns the values that may not be, and whether the literals say nothing
// else.
func excluded(lits []Literal) (values []any, only bool) {
	only = true
	for _, l := range lits {
		if !l.Negated || !isMembership(l.Test) {
			only = false
			continue
		}
		for _, v := range l.Test.Args {
			values = append(values, number(v))
		}
	}
	return values, only
}

// hold says whether the value satisfies all literals, as the oracle has it.
func hold(lits []Literal, v predicate.Value) bool {
	for _, l := range lits {
		var b predicate.Builder
		b.Add(l.Test.Attr.Path, v)
		ev, err := b.Event()
		if err != nil || oracle.Matches(l.Test, ev) == l.Negated {
			return false
		}
	}
	return true
}

// end is one end of an interval of numbers.
type end struct {
	set   bool
	value predicate.Value
	open  bool
}

// tighter says whether an end at v excludes more; sign is +1 for lower ends.
func (e end) tighter(v predicate.Value, open bool, sign int) bool {
	if !e.set {
		return true
	}
	c := sign * predicate.Compare(v, e.value)
	return c > 0 || c == 0 && open && !e.open
}

func (e *end) bound(v predicate.Value, open bool, sign int) {
	if e.tighter(v, open, sign) {
		*e = end{true, v, open}
	}
}

// interval returns the ends of the numbers that satisfy all literals.
func interval(lits []Literal) (lo, hi end, err error) {
	for _, l := range lits {
		op, args := l.Test.Op, l.Test.Args
		if l.Negated {
			switch op {
			case predicate.OpLess:
				op = predicate.OpGreaterEqual
			case predicate.OpLessEqual:
				op = predicate.OpGreater
			case predicate.OpGreater:
				op = predicate.OpLessEqual
			case predicate.OpGreaterEqual:
				op = predicate.OpLess
			default:
				return lo, hi, unsaid("the negation of the operator %v on numbers", op)
			}
		}
		switch op {
		case predicate.OpLess, predicate.OpLessEqual:
			hi.bound(args[0], op == predicate.OpLess, -1)
		case predicate.OpGreater, predicate.OpGreaterEqual:
			lo.bound(args[0], op == predicate.OpGreater, +1)
		case predicate.OpBetween:
			lo.bound(args[0], false, +1)
			hi.bound(args[1], false, -1)
		default:
			return lo, hi, unsaid("the operator %v on numbers", op)
		}
	}
	return lo, hi, nil
}

// number returns a constant as JSON has it.
func number(v predicate.Value) any {
	switch v.Kind() {
	case predicate.KindNumber:
		return json.Number(v.String())
	case predicate.KindBool:
		return v.Truth()
	default:
		return v.Text()
	}
}
