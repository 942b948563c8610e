package kernel

import "math/bits"

// JSONFound is what FindJSON finds beside where tokens are.
type JSONFound struct {
	Inside  JSONWords // of strings, with the opening quote
	Literal JSONWords // scalars begin here that are no numbers
	Exp     JSONWords // of numbers: the letter
}

// JSONMasks is where the tokens of a document are: the words k*Stride+w for the masks
// k of
//
//	0  quotes of strings
//	1  commas and brackets
//	2  brackets
//	3  colons
//	4  something that an object cannot have, at it or just after
//	5  brackets that open
//	6  braces
type JSONMasks struct {
	Words  []uint64
	Stride int
}

// NumJSONMasks is how many masks there are.
const NumJSONMasks = 7

// JSONCarry is what one group leaves to the next. It begins as StartJSON.
type JSONCarry struct {
	// Of the last word: what is shifted into the next.
	inside, scalar, separator, lead, array uint64
	minus, zero, digit, dot, exp, sign     uint64
	// Carries of additions, 0 or 1.
	separatorSum, leadSum, arraySum, name, fraction, exponent uint64
}

// StartJSON is the carry before the first group. The document stands where a value
// must, so that nothing else may begin it.
func StartJSON() JSONCarry { return JSONCarry{separator: 1 << 63} }

// InString says whether a string has begun and not ended.
func (c *JSONCarry) InString() bool { return c.inside>>63 != 0 }

// JSONVerdict says of which words of a group something is to be said, a bit each.
type JSONVerdict struct {
	Wrong   uint8 // no grammar of JSON allows what is here
	Literal uint8 // Found.Literal is not 0
	Exp     uint8 // Found.Exp is not 0
	Digits  uint8 // all bytes are digits
}

// findJSON is FindJSON in portable Go.
func findJSON(g *JSONGroup, c *JSONCarry, to JSONMasks, at, words int) (v JSONVerdict) {
	stride := to.Stride
	for w := range min(words, JSONGroupWords) {
		quote := g.Quote[w]
		inside := prefixXor(quote) ^ uint64(int64(c.inside)>>63)
		c.inside = inside
		bad := g.Control[w] & inside

		// Tokens outside strings.
		out := ^(inside | quote)
		space := g.Space[w] & out
		open, closing, brace := g.Open[w]&out, g.Close[w]&out, g.Brace[w]&out
		comma, colon := g.Comma[w]&out, g.Colon[w]&out
		scalar := out &^ (space | open | closing | comma | colon)
		begin := scalar &^ shift(scalar, &c.scalar)
		opening := quote & inside

		// What follows what: a comma or colon, a comma or brace, a bracket of an array.
		separated := follow(comma|colon, space, &c.separator, &c.separatorSum)
		led := follow(comma|open&brace, space, &c.lead, &c.leadSum)
		next := separated | led | follow(open&^brace, space, &c.array, &c.arraySum)
		structured := open | begin
		bad |= (structured|opening)&^next | next&(comma|colon) | separated&closing | led&^separated&structured
		// A name begins after a brace or a comma, and only there.
		name := run(opening&led, ^out|space, &c.name)
		bad |= colon &^ name

		masks := to.Words[at+w:]
		masks[0], masks[stride], masks[2*stride], masks[3*stride] = quote, comma|open|closing, open|closing, colon
		masks[4*stride], masks[5*stride], masks[6*stride] = name&^colon|separated&led&structured, open, brace

		// Numbers: after each part of one comes what may.
		digit := g.Digit[w] & scalar
		minus := begin & g.Minus[w]
		integer := begin&digit | shift(minus, &c.minus)
		zero := integer & g.Zero[w]
		bad |= integer&^digit | shift(zero, &c.zero)&digit
		end := shift(digit, &c.digit) &^ digit & scalar
		dot, exp := end&g.Dot[w], end&g.Exp[w]
		fraction := shift(dot, &c.dot)
		bad |= fraction&^digit | end&^(dot|exp) | run(fraction, digit, &c.fraction)&dot
		afterExp := shift(exp, &c.exp)
		sign := afterExp & g.Sign[w]
		exponent := afterExp&^sign | shift(sign, &c.sign)
		bad |= exponent&^digit | run(exponent, digit, &c.exponent)&(dot|exp)

		literal := begin &^ (digit | minus)
		g.Inside[w], g.Literal[w], g.JSONFound.Exp[w] = inside, literal, exp
		v.Wrong |= bit(bad, w)
		v.Literal |= bit(literal, w)
		v.Exp |= bit(exp, w)
		if digit == ^uint64(0) {
			v.Digits |= 1 << w
		}
	}
	return v
}

// bit returns the bit w if x is not 0.
func bit(x uint64, w int) uint8 {
	if x != 0 {
		return 1 << w
	}
	return 0
}

// prefixXor returns a word whose bit i is the parity of the bits of x up to i.
func prefixXor(x uint64) uint64 {
	x ^= x << 1
	x ^= x << 2
	x ^= x << 4
	x ^= x << 8
	x ^= x << 16
	x ^= x << 32
	return x
}

// shift returns the place after each bit of x. The last word's last comes first.
func shift(x uint64, last *uint64) uint64 {
	y := x<<1 | *last>>63
	*last = x
	return y
}

// follow returns where the tokens begin that follow the bytes of x, each the last of
// its token, with nothing but spaces between.
func follow(x, space uint64, last, carry *uint64) uint64 {
	return run(shift(x, last), space, carry)
}

// run returns where the runs of bytes end that begin with the bits of begin: the
// first byte after. An addition's carry goes through a run.
func run(begin, bytes uint64, carry *uint64) uint64 {
	var sum uint64
	sum, *carry = bits.Add64(begin, bytes, *carry)
	return sum &^ bytes
}
