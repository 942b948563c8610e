package translate

import (
	"slices"

	"github.com/thresh-dev/thresh/predicate"
)

// MaxConjunctions is how many conjunctions a subscription may become.
const MaxConjunctions = 64

// Literal is a test, or its negation.
type Literal struct {
	Test    *predicate.Test
	Negated bool
}

// Conjunction is the and of its literals.
type Conjunction []Literal

// DNF returns a disjunction of conjunctions with the meaning of the expression.
func DNF(e predicate.Expr) ([]Conjunction, error) { return dnf(e, false) }

func dnf(e predicate.Expr, negated bool) ([]Conjunction, error) {
	switch e := e.(type) {
	case predicate.And:
		return dnfList(e, negated, !negated)
	case predicate.Or:
		return dnfList(e, negated, negated)
	case predicate.Not:
		return dnf(e.X, !negated)
	case *predicate.Test:
		return []Conjunction{{{e, negated}}}, nil
	default:
		return nil, unsaid("constants")
	}
}

// dnfList multiplies the terms out, or lists them.
func dnfList(list []predicate.Expr, negated, product bool) ([]Conjunction, error) {
	var all []Conjunction
	if product {
		all = []Conjunction{nil}
	}
	for _, e := range list {
		terms, err := dnf(e, negated)
		if err != nil {
			return nil, err
		}
		if product {
			var next []Conjunction
			for _, a := range all {
				for _, b := range terms {
					next = append(next, append(slices.Clip(a), b...))
				}
			}
			all = next
		} else {
			all = append(all, terms...)
		}
		if len(all) > MaxConjunctions {
			return nil, unsaid("more than %d conjunctions", MaxConjunctions)
		}
	}
	return all, nil
}
