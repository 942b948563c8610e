package cesql

import (
	sdk "github.com/cloudevents/sdk-go/sql/v2"

	"github.com/thresh-dev/thresh/predicate"
)

// operand is an attribute, as it stands or cast.
type operand struct {
	name    string
	isCast  bool
	to      sdk.Type // what it is cast to
	lower   bool     // it is a string in lower case
	runes   int      // the place
	written string
}

// kinds returns the types that the attribute may have.
func (o *operand) kinds() (strings, others bool) {
	switch o.name {
	case "specversion", "id", "source", "type", "subject", "time", "dataschema", "datacontenttype":
		return true, false
	case "data": // which is no context attribute
		return false, false
	default:
		return true, true
	}
}

// required says whether each event has the attribute.
func (o *operand) required() bool {
	switch o.name {
	case "specversion", "id", "source", "type":
		return true
	default:
		return false
	}
}

// cases is where a test of one attribute is true and false, by the attribute's type.
// Elsewhere it is an error, as causes say.
type cases struct {
	strings, integers, truths verdict
	causes                    []cause
}

// verdict returns the verdict of the cases that the attribute may come to.
func (o *operand) verdict(c cases) verdict {
	isString, other := o.kinds()
	if !isString {
		return failure()
	}
	out := verdict{yes: c.strings.yes, no: c.strings.no, tests: 6}
	fs := map[fault]bool{}
	if !o.required() {
		fs[fault{o.name, missing}] = true
	}
	for _, cause := range c.causes {
		if other || cause == noIntegerText || cause == noTruthText {
			fs[fault{o.name, cause}] = true
		}
	}
	if other {
		out.yes = some(out.yes, c.integers.yes, c.truths.yes)
		out.no = some(out.no, c.integers.no, c.truths.no)
	}
	if out.errors = oneOf(fs); len(fs) == 0 {
		out.errors = faults{}
	}
	return out
}

// path returns the attribute's path.
func (o *operand) path() string { return predicate.JoinPath(o.name) }

// is returns the verdict of strings that equal s, in lower case if that is asked for.
func (o *operand) is(s string) verdict {
	v := predicate.String(s)
	tests := []*predicate.Test{predicate.Eq(o.path(), v), predicate.Lt(o.path(), v), predicate.Gt(o.path(), v)}
	if o.lower {
		for i, t := range tests {
			tests[i] = predicate.Lower(t)
		}
	}
	return verdict{yes: tests[0], no: predicate.Or{tests[1], tests[2]}}
}

// integersIn returns the verdict of integers in the interval.
func (o *operand) integersIn(i interval) verdict {
	return verdict{yes: numbers(o.path(), i), no: numbers(o.path(), i.others()...)}
}

// numeralsIn returns the verdict of strings that are integers in the interval; others
// are errors.
func (o *operand) numeralsIn(i interval) verdict {
	return verdict{yes: numerals(o.path(), i), no: numerals(o.path(), i.others()...)}
}

// truths returns the verdict of truth values of which a test is true.
func (o *operand) truths(test func(b bool) bool) verdict {
	out := failure()
	for _, b := range []bool{false, true} {
		if eq := predicate.Eq(o.path(), predicate.Bool(b)); test(b) {
			out.yes = some(out.yes, eq)
		} else {
			out.no = some(out.no, eq)
		}
	}
	return out
}

// truthTexts returns the verdict of strings that are cast to b; those that are cast to
// nothing are errors.
func (o *operand) truthTexts(b bool) verdict {
	is := func(s string) predicate.Expr { return predicate.Lower(predicate.Eq(o.path(), predicate.String(s))) }
	v := verdict{yes: is("true"), no: is("false")}
	if !b {
		return v.not()
	}
	return v
}

// castEquals returns the verdict of: the attribute, cast to the constant's type, is
// the constant.
func (o *operand) castEquals(c constant) verdict {
	switch v := c.value.(type) {
	case int32:
		n := int64(v)
		return o.castIn(interval{n, n})
	case bool:
		nonzero := o.integersIn(interval{0, 0}).not()
		if !v {
			nonzero = nonzero.not()
		}
		return o.verdict(cases{o.truthTexts(v), nonzero, o.truths(func(b bool) bool { return b == v }), []cause{noTruthText}})
	default:
		return o.textEquals(c.text())
	}
}

// castIn returns the verdict of: the attribute, cast to Integer, is in the interval.
func (o *operand) castIn(i interval) verdict {
	truths := o.truths(func(b bool) bool {
		n := int64(0)
		if b {
			n = 1
		}
		return i.lo <= n && n <= i.hi
	})
	return o.verdict(cases{o.numeralsIn(i), o.integersIn(i), truths, []cause{noIntegerText}})
}

// textEquals returns the verdict of: the attribute, cast to String, is s.
func (o *operand) textEquals(s string) verdict {
	integers := interval{1, 0}
	if n, ok := written(s); ok {
		integers = interval{n, n}
	}
	truths := o.truths(func(b bool) bool { return s == constant{value: b}.text() })
	return o.verdict(cases{o.is(s), o.integersIn(integers), truths, nil})
}

// equalsCast returns the verdict of: the constant, cast to the attribute's type, is
// the attribute.
func (o *operand) equalsCast(c constant) verdict {
	cs := cases{strings: o.is(c.text()), integers: failure(), truths: failure()}
	if n, ok := c.integer(); ok {
		cs.integers = o.integersIn(interval{n, n})
	} else {
		cs.causes = append(cs.causes, noInteger)
	}
	if t, ok := c.truth(); ok {
		cs.truths = o.truths(func(b bool) bool { return b == t })
	} else {
		cs.causes = append(cs.causes, noTruth)
	}
	return o.verdict(cs)
}

// exists returns the verdict of EXISTS.
func (o *operand) exists() verdict {
	if isString, _ := o.kinds(); !isString || o.required() {
		return truth(isString)
	}
	return verdict{yes: predicate.Exists(o.path()), no: predicate.Absent(o.path()), tests: 2}
}

// canCast returns the verdict of IS_INT and IS_BOOL: whether the attribute can be
// cast to the type.
func (o *operand) canCast(to sdk.Type) verdict {
	isString := predicate.StartsWith(o.path(), "")
	can := numerals(o.path(), allIntegers)
	if to == sdk.BooleanType {
		can = predicate.Lower(predicate.In(o.path(), predicate.String("false"), predicate.String("true")))
	}
	always := verdict{yes: numbers(o.path(), allIntegers), no: predicate.Const(false)}
	return o.verdict(cases{
		verdict{yes: all(isString, can), no: all(isString, predicate.Not{X: can})},
		always, o.truths(func(bool) bool { return true }), nil,
	})
}
