package index_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/randexpr"
	p "github.com/thresh-dev/thresh/predicate"
)

func parse(t *testing.T, doc string) *p.Event {
	t.Helper()
	e, err := p.ParseJSON([]byte(doc))
	require.NoError(t, err)
	return e
}

func codesOf(w p.View, vs ...p.Value) []p.Code {
	var out []p.Code
	for _, v := range vs {
		out = append(out, p.CodeOf(w.Of(v)))
	}
	return out
}

func TestEncode(t *testing.T) {
	d := index.NewDictionary()
	a, lower := d.Attr(p.Attribute{Path: "a"}), d.Attr(p.Attribute{Path: "a", View: p.Folded})
	b, none := d.Attr(p.Attribute{Path: "b"}), d.Attr(p.Attribute{Path: "none"})
	enc := index.NewEncoder(d)

	e := enc.Encode(parse(t, `{"x":1,"a":["X",null,2],"b":true,"none":null}`))
	require.Equal(t, d.Len(), e.NumAttrs())
	require.ElementsMatch(t, []index.AttrID{a, lower, b}, e.Attrs())
	require.ElementsMatch(t, []index.AttrID{a, lower}, e.Several())
	require.True(t, e.HasSeveral())
	require.Equal(t, []p.Value{p.String("X"), p.Int(2)}, e.Values(a))
	require.Equal(t, []p.Value{p.String("x"), p.Int(2)}, e.Values(lower))
	require.Equal(t, codesOf(p.Plain, p.String("X"), p.Int(2)), e.Codes(a))
	require.Equal(t, codesOf(p.Folded, p.String("X"), p.Int(2)), e.Codes(lower))
	require.Equal(t, p.CodeOf(p.String("X")), e.Code(a))
	require.Equal(t, []p.Value{p.Bool(true)}, e.Values(b))
	require.Zero(t, e.Code(none))
	require.Empty(t, e.Codes(none))
	require.Empty(t, e.Values(none))
	require.Equal(t, e.Code(b), e.AllCodes()[b])
	const unknown = index.AttrID(99)
	require.Zero(t, e.Code(unknown))
	require.Empty(t, e.Codes(unknown))
	require.Empty(t, e.Values(unknown))

	// Nothing of it is left in the next.
	e = enc.Encode(parse(t, `{"a":5}`))
	require.ElementsMatch(t, []index.AttrID{a, lower}, e.Attrs())
	require.False(t, e.HasSeveral())
	require.Equal(t, []p.Value{p.Int(5)}, e.Values(a))
	require.Zero(t, e.Code(b))
	e = enc.Encode(parse(t, `{}`))
	require.Empty(t, e.Attrs())
	require.Empty(t, e.Values(a))

	// An attribute is numbered after an event had it: the encoder must not
	// remember that it was unknown.
	ev := parse(t, `{"x":1,"a":5}`)
	enc.Encode(ev)
	x := d.Attr(p.Attribute{Path: "x"})
	reversed := d.Attr(p.Attribute{Path: "a", View: p.Reversed})
	e = enc.Encode(ev)
	require.Equal(t, p.CodeOf(p.Int(1)), e.Code(x))
	require.Equal(t, p.CodeOf(p.Int(5)), e.Code(reversed))
}

// TestEncodeRandomEvents encodes events of several builders in turn, and compares
// with what the events say.
func TestEncodeRandomEvents(t *testing.T) {
	rng := newRand(t)
	g := randexpr.New(rng)
	d := index.NewDictionary()
	enc := index.NewEncoder(d)
	var builders [3]p.Builder
	known := map[p.Attribute]index.AttrID{}
	for n := range 3000 {
		ev := g.Event(&builders[rng.IntN(3)])
		if n%10 == 0 && ev.Len() > 0 {
			path, _, _ := ev.At(rng.IntN(ev.Len()))
			a := p.Attribute{Path: path, View: p.View(rng.IntN(p.NumViews))}
			known[a] = d.Attr(a)
		}
		e := enc.Encode(ev)
		var attrs, several []index.AttrID
		for a, id := range known {
			want := ev.AppendView(nil, a)
			require.Len(t, e.Values(id), len(want))
			if len(want) == 0 {
				require.Zero(t, e.Code(id))
				continue
			}
			require.Equal(t, want, e.Values(id))
			require.Equal(t, codesOf(p.Plain, want...), e.Codes(id))
			require.Equal(t, p.CodeOf(want[0]), e.Code(id))
			attrs = append(attrs, id)
			if len(want) > 1 {
				several = append(several, id)
			}
		}
		require.ElementsMatch(t, attrs, e.Attrs())
		require.ElementsMatch(t, several, e.Several())
		require.Equal(t, len(several) > 0, e.HasSeveral())
	}
	require.Greater(t, len(known), 5)
}

func TestEncodeDoesNotAllocate(t *testing.T) {
	d := index.NewDictionary()
	var b p.Builder
	for i := range 20 {
		path := fmt.Sprint("a", i)
		d.Attr(p.Attribute{Path: path})
		b.AddInt(path, int64(i))
		b.AddString(path, strings.Repeat("x", i))
		b.AddInt(fmt.Sprint("unknown", i), 1)
	}
	ev, err := b.Event()
	require.NoError(t, err)
	enc := index.NewEncoder(d)
	enc.Encode(ev)
	require.Zero(t, testing.AllocsPerRun(100, func() { enc.Encode(ev) }))
}

// TestEncoderLetsGo encodes one very large event.
func TestEncoderLetsGo(t *testing.T) {
	d := index.NewDictionary()
	a := d.Attr(p.Attribute{Path: "a"})
	enc := index.NewEncoder(d)
	var b p.Builder
	for i := range 100_000 {
		b.AddInt("a", int64(i))
	}
	ev, err := b.Event()
	require.NoError(t, err)
	e := enc.Encode(ev)
	require.Len(t, e.Values(a), 100_000)
	require.True(t, slices.IsSorted(e.Codes(a)))
	e = enc.Encode(parse(t, `{"a":[1,2]}`))
	require.Equal(t, []p.Value{p.Int(1), p.Int(2)}, e.Values(a))
	require.Less(t, cap(e.Values(a)), 100)
}
