package translate

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/pattern"
)

// MaxAlternatives is how many alternatives a pattern may have where ands of ors are
// written out.
const MaxAlternatives = 1024

// ToPattern returns the event pattern that matches the events on which the
// expression is true. The error is an *Error.
func ToPattern(e predicate.Expr, o Options) (predicate.Pattern, error) {
	w := &patternWriter{options: o, made: map[*predicate.Field]*predicate.Test{}}
	x, err := w.expr(e)
	if err != nil {
		return predicate.Pattern{}, err
	}
	if c, ok := x.(predicate.Const); ok {
		return predicate.Pattern{}, &Error{Construct: map[predicate.Const]string{true: "what is always true", false: "what is never true"}[c], Msg: "a pattern asks for something that can be"}
	}
	p := predicate.Pattern{X: x}
	text := p.String()
	if !jsontext.Value(text).IsValid() {
		return predicate.Pattern{}, &Error{Construct: "a condition on an attribute and on one inside it", Msg: "in a pattern one name would stand for both"}
	}
	if _, err := pattern.ParseExpr(text); err != nil {
		if pe, ok := errors.AsType[*pattern.Error](err); ok {
			err = pe.Err
		}
		return predicate.Pattern{}, &Error{Construct: "what no pattern has", Msg: err.Error(), Err: err}
	}
	return p, nil
}

// patternWriter turns an expression into a tree of fields, in which no and has an
// and in it, no or an or, and no and two ors.
type patternWriter struct {
	options Options
	written int // alternatives that were written out
	made    map[*predicate.Field]*predicate.Test
}

func (w *patternWriter) expr(e predicate.Expr) (predicate.Expr, error) {
	switch e := e.(type) {
	case predicate.Const:
		return e, nil
	case *predicate.Test:
		return w.test(e)
	case predicate.Not:
		return w.not(e)
	case predicate.And:
		return w.and(e)
	case predicate.Or:
		return w.or(e)
	default:
		return nil, &Error{Node: e, Construct: fmt.Sprintf("%T", e), Msg: "it is no expression"}
	}
}

func (w *patternWriter) not(e predicate.Not) (predicate.Expr, error) {
	if x, ok := e.X.(predicate.Not); ok {
		return w.expr(x.X)
	}
	first := firstTest(e.X)
	if first == nil {
		x, err := w.expr(e.X)
		if c, ok := x.(predicate.Const); ok {
			return !c, nil
		}
		return nil, err
	}
	return nil, &Error{Node: first, Construct: "the negation " + brief(e.String()), Msg: "it holds of all values, and a pattern asks for some value"}
}

// firstTest returns the first test of the expression, nil if there is none.
func firstTest(e predicate.Expr) predicate.Expr {
	var terms []predicate.Expr
	switch e := e.(type) {
	case *predicate.Test:
		return e
	case predicate.Not:
		return firstTest(e.X)
	case predicate.And:
		terms = e
	case predicate.Or:
		terms = e
	}
	for _, x := range terms {
		if t := firstTest(x); t != nil {
			return t
		}
	}
	return nil
}

func (w *patternWriter) and(e predicate.And) (predicate.Expr, error) {
	paths := together{}
	var and predicate.And
	var ors []predicate.Or
	never := false
	for _, x := range e {
		x, err := w.expr(x)
		if err != nil {
			return nil, err
		}
		terms := predicate.And{x}
		if sub, ok := x.(predicate.And); ok {
			terms = sub
		}
		for _, x := range terms {
			if err := paths.add(w.options, pathsOf(x)); err != nil {
				if f, ok := err.Node.(*predicate.Field); ok {
					err.Node = w.made[f]
				}
				return nil, err
			}
			switch x := x.(type) {
			case predicate.Const:
				never = never || !bool(x)
			case predicate.Or:
				ors = append(ors, x)
			default:
				and = append(and, x)
			}
		}
	}
	if never {
		return predicate.Const(false), nil
	}
	if len(ors) > 0 {
		or, err := w.product(ors)
		if err != nil {
			return nil, err
		}
		and = append(and, or)
	}
	switch len(and) {
	case 0:
		return predicate.Const(true), nil
	case 1:
		return and[0], nil
	default:
		return and, nil
	}
}

// product returns one or that says what several do together: each alternative of
// the first with the others below it.
func (w *patternWriter) product(ors []predicate.Or) (predicate.Or, error) {
	if len(ors) == 1 {
		return ors[0], nil
	}
	if w.written += len(ors[0]); w.written > MaxAlternatives {
		return nil, &Error{Construct: "an and of many ors", Msg: fmt.Sprintf("written out there are more than %d alternatives", MaxAlternatives), Err: ErrTooMany}
	}
	out := make(predicate.Or, 0, len(ors[0]))
	for _, x := range ors[0] {
		var fields predicate.And
		below := slices.Clone(ors[1:])
		switch x := x.(type) {
		case predicate.And:
			for _, t := range x {
				if or, ok := t.(predicate.Or); ok {
					below = append(below, or)
				} else {
					fields = append(fields, t)
				}
			}
		default:
			fields = append(fields, x)
		}
		or, err := w.product(below)
		if err != nil {
			return nil, err
		}
		out = append(out, append(fields, or))
	}
	return out, nil
}

func (w *patternWriter) or(e predicate.Or) (predicate.Expr, error) {
	var or predicate.Or
	fields := map[string]*predicate.Field{}
	for _, x := range e {
		x, err := w.expr(x)
		if err != nil {
			return nil, err
		}
		terms := predicate.Or{x}
		if sub, ok := x.(predicate.Or); ok {
			terms = sub
		}
		for _, x := range terms {
			switch x := x.(type) {
			case predicate.Const:
				if x {
					return x, nil
				}
			case *predicate.Field:
				if f := fields[x.Path]; f != nil {
					f.Matchers = append(f.Matchers, x.Matchers...)
					continue
				}
				f := &predicate.Field{Path: x.Path, Matchers: slices.Clone(x.Matchers)}
				fields[x.Path] = f
				w.made[f] = w.made[x]
				or = append(or, f)
			default:
				or = append(or, x)
			}
		}
	}
	switch len(or) {
	case 0:
		return predicate.Const(false), nil
	case 1:
		return or[0], nil
	default:
		return or, nil
	}
}

func (w *patternWriter) test(t *predicate.Test) (predicate.Expr, error) {
	for _, name := range predicate.SplitPath(t.Attr.Path) {
		if !isName(name) {
			return nil, &Error{Node: t, Construct: fmt.Sprintf("the attribute name %q", name), Msg: "a pattern would take it for two names, or for an alternation"}
		}
	}
	ms, err := matchers(t)
	if err != nil || len(ms) == 0 {
		return predicate.Const(false), err
	}
	f := &predicate.Field{Path: t.Attr.Path, Matchers: ms}
	w.made[f] = t
	return f, nil
}

// matchers returns the matchers one of which a leaf satisfies where the test is true
// of it: none if it is true of no leaf.
func matchers(t *predicate.Test) ([]predicate.Matcher, error) {
	cannot := func(construct, msg string) ([]predicate.Matcher, error) {
		return nil, &Error{Node: t, Construct: construct + " " + brief(t.String()), Msg: msg}
	}
	one := func(op predicate.MatchOp, args ...predicate.Value) ([]predicate.Matcher, error) {
		return []predicate.Matcher{{Op: op, Args: args}}, nil
	}
	folded := t.Attr.View == predicate.Folded
	switch t.Op {
	case predicate.OpEqual, predicate.OpIn:
		if folded {
			return foldedEqual(t.Args), nil
		}
		if len(t.Args) == 0 {
			return nil, nil
		}
		return one(predicate.MatchEqual, t.Args...)
	case predicate.OpLess, predicate.OpLessEqual, predicate.OpGreater, predicate.OpGreaterEqual, predicate.OpBetween:
		if t.Args[0].Kind() != predicate.KindNumber {
			return cannot("the order of strings", "a pattern has none")
		}
		return numeric(t), nil
	case predicate.OpStartsWith, predicate.OpEndsWith, predicate.OpContains:
		if folded {
			return foldedPart(t.Op, t.Args[0].Text()), nil
		}
		switch t.Op {
		case predicate.OpStartsWith:
			return one(predicate.MatchPrefix, t.Args...)
		case predicate.OpEndsWith:
			return one(predicate.MatchSuffix, t.Args...)
		default:
			return one(predicate.MatchWildcard, predicate.String(containing(t.Args[0].Text())))
		}
	case predicate.OpCIDR:
		return one(predicate.MatchCIDR, t.Args...)
	case predicate.OpMatches:
		return cannot("the regular expression of", "a pattern takes I-Regexp, and this is RE2")
	case predicate.OpAbsent:
		return cannot("the absence", "null is a leaf in a pattern, and no value in an expression")
	default:
		return cannot("the test", "a pattern has no such matcher")
	}
}

// containing returns the wildcard of the strings that contain s.
func containing(s string) string {
	if s == "" {
		return "*"
	}
	return "*" + strings.NewReplacer(`\`, `\\`, `*`, `\*`).Replace(s) + "*"
}

// numeric returns the matcher of an order of numbers.
func numeric(t *predicate.Test) []predicate.Matcher {
	m := predicate.Matcher{Op: predicate.MatchNumeric, Args: make([]predicate.Value, 2)}
	switch t.Op {
	case predicate.OpLess:
		m.Args[1], m.Open = t.Args[0], predicate.UpperBound
	case predicate.OpLessEqual:
		m.Args[1] = t.Args[0]
	case predicate.OpGreater:
		m.Args[0], m.Open = t.Args[0], predicate.LowerBound
	case predicate.OpGreaterEqual:
		m.Args[0] = t.Args[0]
	default:
		switch c := predicate.Compare(t.Args[0], t.Args[1]); {
		case c > 0:
			return nil
		case c == 0:
			return []predicate.Matcher{{Op: predicate.MatchEqual, Args: t.Args[:1]}}
		}
		copy(m.Args, t.Args)
	}
	return []predicate.Matcher{m}
}

// foldedEqual returns the matchers of what equals one of the values in lower case.
func foldedEqual(values []predicate.Value) []predicate.Matcher {
	var ms []predicate.Matcher
	for _, v := range values {
		switch {
		case v.Kind() != predicate.KindString:
			ms = append(ms, predicate.Matcher{Op: predicate.MatchEqual, Args: []predicate.Value{v}})
		case twoForms(v.Text()):
			ms = append(ms, predicate.Matcher{Op: predicate.MatchEqualIgnoreCase, Args: []predicate.Value{v}})
		default:
			if re, ok := iregexp(v.Text()); ok {
				ms = append(ms, predicate.Matcher{Op: predicate.MatchRegexp, Args: []predicate.Value{predicate.String(re)}})
			}
		}
	}
	return ms
}

// foldedPart returns the matchers of strings whose lower case has the part s.
func foldedPart(op predicate.Op, s string) []predicate.Matcher {
	m := predicate.Matcher{Args: []predicate.Value{predicate.String(s)}}
	switch {
	case op == predicate.OpStartsWith && twoForms(s):
		m.Op = predicate.MatchPrefixIgnoreCase
	case op == predicate.OpEndsWith && twoForms(s):
		m.Op = predicate.MatchSuffixIgnoreCase
	default:
		re, ok := iregexp(s)
		if !ok {
			return nil
		}
		if op != predicate.OpStartsWith {
			re = ".*" + re
		}
		if op != predicate.OpEndsWith {
			re += ".*"
		}
		m.Op, m.Args[0] = predicate.MatchRegexp, predicate.String(re)
	}
	return []predicate.Matcher{m}
}

// brief returns s, or the beginning of a long s.
func brief(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
