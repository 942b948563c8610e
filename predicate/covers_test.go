package predicate_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/internal/randexpr"
	p "github.com/thresh-dev/thresh/predicate"
)

// coverValues is every value that the tests of coverTest can tell from the others.
func coverValues() []p.Value {
	return []p.Value{
		p.Bool(false), p.Bool(true), p.Int(0), p.Int(1), p.Float(1.5), p.Int(2), p.Int(3),
		p.String(""), p.String("a"), p.String("ab"), p.String("b"), p.Object(),
	}
}

func coverTest(rng *rand.Rand, exact bool) *p.Test {
	path := string("ab"[rng.IntN(2)])
	n := func() p.Value { return p.Int(int64(1 + rng.IntN(2))) }
	ops := 9
	if !exact {
		ops = 13
	}
	switch rng.IntN(ops) {
	case 0, 1:
		return p.Gt(path, n())
	case 2:
		return p.Le(path, n())
	case 3:
		return p.Between(path, p.Int(1), p.Int(2))
	case 4:
		return p.Eq(path, []p.Value{n(), p.Bool(true), p.String("a")}[rng.IntN(3)])
	case 5:
		return p.In(path, n(), p.String("b"), p.Bool(rng.IntN(2) == 0))
	case 6:
		return p.StartsWith(path, "a")
	case 7:
		return p.Absent(path)
	case 8:
		return p.Lt(path, n())
	case 9:
		return p.Contains(path, string("ab"[rng.IntN(2)]))
	case 10:
		return p.Matches(path, "^a|b")
	case 11:
		return p.EndsWith(path, "b")
	default:
		return p.Lower(p.Eq(path, p.String("a")))
	}
}

func coverExpr(rng *rand.Rand, size int, exact bool) p.Expr {
	if size <= 1 {
		if rng.IntN(3) == 0 {
			return p.Not{X: coverTest(rng, exact)}
		}
		return coverTest(rng, exact)
	}
	left := 1 + rng.IntN(size-1)
	l, r := coverExpr(rng, left, exact), coverExpr(rng, size-left, exact)
	switch rng.IntN(5) {
	case 0:
		return p.Not{X: p.And{l, r}}
	case 1, 2:
		return p.Or{l, r}
	default:
		return p.And{l, r}
	}
}

// testsOf appends the tests of the tree.
func testsOf(dst []*p.Test, e p.Expr) []*p.Test {
	switch e := e.(type) {
	case p.Not:
		return testsOf(dst, e.X)
	case p.And:
		for _, x := range e {
			dst = testsOf(dst, x)
		}
	case p.Or:
		for _, x := range e {
			dst = testsOf(dst, x)
		}
	case *p.Test:
		dst = append(dst, e)
	}
	return dst
}

// eval is the meaning of the tree under the truths of its tests.
func eval(e p.Expr, truths map[*p.Test]oracle.Truth) oracle.Truth {
	switch e := e.(type) {
	case p.Not:
		return eval(e.X, truths).Not()
	case p.And:
		all := oracle.True
		for _, x := range e {
			all = min(all, eval(x, truths))
		}
		return all
	case p.Or:
		some := oracle.False
		for _, x := range e {
			some = max(some, eval(x, truths))
		}
		return some
	default:
		return truths[e.(*p.Test)]
	}
}

// outcomes returns all the ways in which the tests, which are on one attribute,
// can turn out together, found by trying every set of values: sets of one more are
// tried until they show no new way.
func outcomes(tests []*p.Test) [][]oracle.Truth {
	if len(tests) == 0 {
		return [][]oracle.Truth{nil}
	}
	var b p.Builder
	on := func(vs ...p.Value) []oracle.Truth {
		b.Reset()
		for _, v := range vs {
			b.Add(tests[0].Attr.Path, v)
		}
		ev, err := b.Event()
		if err != nil {
			panic(err)
		}
		ts := make([]oracle.Truth, len(tests))
		for i, t := range tests {
			ts[i] = oracle.Eval(t, ev)
		}
		return ts
	}
	var out [][]oracle.Truth
	add := func(ts []oracle.Truth) {
		if !slices.ContainsFunc(out, func(o []oracle.Truth) bool { return slices.Equal(o, ts) }) {
			out = append(out, ts)
		}
	}
	for _, v := range coverValues() {
		add(on(v))
	}
	single := slices.Clone(out)
	absent := on()
	// A test of several values is the or of the test on each.
	for before := 0; before < len(out); {
		before = len(out)
		for _, ts := range slices.Clone(out) {
			for _, us := range single {
				both := make([]oracle.Truth, len(ts))
				for i := range ts {
					both[i] = max(ts[i], us[i])
					if tests[i].Op == p.OpAbsent {
						both[i] = oracle.False
					}
				}
				add(both)
			}
		}
	}
	add(absent)
	return out
}

// covers tries every event there is.
func covers(a, b p.Expr) bool {
	byPath := map[string][]*p.Test{}
	for _, t := range testsOf(testsOf(nil, a), b) {
		byPath[t.Attr.Path] = append(byPath[t.Attr.Path], t)
	}
	truths := map[*p.Test]oracle.Truth{}
	ofB := outcomes(byPath["b"])
	for _, as := range outcomes(byPath["a"]) {
		for i, t := range byPath["a"] {
			truths[t] = as[i]
		}
		for _, bs := range ofB {
			for i, t := range byPath["b"] {
				truths[t] = bs[i]
			}
			if eval(b, truths) == oracle.True && eval(a, truths) != oracle.True {
				return false
			}
		}
	}
	return true
}

func TestCoversAgainstAllEvents(t *testing.T) {
	rng := newRand(t)
	n := 15_000
	if testing.Short() {
		n = 800
	}
	yes := 0
	for range n {
		exact := rng.IntN(3) > 0
		a, b := coverExpr(rng, 1+rng.IntN(4), exact), coverExpr(rng, 1+rng.IntN(4), exact)
		switch rng.IntN(4) { // so that there is something to cover
		case 0:
			b = p.And{b, a}
		case 1:
			a = p.Or{a, b}
		}
		want := covers(a, b)
		got := p.Covers(mustNew(t, a), mustNew(t, b))
		if got {
			yes++
			require.True(t, want, "%s does not cover %s", a, b)
		} else if exact {
			require.False(t, want, "%s covers %s", a, b)
		}
	}
	require.Greater(t, yes, n/10)
	require.Less(t, yes, n*9/10)
}

// TestCoversIsSound looks for events that the covered matches and the covering
// does not, with all operators and ugly values.
func TestCoversIsSound(t *testing.T) {
	g := randexpr.New(newRand(t))
	var o oracle.Oracle
	var b p.Builder
	n := 4000
	if testing.Short() {
		n = 800
	}
	checked := 0
	for range n {
		e, f := g.Expr(), g.Expr()
		se, err := p.New(e, p.Options{})
		if err != nil {
			continue
		}
		require.True(t, p.Covers(se, se), "%s", e)
		for _, x := range []p.Expr{f, p.And{f, e}, p.And{e, f}, p.Or{e, f}} {
			sx, err := p.New(x, p.Options{})
			if err != nil || !p.Covers(se, sx) {
				continue
			}
			for range 20 {
				ev := g.EventNear(&b, x)
				if o.Matches(x, ev) {
					checked++
					require.True(t, o.Matches(e, ev), "%s does not cover %s", e, x)
				}
			}
		}
	}
	require.Greater(t, checked, n)
}

func TestCovers(t *testing.T) {
	i, s := p.Int, p.String
	for _, c := range []struct {
		a, b p.Expr
		want bool
	}{
		{p.Gt("a", i(1)), p.Gt("a", i(2)), true},
		{p.Gt("a", i(2)), p.Gt("a", i(1)), false},
		{p.Or{p.Lt("a", i(5)), p.Ge("a", i(5))}, p.Between("a", i(0), i(9)), true},
		{p.Or{p.Lt("a", i(5)), p.Gt("a", i(5))}, p.Between("a", i(0), i(9)), false},
		{p.Or{p.Le("a", i(1<<60)), p.Ge("a", i(1<<60+1))}, p.Gt("a", i(0)), true}, // no number between
		{p.Or{p.Le("a", i(1<<40)), p.Ge("a", i(1<<40+1))}, p.Gt("a", i(0)), false},
		{p.In("a", p.Bool(true), p.Bool(false)), p.Exists("a"), false},
		{p.Or{p.Eq("a", i(1)), p.Ne("a", i(1))}, p.Exists("a"), true},
		{p.Or{p.Eq("a", i(1)), p.Ne("a", i(1)), p.Absent("a")}, p.And{}, true},
		{p.Or{p.Lt("a", i(1)), p.Ge("a", i(1))}, p.Exists("a"), false}, // it may be a string
		{p.And{}, p.Matches("a", "x"), true},
		{p.Or{}, p.Gt("a", i(1)), false},
		{p.Gt("a", i(1)), p.Or{}, true},
		// Several values: one above 1 and one below 5 are no value from 2 to 4.
		{p.Between("a", i(1), i(5)), p.And{p.Gt("a", i(2)), p.Lt("a", i(4))}, false},
		{p.And{p.Gt("a", i(1)), p.Lt("a", i(5))}, p.Between("a", i(2), i(4)), true},
		{p.Or{p.Eq("a", i(1)), p.Eq("b", i(1))}, p.And{p.Eq("b", i(1)), p.Eq("c", i(1))}, true},
		{p.Or{p.And{p.Eq("a", i(1)), p.Eq("b", i(1))}, p.And{p.Eq("a", i(1)), p.Ne("b", i(1))}}, p.And{p.Eq("a", i(1)), p.Exists("b")}, true},
		{p.Or{p.And{p.Eq("a", i(1)), p.Eq("b", i(1))}, p.And{p.Eq("a", i(1)), p.Ne("b", i(1))}}, p.Eq("a", i(1)), false},
		{p.StartsWith("a", "x"), p.StartsWith("a", "xy"), true},
		{p.CIDR("a", "10.0.0.0/8"), p.CIDR("a", "10.1.0.0/16"), true},
		{p.EndsWith("a", "y"), p.EndsWith("a", "xy"), true},
		{p.Contains("a", "x"), p.And{p.Contains("a", "x"), p.Eq("b", i(1))}, true},
		{p.Contains("a", "x"), p.Contains("a", "y"), false},
		{p.Contains("a", "x"), p.Eq("a", s("wxyz")), true}, // evaluated
		{p.Contains("a", "x"), p.In("a", s("wxyz"), s("x")), true},
		{p.Contains("a", "x"), p.In("a", s("wxyz"), s("y")), false},
		{p.Matches("a", "^x+$"), p.Eq("a", s("xxx")), true},
		{p.Or{p.Contains("a", "x"), p.Not{X: p.Contains("a", "x")}}, p.StartsWith("a", ""), false}, // also a number
		{p.Or{p.Contains("a", "x"), p.Not{X: p.Contains("a", "x")}}, p.Not{X: p.Gt("a", s("~"))}, true},
		{p.Not{X: p.Contains("a", "x")}, p.And{p.Not{X: p.Contains("a", "x")}, p.Not{X: p.Contains("a", "y")}}, true},
		{p.StartsWith("a", "x"), p.Matches("a", "^x"), true},
		// Not found out: the one implies the other, but as different residuals.
		{p.Contains("a", "x"), p.Contains("a", "xy"), false},
		{p.Exists("a"), p.EndsWith("a", "x"), false},
	} {
		require.Equal(t, c.want, p.Covers(mustNew(t, c.a), mustNew(t, c.b)), "%s covers %s", c.a, c.b)
	}
}

// TestCoversIsBounded asks whether some assignment of 200 attributes fits no
// clause of three: random instances at the threshold, where that is hardest.
func TestCoversIsBounded(t *testing.T) {
	rng := newRand(t)
	for range 2 {
		var a p.Or
		for range 860 {
			var c p.And
			for _, i := range rng.Perm(200)[:3] {
				c = append(c, p.Eq(fmt.Sprint("a", i), p.Bool(rng.IntN(2) == 0)))
			}
			a = append(a, c)
		}
		var b p.And
		for i := range 200 {
			b = append(b, p.In(fmt.Sprint("a", i), p.Bool(true), p.Bool(false)))
		}
		start := time.Now()
		p.Covers(mustNew(t, a), mustNew(t, b))
		require.Less(t, time.Since(start), time.Minute)
	}
	// Many conjunctions, each with its like, and large sets.
	var many p.Or
	points := make([]p.Value, 20_000)
	for i := range 1000 {
		many = append(many, p.And{p.Gt(fmt.Sprint("a", i), p.Int(1)), p.Lt("b", p.Int(int64(i)))})
	}
	for i := range points {
		points[i] = p.Int(int64(i))
	}
	many = append(many, p.And{p.In("c", points...), p.In("d", points...)})
	s := mustNew(t, many)
	start := time.Now()
	require.True(t, p.Covers(s, s))
	require.False(t, p.Covers(s, mustNew(t, p.Exists("c"))))
	require.Less(t, time.Since(start), time.Minute)
}
