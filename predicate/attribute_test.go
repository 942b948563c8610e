package predicate

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPathsComeBack(t *testing.T) {
	for _, c := range []struct {
		path  string
		names []string
	}{
		{"", []string{""}},
		{"a", []string{"a"}},
		{"a.b", []string{"a", "b"}},
		{".", []string{"", ""}},
		{"a.", []string{"a", ""}},
		{`a\.b`, []string{"a.b"}},
		{`\\.\\\.`, []string{`\`, `\.`}},
		{"Cost Total $.é", []string{"Cost Total $", "é"}},
	} {
		require.Equal(t, c.path, JoinPath(c.names...))
		require.Equal(t, c.names, SplitPath(c.path))
	}
	rng := newRand(t)
	for range 20_000 {
		names := make([]string, 1+rng.IntN(4))
		for i := range names {
			for range rng.IntN(5) {
				names[i] += string(`.\ab`[rng.IntN(4)])
			}
		}
		require.Equal(t, names, SplitPath(JoinPath(names...)), "%q", names)
	}
}

func TestViews(t *testing.T) {
	s := String("AbÇ")
	require.Equal(t, s, Plain.Of(s))
	require.Equal(t, String("abç"), Folded.Of(s))
	require.Equal(t, String("\x87\xc3bA"), Reversed.Of(s))
	require.Equal(t, String("\xa7\xc3ba"), FoldedReversed.Of(s))
	require.Equal(t, String(""), Address.Of(s))
	require.Equal(t, String("4\x0a\x00\x00\x01"), Address.Of(String("10.0.0.1")))
	require.Equal(t, String("6"+strings.Repeat("\x00", 15)+"\x01"), Address.Of(String("::1")))
	for w := range numViews {
		for _, v := range []Value{{}, Null(), Bool(true), Int(5), Object()} {
			require.Equal(t, v, w.Of(v))
		}
	}
	require.Equal(t, "lower(a)", Attribute{"a", Folded}.String())
	require.Equal(t, "a", Attribute{Path: "a"}.String())
}
