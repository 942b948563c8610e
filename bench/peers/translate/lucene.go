package translate

import "github.com/thresh-dev/thresh/predicate"

// Lucene returns the expression as a tree of Lucene's queries, in JSON: a node is an
// array of its name and its arguments.
//
//	["and", Q…] ["or", Q…] ["not", Q]
//	["term", attr, text…]                     one of the texts
//	["prefix", attr, text] ["wildcard", attr, pattern]
//	["texts", attr, lo, hi, lo open, hi open] null where there is no end
//	["longs", attr, lo, hi, lo open, hi open]
//	["doubles", attr, lo, hi, lo open, hi open]
func Lucene(e predicate.Expr, kinds Kinds) (string, error) {
	node, err := lucene(e, kinds)
	if err != nil {
		return "", err
	}
	return marshal(node)
}

func lucene(e predicate.Expr, kinds Kinds) ([]any, error) {
	switch e := e.(type) {
	case predicate.And:
		return luceneList("and", e, kinds)
	case predicate.Or:
		return luceneList("or", e, kinds)
	case predicate.Not:
		return luceneList("not", []predicate.Expr{e.X}, kinds)
	case *predicate.Test:
		return luceneTest(e, kinds[e.Attr.Path])
	default:
		return nil, unsaid("constants")
	}
}

func luceneList(what string, list []predicate.Expr, kinds Kinds) ([]any, error) {
	out := []any{what}
	for _, e := range list {
		node, err := lucene(e, kinds)
		if err != nil {
			return nil, err
		}
		out = append(out, node)
	}
	return out, nil
}

func luceneTest(t *predicate.Test, kind Kind) ([]any, error) {
	if t.Attr.View != predicate.Plain {
		return nil, unsaid("tests of the value in lower case")
	}
	if kind == Bool {
		return nil, unsaid("truth values")
	}
	attr := t.Attr.Path
	switch t.Op {
	case predicate.OpEqual, predicate.OpIn:
		if kind == String {
			out := []any{"term", attr}
			for _, v := range t.Args {
				out = append(out, v.Text())
			}
			return out, nil
		}
		out := []any{"or"}
		for _, v := range t.Args {
			out = append(out, luceneRange(attr, kind, v, v, false, false))
		}
		return out, nil
	case predicate.OpLess, predicate.OpLessEqual:
		return luceneRange(attr, kind, predicate.Value{}, t.Args[0], false, t.Op == predicate.OpLess), nil
	case predicate.OpGreater, predicate.OpGreaterEqual:
		return luceneRange(attr, kind, t.Args[0], predicate.Value{}, t.Op == predicate.OpGreater, false), nil
	case predicate.OpBetween:
		return luceneRange(attr, kind, t.Args[0], t.Args[1], false, false), nil
	case predicate.OpStartsWith:
		return []any{"prefix", attr, t.Args[0].Text()}, nil
	case predicate.OpEndsWith:
		return []any{"wildcard", attr, "*" + wildcardText(t.Args[0].Text())}, nil
	case predicate.OpContains:
		return []any{"wildcard", attr, "*" + wildcardText(t.Args[0].Text()) + "*"}, nil
	default:
		return nil, unsaid("the operator %v", t.Op)
	}
}

// wildcardText escapes what is special in a wildcard query.
func wildcardText(s string) string {
	var out []rune
	for _, c := range s {
		if c == '*' || c == '?' || c == '\\' {
			out = append(out, '\\')
		}
		out = append(out, c)
	}
	return string(out)
}

// luceneRange writes an interval; an end that is absent is none.
func luceneRange(attr string, kind Kind, lo, hi predicate.Value, loOpen, hiOpen bool) []any {
	ends := [2]any{}
	for i, v := range []predicate.Value{lo, hi} {
		if v.Kind() != predicate.KindAbsent {
			ends[i] = number(v)
		}
	}
	what := map[Kind]string{String: "texts", Int: "longs", Float: "doubles"}[kind]
	return []any{what, attr, ends[0], ends[1], loOpen, hiOpen}
}
