package predicate

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// What a builder is told of arrays is what it finds in JSON.
func TestBuilderArrays(t *testing.T) {
	var b Builder
	b.Reset()
	b.BeginArray() // a
	b.NextElement()
	b.Add("a", Object())
	b.AddInt("a.x", 1)
	b.AddInt("a.y", 2)
	b.BeginArray() // a.y
	b.NextElement()
	b.Add("a.y", Null())
	b.EndArray()
	b.NextElement()
	b.Add("a", Object())
	b.AddInt("a.x", 3)
	b.EndArray()
	b.AddInt("z", 4)
	built, err := b.Event()
	require.NoError(t, err)
	read, err := ParseJSON([]byte(`{"a":[{"x":1,"y":[2,[null]]},{"x":3}],"z":4}`))
	require.NoError(t, err)
	require.Equal(t, read.Elements(), built.Elements())
	for _, path := range []string{"a", "a.x", "a.y", "z", "none"} {
		vs, elems := built.AppendLeaves(nil, nil, path)
		ws, felems := read.AppendLeaves(nil, nil, path)
		require.Equal(t, ws, vs, path)
		require.Equal(t, felems, elems, path)
	}

	for _, wrong := range []func(){
		func() { b.NextElement() },
		func() { b.EndArray() },
		func() { b.BeginArray() },
		func() { b.BeginArray(); b.NextElement(); b.AddInt("a", 1) },
	} {
		b.Reset()
		wrong()
		_, err := b.Event()
		require.ErrorIs(t, err, ErrArray)
	}
	b.Reset()
	_, err = b.Event()
	require.NoError(t, err)
}

func TestCaseless(t *testing.T) {
	for s, want := range map[string]string{
		"":         "",
		"abc":      "abc",
		"aBC/É":    "abc/é",
		"ΣΑΣ":      "σασ",
		"ς":        "ς", // its capital has another small letter
		"ßẞ":       "ßẞ",
		"İI":       "İi",
		"\u212a":   "\u212a", // kelvin
		"a\xffB":   "a\xffb",
		"日本Z":      "日本z",
		"x\u0130Y": "x\u0130y",
	} {
		require.Equal(t, want, caseless(s), "%q", s)
		require.Equal(t, reverse(want), LeafCaselessReversed.Of(String(s)).Text())
	}
}
