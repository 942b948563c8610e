package textindex

import (
	"math/bits"
	"math/rand/v2"
)

// modulus is the Mersenne prime 2^61-1. The hash of a string is the polynomial of
// its bytes, each one more than it is, at a random base: strings of n bytes collide
// with a probability of at most n/2^61, unless somebody knows the base.
const modulus = 1<<61 - 1

func newBase() uint64 { return 1<<32 + rand.Uint64N(modulus-1<<33) }

// mul returns a·b modulo modulus, of a and b below it.
func mul(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return reduce(lo&modulus + (lo>>61 | hi<<3))
}

// reduce returns x modulo modulus, of x below twice that.
func reduce(x uint64) uint64 {
	if x >= modulus {
		x -= modulus
	}
	return x
}

// step returns the hash of a string whose last byte is c and whose others hash to h.
func step(h, base uint64, c byte) uint64 {
	return reduce(mul(h, base) + uint64(c) + 1)
}

// between returns the hash of s[i:j] from those of s[:i] and s[:j], and the base
// to the power of j-i.
func between(hi, hj, power uint64) uint64 {
	return reduce(hj + modulus - mul(hi, power))
}

// hashes appends the hash of each prefix of s to dst, from that of the empty one.
func hashes(dst []uint64, base uint64, s string) []uint64 {
	h := uint64(0)
	dst = append(dst, h)
	for i := range len(s) {
		h = step(h, base, s[i])
		dst = append(dst, h)
	}
	return dst
}

// fattest returns the number in (a, b] that the highest power of two divides.
func fattest(a, b int) int {
	return b &^ (1<<(bits.Len(uint(a^b))-1) - 1)
}
