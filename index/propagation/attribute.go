package propagation

import (
	"math"
	"math/bits"
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/cells"
	"github.com/thresh-dev/thresh/predicate"
)

// attribute is what is known of the predicates of one attribute.
type attribute struct {
	equal          map[predicate.Code]uint32 // numbers of the equalities
	equals         uint32                    // conjunctions that have one
	los, his       []predicate.Code          // ends of the ranges, in order
	loFrom, hiFrom uint32                    // numbers of the first of each
	cells          cells.Cells
	spaces         [maxClasses][]uint32 // by class and part: its access + 1
}

const (
	// maxCells is of an attribute, that of absence included.
	maxCells      = 1 << 8
	maxClasses    = 9
	rangesPerCell = 16 // at least
)

// isEqual says whether a term's hull is one value.
func isEqual(hull index.Span) bool { return hull.Lo == hull.Hi && hull.Lo != 0 }

// collect notes the ends of a term's hull.
func (t *attribute) collect(hull index.Span) {
	if isEqual(hull) {
		if t.equal == nil {
			t.equal = map[predicate.Code]uint32{}
		}
		t.equal[hull.Lo]++ // how many, until they are numbered
		t.equals++
		return
	}
	if hull.Lo > 0 {
		t.los = append(t.los, hull.Lo)
	}
	if hull.Hi < math.MaxUint64 {
		t.his = append(t.his, hull.Hi)
	}
}

// numberRanges sorts the ends, numbers them from next on, and returns the number
// behind.
func (t *attribute) numberRanges(next uint32) uint32 {
	slices.Sort(t.los)
	slices.Sort(t.his)
	t.los = slices.Clip(slices.Compact(t.los))
	t.his = slices.Clip(slices.Compact(t.his))
	t.loFrom = next
	t.hiFrom = next + uint32(len(t.los))
	return t.hiFrom + uint32(len(t.his))
}

// appendNumbers appends the predicates that the term's hull comes to, two at most.
func (t *attribute) appendNumbers(dst []uint32, hull index.Span) []uint32 {
	if isEqual(hull) {
		return append(dst, t.equal[hull.Lo])
	}
	if hull.Lo > 0 {
		i, _ := slices.BinarySearch(t.los, hull.Lo)
		dst = append(dst, t.loFrom+uint32(i))
	}
	if hull.Hi < math.MaxUint64 {
		i, _ := slices.BinarySearch(t.his, hull.Hi)
		dst = append(dst, t.hiFrom+uint32(i))
	}
	return dst
}

// runs returns how many of the lower ends are met by values of which this is the
// greatest, and how many of the upper are missed by those of which that is the least.
func (t *attribute) runs(least, greatest predicate.Code) (met, missed uint32) {
	n, ok := slices.BinarySearch(t.los, greatest)
	if ok {
		n++
	}
	k, _ := slices.BinarySearch(t.his, least)
	return uint32(n), uint32(k)
}

// spaceOf returns the class and the part of the hull, and the share of the values
// that lead there.
func (t *attribute) spaceOf(hull index.Span) (class, part int, share float64) {
	first, last := t.cells.Of(hull.Lo), t.cells.Of(hull.Hi)
	class = bits.Len(uint(last - first))
	n := max(t.cells.Len()-1, 1)
	return class, first >> class, float64(min(2<<class-1, n)) / float64(n)
}

// shareOf returns the share of the values that meet the hull.
func (t *attribute) shareOf(hull index.Span) float64 {
	first, last := t.cells.Of(hull.Lo), t.cells.Of(hull.Hi)
	return float64(last-first+1) / float64(t.cells.Len())
}
