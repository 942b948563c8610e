package randexpr

import (
	"math/rand/v2"

	"github.com/thresh-dev/thresh/predicate"
)

// Options are the choices of a Generator. The zero value chooses the defaults.
type Options struct {
	// MaxTests is the largest number of tests in an expression; 0 stands for 18.
	MaxTests int
	// MaxDepth is how deep and, or and not nest; 0 stands for 5.
	MaxDepth int
	// Conjunctions has every expression be one test or an and of tests and
	// negated tests.
	Conjunctions bool
	// ValidUTF8 leaves out the strings that are no UTF-8, which JSON cannot carry.
	ValidUTF8 bool
}

// The defaults of Options.
const (
	defaultMaxTests = 18
	defaultMaxDepth = 5
)

// Generator makes random expressions and events. It is for one goroutine.
type Generator struct {
	rng *rand.Rand
	o   Options
	v   vocabulary
	// What Pair wants the next event to be near to, if anything.
	near []*predicate.Test
}

// New returns a Generator with the default options.
func New(rng *rand.Rand) *Generator { return NewWith(rng, Options{}) }

// NewWith returns a Generator.
func NewWith(rng *rand.Rand, o Options) *Generator {
	if o.MaxTests <= 0 {
		o.MaxTests = defaultMaxTests
	}
	if o.MaxDepth <= 0 {
		o.MaxDepth = defaultMaxDepth
	}
	return &Generator{rng: rng, o: o, v: newVocabulary(o.ValidUTF8)}
}

// Pair returns an expression and an event in which some of the values are those
// of the expression's own tests, so that matches and near misses are frequent even
// where the expression is long. The event is made with b, see [Generator.Event].
func (g *Generator) Pair(b *predicate.Builder) (predicate.Expr, *predicate.Event) {
	e := g.Expr()
	return e, g.EventNear(b, e)
}

// EventNear returns an event in which some of the values are those of the
// expression's tests.
func (g *Generator) EventNear(b *predicate.Builder, e predicate.Expr) *predicate.Event {
	g.near = appendTests(g.near[:0], e)
	ev := g.Event(b)
	g.near = g.near[:0]
	return ev
}

func appendTests(dst []*predicate.Test, e predicate.Expr) []*predicate.Test {
	switch e := e.(type) {
	case predicate.And:
		for _, x := range e {
			dst = appendTests(dst, x)
		}
	case predicate.Or:
		for _, x := range e {
			dst = appendTests(dst, x)
		}
	case predicate.Not:
		return appendTests(dst, e.X)
	case *predicate.Test:
		return append(dst, e)
	}
	return dst
}

// one is true in one of n cases.
func (g *Generator) one(n int) bool { return g.rng.IntN(n) == 0 }

func pick[T any](g *Generator, of []T) T { return of[g.rng.IntN(len(of))] }
