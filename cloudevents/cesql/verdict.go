package cesql

import (
	"maps"

	"github.com/thresh-dev/thresh/predicate"
)

// verdict says where a condition is true and where it is false. Elsewhere it is an
// error.
type verdict struct {
	yes, no predicate.Expr
	errors  faults
	tests   int // in yes and no
}

// fault is a way of an attribute to make a condition an error.
type fault struct {
	attribute string // "" of always
	of        cause
}

// cause is what is wrong with the attribute.
type cause uint8

const (
	always        cause = iota
	missing             // it is not there
	noIntegerText       // it is a string that is no integer
	noTruthText         // it is a string that is no truth value
	noInteger           // it is an integer, and the constant is none
	noTruth             // it is a truth value, and the constant is none
)

// faults is where a condition is an error: in none of the others, and in all of
// these if it is a test. A condition of several may be decided before one counts.
type faults struct {
	may  map[fault]bool
	must map[fault]bool
}

func oneOf(fs map[fault]bool) faults { return faults{fs, fs} }

// within says whether a condition with these faults is an error only where one with
// the others is, for all that is known.
func (f faults) within(others faults) bool {
	if others.must[fault{}] {
		return true
	}
	for x := range f.may {
		if !others.must[x] {
			return false
		}
	}
	return true
}

// then returns the faults of a condition that looks at others after f.
func (f faults) then(others faults) faults {
	may := maps.Clone(f.may)
	if may == nil {
		may = map[fault]bool{}
	}
	maps.Copy(may, others.may)
	return faults{may, f.must}
}

// truth returns the verdict of a constant.
func truth(b bool) verdict {
	return verdict{yes: predicate.Const(b), no: predicate.Const(!b)}
}

// failure returns the verdict of what is always an error.
func failure() verdict {
	return verdict{yes: predicate.Const(false), no: predicate.Const(false), errors: oneOf(map[fault]bool{{}: true})}
}

func (v verdict) not() verdict {
	v.yes, v.no = v.no, v.yes
	return v
}

func (v verdict) and(w verdict) verdict { return v.not().or(w.not()).not() }

// or looks at w only where v is false, as CESQL does.
func (v verdict) or(w verdict) verdict {
	out := verdict{no: all(v.no, w.no), errors: v.errors.then(w.errors), tests: v.tests + w.tests}
	if v.errors.within(w.errors) {
		out.yes = some(v.yes, w.yes) // where w is true v is no error
		return out
	}
	out.yes = some(v.yes, all(v.no, w.yes))
	out.tests += v.tests
	return out
}

func (v verdict) xor(w verdict) verdict {
	return verdict{
		yes:    some(all(v.yes, w.no), all(v.no, w.yes)),
		no:     some(all(v.yes, w.yes), all(v.no, w.no)),
		errors: v.errors.then(w.errors),
		tests:  2 * (v.tests + w.tests),
	}
}

// all returns the and of the terms, and some the or.
func all(terms ...predicate.Expr) predicate.Expr {
	var out predicate.And
	for _, t := range terms {
		switch t := t.(type) {
		case predicate.Const:
			if !t {
				return t
			}
		case predicate.And:
			out = append(out, t...)
		default:
			out = append(out, t)
		}
	}
	switch len(out) {
	case 0:
		return predicate.Const(true)
	case 1:
		return out[0]
	default:
		return out
	}
}

func some(terms ...predicate.Expr) predicate.Expr {
	var out predicate.Or
	for _, t := range terms {
		switch t := t.(type) {
		case predicate.Const:
			if t {
				return t
			}
		case predicate.Or:
			out = append(out, t...)
		default:
			out = append(out, t)
		}
	}
	switch len(out) {
	case 0:
		return predicate.Const(false)
	case 1:
		return out[0]
	default:
		return out
	}
}
