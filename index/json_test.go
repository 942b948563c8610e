package index_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	p "github.com/thresh-dev/thresh/predicate"
)

// sameEvent compares an event encoded from a document with one encoded from what
// DecodeJSON makes of it. Leaves may be in another order.
func sameEvent(t *testing.T, d *index.Dictionary, want, got *index.Event, doc string) {
	t.Helper()
	attrs := slices.Sorted(slices.Values(want.Attrs()))
	require.Equal(t, attrs, slices.Sorted(slices.Values(got.Attrs())), doc)
	require.ElementsMatch(t, want.Several(), got.Several(), doc)
	require.Equal(t, want.NumAttrs(), got.NumAttrs())
	for a := range index.AttrID(d.Len()) {
		require.ElementsMatch(t, want.Codes(a), got.Codes(a), doc)
		require.ElementsMatch(t, want.Values(a), got.Values(a), doc)
		require.Equal(t, want.Code(a) == 0, got.Code(a) == 0, doc)
		if got.Code(a) != 0 {
			require.Contains(t, want.Codes(a), got.Code(a), doc)
		}
	}
}

func TestEncodeJSON(t *testing.T) {
	d := index.NewDictionary()
	for _, path := range []string{"a", "a.b", "a.b.c", "b", `x\.y`, "", "never", `bad\path`} {
		for v := range p.View(p.NumViews) {
			if v != p.Folded || path != "a" {
				d.Attr(p.Attribute{Path: path, View: v})
			}
		}
	}
	enc, ref := index.NewEncoder(d), index.NewEncoder(d)
	for _, doc := range []string{
		`{}`, `{"a":1}`, `{"a":null}`, `{"a":[]}`, `{"a":[null]}`, `{"a":[1,null,"X",{"b":2},[3,{"b":null}]]}`,
		`{"b":"Straße","a":{"b":{"c":["10.0.0.1","É"]}}}`, `{"x.y":1,"":true,"z":[[]],"badpath":1}`,
		`{"a":{},"b":[true]}`, `{"a":"\u0058\n"}`, `{"b":[[{}],[null]],"a":[{"b":1},{"b":2}]}`,
	} {
		got, err := enc.EncodeJSON([]byte(doc))
		require.NoError(t, err)
		sameEvent(t, d, ref.Encode(parse(t, doc)), got, doc)
	}
	_, err := enc.EncodeJSON([]byte(`{"a":1`))
	require.ErrorAs(t, err, new(*p.JSONError))

	// Of members of the same name the last counts.
	for doc, want := range map[string]string{
		`{"a":1,"a":2}`:                                      `{"a":2}`,
		`{"a":{"b":1},"b":3,"a":null}`:                       `{"a":null,"b":3}`,
		`{"a":[{"b":1,"\u0062":{"c":2}},{"b":3}]}`:           `{"a":[{"b":{"c":2}},{"b":3}]}`,
		`{"a":{"b":1,"b":2},"a":{"b":{"c":1}},"a":{"b":[]}}`: `{"a":{"b":[]}}`,
	} {
		got, err := enc.EncodeJSON([]byte(doc))
		require.NoError(t, err)
		sameEvent(t, d, ref.Encode(parse(t, want)), got, doc)
	}

	// An attribute is numbered after an event had it.
	doc := []byte(`{"new":{"er":7}}`)
	_, err = enc.EncodeJSON(doc)
	require.NoError(t, err)
	a := d.Attr(p.Attribute{Path: "new.er"})
	e, err := enc.EncodeJSON(doc)
	require.NoError(t, err)
	require.Equal(t, p.CodeOf(p.Int(7)), e.Code(a))
	require.Equal(t, p.CodeOf(p.Int(7)), enc.Encode(parse(t, string(doc))).Code(a), "the encoders of both share an event")
}

// TestEncodeJSONPlaces compares which values share elements with what Encode says.
func TestEncodeJSONPlaces(t *testing.T) {
	d := index.NewDictionary()
	x, y := d.Attr(p.Attribute{Path: "a.x", View: p.Leaf}), d.Attr(p.Attribute{Path: "a.y", View: p.Address})
	enc := index.NewEncoder(d)
	e, err := enc.EncodeJSON([]byte(`{"skipped":[1,2,3],"a":[{"x":null,"y":"ab"},{"x":[1,[null]]},7,null],"y":[4,5]}`))
	require.NoError(t, err)
	require.True(t, e.HasElements())
	require.Equal(t, []p.Value{p.Null(), p.Int(1), p.Null()}, e.Values(x))
	require.Equal(t, []int32{1, 2, 3}, e.Places(x))
	require.Equal(t, []int32{1}, e.Places(y))
	require.Equal(t, []p.Element{{Parent: -1, Array: -1}, {Array: 0}, {Array: 0}, {Parent: 2, Array: 1}}, e.Elements())
	e, err = enc.EncodeJSON([]byte(`{"skipped":[1,2,3],"a":[{"x":1,"y":"z"}]}`))
	require.NoError(t, err)
	require.False(t, e.HasElements())
	require.Equal(t, []p.Value{p.Int(1)}, e.Values(x))
}

func TestEncodeJSONRandomly(t *testing.T) {
	rng := newRand(t)
	d := index.NewDictionary()
	enc, ref := index.NewEncoder(d), index.NewEncoder(d)
	for range 3000 {
		if rng.IntN(20) == 0 {
			d.Attr(p.Attribute{Path: randomPath(rng), View: p.View(rng.IntN(p.NumViews))})
		}
		doc := randomObject(rng, 1)
		got, err := enc.EncodeJSON([]byte(doc))
		require.NoError(t, err, doc)
		sameEvent(t, d, ref.Encode(parse(t, doc)), got, doc)
	}
}

func randomPath(rng *rand.Rand) string {
	names := make([]string, 1+rng.IntN(3))
	for i := range names {
		names[i] = string(rune('a' + rng.IntN(4)))
	}
	return p.JoinPath(names...)
}

func randomObject(rng *rand.Rand, depth int) string {
	var members []string
	for _, i := range rng.Perm(4)[:rng.IntN(5)] {
		members = append(members, fmt.Sprintf(`"%c":%s`, 'a'+i, randomValue(rng, depth)))
	}
	return "{" + strings.Join(members, ", ") + "}"
}

func randomValue(rng *rand.Rand, depth int) string {
	switch n := rng.IntN(8); {
	case n < 2 && depth < 5:
		return randomObject(rng, depth+1)
	case n < 4 && depth < 5:
		elements := make([]string, rng.IntN(4))
		for i := range elements {
			elements[i] = randomValue(rng, depth+1)
		}
		return "[" + strings.Join(elements, ",") + "]"
	default:
		return []string{"null", "true", "1", "-2.5e3", `"X"`, `"long long string"`, `"\u00e9"`, "12345678901234567890"}[rng.IntN(8)]
	}
}

func TestEncodeJSONAllocatesNothing(t *testing.T) {
	d := index.NewDictionary()
	for _, path := range []string{"a", "a.b", "a.c"} {
		d.Attr(p.Attribute{Path: path})
		d.Attr(p.Attribute{Path: path, View: p.Leaf})
	}
	enc := index.NewEncoder(d)
	doc := []byte(`{"x":[1,2,3],"a":[{"b":1.5,"c":"x\ty"},{"b":null},{"b":"text"},[{"c":1e10}]]}`)
	require.Zero(t, testing.AllocsPerRun(100, func() {
		if _, err := enc.EncodeJSON(doc); err != nil {
			t.Error(err)
		}
	}))
}
