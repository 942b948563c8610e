package translate

import (
	"encoding/json"
	"fmt"

	"github.com/thresh-dev/thresh/predicate"
)

// MaxMember is the largest integer that be_indexer can have as a value.
const MaxMember = 1<<56 - 1

// Member is a test of one attribute as be_indexer has them: that its value is one of
// some, or none of them. A text is itself, integers are written as ranges: lo:hi.
type Member struct {
	Path     string
	Values   []string
	Excluded bool
}

// Members returns the expression in the terms of be_indexer: conjunctions of tests of
// one attribute each, of which one has to hold. It has no numbers that are negative or
// no integers, and ranges only with both ends.
func Members(e predicate.Expr, kinds Kinds) ([][]Member, error) {
	all, err := DNF(e)
	if err != nil {
		return nil, err
	}
	var out [][]Member
	for _, c := range all {
		attributes, err := attributes(c)
		if err != nil {
			return nil, err
		}
		members, possible := make([]Member, 0, len(attributes)), true
		for _, a := range attributes {
			m, some, err := member(a.lits, kinds[a.path])
			if err != nil {
				return nil, err
			}
			m.Path = a.path
			members, possible = append(members, m), possible && some
		}
		if possible {
			out = append(out, members)
		}
	}
	return out, nil
}

// member returns the test of one attribute, for literals that all have to hold, and
// whether there is a value that satisfies them.
func member(lits []Literal, kind Kind) (m Member, possible bool, err error) {
	if kind == Float {
		return m, false, unsaid("numbers that are no integers")
	}
	if values, ok := allowed(lits); ok {
		m.Values, err = memberTexts(values)
		return m, len(values) > 0, err
	}
	not, only := excluded(lits)
	switch {
	case only:
		m.Excluded = true
		m.Values, err = memberTexts(not)
		return m, true, err
	case len(not) > 0:
		return m, false, unsaid("an exclusion and another test of one attribute")
	case kind != Int:
		return m, false, unsaid("tests of strings other than of equality")
	}
	lo, hi, err := interval(lits)
	if err != nil {
		return m, false, err
	}
	if !lo.set || !hi.set {
		return m, false, unsaid("ranges without an end")
	}
	from, err := memberEnd(lo, +1)
	if err != nil {
		return m, false, err
	}
	to, err := memberEnd(hi, -1)
	if err != nil {
		return m, false, err
	}
	m.Values = []string{memberRange(from, to)}
	return m, from <= to, nil
}

// memberEnd returns the integer at an end of an interval; step goes into it.
func memberEnd(e end, step int64) (int64, error) {
	n, ok := e.value.Int64()
	if !ok || n < 0 || n > MaxMember {
		return 0, unsaid("the number %v", e.value)
	}
	if e.open {
		n += step
	}
	return n, nil
}

func memberRange(from, to int64) string { return fmt.Sprintf("%d:%d", from, to) }

// memberTexts writes constants, as number returns them.
func memberTexts(values []any) ([]string, error) {
	var texts []string
	for _, v := range values {
		switch v := v.(type) {
		case json.Number:
			n, err := v.Int64()
			if err != nil || n < 0 || n > MaxMember {
				return nil, unsaid("the number %v", v)
			}
			texts = append(texts, memberRange(n, n))
		default:
			texts = append(texts, fmt.Sprint(v))
		}
	}
	return texts, nil
}
