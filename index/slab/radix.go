package slab

import (
	"cmp"
	"math/bits"
	"slices"
	"sync"
)

// keyed is something by number, and what it is sorted by.
type keyed struct {
	key  uint64
	at   uint32
	long uint32 // of a cut: where cutList.long has its key, if the code does not tell it
}

const (
	radixBits = 11
	minRadix  = 256 // the least that is worth a sort by digits
)

// sortKeyed sorts by key, and leaves what has the same key in its order: least
// significant digit first, leaving out the bits that all keys share. It returns its
// arguments, of the same length, the one that holds the result first.
func sortKeyed(xs, spare []keyed) (sorted, rest []keyed) {
	if len(xs) < minRadix {
		slices.SortStableFunc(xs, func(a, b keyed) int { return cmp.Compare(a.key, b.key) })
		return xs, spare
	}
	differ := uint64(0)
	for i := range xs {
		differ |= xs[i].key ^ xs[0].key
	}
	for shift := 0; shift < 64 && differ>>shift != 0; shift += radixBits {
		shift += bits.TrailingZeros64(differ >> shift)
		var count [1 << radixBits]uint32
		for i := range xs {
			count[xs[i].key>>shift&(1<<radixBits-1)]++
		}
		sum := uint32(0)
		for i, n := range count {
			count[i] = sum
			sum += n
		}
		for i := range xs {
			k := xs[i].key >> shift & (1<<radixBits - 1)
			spare[count[k]] = xs[i]
			count[k]++
		}
		xs, spare = spare, xs
	}
	return xs, spare
}

// spares is memory to sort in, used again and again.
type spares struct {
	mu   sync.Mutex
	free [][]keyed
}

// take returns a slice of n elements that may be anything.
func (s *spares) take(n int) []keyed {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, f := range s.free {
		if cap(f) >= n {
			s.free = slices.Delete(s.free, i, i+1)
			return f[:n]
		}
	}
	if len(s.free) > 0 { // too small
		s.free = s.free[:len(s.free)-1]
	}
	return make([]keyed, n)
}

func (s *spares) put(f []keyed) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.free = append(s.free, f)
}
