package index_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/internal/randexpr"
	p "github.com/thresh-dev/thresh/predicate"
)

func mustNew(t *testing.T, e p.Expr) *p.Subscription {
	t.Helper()
	s, err := p.New(e, p.Options{})
	require.NoError(t, err)
	return s
}

// decide is how an index takes a form: the terms, then the check where it is
// needed.
func decide(f *index.Form, e *index.Event) (met, satisfied bool) {
	for i := range f.Terms {
		if !f.Terms[i].Met(e) {
			return false, false
		}
	}
	return true, !f.Check.Needed(e) || f.Check.Satisfied(e)
}

// TestFormsDecideAsConjunctions checks I2 to I4, and that terms and check come to
// the meaning of the expression.
func TestFormsDecideAsConjunctions(t *testing.T) {
	rng := newRand(t)
	g := randexpr.New(rng)
	d := index.NewDictionary()
	enc := index.NewEncoder(d)
	var o oracle.Oracle
	var b p.Builder
	n := 8000
	if testing.Short() {
		n = 1500
	}
	matches, unchecked := 0, 0
	for range n {
		expr := g.Expr()
		s, err := p.New(expr, p.Options{})
		if err != nil {
			continue
		}
		forms := make([]index.Form, len(s.Conjunctions()))
		for i := range forms {
			forms[i] = d.Form(&s.Conjunctions()[i])
			checkForm(t, &forms[i])
		}
		for range 6 {
			ev := g.EventNear(&b, expr)
			e := enc.Encode(ev)
			matched := false
			for i := range forms {
				c := &s.Conjunctions()[i]
				met, satisfied := decide(&forms[i], e)
				require.Equal(t, c.Satisfied(ev), satisfied, "%s", c)
				if c.Satisfied(ev) {
					require.True(t, met, "I4: %s", c)
				}
				if forms[i].Check != nil {
					require.Equal(t, c.Satisfied(ev), forms[i].Check.Satisfied(e), "%s", c)
				}
				if met && !forms[i].Check.Needed(e) {
					unchecked++
				}
				matched = matched || satisfied
			}
			require.Equal(t, o.Matches(expr, ev), matched, "%s", expr)
			if matched {
				matches++
			}
		}
	}
	require.Greater(t, matches, n/10)
	require.Greater(t, unchecked, n/10)
}

func checkForm(t *testing.T, f *index.Form) {
	t.Helper()
	attrs := map[index.AttrID]bool{}
	for _, term := range f.Terms {
		require.False(t, attrs[term.Attr], "I3")
		attrs[term.Attr] = true
		require.NotEmpty(t, term.Spans, "I2")
		for i, s := range term.Spans {
			require.LessOrEqual(t, s.Lo, s.Hi)
			if i > 0 {
				require.Greater(t, s.Lo, term.Spans[i-1].Hi, "I2")
			}
			require.True(t, term.Contains(s.Lo) && term.Contains(s.Hi))
			require.Equal(t, i > 0 && term.Spans[i-1].Hi == s.Lo-1, s.Lo > 0 && term.Contains(s.Lo-1))
		}
		require.Equal(t, len(term.Spans), cap(term.Spans), "a term must not grow into the next")
	}
}

func TestFormsOfRanges(t *testing.T) {
	code := func(v p.Value) p.Code { return p.CodeOf(v) }
	strs, end := code(p.String("")), code(p.Object())
	for _, c := range []struct {
		expr  p.Expr
		spans []index.Span
		check bool
	}{
		{p.Eq("a", p.Int(5)), []index.Span{{Lo: code(p.Int(5)), Hi: code(p.Int(5))}}, false},
		{p.Between("a", p.Int(5), p.Int(9)), []index.Span{{Lo: code(p.Int(5)), Hi: code(p.Int(9))}}, false},
		{p.Gt("a", p.Int(5)), []index.Span{{Lo: code(p.Int(5)) + 1, Hi: strs - 1}}, false},
		{p.Lt("a", p.Int(5)), []index.Span{{Lo: code(p.Bool(true)) + 1, Hi: code(p.Int(5)) - 1}}, false},
		{p.Ge("a", p.String("b")), []index.Span{{Lo: code(p.String("b")), Hi: end - 1}}, false},
		{p.Absent("a"), []index.Span{{Lo: 0, Hi: 0}}, false},
		{p.In("a", p.Int(1), p.Int(3)), []index.Span{{Lo: code(p.Int(1)), Hi: code(p.Int(1))}, {Lo: code(p.Int(3)), Hi: code(p.Int(3))}}, false},
		{p.Gt("a", p.Float(0.1)), []index.Span{{Lo: code(p.Float(0.1)), Hi: strs - 1}}, true},
		{p.StartsWith("a", "abcdefghij"), []index.Span{{Lo: code(p.String("abcdefghij")), Hi: code(p.String("abcdefghik"))}}, true},
		{p.StartsWith("a", "ab"), []index.Span{{Lo: code(p.String("ab")), Hi: code(p.String("ac")) - 1}}, false},
		{p.Contains("a", ""), []index.Span{{Lo: strs, Hi: end - 1}}, true},
		{p.Matches("a", "[^,]"), []index.Span{{Lo: strs, Hi: end - 1}}, true},
		{p.Not{X: p.Contains("a", "x")}, []index.Span{{Lo: strs, Hi: end - 1}}, true},
	} {
		d := index.NewDictionary()
		cs := mustNew(t, c.expr).Conjunctions()
		require.Len(t, cs, 1)
		f := d.Form(&cs[0])
		require.Equal(t, []index.Term{{Attr: d.Attr(p.Attribute{Path: "a"}), Spans: c.spans}}, f.Terms, "%s", c.expr)
		require.Equal(t, c.check, f.Check != nil, "%s", c.expr)
	}
}

// TestDigests gives values with one code: they are told apart by digests, before
// any check.
func TestDigests(t *testing.T) {
	long := strings.Repeat("common/", 5)
	values := []p.Value{p.String(long + "a"), p.String(long + "b"), p.String(long + "c"), p.Float(0.1), p.Int(1<<60 + 1), p.Uint(math.MaxUint64)}
	d := index.NewDictionary()
	enc := index.NewEncoder(d)
	for i, v := range values {
		f := d.Form(&mustNew(t, p.In("a", v, p.String(long+"z"))).Conjunctions()[0])
		require.NotNil(t, f.Check)
		require.NotEqual(t, d.Attr(p.Attribute{Path: "a"}), f.Terms[0].Attr)
		checkForm(t, &f)
		for j, w := range values {
			var b p.Builder
			b.Add("a", w)
			ev, err := b.Event()
			require.NoError(t, err)
			e := enc.Encode(ev)
			met, satisfied := decide(&f, e)
			require.Equal(t, i == j, met, "%s and %s", v, w)
			require.Equal(t, i == j, satisfied)
		}
	}
	// Absence among the values has code 0.
	f := d.Form(&mustNew(t, p.Or{p.Absent("a"), p.Eq("a", values[0])}).Conjunctions()[0])
	for doc, want := range map[string]bool{`{}`: true, `{"a":null}`: true, `{"a":1}`: false, fmt.Sprintf(`{"a":%q}`, long+"a"): true} {
		_, satisfied := decide(&f, enc.Encode(parse(t, doc)))
		require.Equal(t, want, satisfied, doc)
	}
}

// TestFormOfManyPoints keeps the time for large sets near linear.
func TestFormOfManyPoints(t *testing.T) {
	points := make([]p.Value, 50_000)
	for i := range points {
		points[i] = p.String(fmt.Sprint("a long beginning ", i))
	}
	d := index.NewDictionary()
	f := d.Form(&mustNew(t, p.In("a", points...)).Conjunctions()[0])
	checkForm(t, &f)
	require.InDelta(t, len(points), len(f.Terms[0].Spans), 10)
	enc := index.NewEncoder(d)
	for i, want := range map[int]bool{0: true, 49_999: true, 50_000: false} {
		_, satisfied := decide(&f, enc.Encode(parse(t, fmt.Sprintf(`{"a":"a long beginning %d"}`, i))))
		require.Equal(t, want, satisfied)
	}
}
