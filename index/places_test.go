package index_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	p "github.com/thresh-dev/thresh/predicate"
)

// Leaves have nulls and no objects, and all values but plain ones know the element
// they are in.
func TestPlaces(t *testing.T) {
	d := index.NewDictionary()
	attr := func(path string, v p.View) index.AttrID { return d.Attr(p.Attribute{Path: path, View: v}) }
	x, y := attr("a.x", p.Leaf), attr("a.y", p.LeafReversed)
	a, o := attr("a", p.Leaf), attr("o", p.Leaf)
	plain, addr := attr("a", p.Plain), attr("a.x", p.Address)
	enc := index.NewEncoder(d)
	var b p.Builder
	encode := func(doc string) *index.Event {
		require.NoError(t, b.DecodeJSON([]byte(doc)))
		ev, err := b.Event()
		require.NoError(t, err)
		return enc.Encode(ev)
	}

	e := encode(`{"a":[{"x":null,"y":"ab"},{"x":[1,[null]]},7,null],"o":{"p":1}}`)
	require.True(t, e.HasElements())
	require.Equal(t, []p.Value{p.Int(1), p.Null(), p.Null()}, e.Values(x))
	require.Equal(t, []int32{2, 3, 1}, e.Places(x))
	require.Equal(t, []p.Value{p.String("ba")}, e.Values(y))
	require.Equal(t, []int32{1}, e.Places(y))
	require.Equal(t, []p.Value{p.Int(7), p.Null()}, e.Values(a))
	require.Equal(t, []int32{0, 0}, e.Places(a))
	require.Equal(t, []p.Value{p.Int(1)}, e.Values(addr))
	require.Equal(t, []int32{2}, e.Places(addr))
	require.Empty(t, e.Values(o))
	require.Equal(t, []p.Value{p.Object(), p.Object(), p.Int(7)}, e.Values(plain))
	require.Equal(t, []p.Element{{Parent: -1, Array: -1}, {Array: 0}, {Array: 0}, {Parent: 2, Array: 1}}, e.Elements())

	e = encode(`{"a":{"x":null}}`)
	require.False(t, e.HasElements())
	require.Equal(t, []p.Value{p.Null()}, e.Values(x))
	require.Empty(t, e.Values(addr))
	require.Empty(t, e.Values(y))
	require.ElementsMatch(t, []index.AttrID{x, plain}, e.Attrs())

	// An array of one element sets no two values apart.
	e = encode(`{"a":[{"x":1,"y":"z"}]}`)
	require.False(t, e.HasElements())
	require.Equal(t, []p.Value{p.Int(1)}, e.Values(x))
}

func TestEncodePlacesAllocatesNothing(t *testing.T) {
	d := index.NewDictionary()
	x := d.Attr(p.Attribute{Path: "a.x", View: p.Leaf})
	enc := index.NewEncoder(d)
	ev, err := p.ParseJSON([]byte(`{"a":[{"x":null},{"x":1},{"x":[2,3]}]}`))
	require.NoError(t, err)
	require.Len(t, enc.Encode(ev).Values(x), 4)
	require.Zero(t, testing.AllocsPerRun(100, func() { enc.Encode(ev) }))
}
