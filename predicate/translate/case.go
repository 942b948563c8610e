package translate

import (
	"slices"
	"strings"
	"unicode"
)

// twoForms says whether the strings whose lower case is s are those that are the
// same as s without regard to case.
func twoForms(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r > unicode.MaxASCII || r == 'k' || r == 'i' || 'A' <= r && r <= 'Z'
	})
}

// lowered returns the letters whose lower case is r.
func lowered(r rune) []rune {
	var of []rune
	for c := unicode.SimpleFold(r); ; c = unicode.SimpleFold(c) {
		if unicode.ToLower(c) == r {
			of = append(of, c)
		}
		if c == r {
			break
		}
	}
	if r == 'i' {
		of = append(of, 'İ') // which folds to no single letter
	}
	slices.Sort(of)
	return of
}

// iregexp returns an I-Regexp of the strings whose lower case is s, and false if
// there are none.
func iregexp(s string) (string, bool) {
	var b strings.Builder
	for _, r := range s {
		of := lowered(r)
		switch len(of) {
		case 0:
			return "", false
		case 1:
			writeEscaped(&b, of[0])
		default:
			b.WriteByte('[')
			for _, c := range of {
				writeEscaped(&b, c)
			}
			b.WriteByte(']')
		}
	}
	return b.String(), true
}

// writeEscaped writes a character so that it means itself, in a class or outside.
func writeEscaped(b *strings.Builder, r rune) {
	if strings.ContainsRune(`()*+-.?[\]^{|}~$`, r) {
		b.WriteByte('~')
	}
	b.WriteRune(r)
}
