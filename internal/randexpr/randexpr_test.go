package randexpr_test

import (
	"math/rand/v2"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/internal/randexpr"
	"github.com/thresh-dev/thresh/predicate"
)

func newRand(t *testing.T) *rand.Rand {
	t.Helper()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// The rates must hold for events made apart from the expression, as most tests
// have one event meet many expressions, and for pairs.
func TestMatchRate(t *testing.T) {
	for _, c := range []struct {
		name    string
		options randexpr.Options
	}{
		{"default", randexpr.Options{}},
		{"conjunctions", randexpr.Options{Conjunctions: true}},
		{"validUTF8", randexpr.Options{ValidUTF8: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := randexpr.NewWith(newRand(t), c.options)
			var b predicate.Builder
			var o oracle.Oracle
			const n = 10_000
			apart, near := 0, 0
			for range n {
				if e := g.Expr(); o.Matches(e, g.Event(&b)) {
					apart++
				}
				if o.Matches(g.Pair(&b)) {
					near++
				}
			}
			t.Logf("matches: %.1f %% apart, %.1f %% of pairs", 100*float64(apart)/n, 100*float64(near)/n)
			require.Greater(t, apart, n*5/100)
			require.Less(t, apart, n*60/100)
			require.Greater(t, near, apart)
			require.Less(t, near, n*70/100)
		})
	}
}

// Every operator, in both views and negated or not, must be seen false, unknown
// and true.
func TestEveryTruthOfEveryOperator(t *testing.T) {
	g := randexpr.New(newRand(t))
	var b predicate.Builder
	var o oracle.Oracle
	type key struct {
		op   predicate.Op
		view predicate.View
	}
	seen := map[key]map[oracle.Truth]int{}
	several, nulls, objects := 0, 0, 0
	for range 20_000 {
		e, ev := g.Pair(&b)
		if ev.HasSeveral() {
			several++
		}
		for i := range ev.Len() {
			path, _, n := ev.At(i)
			if n == 0 {
				nulls++
			}
			for v := range ev.ValuesAt(i) {
				if v.Kind() == predicate.KindObject {
					objects++
				}
			}
			require.NotEmpty(t, path)
		}
		for _, test := range tests(nil, e) {
			k := key{test.Op, test.Attr.View}
			if seen[k] == nil {
				seen[k] = map[oracle.Truth]int{}
			}
			seen[k][o.Eval(test, ev)]++
		}
	}
	require.Positive(t, several)
	require.Positive(t, nulls)
	require.Positive(t, objects)
	for op := predicate.OpEqual; op <= predicate.OpAbsent; op++ {
		for _, view := range []predicate.View{predicate.Plain, predicate.Folded} {
			if op == predicate.OpCIDR && view == predicate.Folded {
				continue
			}
			k := key{op, view}
			t.Logf("%-8s %-12s %v", view, op, seen[k])
			require.Positive(t, seen[k][oracle.True], "%v", k)
			require.Positive(t, seen[k][oracle.False], "%v", k)
			if op != predicate.OpAbsent {
				require.Positive(t, seen[k][oracle.Unknown], "%v", k)
			}
		}
	}
}

func tests(dst []*predicate.Test, e predicate.Expr) []*predicate.Test {
	switch e := e.(type) {
	case predicate.And:
		for _, x := range e {
			dst = tests(dst, x)
		}
	case predicate.Or:
		for _, x := range e {
			dst = tests(dst, x)
		}
	case predicate.Not:
		dst = tests(dst, e.X)
	case *predicate.Test:
		dst = append(dst, e)
	}
	return dst
}

func TestExpressionsAreTaken(t *testing.T) {
	g := randexpr.New(newRand(t))
	nested, empty, most := 0, 0, 0
	for range 5_000 {
		e := g.Expr()
		s, err := predicate.New(e, predicate.Options{})
		require.NoError(t, err, "%s", e)
		most = max(most, len(s.Conjunctions()))
		n := len(tests(nil, e))
		require.LessOrEqual(t, n, 18)
		if n > 6 {
			nested++
		}
		if n == 0 {
			empty++
		}
	}
	t.Logf("most conjunctions %d, %d long, %d without tests", most, nested, empty)
	require.Greater(t, most, 10)
	require.Positive(t, nested)
	require.Positive(t, empty)
}

func TestConjunctions(t *testing.T) {
	g := randexpr.NewWith(newRand(t), randexpr.Options{Conjunctions: true})
	for range 1_000 {
		e := g.Expr()
		terms, ok := e.(predicate.And)
		if !ok {
			terms = predicate.And{e}
		}
		require.NotEmpty(t, terms)
		for _, x := range terms {
			if n, ok := x.(predicate.Not); ok {
				x = n.X
			}
			require.IsType(t, &predicate.Test{}, x)
		}
	}
}

func TestValidUTF8(t *testing.T) {
	g := randexpr.NewWith(newRand(t), randexpr.Options{ValidUTF8: true})
	var b predicate.Builder
	for range 5_000 {
		e, ev := g.Pair(&b)
		require.True(t, utf8.ValidString(e.String()))
		for _, test := range tests(nil, e) {
			for _, v := range test.Args {
				require.True(t, utf8.ValidString(v.Text()), "%q", v.Text())
			}
		}
		for i := range ev.Len() {
			for v := range ev.ValuesAt(i) {
				require.True(t, utf8.ValidString(v.Text()), "%q", v.Text())
			}
		}
	}
}

func TestSameSeedSamePairs(t *testing.T) {
	seed := newRand(t).Uint64()
	g, h := randexpr.New(rand.New(rand.NewPCG(seed, 1))), randexpr.New(rand.New(rand.NewPCG(seed, 1)))
	var b, c predicate.Builder
	for range 200 {
		e, ev := g.Pair(&b)
		f, fv := h.Pair(&c)
		require.Equal(t, e, f)
		require.Equal(t, ev.Len(), fv.Len())
		for i := range ev.Len() {
			path, first, n := ev.At(i)
			path2, first2, n2 := fv.At(i)
			require.Equal(t, path, path2)
			require.Equal(t, first, first2)
			require.Equal(t, n, n2)
		}
	}
}
