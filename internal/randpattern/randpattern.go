// Package randpattern makes random event patterns and events for differential
// tests, with arrays within arrays.
//
// # Terms
//
//	shape    one tree of a few names that all patterns and events share
//	leaf     a value out of a short list, of every kind
//
// An event follows the shape and puts arrays wherever it likes, so that the values
// of one path come to lie in different elements, in the same, or in none.
//
// # Invariants
//
//	I1  All randomness comes from the rand.Rand given to New.
//	I2  Events are JSON objects, and patterns such as predicate.New takes.
//
// # Cost
//
// A pattern or an event takes a few microseconds.
package randpattern

import (
	"math/rand/v2"
	"strconv"

	"github.com/thresh-dev/thresh/predicate"
)

// Generator makes patterns and events. It is for one goroutine.
type Generator struct {
	rng  *rand.Rand
	room int // values that the event under way may still have
}

// New returns a Generator.
func New(rng *rand.Rand) *Generator { return &Generator{rng: rng} }

func (g *Generator) one(n int) bool { return g.rng.IntN(n) == 0 }

func pick[T any](g *Generator, of ...T) T { return of[g.rng.IntN(len(of))] }

// Pattern returns a random pattern. The tree belongs to the caller.
func (g *Generator) Pattern() predicate.Pattern {
	return predicate.Pattern{X: g.and(2)}
}

func (g *Generator) and(depth int) predicate.Expr {
	and := make(predicate.And, 1+g.rng.IntN(3))
	for i := range and {
		if depth > 0 && g.one(5) {
			or := make(predicate.Or, 2)
			for j := range or {
				or[j] = g.and(depth - 1)
			}
			and[i] = or
		} else {
			and[i] = g.field()
		}
	}
	if len(and) == 1 {
		return and[0]
	}
	return and
}

func (g *Generator) field() *predicate.Field {
	f := &predicate.Field{Path: pick(g, "a", "a.x", "a.y", "a.b", "a.b.x", "a.b.y", "a.c.x", "a.x", "a.y", "z")}
	f.Matchers = make([]predicate.Matcher, 1+g.rng.IntN(8)/6)
	for i := range f.Matchers {
		f.Matchers[i] = g.matcher()
	}
	return f
}

func (g *Generator) matcher() predicate.Matcher {
	m := predicate.Matcher{Op: predicate.MatchOp(g.rng.IntN(11)), Not: g.one(3)}
	args := 1
	if m.Not {
		args += g.rng.IntN(2)
	}
	for range args {
		var v predicate.Value
		switch m.Op {
		case predicate.MatchEqual:
			v = g.value()
		case predicate.MatchWildcard:
			v = predicate.String(pick(g, "a*", "*b", "a*b", "*", "*a*", "a*b*c", `\**`, `*\\`, "ab", "*ab*ab"))
		case predicate.MatchRegexp:
			v = predicate.String(pick(g, "a*b", "(a|b)+", "[^a]*", ".", "", "~.x{2,}"))
		case predicate.MatchCIDR:
			v = predicate.String(pick(g, "10.0.0.0/8", "10.1.0.0/16", "::/0", "2001:db8::/32"))
		case predicate.MatchNumeric, predicate.MatchExists:
		default:
			v = predicate.String(g.text())
		}
		m.Args = append(m.Args, v)
	}
	switch m.Op {
	case predicate.MatchExists:
		m.Args = nil
	case predicate.MatchNumeric:
		m.Not = false
		m.Open = predicate.Bounds(g.rng.IntN(4))
		m.Args = []predicate.Value{{}, {}}
		if !g.one(3) {
			m.Args[0] = g.number()
		}
		if !g.one(3) {
			m.Args[1] = g.number()
		}
	case predicate.MatchRegexp, predicate.MatchCIDR:
		m.Not = false
		m.Args = m.Args[:1]
	default:
	}
	return m
}

func (g *Generator) value() predicate.Value {
	switch g.rng.IntN(8) {
	case 0:
		return predicate.Null()
	case 1:
		return predicate.Bool(g.one(2))
	case 2, 3, 4:
		return g.number()
	default:
		return predicate.String(g.text())
	}
}

func (g *Generator) number() predicate.Value {
	return pick(g, predicate.Int(0), predicate.Int(1), predicate.Int(2), predicate.Int(2), predicate.Float(1.5), predicate.Int(1<<53+1))
}

func (g *Generator) text() string {
	return pick(g, "", "a", "b", "ab", "AB", "aB", "abc", "abab", "a*", `\`, "ß", "SS", "ss", "é", "É", "k", "\u212a",
		"10.1.2.3", "11.0.0.1", "2001:db8::1", "a long string that codes do not tell", "a long string that codes do not tell apart")
}

// Event returns a random event as JSON.
func (g *Generator) Event() []byte {
	g.room = 24
	b := append([]byte(nil), '{')
	if !g.one(12) {
		b = g.member(append(b, `"a":`...), []string{"x", "y", "b", "c"}, 2)
	}
	if g.one(2) {
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = g.member(append(b, `"z":`...), nil, 0)
	}
	return append(b, '}')
}

// member appends a value: an array, an object with some of the names, or a leaf.
func (g *Generator) member(b []byte, names []string, depth int) []byte {
	g.room--
	switch {
	case g.room > 0 && g.one(2):
		b = append(b, '[')
		for i := range g.rng.IntN(4) {
			if i > 0 {
				b = append(b, ',')
			}
			b = g.member(b, names, depth)
		}
		return append(b, ']')
	case len(names) > 0 && depth > 0 && !g.one(6):
		b = append(b, '{')
		n := 0
		for _, name := range names {
			if g.one(3) {
				continue
			}
			if n++; n > 1 {
				b = append(b, ',')
			}
			b = append(strconv.AppendQuote(b, name), ':')
			var below []string
			if name == "b" || name == "c" {
				below = []string{"x", "y"}
			}
			b = g.member(b, below, depth-1)
		}
		return append(b, '}')
	}
	v := g.value()
	switch v.Kind() {
	case predicate.KindNull:
		return append(b, "null"...)
	case predicate.KindString:
		return strconv.AppendQuoteToGraphic(b, v.Text()) // none of the texts needs an escape that JSON has not
	default:
		return append(b, v.String()...)
	}
}
