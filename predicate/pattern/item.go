package pattern

import (
	"fmt"
	"strings"

	"github.com/thresh-dev/thresh/predicate"
)

// item is one thing that an object asks for: a field, or one of some alternatives.
type item struct {
	key   string // the names of a field joined by dots: what is the same path
	field predicate.Expr
	or    [][]item // not nil: alternatives, each of which asks for all of its items
}

// maxDots is how many dots the names of a field may have. Each doubles the ways
// to read them.
const maxDots = 6

// fieldOf returns the field of the matchers. A dot in a name stands for itself or
// is between two names.
func (p *parser) fieldOf(at int, names []string, ms []predicate.Matcher) (item, error) {
	key := strings.Join(names, ".")
	dots := 0
	for _, n := range names {
		dots += strings.Count(n, ".")
	}
	switch {
	case dots > maxDots:
		return item{}, p.fail(at, "the names above have more than %d dots", maxDots)
	case dots == 0:
		return item{key: key, field: p.newField(at, predicate.JoinPath(names...), ms)}, nil
	}
	paths := readings(names)
	var some, none []predicate.Matcher // those that ask for a leaf, and for none
	for _, m := range ms {
		if m.Op == predicate.MatchExists && m.Not {
			none = []predicate.Matcher{m}
		} else {
			some = append(some, m)
		}
	}
	var or predicate.Or
	if len(some) > 0 {
		for _, path := range paths {
			or = append(or, p.newField(at, path, some))
		}
	}
	if none == nil {
		return item{key: key, field: or}, nil
	}
	var and predicate.And
	for _, path := range paths {
		and = append(and, p.newField(at, path, none))
	}
	if len(some) == 0 {
		return item{key: key, field: and}, nil
	}
	return item{key: key, field: append(or, and)}, nil
}

// newField returns a field, and keeps its place.
func (p *parser) newField(at int, path string, ms []predicate.Matcher) *predicate.Field {
	f := &predicate.Field{Path: path, Matchers: ms}
	if p.places != nil {
		p.places[f] = at
	}
	return f
}

// readings returns the paths that the names may stand for.
func readings(names []string) []string {
	paths := []string{""}
	for i, n := range names {
		var of []string
		for j, part := range strings.Split(n, ".") {
			part = predicate.JoinPath(part)
			if j == 0 {
				of = []string{part}
				continue
			}
			nested := make([]string, 0, 2*len(of))
			for _, o := range of {
				nested = append(nested, o+"."+part, o+`\.`+part)
			}
			of = nested
		}
		var next []string
		for _, p := range paths {
			for _, o := range of {
				if i > 0 {
					o = p + "." + o
				}
				next = append(next, o)
			}
		}
		paths = next
	}
	return paths
}

// expr returns the and of the items. Where a path is asked for twice the later
// field replaces the earlier, so that the alternatives are written out.
func (p *parser) expr(items []item) (predicate.Expr, error) {
	if _, twice := keysOf(items); !twice {
		return and(items), nil
	}
	rules, err := p.rules([]rule{{}}, items)
	if err != nil {
		return nil, err
	}
	var or predicate.Or
	for _, r := range rules {
		or = append(or, r.expr())
	}
	if len(or) == 1 {
		return or[0], nil
	}
	return or, nil
}

// keysOf returns the paths of the items, and whether some path is asked for twice
// by what is to hold together.
func keysOf(items []item) (keys map[string]bool, twice bool) {
	keys = map[string]bool{}
	for _, it := range items {
		own := map[string]bool{}
		if it.or == nil {
			own[it.key] = true
		}
		for _, alternative := range it.or {
			ks, t := keysOf(alternative)
			twice = twice || t
			for k := range ks {
				own[k] = true
			}
		}
		for k := range own {
			twice = twice || keys[k]
			keys[k] = true
		}
	}
	return keys, twice
}

func and(items []item) predicate.Expr {
	if len(items) == 1 {
		return items[0].expr()
	}
	e := make(predicate.And, len(items))
	for i, it := range items {
		e[i] = it.expr()
	}
	return e
}

func (it *item) expr() predicate.Expr {
	if it.or == nil {
		return it.field
	}
	or := make(predicate.Or, len(it.or))
	for i, alternative := range it.or {
		or[i] = and(alternative)
	}
	return or
}

// rule is fields that are to hold together, one for a path, in the order in which
// the paths were first named.
type rule []item

func (r rule) expr() predicate.Expr { return and(r) }

// with returns the rule with the field added, or in place of one of the same path.
func (r rule) with(f item) rule {
	out := append(make(rule, 0, len(r)+1), r...)
	for i := range out {
		if out[i].key == f.key {
			out[i] = f
			return out
		}
	}
	return append(out, f)
}

// rules returns the rules with the items added: one for each and each choice of
// alternatives.
func (p *parser) rules(rules []rule, items []item) ([]rule, error) {
	for _, it := range items {
		if it.or == nil {
			for i := range rules {
				rules[i] = rules[i].with(it)
			}
			continue
		}
		var out []rule
		for _, alternative := range it.or {
			more, err := p.rules(append([]rule(nil), rules...), alternative)
			if err != nil {
				return nil, err
			}
			if out = append(out, more...); len(out) > p.limit {
				return nil, fmt.Errorf("%w: more than %d", predicate.ErrTooManyConjunctions, p.limit)
			}
		}
		rules = out
	}
	return rules, nil
}
