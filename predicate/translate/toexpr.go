package translate

import (
	"fmt"
	"math"
	"regexp"
	"strings"

	"github.com/thresh-dev/thresh/predicate"
)

// ToExpr returns the expression that is true of the events that the pattern matches.
// The error is an *Error.
func ToExpr(p predicate.Pattern, o Options) (predicate.Expr, error) {
	return exprWriter{o}.expr(p.X)
}

// exprWriter turns a tree of fields into an expression.
type exprWriter struct {
	options Options
}

func (w exprWriter) expr(e predicate.Expr) (predicate.Expr, error) {
	switch e := e.(type) {
	case predicate.Const:
		return e, nil
	case *predicate.Field:
		return w.field(e)
	case predicate.And:
		paths := together{}
		for _, x := range e {
			if err := paths.add(w.options, pathsOf(x)); err != nil {
				return nil, err
			}
		}
		terms, err := w.terms(e)
		return predicate.And(terms), err
	case predicate.Or:
		terms, err := w.terms(e)
		return predicate.Or(terms), err
	default:
		return nil, &Error{Node: e, Construct: fmt.Sprintf("%T", e), Msg: "it is no part of a pattern"}
	}
}

func (w exprWriter) terms(es []predicate.Expr) ([]predicate.Expr, error) {
	terms := make([]predicate.Expr, len(es))
	for i, x := range es {
		var err error
		if terms[i], err = w.expr(x); err != nil {
			return nil, err
		}
	}
	return terms, nil
}

func (w exprWriter) field(f *predicate.Field) (predicate.Expr, error) {
	var values []predicate.Value
	var tests []predicate.Expr
	for i := range f.Matchers {
		m := &f.Matchers[i]
		if m.Op == predicate.MatchEqual && !m.Not {
			values = append(values, m.Args...)
			for _, v := range m.Args {
				if v.Kind() == predicate.KindNull {
					return nil, &Error{Node: f, Construct: "null in the field " + brief(f.String()), Msg: "null is no value in an expression"}
				}
			}
			continue
		}
		ts, err := testsOf(f, m)
		if err != nil {
			return nil, err
		}
		tests = append(tests, ts...)
	}
	switch len(values) {
	case 0:
	case 1:
		tests = append([]predicate.Expr{predicate.Eq(f.Path, values[0])}, tests...)
	default:
		tests = append([]predicate.Expr{predicate.In(f.Path, values...)}, tests...)
	}
	switch len(tests) {
	case 0:
		return predicate.Const(false), nil
	case 1:
		return tests[0], nil
	default:
		return predicate.Or(tests), nil
	}
}

// testsOf returns the tests one of which is true where a leaf satisfies the matcher.
func testsOf(f *predicate.Field, m *predicate.Matcher) ([]predicate.Expr, error) {
	cannot := func(construct, msg string) ([]predicate.Expr, error) {
		return nil, &Error{Node: f, Construct: construct + " in the field " + brief(f.String()), Msg: msg}
	}
	switch {
	case m.Op == predicate.MatchExists:
		return cannot("exists", "null is a leaf in a pattern, and no value in an expression")
	case m.Not:
		return cannot("anything-but", "it holds of null too, and of some value where != holds of all")
	case m.Op == predicate.MatchNumeric:
		return []predicate.Expr{between(f.Path, m)}, nil
	}
	out := make([]predicate.Expr, len(m.Args))
	for i, a := range m.Args {
		t, err := testOf(f.Path, m.Op, a.Text())
		if err != nil {
			return nil, &Error{Node: f, Construct: m.String(), Msg: err.Error(), Err: err}
		}
		out[i] = t
	}
	return out, nil
}

func testOf(path string, op predicate.MatchOp, arg string) (*predicate.Test, error) {
	switch op {
	case predicate.MatchPrefix:
		return predicate.StartsWith(path, arg), nil
	case predicate.MatchSuffix:
		return predicate.EndsWith(path, arg), nil
	case predicate.MatchCIDR:
		return predicate.CIDR(path, arg), nil
	case predicate.MatchWildcard:
		segments, err := predicate.ParseWildcard(arg)
		if err != nil {
			return nil, err
		}
		return wildcard(path, segments), nil
	case predicate.MatchRegexp:
		re, err := predicate.RE2OfIRegexp(arg)
		return predicate.Matches(path, re), err
	case predicate.MatchEqualIgnoreCase:
		if small := strings.ToLower(arg); twoForms(small) {
			return predicate.Lower(predicate.Eq(path, predicate.String(small))), nil
		}
		return predicate.Matches(path, `\A`+predicate.RE2IgnoringCase(arg)+`\z`), nil
	case predicate.MatchPrefixIgnoreCase:
		if small := strings.ToLower(arg); twoForms(small) {
			return predicate.Lower(predicate.StartsWith(path, small)), nil
		}
		return predicate.Matches(path, `\A`+predicate.RE2IgnoringCase(arg)), nil
	case predicate.MatchSuffixIgnoreCase:
		if small := strings.ToLower(arg); twoForms(small) {
			return predicate.Lower(predicate.EndsWith(path, small)), nil
		}
		return predicate.Matches(path, predicate.RE2IgnoringCase(arg)+`\z`), nil
	default:
		return nil, fmt.Errorf("an expression has no test for %v", op)
	}
}

// wildcard returns the test of strings that have the segments one after the other.
func wildcard(path string, segments []string) *predicate.Test {
	switch n := len(segments); {
	case n == 1:
		return predicate.Eq(path, predicate.String(segments[0]))
	case n == 2 && segments[1] == "":
		return predicate.StartsWith(path, segments[0])
	case n == 2 && segments[0] == "":
		return predicate.EndsWith(path, segments[1])
	case n == 3 && segments[0] == "" && segments[2] == "":
		return predicate.Contains(path, segments[1])
	}
	quoted := make([]string, len(segments))
	for i, s := range segments {
		quoted[i] = regexp.QuoteMeta(s)
	}
	return predicate.Matches(path, `(?s)\A`+strings.Join(quoted, `.*`)+`\z`)
}

// between returns the test of numbers between the bounds, of which one value is to
// be between both: an open one is the number next to it.
func between(path string, m *predicate.Matcher) predicate.Expr {
	lo, hi := m.Args[0], m.Args[1]
	none := predicate.KindAbsent
	openLo, openHi := m.Open&predicate.LowerBound != 0, m.Open&predicate.UpperBound != 0
	switch {
	case lo.Kind() == none && hi.Kind() == none:
		return predicate.Between(path, predicate.Float(-math.MaxFloat64), predicate.Float(math.MaxFloat64))
	case hi.Kind() == none && openLo:
		return predicate.Gt(path, lo)
	case hi.Kind() == none:
		return predicate.Ge(path, lo)
	case lo.Kind() == none && openHi:
		return predicate.Lt(path, hi)
	case lo.Kind() == none:
		return predicate.Le(path, hi)
	}
	if openLo {
		lo = predicate.NextNumber(lo)
	}
	if openHi {
		hi = predicate.PreviousNumber(hi)
	}
	if lo.Kind() == none || hi.Kind() == none || predicate.Compare(lo, hi) > 0 {
		return predicate.Const(false)
	}
	return predicate.Between(path, lo, hi)
}
