package jsonscan

import (
	"encoding/binary"
	"math"
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
	if len(digits) > 20 {
		return wide(text)
	}
	i := uint64(0)
	for k, c := range digits {
		c -= '0'
		if c > 9 {
			return decimal(text, digits, i, k)
		}
		i = i*10 + uint64(c)
	}
	if len(digits) > 18 { // may not fit int64
		return wide(text)
	}
	if len(digits) < len(text) {
		return predicate.Int(-int64(i)), true
	}
	return predicate.Int(int64(i)), true
}

// decimal is number of a text of at most 19 digits with a point or exponent at
// digits[k], where i is the number before.
func decimal(text, digits []byte, i uint64, k int) (predicate.Value, bool) {
	rest := digits[k+1:]
	if digits[k] != '.' {
		return float(text)
	}
	scale := len(rest) // below 20
	if len(rest) >= 8 {
		eight := binary.LittleEndian.Uint64(rest)
		if !areDigits(eight) {
			return float(text)
		}
		i = i*1e8 + eightDigits(eight)
		rest = rest[8:]
	}
	for _, c := range rest {
		c -= '0'
		if c > 9 {
			return float(text)
		}
		i = i*10 + uint64(c)
	}
	f := quotient(i, scale)
	if len(digits) < len(text) {
		f = -f
	}
	return predicate.Float(f), true
}

// areDigits says whether all eight bytes are digits.
func areDigits(v uint64) bool {
	const high, digit = 0xF0F0F0F0F0F0F0F0, 0x3030303030303030
	return v&high == digit && (v+0x0606060606060606)&high == digit
}

// eightDigits returns the number that eight digits write, the first in the lowest
// byte: pairs, then fours, then all are put together, side by side.
func eightDigits(v uint64) uint64 {
	v = v & 0x0F0F0F0F0F0F0F0F * (10<<8 + 1) >> 8
	v = v & 0x00FF00FF00FF00FF * (100<<16 + 1) >> 16
	return v & 0x0000FFFF0000FFFF * (10000<<32 + 1) >> 32
}

// powers are those of ten that uint64 holds. It is never changed.
var powers = [20]uint64{
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
}

// quotient returns the float64 nearest to i divided by ten to the power of scale,
// which is below 20.
func quotient(i uint64, scale int) float64 {
	d := powers[scale]
	if i < 1<<53 && d < 1<<53 {
		return float64(i) / float64(d) // both exact, so that it is rounded once (Clinger, PLDI 1990)
	}
	if i == 0 {
		return 0
	}
	// Of both numbers the top bit is brought to bit 63. The quotient times 2^63 then has
	// 63 or 64 bits, so that its lowest is below all that rounding looks at, and may
	// tell whether there is a remainder.
	up, by := bits.LeadingZeros64(i), bits.LeadingZeros64(d)
	i, d = i<<up, d<<by
	q, rem := bits.Div64(i>>1, i<<63, d)
	if rem != 0 {
		q |= 1
	}
	return float64(q) * math.Float64frombits(uint64(1023-63-up+by)<<52)
}

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
