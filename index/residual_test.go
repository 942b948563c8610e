package index_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	p "github.com/thresh-dev/thresh/predicate"
)

func formOf(t *testing.T, d *index.Dictionary, e p.Expr) index.Form {
	t.Helper()
	cs := mustNew(t, e).Conjunctions()
	require.Len(t, cs, 1, "%s", e)
	return d.Form(&cs[0])
}

// TestHits says which tests become terms on hits, and whether a check is left.
func TestHits(t *testing.T) {
	a := p.Attribute{Path: "a"}
	for _, c := range []struct {
		expr  p.Expr
		terms int
		check bool // for a single value
	}{
		{p.Contains("a", "x"), 1, false},
		{p.Lower(p.Contains("a", "x")), 1, false},
		{p.Matches("a", "(?s)^x.*y$"), 1, false},
		{p.Matches("a", "(x|y)z$"), 1, false},
		{p.Matches("a", "x[0-9]"), 1, false},
		{p.Matches("a", "^[a-f]{2}[0-9]$"), 1, false},
		{p.Matches("a", "(?i)word"), 1, false},
		{p.Matches("a", "x[0-9]+y"), 1, true},
		{p.Matches("a", "^[0-9]+$"), 1, true},
		{p.And{p.Contains("a", "x"), p.Eq("b", p.Int(1))}, 2, false},
	} {
		d := index.NewDictionary()
		d.Attr(a) // so that the attribute has the number 0
		f := formOf(t, d, c.expr)
		require.Len(t, f.Terms, c.terms, "%s", c.expr)
		require.NotEqual(t, d.Attr(a), f.Terms[0].Attr, "%s", c.expr)
		require.Equal(t, c.check, f.Check != nil, "%s", c.expr)
		require.NotZero(t, d.Tests())
		before := d.Tests()
		again := formOf(t, d, c.expr)
		require.Equal(t, f.Terms, again.Terms, "%s: the same test has the same hit", c.expr)
		require.Equal(t, before, d.Tests())
	}
	for _, e := range []p.Expr{p.Not{X: p.Contains("a", "x")}, p.Contains("a", ""), p.Matches("a", "[^,]+"), p.Matches("a", "x*")} {
		d := index.NewDictionary()
		f := formOf(t, d, e)
		require.Equal(t, d.Attr(a), f.Terms[0].Attr, "%s", e)
		require.NotNil(t, f.Check, "%s", e)
		require.Zero(t, d.Tests())
	}
}

// TestHitsOfEvents encodes events that pass none, one and several tests.
func TestHitsOfEvents(t *testing.T) {
	d := index.NewDictionary()
	enc := index.NewEncoder(d)
	x := formOf(t, d, p.Contains("a", "x"))
	y := formOf(t, d, p.Contains("a", "y"))
	both := formOf(t, d, p.Contains("b", "y"))
	require.Equal(t, x.Terms[0].Attr, y.Terms[0].Attr)
	hits := x.Terms[0].Attr
	for _, c := range []struct {
		doc             string
		x, y, b         bool
		values, several int
	}{
		{`{}`, false, false, false, 0, 0},
		{`{"a":1,"b":true}`, false, false, false, 0, 0},
		{`{"a":"z"}`, false, false, false, 0, 0},
		{`{"a":"axe"}`, true, false, false, 1, 0},
		{`{"a":"yx","b":"y"}`, true, true, true, 2, 1},
		{`{"a":["x",3,"y","xx"]}`, true, true, false, 2, 1},
		{`{"a":["y","yy"]}`, false, true, false, 1, 0},
	} {
		e := enc.Encode(parse(t, c.doc))
		require.Len(t, e.Values(hits), c.values, "%s", c.doc)
		require.Len(t, e.Codes(hits), c.values, "%s", c.doc)
		require.Len(t, e.Several(), c.several, "%s", c.doc)
		for f, want := range map[*index.Form]bool{&x: c.x, &y: c.y, &both: c.b} {
			_, satisfied := decide(f, e)
			require.Equal(t, want, satisfied, "%s", c.doc)
		}
	}
}

// TestHitsAreNotArrays: an event that passes several tests needs no check of
// conjunctions that need one for several values.
func TestHitsAreNotArrays(t *testing.T) {
	d := index.NewDictionary()
	enc := index.NewEncoder(d)
	formOf(t, d, p.Contains("a", "x"))
	formOf(t, d, p.Contains("a", "y"))
	f := formOf(t, d, p.Ne("b", p.Int(5)))
	require.NotNil(t, f.Check)
	e := enc.Encode(parse(t, `{"a":"xy","b":6}`))
	require.True(t, e.HasSeveral())
	require.False(t, f.Check.Needed(e))
	require.True(t, f.Check.Needed(enc.Encode(parse(t, `{"a":"xy","b":[6,7]}`))))
	require.True(t, f.Check.Needed(enc.Encode(parse(t, `{"b":[6,7]}`))))
}

func TestCurrent(t *testing.T) {
	d := index.NewDictionary()
	enc := index.NewEncoder(d)
	formOf(t, d, p.Contains("a", "x"))
	ev := parse(t, `{"a":"xy"}`)
	e := enc.Encode(ev)
	require.True(t, e.Current(d))
	formOf(t, d, p.Contains("a", "x"))
	require.True(t, e.Current(d))
	f := formOf(t, d, p.Contains("a", "y"))
	require.False(t, e.Current(d), "a test more, on the same attribute")
	e = enc.Encode(ev)
	require.True(t, e.Current(d))
	require.True(t, f.Terms[0].Met(e))
	formOf(t, d, p.Eq("b", p.Int(1)))
	require.False(t, e.Current(d))
}

func TestEncodeOfHitsDoesNotAllocate(t *testing.T) {
	d := index.NewDictionary()
	enc := index.NewEncoder(d)
	for i := range 1000 {
		formOf(t, d, p.Contains("a", fmt.Sprint(i)))
	}
	one, several := parse(t, `{"a":"-77-"}`), parse(t, `{"a":["123456789","x","5"],"b":1}`)
	for _, ev := range []*p.Event{one, several} {
		enc.Encode(ev)
		require.Zero(t, testing.AllocsPerRun(100, func() { enc.Encode(ev) }))
	}
	require.Len(t, enc.Encode(several).Values(formOf(t, d, p.Contains("a", "5")).Terms[0].Attr), 9+8+7)
}

// TestManyValuesThatHitMuch encodes many values, of which each passes many tests.
func TestManyValuesThatHitMuch(t *testing.T) {
	d := index.NewDictionary()
	enc := index.NewEncoder(d)
	word := strings.Repeat("0123456789", 6)
	for i := range word {
		for j := i + 1; j <= len(word); j++ {
			formOf(t, d, p.Contains("a", word[i:j]))
		}
	}
	tests := d.Tests()
	var b p.Builder
	for i := range 200 {
		b.AddString("a", fmt.Sprint(i)+word)
	}
	ev, err := b.Event()
	require.NoError(t, err)
	hits := formOf(t, d, p.Contains("a", word)).Terms[0].Attr
	require.Len(t, enc.Encode(ev).Values(hits), tests)
	require.Greater(t, 200*tests, 1<<14)
	require.Len(t, enc.Encode(parse(t, `{"a":"012"}`)).Values(hits), 6)
}

// TestHitsWhileTestsCome encodes from several goroutines while tests are added: what
// was added before is hit.
func TestHitsWhileTestsCome(t *testing.T) {
	d := index.NewDictionary()
	const n = 800
	terms := make([]index.Term, n)
	var added atomic.Int64
	var wg sync.WaitGroup
	errs := make(chan error, 3)
	for g := range cap(errs) {
		wg.Go(func() {
			enc := index.NewEncoder(d)
			for k := g; added.Load() < n; k++ {
				i := int(added.Load()) - 1 - k%5
				if i < 0 {
					continue
				}
				var b p.Builder
				b.AddString("a", fmt.Sprintf("%s-%d-", strings.Repeat("x", k%9), i))
				ev, err := b.Event()
				if err != nil {
					errs <- err
					return
				}
				if !terms[i].Met(enc.Encode(ev)) {
					errs <- fmt.Errorf("test %d is not hit", i)
					return
				}
			}
		})
	}
	for i := range n {
		terms[i] = formOf(t, d, p.Contains("a", fmt.Sprintf("-%d-", i))).Terms[0]
		added.Add(1)
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		require.NoError(t, err)
	}
	require.Equal(t, n, d.Tests())
}
