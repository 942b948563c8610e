package predicate_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/internal/randexpr"
	p "github.com/thresh-dev/thresh/predicate"
)

func newRand(t *testing.T) *rand.Rand {
	t.Helper()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

func mustNew(t *testing.T, e p.Expr) *p.Subscription {
	t.Helper()
	s, err := p.New(e, p.Options{})
	require.NoError(t, err, "%s", e)
	return s
}

func parse(t *testing.T, doc string) *p.Event {
	t.Helper()
	e, err := p.ParseJSON([]byte(doc))
	require.NoError(t, err, doc)
	return e
}

// TestLoweringKeepsTheMeaning compares the conjunctions with the meaning of the
// tree on random events, for the expression and for its negation.
func TestLoweringKeepsTheMeaning(t *testing.T) {
	rng := newRand(t)
	g := randexpr.New(rng)
	var o oracle.Oracle
	var b p.Builder
	n := 10_000
	if testing.Short() {
		n = 2000
	}
	matches, both, large := 0, 0, 0
	for range n {
		e := g.Expr()
		sub, err := p.New(e, p.Options{})
		if errors.Is(err, p.ErrTooManyConjunctions) {
			large++
			continue
		}
		require.NoError(t, err, "%s", e)
		not, errNot := p.New(p.Not{X: e}, p.Options{})
		checkShape(t, sub)
		for range 8 {
			ev := g.Event(&b)
			truth := o.Eval(e, ev)
			require.Equal(t, truth == oracle.True, sub.Satisfied(ev), "%s", e)
			if errNot == nil {
				require.Equal(t, truth == oracle.False, not.Satisfied(ev), "not (%s)", e)
			}
			if truth == oracle.True {
				matches++
			}
			for i := range sub.Conjunctions() {
				// I4: the halves of a split conjunction stand next to one another.
				cs := sub.Conjunctions()
				if i > 0 && cs[i].Several && hasSingle(&cs[i-1]) && cs[i].Satisfied(ev) {
					both++
					require.False(t, cs[i-1].Satisfied(ev), "I4: %s", e)
				}
			}
		}
	}
	require.Positive(t, matches)
	require.Positive(t, both)
	require.Less(t, large, n/10)
}

func hasSingle(c *p.Conjunction) bool {
	for i := range c.Predicates {
		if c.Predicates[i].Single {
			return true
		}
	}
	return false
}

// checkShape checks I2 and I3, and that no predicate is without values.
func checkShape(t *testing.T, s *p.Subscription) {
	t.Helper()
	for i := range s.Conjunctions() {
		c := &s.Conjunctions()[i]
		for j := range c.Predicates {
			q := &c.Predicates[j]
			require.False(t, q.Set.Empty(), "%s", c)
			if j > 0 {
				a, b := c.Predicates[j-1].Attr, q.Attr
				require.True(t, a.Path < b.Path || a.Path == b.Path && a.View < b.View, "I3: %s", c)
			}
			for k := 1; k < len(q.Set.Ranges()); k++ {
				require.Negative(t, p.CompareCuts(q.Set.Ranges()[k-1].Hi, q.Set.Ranges()[k].Lo), "I2: %s", c)
			}
			require.False(t, c.Several && q.Single, "%s", c)
		}
	}
}

// TestMeaning shows the three-valued meaning case by case.
func TestMeaning(t *testing.T) {
	const yes, no, unknown = "true", "false", "unknown"
	a5, not5 := p.Eq("a", p.Int(5)), p.Ne("a", p.Int(5))
	for _, c := range []struct {
		expr p.Expr
		doc  string
		want string
	}{
		{a5, `{"a":5}`, yes},
		{a5, `{"a":5.0}`, yes},
		{a5, `{"a":6}`, no},
		{a5, `{"a":"5"}`, no},
		{a5, `{"a":{}}`, no},
		{a5, `{"a":null}`, unknown},
		{a5, `{}`, unknown},
		{a5, `{"a":[]}`, unknown},
		{a5, `{"a":[[],[null]]}`, unknown},
		{a5, `{"a":[4,[5]]}`, yes},
		{a5, `{"a":["5",null]}`, no},
		{not5, `{"a":[4,[5]]}`, no},
		{not5, `{"a":["5",null]}`, yes},
		{not5, `{"a":{"b":5}}`, yes},
		{not5, `{"a":null}`, unknown},
		{p.Not{X: not5}, `{"a":5}`, yes},
		{p.Lt("a", p.Int(5)), `{"a":"x"}`, unknown},
		{p.Lt("a", p.Int(5)), `{"a":["x",9]}`, unknown},
		{p.Lt("a", p.Int(5)), `{"a":["x",4]}`, yes},
		{p.Lt("a", p.Int(5)), `{"a":true}`, unknown},
		{p.Lt("a", p.Int(5)), `{"a":[5,6]}`, no},
		{p.Lt("a", p.String("b")), `{"a":"a"}`, yes},
		{p.Between("a", p.Int(5), p.Int(1)), `{"a":3}`, no},
		{p.Between("a", p.Int(1), p.Int(5)), `{"a":5}`, yes},
		{p.StartsWith("a", ""), `{"a":""}`, yes},
		{p.StartsWith("a", "x"), `{"a":1}`, unknown},
		{p.EndsWith("a", "é"), `{"a":"café"}`, yes},
		{p.Contains("a", ""), `{"a":""}`, yes},
		{p.Contains("a", "x"), `{"a":["y",1]}`, unknown},
		{p.Contains("a", "x"), `{"a":["y","x"]}`, yes},
		{p.Matches("a", "^b+$"), `{"a":"bb"}`, yes},
		{p.Matches("a", "^b"), `{"a":"cb"}`, no},
		{p.CIDR("a", "10.0.0.0/8"), `{"a":"10.255.0.1"}`, yes},
		{p.CIDR("a", "10.0.0.0/8"), `{"a":"localhost"}`, no},
		{p.CIDR("a", "10.0.0.0/8"), `{"a":10}`, unknown},
		{p.Lower(p.Eq("a", p.String("é"))), `{"a":"É"}`, yes},
		{p.Lower(p.Eq("a", p.String("É"))), `{"a":"É"}`, no},
		{p.Lower(p.EndsWith("a", "yz")), `{"a":"XYZ"}`, yes},
		{p.Absent("a"), `{}`, yes},
		{p.Absent("a"), `{"a":null}`, yes},
		{p.Absent("a"), `{"a":[null,[]]}`, yes},
		{p.Absent("a"), `{"a":[null,1]}`, no},
		{p.Absent("a"), `{"a":{}}`, no},
		{p.Exists("a"), `{"a":false}`, yes},
		{p.Lower(p.Absent("a")), `{"a":"X"}`, no},
		{p.In("a"), `{"a":1}`, no},
		{p.In("a"), `{}`, unknown},
		{p.In("a", p.Int(1), p.String("x"), p.Bool(true)), `{"a":[2,"x"]}`, yes},
		{p.And{}, `{}`, yes},
		{p.Or{}, `{}`, no},
		{p.And{a5, p.Const(false)}, `{}`, no},
		{p.Or{a5, p.Const(true)}, `{}`, yes},
		{p.Eq("a.b", p.Int(1)), `{"a":[{"b":2},{"b":[1]}]}`, yes},
		{p.Eq(`a\.b`, p.Int(1)), `{"a.b":1}`, yes},
		{p.And{p.Gt("a", p.Int(1)), p.Lt("a", p.Int(5))}, `{"a":[0,9]}`, yes},
		{p.And{p.Gt("a", p.Int(1)), p.Lt("a", p.Int(5))}, `{"a":9}`, no},
		{p.And{p.Gt("a", p.Int(5)), p.Lt("a", p.Int(1))}, `{"a":[0,9]}`, yes},
		{p.And{p.Gt("a", p.Int(1)), not5}, `{"a":[2,5]}`, no},
		{p.And{p.Gt("a", p.Int(1)), not5}, `{"a":[2,6]}`, yes},
		{p.Eq("a", p.Int(1<<53+1)), `{"a":9007199254740992}`, no},
		{p.Eq("a", p.Uint(18446744073709551615)), `{"a":18446744073709551615}`, yes},
		{p.Eq("a", p.Float(0)), `{"a":-0.0}`, yes},
	} {
		ev := parse(t, c.doc)
		require.Equal(t, c.want == yes, mustNew(t, c.expr).Satisfied(ev), "%s on %s", c.expr, c.doc)
		require.Equal(t, c.want == no, mustNew(t, p.Not{X: c.expr}).Satisfied(ev), "not (%s) on %s", c.expr, c.doc)
	}
}

func TestShapeOfConjunctions(t *testing.T) {
	gt, lt := p.Gt("a", p.Int(1)), p.Lt("a", p.Int(5))
	for _, c := range []struct {
		expr p.Expr
		want []string
	}{
		{p.And{}, []string{"true"}},
		{p.Or{}, nil},
		{p.Not{X: p.Or{gt, p.Eq("b", p.Int(2))}}, []string{"a all in (true, 1] ∧ b all in [false, 2) ∪ (2, {…}]"}},
		{p.Not{X: p.And{p.Not{X: gt}, p.Not{X: p.Eq("b", p.Int(2))}}}, []string{`a in (1, "")`, "b in 2"}},
		{p.Or{p.Eq("a", p.Int(1)), p.Eq("b", p.Int(1)), p.Eq("a", p.Int(2)), p.Absent("a")}, []string{"a in absent ∪ 1 ∪ 2", "b in 1"}},
		// One value has to be in one range, of several each in one of its own.
		{p.And{gt, lt}, []string{"a in (1, 5)", `a in (1, "") ∧ a in (true, 5)`}},
		{p.And{p.Gt("a", p.Int(5)), p.Lt("a", p.Int(1))}, []string{`a in (5, "") ∧ a in (true, 1)`}},
		{p.And{gt, p.Gt("a", p.Int(3))}, []string{`a in (3, "")`}},
		{p.And{p.Absent("a"), gt}, nil},
		{p.And{p.Absent("a"), p.Ne("a", p.Int(1))}, nil},
		{p.And{p.Absent("a"), p.Exists("a")}, nil},
		{p.And{p.Eq("a", p.Int(1)), p.Ne("a", p.Int(1))}, nil},
		{p.And{p.Exists("a"), gt}, []string{`a in (1, "")`}},
		{p.And{p.Ne("a", p.Int(1)), p.Ne("a", p.Int(2))}, []string{"a all in [false, 1) ∪ (1, 2) ∪ (2, {…}]"}},
		{p.And{gt, p.Const(false)}, nil},
		{p.And{gt, p.In("b")}, nil},
		{p.And{p.In("a", p.Bool(true), p.Bool(false)), p.Ne("a", p.Bool(true)), p.Ne("a", p.Bool(false))}, nil},
		{p.And{p.Gt("a", p.Int(1<<60)), p.Not{X: p.Ge("a", p.Int(1<<60+1))}}, nil},
		{p.Matches("a", "^abc(d|e)"), []string{`a in ["abc", "abd") matches "^abc(d|e)"`}},
		{p.Not{X: p.Contains("a", "x")}, []string{`a all in ["", {…}) not contains "x"`}},
	} {
		var got []string
		s := mustNew(t, c.expr)
		for i := range s.Conjunctions() {
			got = append(got, s.Conjunctions()[i].String())
		}
		require.Equal(t, c.want, got, "%s", c.expr)
	}
}

func TestManyOrsBecomeOneSet(t *testing.T) {
	const n = 100_000
	flat := make(p.Or, n)
	for i := range flat {
		flat[i] = p.Eq("a", p.Int(int64(i%(n/2))))
	}
	// The same as a chain of ors as deep as may be, with most of them at the bottom.
	deep := p.Expr(flat[p.MaxDepth:])
	for i := range p.MaxDepth - 1 {
		deep = p.Or{flat[i], deep}
	}
	for name, e := range map[string]p.Expr{"flat": flat, "deep": deep} {
		start := time.Now()
		s := mustNew(t, e)
		require.Less(t, time.Since(start), time.Minute, name)
		require.Len(t, s.Conjunctions(), 1)
		require.Len(t, s.Conjunctions()[0].Predicates[0].Set.Ranges(), n/2)
		require.True(t, s.Satisfied(parse(t, `{"a":49999}`)))
		require.False(t, s.Satisfied(parse(t, `{"a":50000}`)))
	}
}

func TestLimitOfConjunctions(t *testing.T) {
	or := func(n int, path string) p.Or {
		terms := make(p.Or, n)
		for i := range terms {
			terms[i] = p.Eq(fmt.Sprint(path, i), p.Int(1))
		}
		return terms
	}
	_, err := p.New(or(10, "a"), p.Options{MaxConjunctions: 10})
	require.NoError(t, err)
	_, err = p.New(or(11, "a"), p.Options{MaxConjunctions: 10})
	require.ErrorIs(t, err, p.ErrTooManyConjunctions)
	s, err := p.New(p.And{or(32, "a"), or(32, "b")}, p.Options{})
	require.NoError(t, err)
	require.Len(t, s.Conjunctions(), 1024)
	_, err = p.New(p.And{or(32, "a"), or(33, "b")}, p.Options{})
	require.ErrorIs(t, err, p.ErrTooManyConjunctions)
	_, err = p.New(p.And{or(32, "a"), or(33, "b")}, p.Options{MaxConjunctions: 2000})
	require.NoError(t, err)

	wide := p.And{}
	for i := range 60 {
		wide = append(wide, or(2, fmt.Sprint("w", i, "x")))
	}
	_, err = p.New(wide, p.Options{})
	require.ErrorIs(t, err, p.ErrTooManyConjunctions)
	_, err = p.New(p.Not{X: wide}, p.Options{}) // an or of 60 ands
	require.NoError(t, err)
}

// TestSharedTreesAreBounded gives trees that are small in memory and large when
// they are walked.
func TestSharedTreesAreBounded(t *testing.T) {
	doubled := func(leaf p.Expr, node func(a, b p.Expr) p.Expr) p.Expr {
		e := leaf
		for range 60 {
			e = node(e, e)
		}
		return e
	}
	leaf := p.Ne("a", p.Int(1))
	for name, e := range map[string]p.Expr{
		"and":     doubled(leaf, func(a, b p.Expr) p.Expr { return p.And{a, b} }),
		"or":      doubled(p.Eq("a", p.Int(1)), func(a, b p.Expr) p.Expr { return p.Or{a, b} }),
		"and not": doubled(leaf, func(a, b p.Expr) p.Expr { return p.And{p.Not{X: p.Not{X: a}}, b} }),
		"const":   doubled(p.Const(true), func(a, b p.Expr) p.Expr { return p.And{a, b} }),
		"empty":   doubled(p.Or{}, func(a, b p.Expr) p.Expr { return p.Or{a, b} }),
		"never":   p.And{p.Const(false), doubled(leaf, func(a, b p.Expr) p.Expr { return p.And{a, b} })},
	} {
		start := time.Now()
		_, err := p.New(e, p.Options{})
		require.ErrorIs(t, err, p.ErrTooLarge, name)
		require.Less(t, time.Since(start), time.Minute, name)
	}
	many := p.And{}
	for i := range 100_000 {
		many = append(many, p.Eq(fmt.Sprint(i), p.Int(1)))
	}
	for i := range 10 {
		many = append(many, p.Or{p.Eq(fmt.Sprint("x", i), p.Int(1)), p.Eq(fmt.Sprint("y", i), p.Int(1))})
	}
	_, err := p.New(many, p.Options{})
	require.ErrorIs(t, err, p.ErrTooLarge)
}

func TestDepth(t *testing.T) {
	nest := func(n int, node func(e p.Expr) p.Expr) p.Expr {
		e := p.Expr(p.Eq("a", p.Int(1)))
		for range n {
			e = node(e)
		}
		return e
	}
	for name, node := range map[string]func(e p.Expr) p.Expr{
		"not": func(e p.Expr) p.Expr { return p.Not{X: e} },
		"and": func(e p.Expr) p.Expr { return p.And{e, p.Eq("b", p.Int(1))} },
		"or":  func(e p.Expr) p.Expr { return p.Or{p.Eq("b", p.Int(1)), e} },
		"mix": func(e p.Expr) p.Expr { return p.Not{X: p.And{p.Exists("c"), e}} },
	} {
		levels := p.MaxDepth
		if name == "mix" {
			levels = levels/2 - 1
		}
		e := nest(levels, node)
		s, err := p.New(e, p.Options{})
		require.NoError(t, err, name)
		require.NotEmpty(t, s.String())
		require.True(t, p.Covers(s, s), name)
		back, err := p.DecodeExpr(p.AppendExpr(nil, e))
		require.NoError(t, err, name)
		require.Equal(t, s.String(), back.String())

		for _, more := range []int{2, 300_000} {
			e = nest(levels+more, node)
			_, err = p.New(e, p.Options{})
			require.ErrorIs(t, err, p.ErrTooDeep, name)
			_, err = p.DecodeExpr(p.AppendExpr(nil, e))
			require.Error(t, err, name)
		}
	}
}

func TestBadTests(t *testing.T) {
	for _, e := range []p.Expr{
		nil,
		(*p.Test)(nil),
		p.And{nil},
		p.Not{},
		p.Not{X: (*p.Test)(nil)},
		&p.Test{Op: p.OpEqual},
		p.Not{X: &p.Test{Op: p.OpEqual}},
		&p.Test{Op: p.OpBetween, Args: []p.Value{p.Int(1)}},
		&p.Test{Op: p.OpAbsent, Args: []p.Value{p.Int(1)}},
		&p.Test{Op: 99},
		p.Eq("a", p.Null()),
		p.Eq("a", p.Value{}),
		p.Eq("a", p.Object()),
		p.In("a", p.Int(1), p.Null()),
		p.Lt("a", p.Bool(true)),
		p.Between("a", p.Int(1), p.String("x")),
		p.Between("a", p.String("x"), p.Int(1)),
		&p.Test{Op: p.OpStartsWith, Args: []p.Value{p.Int(1)}},
		p.Matches("a", "("),
		p.CIDR("a", "10.0.0.0"),
		p.CIDR("a", "10.0.0.0/33"),
		p.Lower(p.CIDR("a", "10.0.0.0/8")),
		&p.Test{Attr: p.Attribute{Path: "a", View: p.Reversed}, Op: p.OpEqual, Args: []p.Value{p.Int(1)}},
		&p.Test{Attr: p.Attribute{Path: "a", View: 77}, Op: p.OpEqual, Args: []p.Value{p.Int(1)}},
		p.Or{p.Const(true), p.Matches("a", "(")}, // also where the answer is known
		p.And{p.Const(false), p.Matches("a", "(")},
	} {
		_, err := p.New(e, p.Options{})
		require.ErrorIs(t, err, p.ErrBadTest)
		if e != nil {
			require.NotPanics(t, func() { _ = e.String() })
		}
		back, err := p.DecodeExpr(p.AppendExpr(nil, e))
		if err == nil {
			_, err = p.New(back, p.Options{})
		}
		require.Error(t, err)
	}
}

func TestPrefixOfMatches(t *testing.T) {
	for re, want := range map[string]string{
		"^abc":          `"abc", "abd"`,
		`\Aabc.*x`:      `"abc", "abd"`,
		"^(abc)d":       `"abcd", "abce"`,
		"^ab?c":         `"a", "b"`,
		"^ab+":          `"a", "b"`,
		"^(?:abx|aby)z": `"ab", "ac"`,
		"^a\uFFFDb":     `"a", "b"`,
		"^日本":           `"日本", "日札"`,
		"abc":           `"", {…}`,
		"(?i)^abc":      `"", {…}`,
		"(?m)^abc":      `"", {…}`,
		"^(a|b)":        `"", {…}`,
		"^a|b":          `"", {…}`,
		"(^a|b)c":       `"", {…}`,
		"^$":            `"", {…}`,
		"^(?:)a":        `"a", "b"`,
		"^a{0}b":        `"b", "c"`,
	} {
		s := mustNew(t, p.Matches("a", re))
		got := s.Conjunctions()[0].Predicates[0].Set.String()
		require.Equal(t, "["+want+")", got, re)
	}
	// No string that matches is outside the range.
	rng := newRand(t)
	atoms := []string{"^", "$", "a", "b", "ab", "(", ")", "|", "?", "*", "+", ".", "(?i)", "(?m)", "[ab]", "\uFFFD", `\n`, "{2}", "(?:", "É"}
	texts := []string{"", "a", "b", "ab", "ba", "aab", "abab", "A", "\n", "\na", "x\nab", "\uFFFD", "\xff", "a\xffb", "é", "É"}
	valid, n := 0, 20_000
	if testing.Short() {
		n /= 5
	}
	for range n {
		var re strings.Builder
		if rng.IntN(2) == 0 {
			re.WriteByte('^')
		}
		for range 1 + rng.IntN(6) {
			re.WriteString(atoms[rng.IntN(len(atoms))])
		}
		e := p.Matches("a", re.String())
		s, err := p.New(e, p.Options{})
		if err != nil {
			continue
		}
		valid++
		for _, text := range texts {
			var b p.Builder
			b.AddString("a", text)
			ev, err := b.Event()
			require.NoError(t, err)
			require.Equal(t, oracle.Matches(e, ev), s.Satisfied(ev), "%q on %q", re.String(), text)
		}
	}
	require.Greater(t, valid, n/20)
}

func TestResiduals(t *testing.T) {
	tests := mustNew(t, p.And{p.Contains("a", "x"), p.Not{X: p.Contains("b", "x")}, p.Matches("c", "x")}).Conjunctions()[0].Predicates
	yes, not, re := tests[0].Tests[0], tests[1].Tests[0], tests[2].Tests[0]
	require.True(t, yes.Match("axb"))
	require.False(t, not.Match("axb"))
	require.True(t, re.Match("axb"))
	require.False(t, yes.Same(not))
	require.False(t, yes.Same(re))
	require.True(t, yes.Same(yes))
	require.Equal(t, `contains "x"`, yes.Key())
	require.Equal(t, `not contains "x"`, not.Key())
	require.Equal(t, `matches "x"`, re.Key())
}
