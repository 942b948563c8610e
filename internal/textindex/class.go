package textindex

import (
	"math"
	"math/bits"
	"unicode"
	"unicode/utf8"
)

// A class is a set of symbols. There is one symbol for each ASCII character, one for
// each of the other two characters that fold to one, and all others share the rest by
// their remainder: so a class that has some of these holds more than was said.
type class [3]uint64

const (
	numSymbols = 192
	// buckets is how many symbols the characters beyond ASCII share.
	buckets = numSymbols - utf8.RuneSelf - 2
	longS   = '\u017F' // folds to s
	kelvin  = '\u212A' // folds to k
)

// symbolOf returns the symbol of a character.
func symbolOf(r rune) uint8 {
	switch {
	case r < utf8.RuneSelf:
		return uint8(r)
	case r == longS:
		return numSymbols - 2
	case r == kelvin:
		return numSymbols - 1
	default:
		return uint8(utf8.RuneSelf + r%buckets)
	}
}

// appendSymbols appends the symbols of the characters of s, where a byte that is no
// UTF-8 is U+FFFD, as package regexp has it.
func appendSymbols(dst []uint8, s string) []uint8 {
	for _, r := range s {
		dst = append(dst, symbolOf(r))
	}
	return dst
}

// anyone is the class of all characters.
var anyone = class{1<<64 - 1, 1<<64 - 1, 1<<64 - 1}

func (c *class) has(symbol uint8) bool { return c[symbol/64]&(1<<(symbol%64)) != 0 }

func (c *class) add(symbol uint8) { c[symbol/64] |= 1 << (symbol % 64) }

func (c *class) union(d class) {
	for i := range c {
		c[i] |= d[i]
	}
}

// classOf returns the class of the characters in the ranges, pairs of a first and a
// last one, in order, and whether it has no others.
func classOf(ranges []rune) (c class, exact bool) {
	exact = true
	for i := 0; i < len(ranges); i += 2 {
		lo, hi := ranges[i], ranges[i+1]
		for r := lo; r <= min(hi, unicode.MaxASCII); r++ {
			c.add(symbolOf(r))
		}
		lo = max(lo, utf8.RuneSelf)
		if lo > hi {
			continue
		}
		if lo != utf8.RuneSelf || hi != unicode.MaxRune {
			exact = exact && lo == hi && (lo == longS || lo == kelvin)
		}
		for _, r := range []rune{longS, kelvin} {
			if lo <= r && r <= hi {
				c.add(symbolOf(r))
			}
		}
		for r := lo; r <= min(hi, lo+buckets+1); r++ { // whatever two of them are
			c.add(symbolOf(r))
		}
	}
	return c, exact
}

// folded returns the class of the characters that are r but for their case, and whether
// it has no others.
func folded(r rune) (class, bool) {
	ranges := []rune{r, r}
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		ranges = append(ranges, f, f)
	}
	return classOf(ranges)
}

// usual is how many characters are taken to be about as frequent as one another:
// those of ASCII that are printed, and some beyond.
const usual = 95 + 16

// information returns how many bits are known of a character that is in the class.
func (c *class) information() float64 {
	n := float64(bits.OnesCount64(c[0]>>' ') + bits.OnesCount64(c[1]))
	n += 16 * float64(bits.OnesCount64(c[2])) / 64
	return max(0, math.Log2(usual/max(n, 1)))
}

// only returns the ASCII character that is all that the class has.
func (c *class) only() (byte, bool) {
	if c[2] != 0 || bits.OnesCount64(c[0])+bits.OnesCount64(c[1]) != 1 {
		return 0, false
	}
	if c[0] != 0 {
		return byte(bits.TrailingZeros64(c[0])), true
	}
	return byte(64 + bits.TrailingZeros64(c[1])), true
}

// append appends the class, with all that is beyond ASCII as one sign.
func (c *class) append(b []byte) []byte {
	if one, ok := c.only(); ok {
		return append(b, one)
	}
	b = append(b, '[')
	for s := 0; s < utf8.RuneSelf; s++ {
		from := s
		for s < utf8.RuneSelf && c.has(uint8(s)) {
			s++
		}
		switch n := s - from; {
		case n > 2:
			b = append(b, byte(from), '-', byte(s-1))
		case n > 0:
			b = append(b, byte(from))
			if n == 2 {
				b = append(b, byte(s-1))
			}
		}
	}
	if c[2] != 0 {
		b = append(b, "…"...)
	}
	return append(b, ']')
}
