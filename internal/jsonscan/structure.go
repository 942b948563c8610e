package jsonscan

import (
	"math/bits"
	"unicode/utf8"

	"github.com/thresh-dev/thresh/internal/kernel"
)

// structure is where the tokens of a document are, a bit for each byte, and two
// words more than it has blocks, so that one may look ahead.
type structure struct {
	quotes   []uint64 // of strings, both
	ends     []uint64 // commas and brackets: a scalar goes no further
	brackets []uint64
	colons   []uint64
	elements []uint64 // at or after something that an object cannot have
	all      []uint64 // what the others are parts of
	escapes  bool     // some string has one
	huge     bool     // some number has so many digits that it may be beyond float64
	blocks   [chunk]kernel.JSONBlock
}

// chunk is how many blocks are classified at a time.
const chunk = 16

// carry is what one block leaves to the next: the carries of additions, 0 or 1.
type carry struct {
	escaped uint64 // the first byte is
	inside  uint64 // all ones within a string
	scalar  uint64 // the last byte is one of a scalar

	next   uint64 // follow of brackets that open, commas and colons
	comma  uint64 // follow of commas
	must   uint64 // follow of commas and colons
	object uint64 // follow of opening braces
	name   uint64 // through a string where a name may be
	colon  uint64 // follow of such a string

	minus, integer, zero, dot, fraction, exp, sign, exponent uint64
}

// number says whether a number is not at its end.
func (c *carry) number() bool {
	return c.minus|c.integer|c.zero|c.dot|c.fraction|c.exp|c.sign|c.exponent != 0
}

// fit makes room for n blocks.
func (s *structure) fit(n int) {
	n += 2
	if len(s.all) < 5*n {
		s.all = make([]uint64, 5*(n+n/4+16))
	}
	m := s.all
	s.quotes, s.ends, s.brackets, s.colons, s.elements = m[:n], m[n:2*n], m[2*n:3*n], m[3*n:4*n], m[4*n:5*n]
	for i := n - 2; i < n; i++ {
		s.quotes[i], s.ends[i], s.brackets[i], s.colons[i], s.elements[i] = 0, 0, 0, 0, 0
	}
}

// find finds the structure of the document, and says whether all of the grammar holds
// that does not depend on context.
func (s *structure) find(doc []byte) bool {
	n := (len(doc) + kernel.JSONBlockBytes - 1) / kernel.JSONBlockBytes
	s.fit(n)
	s.escapes, s.huge = false, false
	// The document stands where a value must, so that none but a value may begin it.
	c := carry{next: 1, must: 1}
	foreign := -1 // beginning of blocks that are not all ASCII
	var surrogate int
	for at := 0; at < n; at += chunk {
		k := min(chunk, n-at)
		kernel.ClassifyJSON(s.blocks[:k], doc[at*kernel.JSONBlockBytes:])
		bad := uint64(0)
		for i := range s.blocks[:k] {
			b := &s.blocks[i]
			w := at + i

			// Strings: inside has the opening quotes and not the closing ones.
			quote := b.Quote
			escape := uint64(0)
			if b.Backslash|c.escaped != 0 {
				escape, quote = c.escapes(b)
			}
			inside := prefixXor(quote) ^ c.inside
			c.inside = uint64(int64(inside) >> 63)
			bad |= b.Control & inside
			if escape &= inside; escape != 0 {
				s.escapes = true
				if surrogate = checkEscapes(doc, w*kernel.JSONBlockBytes, escape, surrogate); surrogate < 0 {
					return false
				}
			}
			if b.High != 0 {
				if foreign < 0 {
					foreign = w
				}
			} else if foreign >= 0 {
				if !utf8.Valid(doc[foreign*kernel.JSONBlockBytes : w*kernel.JSONBlockBytes]) {
					return false
				}
				foreign = -1
			}

			// Tokens outside strings.
			out := ^(inside | quote)
			space := b.Space & out
			open, closing := b.Open&out, b.Close&out
			comma, colon := b.Comma&out, b.Colon&out
			scalar := out &^ (space | open | closing | comma | colon)
			begin := scalar &^ (scalar<<1 | c.scalar)
			c.scalar = scalar >> 63
			opening := quote & inside

			// What follows what.
			var next, must, afterComma, object, name, candidate uint64
			next, c.next = follow(open|comma|colon, space, c.next)
			must, c.must = follow(comma|colon, space, c.must)
			afterComma, c.comma = follow(comma, space, c.comma)
			object, c.object = follow(b.OpenObject&out, space, c.object)
			value := open | opening | begin
			bad |= value&^next | next&(comma|colon) | must&closing | object&(open|begin)
			// A name begins after a brace or a comma, and only there.
			candidate, c.name = run(opening&(afterComma|object), inside, c.name)
			name, c.colon = follow(candidate, space, c.colon)
			bad |= colon &^ name

			s.quotes[w] = quote
			s.ends[w] = comma | open | closing
			s.brackets[w] = open | closing
			s.colons[w] = colon
			s.elements[w] = name&^colon | afterComma&(begin|open)

			if scalar != 0 || c.number() {
				if odd := begin &^ (b.Digit | b.Minus); odd != 0 && !checkLiterals(doc, w*kernel.JSONBlockBytes, odd) {
					return false
				}
				wrong, exps := c.numbers(b, scalar, begin)
				bad |= wrong
				if exps != 0 && !checkExponents(doc, w*kernel.JSONBlockBytes, exps) {
					return false
				}
				s.huge = s.huge || b.Digit == ^uint64(0)
			}
		}
		if bad != 0 {
			return false
		}
	}
	return c.inside == 0 && (foreign < 0 || utf8.Valid(doc[foreign*kernel.JSONBlockBytes:]))
}

// escapes returns which backslashes begin an escape and which quotes are not escaped.
// A run of backslashes is told apart by subtraction, see simdjson.
func (c *carry) escapes(b *kernel.JSONBlock) (escape, quote uint64) {
	const odd = 0xAAAAAAAAAAAAAAAA
	candidates := b.Backslash &^ c.escaped
	codes := ((candidates<<1 | odd) - candidates) ^ odd
	quote = b.Quote &^ (codes ^ (b.Backslash | c.escaped))
	escape = codes & b.Backslash
	c.escaped = escape >> 63
	return escape, quote
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

// follow returns where the tokens begin that follow the bytes of x, each the last of
// its token, with nothing but spaces between. The carry is 1 where the token may be
// in the next block.
func follow(x, space, in uint64) (next, out uint64) {
	sum, over := bits.Add64(x<<1, space, in)
	return sum &^ space, over | x>>63
}

// run returns where the runs of bytes end that begin with the bits of begin: the
// first byte after.
func run(begin, bytes, in uint64) (end, out uint64) {
	sum, over := bits.Add64(begin, bytes, in)
	return sum &^ bytes, over
}

// numbers checks the numbers, which begin where digits or a minus do. It returns
// bits where something is wrong, and the beginnings of exponents.
func (c *carry) numbers(b *kernel.JSONBlock, scalar, begin uint64) (wrong, exps uint64) {
	digit := b.Digit & scalar
	minus := begin & b.Minus
	integer := begin&digit | minus<<1 | c.minus
	c.minus = minus >> 63
	wrong = integer &^ digit
	zero := integer & b.Zero
	wrong |= (zero<<1 | c.zero) & digit
	c.zero = zero >> 63
	var end, end2, end3 uint64
	end, c.integer = run(integer, digit, c.integer)

	dot := end & b.Dot
	fraction := dot<<1 | c.dot
	c.dot = dot >> 63
	wrong |= fraction &^ digit
	end2, c.fraction = run(fraction, digit, c.fraction)

	exps = (end | end2) & b.Exp & scalar
	if exps|c.exp|c.sign|c.exponent != 0 {
		after := exps<<1 | c.exp
		c.exp = exps >> 63
		sign := after & b.Sign
		exponent := after&^sign | sign<<1 | c.sign
		c.sign = sign >> 63
		wrong |= exponent &^ digit
		end3, c.exponent = run(exponent, digit, c.exponent)
	}
	// Where a number ends, its scalar does.
	wrong |= (end&^(dot|exps) | end2&^exps | end3) & scalar
	return wrong, exps
}
