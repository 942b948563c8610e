package selector

import "github.com/thresh-dev/thresh/predicate"

// lowerer turns a tree into an expression.
type lowerer struct{ dialect Dialect }

// lower returns an expression that is true where the condition has the truth value
// want. Where it has not, the expression is false or unknown.
func (l lowerer) lower(n node, want bool) predicate.Expr {
	switch n := n.(type) {
	case fact:
		return predicate.Const(bool(n) == want)
	case not:
		return l.lower(n.x, !want)
	case and:
		return l.join(n, want, want)
	case or:
		return l.join(n, !want, want)
	case isNull:
		if want {
			return predicate.Absent(n.path)
		}
		return predicate.Exists(n.path)
	case compare:
		return l.compare(n, want)
	case between:
		if want {
			return predicate.Between(n.path, n.lo, n.hi)
		}
		return l.orUnlike(n.path, predicate.KindNumber, predicate.Lt(n.path, n.lo), predicate.Gt(n.path, n.hi))
	case among:
		return l.among(n, want)
	default:
		return l.resembles(n.(resembles), want)
	}
}

// join returns the and, or else the or, of the terms each of which has the truth
// value want.
func (l lowerer) join(terms []node, all, want bool) predicate.Expr {
	joined := make([]predicate.Expr, 0, len(terms))
	for _, n := range terms {
		e := l.lower(n, want)
		switch e := e.(type) {
		case predicate.And:
			if all {
				joined = append(joined, e...)
				continue
			}
		case predicate.Or:
			if !all {
				joined = append(joined, e...)
				continue
			}
		}
		joined = append(joined, e)
	}
	if all {
		return predicate.And(joined)
	}
	return predicate.Or(joined)
}

func (l lowerer) compare(c compare, want bool) predicate.Expr {
	if !want {
		return l.compareFalse(c)
	}
	switch c.op {
	case "=":
		return predicate.Eq(c.path, c.value)
	case "<>":
		return likeButNot(c.path, c.value)
	case "<":
		return predicate.Lt(c.path, c.value)
	case "<=":
		return predicate.Le(c.path, c.value)
	case ">":
		return predicate.Gt(c.path, c.value)
	default:
		return predicate.Ge(c.path, c.value)
	}
}

// compareFalse returns where the comparison is false: where its opposite is true,
// or the value is unlike, if that makes it so.
func (l lowerer) compareFalse(c compare) predicate.Expr {
	if l.dialect.unlikeIsFalse() {
		switch {
		case c.op == "=":
			return predicate.Ne(c.path, c.value)
		case c.op == "<>" && c.value.Kind() == predicate.KindBool:
			return predicate.Ne(c.path, predicate.Bool(!c.value.Truth()))
		}
	}
	opposite := compare{path: c.path, value: c.value}
	switch c.op {
	case "=":
		opposite.op = "<>"
	case "<>":
		opposite.op = "="
	case "<":
		opposite.op = ">="
	case "<=":
		opposite.op = ">"
	case ">":
		opposite.op = "<="
	default:
		opposite.op = "<"
	}
	return l.orUnlike(c.path, c.value.Kind(), l.compare(opposite, true))
}

// likeButNot returns where the value is of v's kind and not v.
func likeButNot(path string, v predicate.Value) predicate.Expr {
	if v.Kind() == predicate.KindBool {
		return predicate.Eq(path, predicate.Bool(!v.Truth()))
	}
	return predicate.Or{predicate.Lt(path, v), predicate.Gt(path, v)}
}

func (l lowerer) among(c among, want bool) predicate.Expr {
	in := predicate.In(c.path, c.values...)
	if want {
		return in
	}
	if l.dialect.unlikeIsFalse() {
		return predicate.Not{X: in}
	}
	kind := ofKind(c.path, c.values[0].Kind())
	if len(kind) == 1 {
		return predicate.And{predicate.Not{X: in}, kind[0]}
	}
	return predicate.And{predicate.Not{X: in}, predicate.Or(kind)}
}

func (l lowerer) resembles(c resembles, want bool) predicate.Expr {
	t := like(c.path, c.pattern)
	switch {
	case want:
		return t
	case t.Op == predicate.OpEqual:
		return l.compareFalse(compare{c.path, "=", t.Args[0]})
	default:
		return l.orUnlike(c.path, predicate.KindString, predicate.Not{X: t})
	}
}

// orUnlike returns where one of the terms is true, or the value is of another kind
// if that makes a comparison false.
func (l lowerer) orUnlike(path string, kind predicate.Kind, terms ...predicate.Expr) predicate.Expr {
	if o, ok := terms[0].(predicate.Or); ok {
		terms = o
	}
	if l.dialect.unlikeIsFalse() {
		for _, k := range []predicate.Kind{predicate.KindBool, predicate.KindNumber, predicate.KindString} {
			if k != kind {
				terms = append(terms, ofKind(path, k)...)
			}
		}
	}
	if len(terms) == 1 {
		return terms[0]
	}
	return predicate.Or(terms)
}

// ofKind returns tests one of which is true of a bool, a number or a string.
func ofKind(path string, k predicate.Kind) []predicate.Expr {
	switch k {
	case predicate.KindBool:
		return []predicate.Expr{predicate.In(path, predicate.Bool(false), predicate.Bool(true))}
	case predicate.KindNumber:
		zero := predicate.Int(0)
		return []predicate.Expr{predicate.Le(path, zero), predicate.Gt(path, zero)}
	default:
		return []predicate.Expr{predicate.Ge(path, predicate.String(""))}
	}
}
