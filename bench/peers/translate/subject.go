package translate

import (
	"slices"
	"strings"

	"github.com/thresh-dev/thresh/predicate"
)

// Subject returns a conjunction of equalities of strings as a subject of NATS: one
// token a level, in the order of the levels, * where there is no test.
func Subject(e predicate.Expr, levels []string) (string, error) {
	tokens := make([]string, len(levels))
	for i := range tokens {
		tokens[i] = "*"
	}
	list, ok := e.(predicate.And)
	if !ok {
		list = predicate.And{e}
	}
	for _, e := range list {
		t, ok := e.(*predicate.Test)
		if !ok || t.Op != predicate.OpEqual || t.Attr.View != predicate.Plain {
			return "", unsaid("anything but equalities joined by and")
		}
		i := slices.Index(levels, t.Attr.Path)
		if i < 0 || tokens[i] != "*" {
			return "", unsaid("two tests of one attribute")
		}
		var err error
		if tokens[i], err = Token(t.Args[0]); err != nil {
			return "", err
		}
	}
	return strings.Join(tokens, "."), nil
}

// Token returns a value as one token of a subject.
func Token(v predicate.Value) (string, error) {
	if v.Kind() != predicate.KindString {
		return "", unsaid("values that are no strings")
	}
	s := v.Text()
	if s == "" || strings.ContainsAny(s, ".*> \t\r\n") {
		return "", unsaid("the token %q", s)
	}
	return s, nil
}
