package slab

import (
	"math"
	"math/bits"

	"github.com/thresh-dev/thresh/internal/hugemem"
	"github.com/thresh-dev/thresh/predicate"
)

// keyCodes is an ascending sequence of codes. Where they lie close together they
// are kept in four bytes each, as multiples of 1<<shift above base: integers and
// prices do.
type keyCodes struct {
	wide   []predicate.Code
	narrow []uint32
	base   predicate.Code
	shift  uint8
}

// packCodes takes ascending codes.
func packCodes(codes []predicate.Code) keyCodes {
	if len(codes) == 0 {
		return keyCodes{}
	}
	base := codes[0]
	differ := predicate.Code(0)
	for _, c := range codes {
		differ |= c - base
	}
	shift := min(63, bits.TrailingZeros64(uint64(differ)))
	if (codes[len(codes)-1]-base)>>shift > math.MaxUint32 {
		return keyCodes{wide: trim(codes)}
	}
	k := keyCodes{narrow: hugemem.Make[uint32](len(codes)), base: base, shift: uint8(shift)}
	for i, c := range codes {
		k.narrow[i] = uint32((c - base) >> shift)
	}
	return k
}

func (k *keyCodes) len() int { return len(k.wide) + len(k.narrow) }

// at returns the i-th code.
func (k *keyCodes) at(i int) predicate.Code {
	if k.narrow != nil {
		return k.base + predicate.Code(k.narrow[i])<<k.shift
	}
	return k.wide[i]
}

// find returns the position, from lo to hi, of the first code there that is not
// less than c, and whether it is c.
func (k *keyCodes) find(c predicate.Code, lo, hi int) (i int, found bool) {
	if k.narrow == nil {
		i = lo + lowerBound(k.wide[lo:hi], c)
		return i, i < len(k.wide) && k.wide[i] == c
	}
	if c < k.base {
		return lo, false
	}
	above := c - k.base
	x := above >> k.shift
	if x > math.MaxUint32 {
		return hi, false
	}
	i = lo + interpolate(k.narrow[lo:hi], uint32(x))
	if i == len(k.narrow) || k.narrow[i] != uint32(x) {
		return i, false
	}
	if above != x<<k.shift { // just above the code at i, which may stand there several times
		if x == math.MaxUint32 {
			return hi, false
		}
		return i + lowerBound(k.narrow[i:hi], uint32(x)+1), false
	}
	return i, true
}

// Searches of more elements than manyKeys begin where the element would be if all lay as far
// apart, and look at every guessStep-th from there, then at every eighth of these.
const (
	manyKeys  = 64
	guessStep = 8
)

// interpolate returns the number of elements less than x, as lowerBound does.
func interpolate(a []uint32, x uint32) int {
	n := len(a)
	if n <= manyKeys {
		return lowerBound(a, x)
	}
	first, last := a[0], a[n-1]
	switch {
	case x <= first:
		return 0
	case x > last:
		return n
	}
	guess := int(uint64(x-first) * uint64(n-1) / uint64(last-first))
	var from, to int // the element lies between, or at to
	step := guessStep
	if a[guess] < x {
		for from = guess; guess+step < n && a[guess+step] < x; step *= guessStep {
			from = guess + step
		}
		to = min(n, guess+step)
	} else {
		for to = guess; guess-step >= 0 && a[guess-step] >= x; step *= guessStep {
			to = guess - step
		}
		from = max(0, guess-step)
	}
	return from + lowerBound(a[from:to], x)
}

// approach returns a part of lo to hi, of at most one code where codes differ, in which
// find finds the same. Its branches do not depend on the data, so that searches one
// after the other overlap; a single search is faster where branches are foreseen.
func (k *keyCodes) approach(c predicate.Code, lo, hi int) (from, to int) {
	if k.narrow == nil {
		from = halve(k.wide[lo:hi], c)
		return lo + from, min(lo+from+1, hi)
	}
	if c < k.base || (c-k.base)>>k.shift > math.MaxUint32 {
		return lo, hi
	}
	from = halve(k.narrow[lo:hi], uint32((c-k.base)>>k.shift))
	return lo + from, min(lo+from+1, hi)
}

// halve returns a position such that elements before it are less than x, and those
// from the next one on are not.
func halve[T uint32 | predicate.Code](a []T, x T) int {
	base, n := 0, len(a)
	for n > 1 {
		half := n >> 1
		base += half & -less(a[base+half-1], x)
		n -= half
	}
	return base
}

// less returns 1 if a is less than b, else 0. The compiler would make a branch of a
// condition on which an address depends.
func less[T uint32 | predicate.Code](a, b T) int {
	_, borrow := bits.Sub64(uint64(a), uint64(b), 0)
	return int(borrow)
}

// lowerBound returns the number of elements less than x.
func lowerBound[T uint32 | uint64 | predicate.Code](a []T, x T) int {
	base, n := 0, len(a)
	for n > 1 {
		half := n >> 1
		if a[base+half-1] < x {
			base += half
		}
		n -= half
	}
	if n == 1 && a[base] < x {
		base++
	}
	return base
}

// trim returns the elements in no more memory than they need.
func trim[T any](s []T) []T {
	if cap(s)-len(s) <= len(s)/16 {
		return s
	}
	return append(make([]T, 0, len(s)), s...)
}
