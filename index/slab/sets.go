package slab

import (
	"math/bits"
	"slices"
)

// A set of ranges of ranks, which a word of a record points to, is what takes less
// memory of:
//
//	n              n pairs of lowest and highest rank, ascending
//	n and bitSet   the lowest rank of all, the highest, a bit for each from one to the other
//
// A rank is searched for among pairs; among bits it is looked up.
const (
	bitSet   = 1 << 31
	minBits  = 8  // pairs that are worth bits
	setWords = 32 // ranks of a word
)

// sizeOfSet returns how many elements of segment.sets the ranges take, and whether
// they are bits.
func sizeOfSet(ranks []uint32) (size uint32, isBits bool) {
	n := uint32(len(ranks))
	if words := (ranks[n-1]-ranks[0])/setWords + 1; n >= 2*minBits && words+2 <= n {
		return 3 + words, true
	}
	return 1 + n, false
}

// writeSet writes the ranges to the beginning of dst, and returns how many elements
// they take.
func writeSet(dst, ranks []uint32) uint32 {
	size, isBits := sizeOfSet(ranks)
	dst[0] = uint32(len(ranks) / 2)
	if !isBits {
		copy(dst[1:], ranks)
		return size
	}
	dst[0] |= bitSet
	dst[1], dst[2] = ranks[0], ranks[len(ranks)-1]
	words := dst[3:size]
	for ; len(ranks) > 0; ranks = ranks[2:] {
		for r := ranks[0] - dst[1]; r <= ranks[1]-dst[1]; r++ {
			words[r/setWords] |= 1 << (r % setWords)
		}
	}
	return size
}

// rangesOfSet returns the ranges of the set at pos, two that touch as one if it has bits.
func (g *segment) rangesOfSet(pos int) []uint32 {
	n := int(g.sets[pos] &^ bitSet)
	if g.sets[pos]&bitSet == 0 {
		return g.sets[pos+1:][:2*n]
	}
	ranks := make([]uint32, 0, 2*n)
	lo, hi := g.sets[pos+1], g.sets[pos+2]
	for i, m := range g.sets[pos+3:][:(hi-lo)/setWords+1] {
		for ; m != 0; m &= m - 1 {
			r := lo + setWords*uint32(i) + uint32(bits.TrailingZeros32(m))
			if len(ranks) > 0 && r == ranks[len(ranks)-1]+1 {
				ranks[len(ranks)-1] = r
			} else {
				ranks = append(ranks, r, r)
			}
		}
	}
	return ranks
}

// inSet says whether the rank is in one of the ranges of the set at pos.
func (g *segment) inSet(pos int, r uint32) bool {
	n := int(g.sets[pos])
	if n&bitSet != 0 {
		lo, hi := g.sets[pos+1], g.sets[pos+2]
		return lo <= r && r <= hi && g.sets[pos+3+int((r-lo)/setWords)]>>((r-lo)%setWords)&1 != 0
	}
	s := g.sets[pos+1 : pos+1+2*n]
	lo, hi := 0, n // the first range that ends at or after r
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if s[2*mid+1] < r {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo < n && s[2*lo] <= r
}

// someInSet says whether one of the ascending ranks is in one of the ranges of the set
// at pos: it searches for each of those that are fewer among the others.
func (g *segment) someInSet(pos int, rs []uint32) bool {
	n := int(g.sets[pos])
	if n > len(rs) || n&bitSet != 0 {
		return slices.ContainsFunc(rs, func(r uint32) bool { return g.inSet(pos, r) })
	}
	for s := g.sets[pos+1 : pos+1+2*n]; len(s) > 0; s = s[2:] {
		if someIn(rs, s[0], s[1]) {
			return true
		}
	}
	return false
}
