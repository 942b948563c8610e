package randexpr

import (
	"unicode/utf8"

	"github.com/thresh-dev/thresh/predicate"
)

// Expr returns a random expression. The tree belongs to the caller.
func (g *Generator) Expr() predicate.Expr {
	if g.o.Conjunctions {
		return g.conjunction()
	}
	budget := 1 + g.rng.IntN(g.o.MaxTests)
	if !g.one(4) {
		budget = min(budget, 1+g.rng.IntN(6)) // mostly short
	}
	return g.expr(budget, g.o.MaxDepth)
}

func (g *Generator) conjunction() predicate.Expr {
	n := 1 + g.rng.IntN(min(5, g.o.MaxTests))
	if n == 1 && g.one(2) {
		return g.literal()
	}
	e := make(predicate.And, n)
	for i := range e {
		e[i] = g.literal()
	}
	return e
}

// literal returns a test or its negation.
func (g *Generator) literal() predicate.Expr {
	t := g.test()
	if g.one(4) {
		return predicate.Not{X: t}
	}
	return t
}

// expr returns an expression of at most budget tests, nested at most depth deep.
func (g *Generator) expr(budget, depth int) predicate.Expr {
	if g.one(60) {
		return predicate.Const(g.one(2))
	}
	if depth == 0 || budget == 1 {
		return g.literal()
	}
	switch g.rng.IntN(10) {
	case 0:
		return predicate.Not{X: g.expr(budget, depth-1)}
	case 1, 2, 3, 4:
		return predicate.And(g.terms(budget, depth))
	case 5, 6, 7, 8:
		return predicate.Or(g.terms(budget, depth))
	default:
		return g.literal()
	}
}

// terms spreads the budget over some expressions, rarely none or one.
func (g *Generator) terms(budget, depth int) []predicate.Expr {
	if g.one(80) {
		return nil
	}
	var terms []predicate.Expr
	for budget > 0 {
		n := 1 + g.rng.IntN(budget)
		if n == budget && len(terms) == 0 && !g.one(20) {
			n = max(1, budget/2)
		}
		terms = append(terms, g.expr(n, depth-1))
		budget -= n
		if len(terms) > 1 && g.one(4) {
			break
		}
	}
	return terms
}

// test returns a test of any operator, mostly one that suits the attribute.
func (g *Generator) test() *predicate.Test {
	a := pick(g, g.v.attrs)
	f := g.drift(a.flavour)
	if g.one(40) {
		a.path = object
	}
	var t *predicate.Test
	switch g.rng.IntN(8) {
	case 0:
		t = predicate.Absent(a.path)
	case 1:
		t = predicate.Eq(a.path, g.value(f))
	case 2:
		t = predicate.In(a.path, g.values(f)...)
	case 3, 4:
		t = g.comparison(a.path, f)
	default:
		t = g.textTest(a.path, f)
	}
	if t.Op != predicate.OpCIDR && g.one(4) {
		t = predicate.Lower(t)
	}
	return t
}

// values returns a few values, rarely none or many.
func (g *Generator) values(f flavour) []predicate.Value {
	n := 1 + g.rng.IntN(4)
	switch {
	case g.one(30):
		n = 0
	case g.one(30):
		n = 30
	}
	vs := make([]predicate.Value, n)
	for i := range vs {
		vs[i] = g.value(g.drift(f))
	}
	return vs
}

// ordered returns a number or a string.
func (g *Generator) ordered(f flavour) predicate.Value {
	if f == truths {
		return g.number(f)
	}
	return g.value(f)
}

func (g *Generator) comparison(path string, f flavour) *predicate.Test {
	v := g.ordered(f)
	switch g.rng.IntN(5) {
	case 0:
		return predicate.Lt(path, v)
	case 1:
		return predicate.Le(path, v)
	case 2:
		return predicate.Gt(path, v)
	case 3:
		return predicate.Ge(path, v)
	default:
		w := g.ordered(f)
		if predicate.Compare(v, w) > 0 && !g.one(6) { // now and then no interval at all
			v, w = w, v
		}
		return predicate.Between(path, v, w)
	}
}

// textTest returns a test of strings, or one that suits the flavour better.
func (g *Generator) textTest(path string, f flavour) *predicate.Test {
	switch f {
	case numbers, edges:
		if !g.one(6) {
			return g.comparison(path, f)
		}
	case truths:
		if !g.one(6) {
			return predicate.Eq(path, g.value(f))
		}
	case addresses:
		if !g.one(3) {
			return predicate.CIDR(path, pick(g, g.v.networks))
		}
	default:
	}
	switch g.rng.IntN(9) {
	case 0, 1:
		return predicate.StartsWith(path, g.part(f, true))
	case 2, 3:
		return predicate.EndsWith(path, g.part(f, false))
	case 4, 5:
		return predicate.Contains(path, g.part(f, g.one(2)))
	case 6, 7:
		return predicate.Matches(path, pick(g, g.v.regexps))
	default:
		return predicate.CIDR(path, pick(g, g.v.networks))
	}
}

// part returns the beginning or the end of a string, cut between runes, or all of
// it.
func (g *Generator) part(f flavour, beginning bool) string {
	text := g.text(f)
	runes := []rune(text)
	if g.one(6) || len(runes) == 0 || !utf8.ValidString(text) {
		return text
	}
	n := 1 + g.rng.IntN(min(len(runes), 9))
	if beginning {
		return string(runes[:n])
	}
	return string(runes[len(runes)-n:])
}
