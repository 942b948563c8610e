package predicate

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// caseless returns the string with its capital letters made small, those of them
// only that are the capital of just that small letter: A and É, but not İ, ẞ or
// the sign of kelvin. Everything else stays, byte by byte, so that the image of a
// prefix is a prefix of the image.
func caseless(s string) string {
	i := 0
	for i < len(s) && s[i] < utf8.RuneSelf && (s[i] < 'A' || s[i] > 'Z') {
		i++
	}
	if i == len(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	b.WriteString(s[:i])
	for i < len(s) {
		if c := s[i]; c < utf8.RuneSelf {
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			b.WriteByte(c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if small := smallOf(r); small != r {
			b.WriteRune(small)
		} else {
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String()
}

// smallOf returns the small letter of which r is the capital, and r if there is
// none.
func smallOf(r rune) rune {
	if small := unicode.ToLower(r); small != r && unicode.ToUpper(small) == r {
		return small
	}
	return r
}
