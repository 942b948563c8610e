package selector

import (
	"regexp"
	"strings"

	"github.com/thresh-dev/thresh/predicate"
)

// The wildcards of a pattern among its characters.
const (
	one  rune = -1 // _
	many rune = -2 // %
)

// LikeTest returns the test of strings that SQL's LIKE asks for: % stands for any
// text and _ for one code point, but not after the escape character, 0 for none. It
// returns false where nothing follows the escape character.
func LikeTest(path, pattern string, escape rune) (*predicate.Test, bool) {
	p, ok := wildcards(pattern, escape)
	if !ok {
		return nil, false
	}
	return like(path, p), true
}

// wildcards returns the pattern's characters, with wildcards for % and _ where the
// escape character, 0 for none, does not stand before them, and runs of % as one. It
// returns false where nothing follows the escape character.
func wildcards(pattern string, escape rune) ([]rune, bool) {
	var p []rune
	escaped := false
	for _, r := range pattern {
		switch {
		case escaped:
			p = append(p, r)
			escaped = false
		case r == escape && escape != 0:
			escaped = true
		case r == '_':
			p = append(p, one)
		case r != '%':
			p = append(p, r)
		case len(p) == 0 || p[len(p)-1] != many:
			p = append(p, many)
		}
	}
	return p, !escaped
}

// like returns the test that a pattern asks for.
func like(path string, p []rune) *predicate.Test {
	inner := p
	begins := len(inner) == 0 || inner[0] != many
	if !begins {
		inner = inner[1:]
	}
	ends := len(inner) == 0 || inner[len(inner)-1] != many
	if !ends {
		inner = inner[:len(inner)-1]
	}
	for _, r := range inner {
		if r < 0 {
			return predicate.Matches(path, expression(inner, begins, ends))
		}
	}
	switch s := string(inner); {
	case s == "" && !begins: // % alone
		return predicate.StartsWith(path, "")
	case begins && ends:
		return predicate.Eq(path, predicate.String(s))
	case begins:
		return predicate.StartsWith(path, s)
	case ends:
		return predicate.EndsWith(path, s)
	default:
		return predicate.Contains(path, s)
	}
}

// expression returns the pattern as a regular expression.
func expression(p []rune, begins, ends bool) string {
	var b strings.Builder
	b.WriteString("(?s)")
	if begins {
		b.WriteByte('^')
	}
	for _, r := range p {
		switch r {
		case one:
			b.WriteByte('.')
		case many:
			b.WriteString(".*")
		default:
			b.WriteString(regexp.QuoteMeta(string(r)))
		}
	}
	if ends {
		b.WriteByte('$')
	}
	return b.String()
}
