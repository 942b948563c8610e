package predicate

import (
	"unicode"
	"unicode/utf8"
)

// caseless returns the string with its capital letters made small, those of them
// only that are the capital of just that small letter: A and É, but not İ, ẞ or
// the sign of kelvin. Everything else stays, byte by byte, so that the image of a
// prefix is a prefix of the image.
func caseless(s string) string { return LeafCaseless.Of(String(s)).Text() }

// appendCaseless appends what caseless returns.
func appendCaseless(dst []byte, s string) []byte {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			dst = append(dst, lowerASCII(c))
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if small := smallOf(r); small != r {
			dst = utf8.AppendRune(dst, small)
		} else {
			dst = append(dst, s[i:i+n]...)
		}
		i += n
	}
	return dst
}

// smallOf returns the small letter of which r is the capital, and r if there is
// none.
func smallOf(r rune) rune {
	if small := unicode.ToLower(r); small != r && unicode.ToUpper(small) == r {
		return small
	}
	return r
}
