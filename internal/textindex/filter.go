package textindex

import (
	"math/bits"
	"sync/atomic"
)

// filter tells at which places of a string a word may begin, by the first bytes
// there: as many as the word has, up to four. It has no false negatives.
type filter struct {
	bits  []atomic.Uint64
	shift uint8
	sizes *atomic.Uint32 // bit n: there are words of n bytes, or 4 for all longer ones
}

// The size of a filter, in bits.
const (
	minFilter = 1 << 9
	maxFilter = 1 << 21
)

// newFilter returns an empty filter for about n words.
func newFilter(n int) *filter {
	size := uint(min(max(16*n, minFilter), maxFilter))
	log := bits.Len(size - 1)
	return &filter{make([]atomic.Uint64, 1<<log/64), uint8(64 - log), new(atomic.Uint32)}
}

// add has the filter pass the word.
func (f *filter) add(word string) {
	n := min(len(word), 4)
	b := f.bit(first(word, n), n)
	f.bits[b/64].Or(1 << (b % 64))
	f.sizes.Or(1 << n)
}

// bit returns which bit stands for words with the given first n bytes.
func (f *filter) bit(x uint32, n int) uint64 {
	return (uint64(x) + uint64(n)<<32) * 0x9E3779B97F4A7C15 >> f.shift
}

// reach returns how long the words may be that begin with the bytes of x, of which
// there are n, up to four: 0 if there is none, 1 to 3, or 4 for any length.
func (f *filter) reach(x uint32, n int, sizes uint32) int {
	for ; n > 0; n-- {
		if sizes&(1<<n) == 0 {
			continue
		}
		b := f.bit(x&uint32(1<<(8*n)-1), n)
		if f.bits[b/64].Load()&(1<<(b%64)) != 0 {
			return n
		}
	}
	return 0
}

// first returns the first n bytes of s, up to four, the first in the lowest place.
func first(s string, n int) uint32 {
	x := uint32(0)
	for i := range n {
		x |= uint32(s[i]) << (8 * i)
	}
	return x
}
