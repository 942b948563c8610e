package translate_test

import (
	"math/rand/v2"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/internal/randexpr"
	"github.com/thresh-dev/thresh/internal/randpattern"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/expr"
	"github.com/thresh-dev/thresh/predicate/pattern"
	"github.com/thresh-dev/thresh/predicate/translate"
)

func newRand(t *testing.T) *rand.Rand {
	t.Helper()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// nestedEvents are events with arrays in arrays, of the paths of randpattern.
func nestedEvents(t *testing.T, rng *rand.Rand, n int) []*predicate.Event {
	t.Helper()
	g := randpattern.New(rng)
	evs := make([]*predicate.Event, n)
	for i := range evs {
		var err error
		evs[i], err = predicate.ParseJSON(g.Event())
		require.NoError(t, err)
	}
	return evs
}

// tally counts what became of the expressions.
type tally struct{ refused, pairs, matches int }

// compare says whether two expressions match the same of the events. Those that the
// options leave out are passed over, and those that are too much for the oracle.
func (c *tally) compare(t *testing.T, a, b predicate.Expr, o translate.Options, evs []*predicate.Event) {
	t.Helper()
	var or oracle.Oracle
	for _, ev := range evs {
		if o.SingleObjects && ev.HasElements() {
			continue
		}
		x, y := or.Eval(a, ev), or.Eval(b, ev)
		_, isPattern := a.(predicate.Pattern)
		if isPattern && x == oracle.Unknown || !isPattern && y == oracle.Unknown {
			continue
		}
		require.Equal(t, x == oracle.True, y == oracle.True, "%s\nas %s", a, b)
		c.pairs++
		if x == oracle.True {
			c.matches++
		}
	}
}

// toPattern translates the expression and compares.
func (c *tally) toPattern(t *testing.T, e predicate.Expr, o translate.Options, evs []*predicate.Event) {
	t.Helper()
	p, err := translate.ToPattern(e, o)
	if err != nil {
		var te *translate.Error
		require.ErrorAs(t, err, &te)
		c.refused++
		return
	}
	c.compare(t, e, p, o, evs)
	text := p.String()
	require.True(t, jsontext.Value(text).IsValid(), text)
	again, err := pattern.ParseExpr(text)
	require.NoError(t, err, text)
	c.compare(t, p, again, translate.Options{}, evs)
}

// writer makes expressions on the paths of randpattern.
type writer struct{ *rand.Rand }

func pick[T any](w writer, xs ...T) T { return xs[w.IntN(len(xs))] }

func (w writer) value() predicate.Value {
	return pick(w, predicate.Bool(true), predicate.Int(0), predicate.Int(1), predicate.Int(2), predicate.Float(1.5), predicate.Int(1<<53+1),
		predicate.String(w.text()), predicate.String(w.text()))
}

func (w writer) number() predicate.Value {
	return pick(w, predicate.Int(0), predicate.Int(1), predicate.Int(2), predicate.Float(1.5), predicate.Int(1<<53))
}

func (w writer) text() string {
	return pick(w, "", "a", "b", "ab", "abc", "aB", "a*", `\`, "ß", "ss", "é", "k", "\u212a", "10.1.2.3", "2001:db8::1")
}

func (w writer) test() predicate.Expr {
	path := pick(w, "a", "a.x", "a.y", "a.b", "a.b.x", "a.c.x", "z", "z")
	t := pick(w,
		predicate.Eq(path, w.value()), predicate.In(path, w.value(), w.value()),
		predicate.Lt(path, w.number()), predicate.Le(path, w.number()), predicate.Gt(path, w.number()), predicate.Ge(path, w.number()),
		predicate.Between(path, w.number(), w.number()), predicate.StartsWith(path, w.text()), predicate.EndsWith(path, w.text()),
		predicate.Contains(path, w.text()), predicate.CIDR(path, pick(w, "10.0.0.0/8", "::/0")))
	if t.Op != predicate.OpCIDR && t.Args[0].Kind() == predicate.KindString && w.IntN(2) == 0 {
		t = predicate.Lower(t)
	}
	if w.IntN(20) == 0 {
		return predicate.Not{X: t}
	}
	return t
}

func (w writer) expr(depth int) predicate.Expr {
	if depth == 0 || w.IntN(3) == 0 {
		return w.test()
	}
	terms := make([]predicate.Expr, 1+w.IntN(3))
	for i := range terms {
		terms[i] = w.expr(depth - 1)
	}
	switch w.IntN(12) {
	case 0:
		return predicate.Not{X: predicate.Not{X: terms[0]}}
	case 1:
		return predicate.And(append(terms, predicate.Const(w.IntN(3) > 0)))
	case 2, 3, 4:
		return predicate.And(terms)
	default:
		return predicate.Or(terms)
	}
}

// Expressions that become patterns match the same events.
func TestToPatternMatchesTheSame(t *testing.T) {
	n := 20_000
	if testing.Short() {
		n = 2_000
	}
	for name, o := range map[string]translate.Options{"all events": {}, "single objects": {SingleObjects: true}} {
		t.Run(name, func(t *testing.T) {
			rng := newRand(t)
			evs := nestedEvents(t, rng, 2000)
			w := writer{rng}
			var c tally
			for range n {
				from := rng.IntN(len(evs) - 40)
				c.toPattern(t, w.expr(3), o, evs[from:from+40])
			}
			t.Logf("%d of %d refused, %d pairs, %d matches", c.refused, n, c.pairs, c.matches)
			require.Less(t, c.refused, n*9/10)
			require.Greater(t, c.matches, c.pairs/100)
		})
	}
}

// The same of the expressions and events of all the other tests.
func TestToPatternOfAnyTest(t *testing.T) {
	rng := newRand(t)
	g := randexpr.NewWith(rng, randexpr.Options{MaxTests: 3, MaxDepth: 2, ValidUTF8: true})
	var b predicate.Builder
	var c tally
	n := 50_000
	if testing.Short() {
		n = 5_000
	}
	for range n {
		e, ev := g.Pair(&b)
		c.toPattern(t, e, translate.Options{}, []*predicate.Event{ev})
	}
	t.Logf("%d of %d refused, %d pairs, %d matches", c.refused, n, c.pairs, c.matches)
	require.Less(t, c.refused, n*9/10)
	require.Greater(t, c.matches, c.pairs/100)
}

// Patterns that become expressions match the same events.
func TestToExprMatchesTheSame(t *testing.T) {
	n := 40_000
	if testing.Short() {
		n = 4_000
	}
	for name, o := range map[string]translate.Options{"all events": {}, "single objects": {SingleObjects: true}} {
		t.Run(name, func(t *testing.T) {
			rng := newRand(t)
			evs := nestedEvents(t, rng, 2000)
			g := randpattern.New(rng)
			var c tally
			for range n {
				p := g.Pattern()
				e, err := translate.ToExpr(p, o)
				if err != nil {
					var te *translate.Error
					require.ErrorAs(t, err, &te)
					c.refused++
					continue
				}
				from := rng.IntN(len(evs) - 40)
				c.compare(t, p, e, o, evs[from:from+40])
				again, err := expr.ParseExpr(e.String())
				require.NoError(t, err, e.String())
				c.compare(t, e, again, translate.Options{}, evs[from:from+10])
				_, err = predicate.New(e, predicate.Options{})
				require.NoError(t, err, e.String())
			}
			t.Logf("%d of %d refused, %d pairs, %d matches", c.refused, n, c.pairs, c.matches)
			require.Less(t, c.refused, n*99/100)
			require.Greater(t, c.matches, c.pairs/100)
		})
	}
}
