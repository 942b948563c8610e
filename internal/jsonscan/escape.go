package jsonscan

import (
	"bytes"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
)

// checkEscapes checks the escapes that begin at the bits of begin, places after
// at. A low surrogate is right only where expected says so: just after a high one.
// It returns where one is expected next, or -1 if something is wrong. Nothing is
// expected at 0.
func checkEscapes(doc []byte, at int, begin uint64, expected int) int {
	for ; begin != 0; begin &= begin - 1 {
		p := at + bits.TrailingZeros64(begin)
		if p+1 >= len(doc) {
			return -1
		}
		if doc[p+1] != 'u' {
			if unescaped(doc[p+1]) == 0 {
				return -1
			}
			continue
		}
		switch r := hex4(doc[p:]); {
		case r < 0:
			return -1
		case !utf16.IsSurrogate(r):
		case r < lowSurrogate:
			if low := hex4(doc[p+6:]); low < lowSurrogate || low > lastSurrogate {
				return -1
			}
			expected = p + 6
		case p != expected:
			return -1
		}
	}
	return expected
}

const lowSurrogate, lastSurrogate = 0xDC00, 0xDFFF

// unescaped returns the byte that a backslash and c stand for, or 0.
func unescaped(c byte) byte {
	switch c {
	case '"', '\\', '/':
		return c
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	default:
		return 0
	}
}

// hex4 returns the code unit of the escape \uXXXX at the beginning of text, or -1.
func hex4(text []byte) rune {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return -1
	}
	r := rune(0)
	for _, c := range text[2:6] {
		switch {
		case isDigit(c):
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return -1
		}
		r = r<<4 | rune(c)
	}
	return r
}

// appendUnescaped appends what the inside of a string says, whose escapes have been
// checked.
func appendUnescaped(dst, text []byte) []byte {
	for {
		i := bytes.IndexByte(text, '\\')
		if i < 0 {
			return append(dst, text...)
		}
		dst, text = append(dst, text[:i]...), text[i:]
		if text[1] != 'u' {
			dst, text = append(dst, unescaped(text[1])), text[2:]
			continue
		}
		r := hex4(text)
		text = text[6:]
		if utf16.IsSurrogate(r) {
			r = utf16.DecodeRune(r, hex4(text))
			text = text[6:]
		}
		dst = utf8.AppendRune(dst, r)
	}
}
