package expr_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/internal/randexpr"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/expr"
)

func newRand(t *testing.T) *rand.Rand {
	t.Helper()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// The conjunctions that an expression is lowered to must be satisfied by just the
// events of which the oracle says that the expression is true.
func TestLoweringAgainstOracle(t *testing.T) {
	exprs, eventsEach := 35_000, 9 // and one near to the expression
	if testing.Short() {
		exprs = 3_000
	}
	g := randexpr.New(newRand(t))
	var b predicate.Builder
	var o oracle.Oracle
	pairs, matches, split := 0, 0, 0
	for range exprs {
		e := g.Expr()
		s, err := predicate.New(e, predicate.Options{})
		require.NoError(t, err)
		for _, c := range s.Conjunctions() {
			if c.Several {
				split++
				break
			}
		}
		ev := g.EventNear(&b, e)
		for i := 0; ; i++ {
			want := o.Matches(e, ev)
			if want != s.Satisfied(ev) {
				require.FailNow(t, "lowering differs", "expression %s\nconjunctions %v\nevent %s\noracle %v",
					e, s.Conjunctions(), describe(ev), want)
			}
			pairs++
			if want {
				matches++
			}
			if i == eventsEach {
				break
			}
			ev = g.Event(&b)
		}
	}
	t.Logf("%d pairs, %d matches, %d expressions with a split conjunction", pairs, matches, split)
	require.Greater(t, matches, pairs/20)
	require.Greater(t, split, exprs/100)
}

// What String writes, ParseExpr reads, with the same meaning and the same String.
func TestStringIsParsed(t *testing.T) {
	exprs := 20_000
	if testing.Short() {
		exprs = 2_000
	}
	// Strings that are no UTF-8 have no form in the expression language.
	g := randexpr.NewWith(newRand(t), randexpr.Options{ValidUTF8: true})
	var b predicate.Builder
	var o oracle.Oracle
	for range exprs {
		e := g.Expr()
		parsed, err := expr.ParseExpr(e.String())
		require.NoError(t, err, "%s", e)
		again, err := expr.ParseExpr(parsed.String())
		require.NoError(t, err, "%s", parsed)
		require.Equal(t, parsed, again)
		ev := g.EventNear(&b, e)
		for range 3 {
			if o.Eval(e, ev) != o.Eval(parsed, ev) {
				require.FailNow(t, "parsed differs", "%s\n%s\non %s", e, parsed, describe(ev))
			}
			ev = g.Event(&b)
		}
	}
}

func describe(ev *predicate.Event) string {
	s := ""
	for i := range ev.Len() {
		path, _, _ := ev.At(i)
		s += path + ":"
		for v := range ev.ValuesAt(i) {
			s += " " + v.String()
		}
		s += "; "
	}
	return s
}
