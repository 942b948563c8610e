package textindex

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFromRegexp(t *testing.T) {
	for _, c := range []struct {
		expr  string
		want  string // the patterns, separated by spaces; - where there are none
		exact bool
	}{
		{`abc`, "*abc*", true},
		{`^abc$`, "abc", true},
		{`^abc`, "abc*", true},
		{`abc$`, "*abc", true},
		{`(?s)^abc.*def$`, "abc*def", true},
		{`^abc.*def$`, "abc*def", false},
		{`(?s)a.+b`, "*a*b*", false},
		{`-app[0-9]+-`, "*-app*-*", false},
		{`(foo|bar)baz`, "*foobaz* *barbaz*", true},
		{`ab|ac`, "*ab* *ac*", true},
		{`colou?r`, "*colour* *color*", true},
		{`(?:ab){2,3}c`, "*abababc* *ababc*", true},
		{`\bword\b`, "*word*", false},
		{`(?m)^line$`, "*line*", false},
		{`a^b`, "", true},
		{`(?s).*^ab`, "ab*", true},
		{`x(?i:abc)y`, "*x*y*", false},
		{`[0-9]+`, "-", false},
		{`a*`, "-", false},
		{`a|`, "-", false},
		{`(`, "-", false},
		{"x\uFFFDy", "*x*y*", false},
		{`é+ö`, "*é*ö*", false},
		{`[abcdefghijk]x`, "*x*", false},
		{`a|b|c|d|e|f|g|h|i|jj|kk`, "-", false},
	} {
		ps, exact, ok := FromRegexp(c.expr)
		require.Equal(t, c.want != "-", ok, "%s", c.expr)
		if !ok {
			continue
		}
		var got []string
		for _, p := range ps {
			got = append(got, p.String())
		}
		require.Equal(t, c.want, strings.Join(got, " "), "%s", c.expr)
		require.Equal(t, c.exact, exact, "%s", c.expr)
	}
}

// requireImplied checks what FromRegexp says of one expression and one string.
func requireImplied(tb testing.TB, re *regexp.Regexp, ps []Pattern, exact bool, s string) {
	tb.Helper()
	some := slices.ContainsFunc(ps, func(p Pattern) bool { return p.Match(s) })
	if re.MatchString(s) {
		require.True(tb, some, "%s matches %q, but none of %v", re, s, ps)
	} else if exact {
		require.False(tb, some, "%s does not match %q, but one of %v", re, s, ps)
	}
}

func TestFromRandomRegexp(t *testing.T) {
	rng := newRand(t)
	parts := []string{"a", "b", "ab", "é", ".", ".*", "(?s:.*)", "^", "$", "(a|b)", "(ab|ba|)", "[ab]", "[^a]", "x?", "(ab)+", "b*", "\\b", "a{2,3}", "(?i:a)", "|", "\uFFFD", "(^a|b$)"}
	letters := []string{"a", "b", "ab", "é", "x", "\n", "A", "\xff", "\uFFFD", "\xc3"}
	n := 6000
	if testing.Short() {
		n = 1000
	}
	indexed, exacts, matches := 0, 0, 0
	for range n {
		var e strings.Builder
		for range 1 + rng.IntN(6) {
			e.WriteString(parts[rng.IntN(len(parts))])
		}
		re, err := regexp.Compile(e.String())
		if err != nil {
			continue
		}
		ps, exact, ok := FromRegexp(e.String())
		if !ok {
			continue
		}
		indexed++
		if exact {
			exacts++
		}
		for range 40 {
			var s strings.Builder
			for range rng.IntN(7) {
				s.WriteString(letters[rng.IntN(len(letters))])
			}
			requireImplied(t, re, ps, exact, s.String())
			if re.MatchString(s.String()) {
				matches++
			}
		}
	}
	require.Greater(t, indexed, n/4)
	require.Greater(t, exacts, n/100)
	require.Greater(t, matches, n)
}

// TestLargeRegexps asks for the patterns of expressions that have very many matches
// of their own kind.
func TestLargeRegexps(t *testing.T) {
	for _, expr := range []string{
		strings.Repeat("(a|b)", 500), strings.Repeat("(a|bc)?", 300) + "z", strings.Repeat("(", 900) + "a" + strings.Repeat(")", 900),
		"(?:" + strings.Repeat("word|", 5000) + "x)y", strings.Repeat("a", 100_000), strings.Repeat("(ab|cd)x*", 400),
	} {
		ps, _, _ := FromRegexp(expr)
		require.LessOrEqual(t, len(ps), MaxAlternatives, "%.20s", expr)
	}
}
