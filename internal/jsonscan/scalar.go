package jsonscan

import (
	"math/bits"
	"strconv"
	"unsafe"

	"github.com/thresh-dev/thresh/predicate"
)

// checkLiterals says whether a literal begins at each bit of begin, which are
// places after at. What is wrong after it ends shows elsewhere, unless the scalar
// goes on.
func checkLiterals(doc []byte, at int, begin uint64) bool {
	for ; begin != 0; begin &= begin - 1 {
		p := at + bits.TrailingZeros64(begin)
		n := literal(doc[p:])
		if n == 0 || p+n < len(doc) && inScalar(doc[p+n]) {
			return false
		}
	}
	return true
}

// literal returns the length of the literal at the beginning of text, or 0.
func literal(text []byte) int {
	switch {
	case len(text) >= 4 && (string(text[:4]) == "null" || string(text[:4]) == "true"):
		return 4
	case len(text) >= 5 && string(text[:5]) == "false":
		return 5
	default:
		return 0
	}
}

// inScalar says whether the byte, outside strings, is part of a scalar.
func inScalar(c byte) bool {
	switch c {
	case ' ', '\t', '\n', '\r', '"', '{', '}', '[', ']', ',', ':':
		return false
	default:
		return true
	}
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// checkExponents says whether the numbers with exponents at the bits of exps,
// places after at, are in the range of float64, if they are numbers at all. One with
// at most two digits is, unless there are digits enough to be noticed otherwise.
func checkExponents(doc []byte, at int, exps uint64) bool {
	for ; exps != 0; exps &= exps - 1 {
		p := at + bits.TrailingZeros64(exps)
		end := p + 1
		if end < len(doc) && (doc[end] == '-' || doc[end] == '+') {
			end++
		}
		digits := end
		for end < len(doc) && isDigit(doc[end]) {
			end++
		}
		if end-digits <= 2 || doc[p+1] == '-' {
			continue
		}
		from := p
		for from > 0 && (isDigit(doc[from-1]) || doc[from-1] == '.' || doc[from-1] == '-') {
			from--
		}
		if _, err := strconv.ParseFloat(alias(doc[from:end]), 64); err != nil {
			return false
		}
	}
	return true
}

// number returns the value of a number in JSON's notation, as
// predicate.ParseNumber does, or false if it is beyond float64.
func number(text []byte) (predicate.Value, bool) {
	digits := text
	if text[0] == '-' {
		digits = text[1:]
	}
	if len(digits) <= 18 { // fits int64
		i := int64(0)
		for k, c := range digits {
			c -= '0'
			if c > 9 {
				return decimal(text, digits, i, k)
			}
			i = i*10 + int64(c)
		}
		if len(digits) < len(text) {
			i = -i
		}
		return predicate.Int(i), true
	}
	return wide(text)
}

// decimal is number of a text with a point or exponent at digits[k], where i is the
// number before. Up to 15 digits and a power of ten up to 22 are exact as float64, so
// that their quotient is rounded once (Clinger, PLDI 1990).
func decimal(text, digits []byte, i int64, k int) (predicate.Value, bool) {
	if digits[k] != '.' || len(digits) > 16 {
		return float(text)
	}
	for _, c := range digits[k+1:] {
		c -= '0'
		if c > 9 {
			return float(text)
		}
		i = i*10 + int64(c)
	}
	f := float64(i) / powers[len(digits)-1-k&15]
	if len(digits) < len(text) {
		f = -f
	}
	return predicate.Float(f), true
}

// powers are those of ten that 15 digits may need. It is never changed.
var powers = [16]float64{1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// wide is number of a text of many bytes.
func wide(text []byte) (predicate.Value, bool) {
	for _, c := range text {
		if c == '.' || c|0x20 == 'e' {
			return float(text)
		}
	}
	if text[0] == '-' {
		if i, err := strconv.ParseInt(alias(text), 10, 64); err == nil {
			return predicate.Int(i), true
		}
	} else if len(text) <= 20 {
		if u, err := strconv.ParseUint(alias(text), 10, 64); err == nil {
			return predicate.Uint(u), true
		}
	}
	return float(text)
}

func float(text []byte) (predicate.Value, bool) {
	f, err := strconv.ParseFloat(alias(text), 64)
	return predicate.Float(f), err == nil
}

// alias returns a string that shares the memory of b.
func alias(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
