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
		{`ab|ac`, "a[bc]", true},
		{`colou?r`, "*colour* *color*", true},
		{`(?:ab){2,3}c`, "*abababc* *ababc*", true},
		{`\bword\b`, "*word*", false},
		{`(?m)^line$`, "*line*", false},
		{`a^b`, "", true},
		{`(?s).*^ab`, "ab*", true},
		{`x(?i:abc)y`, "x[Aa][Bb][Cc]y", true},
		{`[0-9]+`, "[0-9]", true},
		{`^[a-f]{2}[0-9]{3}$`, "^[a-f][a-f][0-9][0-9][0-9]$", true},
		{`[0-9]+-[0-9]{2,}`, "[0-9]-[0-9][0-9]", true},
		{`[0-9]+x[a-f]+[0-9]{2,5}`, "[0-9]x[a-f]&[a-f][0-9][0-9]", false},
		{`x[a-f]{3,9}z$`, "[a-f][a-f][a-f]z$&x[a-f][a-f][a-f]", false},
		{`[a-c]{5}.*[a-c]{7}$`, "[a-c][a-c][a-c][a-c][a-c][a-c][a-c]$&[a-c][a-c][a-c][a-c][a-c]", false},
		{`^[a-f]+$`, "^[a-f]&[a-f]$", false},
		{`^[a-f]+[0-9]*$`, "[a-f][0-9]&^[a-f]&[0-9]$ ^[a-f]&[a-f]$", false},
		{`^[0-9a-z]+$`, "^[0-9a-z]&[0-9a-z]$", false},
		{`^[!-S]{1,9}`, "^[!-S]", true},
		{"(?i)askew", "[Aa][Ss…][Kk…][Ee][Ww]", true},
		{"(?i)éa", "[…][Aa]", false},
		{`(a|aa)*b`, "*b*", false},
		{`(x+x+)+y`, "*xx*y*", false},
		{`^$`, "", true},
		{`[^,]+`, "-", false},
		{`^[a-z]{40}$`, "^" + strings.Repeat("[a-z]", maxWindow) + "&" + strings.Repeat("[a-z]", maxWindow) + "$", false},
		{`a*`, "-", false},
		{`a|`, "-", false},
		{`(`, "-", false},
		{"x\uFFFDy", "*x*y*", false},
		{`é+ö`, "*éö*", true},
		{`[abcdefghijk]x`, "[a-k]x", true},
		{`a|b|c|d|e|f|g|h|i|jj|kk`, "[a-i] *jj* *kk*", true},
		{`01|12|23|34|45|56|67|78|89|90|0a|1b|2c|3d|4e|5f|6g`, "[0-9][0-9a-g]", false},
	} {
		keys, exact, ok := FromRegexp(c.expr)
		require.Equal(t, c.want != "-", ok, "%s", c.expr)
		if !ok {
			continue
		}
		var got []string
		for _, p := range keys {
			got = append(got, p.String())
		}
		require.Equal(t, c.want, strings.Join(got, " "), "%s", c.expr)
		require.Equal(t, c.exact, exact, "%s", c.expr)
	}
}

// requireImplied checks what FromRegexp says of one expression and one string.
func requireImplied(tb testing.TB, re *regexp.Regexp, keys []Key, exact bool, s string) {
	tb.Helper()
	some := slices.ContainsFunc(keys, func(k Key) bool { return k.Match(s) })
	if re.MatchString(s) {
		require.True(tb, some, "%s matches %q, but none of %v", re, s, keys)
	} else if exact {
		require.False(tb, some, "%s does not match %q, but one of %v", re, s, keys)
	}
}

func TestFromRandomRegexp(t *testing.T) {
	rng := newRand(t)
	parts := []string{"a", "b", "ab", "é", ".", ".*", "(?s:.*)", "^", "$", "(a|b)", "(ab|ba|)", "[ab]", "[^a]", "x?", "(ab)+", "b*", "\\b", "[a-b]{2}", "[ab]{1,3}", "[^\n]{2}", "é{2,}", "(?i:ks)", "(?i:é)", "(a|ab|b.|ba)", "(a|aa)*", "(a+b+)+", "(ab?){2,4}", "a{2,9}", "[[:^alpha:]]", "\\W", "$$", "a{2,3}", "(?i:a)", "|", "\uFFFD", "(^a|b$)"}
	letters := []string{"a", "b", "ab", "é", "x", "\n", "A", "\xff", "\uFFFD", "\xc3", "k", "K", "s", "\u017f", "S", "É", "aa", "bb"}
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
		keys, exact, ok := FromRegexp(e.String())
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
			requireImplied(t, re, keys, exact, s.String())
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
		keys, _, _ := FromRegexp(expr)
		require.LessOrEqual(t, len(keys), MaxAlternatives, "%.20s", expr)
	}
}

// TestSetOfRegexps compares one match of the keys of many expressions with package
// regexp, one by one: also of those that are like one another, and of strings that nearly
// match.
func TestSetOfRegexps(t *testing.T) {
	rng := newRand(t)
	classes := []string{"[a-z]", "[a-f]", "[0-9]", "[0-4]", "[A-Z]", "[0-9a-f]", `\w`, `\d`, `\s`, "[^,]", ".", "[é-ü]", "a", "7", "-", "(?i:k)", "[a-c]"}
	counts := []string{"", "", "{2}", "{3}", "{2,3}", "{2,}", "+", "*", "?", "{1,7}"}
	letters := []rune("aabbccffkkzKA0044779 -,éü\u017f\u212a\n")
	x := New()
	type expression struct {
		re    *regexp.Regexp
		keys  []uint32
		exact bool
	}
	var all []expression
	n, indexed := 3000, 0
	if testing.Short() {
		n = 500
	}
	for range n {
		var e strings.Builder
		if rng.IntN(2) == 0 {
			e.WriteByte('^')
		}
		for range 1 + rng.IntN(4) {
			e.WriteString(classes[rng.IntN(len(classes))] + counts[rng.IntN(len(counts))])
		}
		if rng.IntN(2) == 0 {
			e.WriteByte('$')
		}
		re := regexp.MustCompile(e.String())
		keys, exact, ok := FromRegexp(e.String())
		if !ok {
			continue
		}
		indexed++
		y := expression{re: re, exact: exact}
		for _, k := range keys {
			y.keys = append(y.keys, x.Add(k))
		}
		all = append(all, y)
	}
	require.Greater(t, indexed, n/2)
	x.check()
	var m Matcher
	matches, needless, misses := 0, 0, 0
	for range 200 {
		s := make([]rune, rng.IntN(9))
		for i := range s {
			s[i] = letters[rng.IntN(len(letters))]
		}
		found := map[uint32]bool{}
		for _, k := range m.AppendMatches(nil, x, string(s)) {
			require.False(t, found[k], "%q: %d is found twice", string(s), k)
			found[k] = true
		}
		for _, y := range all {
			candidate := slices.ContainsFunc(y.keys, func(k uint32) bool { return found[k] })
			switch y.re.MatchString(string(s)) {
			case true:
				matches++
				require.True(t, candidate, "%s matches %q", y.re, string(s))
			case false:
				misses++
				if candidate {
					needless++
				}
				require.False(t, candidate && y.exact, "%s does not match %q", y.re, string(s))
			}
		}
	}
	require.Greater(t, matches, n)
	require.Less(t, needless, misses/10, "few are asked in vain")
}
