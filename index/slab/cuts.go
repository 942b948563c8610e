package slab

import (
	"slices"

	"github.com/thresh-dev/thresh/predicate"
)

// cutList is the cuts on one attribute, in the order in which they came.
//
// A cut is one end of a range: a key, and by how much the rank of the range's first
// or last value differs from the key's: it begins just above the key (+1), or ends
// just below it (-1). Codes differ as ranks do, so that until there are ranks codes
// serve as well.
type cutList struct {
	codes  chunked[predicate.Code]  // of the keys; 0 at absence, which is no key
	deltas chunked[int8]            // or at absence: the rank, and fixedCut
	keys   uint32                   // how many cuts are at keys
	long   chunked[predicate.Value] // keys that their codes do not tell; one after the other differ
	longAt []uint32                 // by position in long: the first cut at the key
	any    bool                     // see domain.any
}

// fixedCut marks a cut at absence, whose rank is known.
const fixedCut = 4

// addFixed appends a cut whose rank is 0 or 1.
func (c *cutList) addFixed(rank int8) {
	c.codes.add(0)
	c.deltas.add(rank + fixedCut)
}

// addCut appends a cut; delta is 0 for the lower end of a range, -1 for the upper.
func (c *cutList) addCut(at *predicate.Cut, delta int8) {
	if at.Above {
		delta++
	}
	if at.Value.Kind() == predicate.KindAbsent {
		c.addFixed(delta)
		return
	}
	c.addKey(predicate.CodeOf(at.Value), &at.Value, delta)
}

// addKey appends a cut at the key with that code. The value may be nil where the
// code tells it.
func (c *cutList) addKey(code predicate.Code, v *predicate.Value, delta int8) {
	if n := c.long.len(); !code.Exact() && (n == 0 || c.long.at(n-1) != *v) {
		c.long.add(*v)
		c.longAt = append(roomy(c.longAt), c.codes.len())
	}
	c.keys++
	c.codes.add(code)
	c.deltas.add(delta)
}

// longOf returns the position in long of the key of a cut, whose code does not tell
// it.
func (c *cutList) longOf(at uint32) uint32 {
	i, found := slices.BinarySearch(c.longAt, at)
	if !found {
		i--
	}
	return uint32(i)
}

// sortLong sorts ends whose keys have the same code, which does not tell them, by
// key. The spare memory is as long.
func (c *cutList) sortLong(ends, spare []keyed) {
	if c.long.at(ends[0].long).Kind() == predicate.KindString {
		c.sortText(ends, spare, codeBytes)
		return
	}
	c.sortValues(ends)
}

func (c *cutList) sortValues(ends []keyed) {
	slices.SortFunc(ends, func(a, b keyed) int { return predicate.Compare(c.long.at(a.long), c.long.at(b.long)) })
}

// codeBytes is how many bytes of a string its code tells; see predicate.Code.
const codeBytes = 7

// sortText sorts ends whose keys are strings that share the first bytes, from of
// them, by some bytes more, and those that share these and go on likewise: so that each
// string is fetched once for each such word, and not for each comparison.
func (c *cutList) sortText(ends, spare []keyed, from int) {
	if len(ends) < minRadix {
		c.sortValues(ends)
		return
	}
	first := c.long.at(ends[0].long).Text()
	same := true
	for i := range ends {
		text := c.long.at(ends[i].long).Text()
		same = same && text == first
		ends[i].key = wordAt(text, from)
	}
	if same {
		return
	}
	if sorted, _ := sortKeyed(ends, spare); &sorted[0] != &ends[0] {
		copy(ends, sorted)
	}
	for len(ends) > 0 {
		n := 1
		for n < len(ends) && ends[n].key == ends[0].key {
			n++
		}
		if ends[0].key&0xff > wordBytes { // else they are the same
			c.sortText(ends[:n], spare[:n], from+wordBytes)
		}
		ends, spare = ends[n:], spare[n:]
	}
}

// wordBytes is how many bytes of a string are in a word.
const wordBytes = 7

// wordAt returns the bytes of the text from some position on, wordBytes of them, the
// first one highest, padded with zeros. The lowest byte is how many there are, or one
// more than wordBytes where the text goes on: texts with the same word, that do not go
// on, are the same from there, and words are in the order of texts.
func wordAt(text string, from int) uint64 {
	rest := text[min(from, len(text)):]
	if len(rest) > wordBytes {
		return uint64(rest[0])<<56 | uint64(rest[1])<<48 | uint64(rest[2])<<40 | uint64(rest[3])<<32 |
			uint64(rest[4])<<24 | uint64(rest[5])<<16 | uint64(rest[6])<<8 | (wordBytes + 1)
	}
	w := uint64(len(rest))
	for i := range len(rest) {
		w |= uint64(rest[i]) << (56 - 8*i)
	}
	return w
}

// value returns the key of a cut if its code does not tell it, else no value.
func (c *cutList) value(at uint32) predicate.Value {
	if c.codes.at(at).Exact() {
		return predicate.Value{}
	}
	return c.long.at(c.longOf(at))
}

// compare returns -1, 0 or +1 as the value lies before, at or after the first or
// last value of the range that the cut ends.
func (c *cutList) compare(at uint32, code predicate.Code, v predicate.Value) int {
	key := c.codes.at(at)
	switch {
	case code < key: // 0 for absence
		return -1
	case code > key:
		return 1
	case !key.Exact():
		if d := predicate.Compare(v, c.long.at(c.longOf(at))); d != 0 {
			return d
		}
	}
	delta := c.deltas.at(at)
	if delta >= fixedCut {
		delta -= fixedCut
	}
	return -int(delta)
}

// chunked is a sequence that grows without being copied, but for its beginning.
type chunked[T any] struct {
	full [][]T // of chunkLen elements each
	last []T
}

const chunkLen = 4096

func (c *chunked[T]) len() uint32 { return uint32(len(c.full)*chunkLen + len(c.last)) }

func (c *chunked[T]) add(x T) {
	if len(c.last) == chunkLen {
		c.full = append(c.full, c.last)
		c.last = make([]T, 0, chunkLen)
	}
	c.last = append(c.last, x)
}

func (c *chunked[T]) at(i uint32) T {
	if k := int(i / chunkLen); k < len(c.full) {
		return c.full[k][i%chunkLen]
	}
	return c.last[i%chunkLen]
}

// chunk returns the elements from k*chunkLen on, chunkLen of them or those there
// are.
func (c *chunked[T]) chunk(k int) []T {
	if k < len(c.full) {
		return c.full[k]
	}
	return c.last
}

func (c *chunked[T]) chunks() int { return len(c.full) + 1 }
