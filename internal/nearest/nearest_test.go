package nearest

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"", "abc", 3},
		{"abc", "", 3},
		{"abc", "abc", 0},
		{"abc", "abd", 1},
		{"abc", "acb", 1},
		{"abc", "bca", 2},
		{"ca", "abc", 3},
		{"flihgts", "flights", 1},
		{"kitten", "sitting", 3},
	} {
		require.Equal(t, c.want, distance(c.a, c.b), "%q %q", c.a, c.b)
		require.Equal(t, c.want, distance(c.b, c.a), "%q %q", c.b, c.a)
	}
}

func TestName(t *testing.T) {
	commands := []string{"match", "check", "explain", "help", "version"}
	for word, want := range map[string]string{
		"match": "match", "mtach": "match", "macth": "match", "mat": "match", "matching": "match", "chek": "check",
		"explian": "explain", "hlep": "help", "Version": "version", "list": "", "frobnicate": "", "": "",
	} {
		require.Equal(t, want, Name(word, commands), "%q", word)
	}
	workloads := []string{"flights", "w1", "w2", "wide", "scan"}
	require.Equal(t, "flights", Name("FLIHGT", workloads))
	require.Equal(t, "w1", Name("w3", workloads))
	require.Empty(t, Name("counting", workloads))
	require.Empty(t, Name("x", []string{"o"}))
	require.Empty(t, Name("anything", nil))
}
