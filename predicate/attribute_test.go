package predicate

import (
	"net/netip"
	"slices"
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

// TestImagesOfText compares the images with what the standard library makes of random
// strings, of which some are no UTF-8 and some are addresses.
func TestImagesOfText(t *testing.T) {
	rng := newRand(t)
	pieces := []string{"a", "Z", "é", "É", "İ", "ẞ", "K", "Σ", "ǅ", "\xff", "\xc3", "\xed\xa0\x80", "\ufffd", "😀", "1", "10.", ":", "::", "f", "%", ".", "", "192.168.1.1", "g"}
	for range 50_000 {
		var s string
		for range rng.IntN(5) {
			s += pieces[rng.IntN(len(pieces))]
		}
		require.Equal(t, strings.ToLower(s), Folded.Of(String(s)).Text(), "%q", s)
		reversed := []byte(s)
		slices.Reverse(reversed)
		require.Equal(t, string(reversed), Reversed.Of(String(s)).Text(), "%q", s)
		want := ""
		if a, err := netip.ParseAddr(s); err == nil && a.Zone() == "" {
			want = map[bool]string{true: "4", false: "6"}[a.Is4()] + string(a.AsSlice())
		}
		require.Equal(t, want, Address.Of(String(s)).Text(), "%q", s)
		for w := range numViews {
			require.Equal(t, "kept"+w.Of(String(s)).Text(), string(w.AppendText([]byte("kept"), s)), "%q", s)
		}
	}
}
