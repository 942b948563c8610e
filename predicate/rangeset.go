package predicate

import (
	"slices"
	"strings"
)

// RangeSet is a set of keys: sorted ranges, none empty, no two of which overlap
// or touch. It is immutable; the zero RangeSet is empty.
type RangeSet struct {
	ranges []Range
}

// SetOf returns the union of the ranges. It keeps no reference to the slice.
// The time is that of sorting them.
func SetOf(ranges ...Range) RangeSet {
	if len(ranges) == 1 { // by far the most frequent
		if CompareCuts(ranges[0].Lo, ranges[0].Hi) >= 0 {
			return RangeSet{}
		}
		return RangeSet{[]Range{ranges[0]}}
	}
	rs := slices.Clone(ranges)
	rs = slices.DeleteFunc(rs, func(r Range) bool { return CompareCuts(r.Lo, r.Hi) >= 0 })
	return unionOf(rs)
}

// unionOf returns the union of the ranges, none of which is empty. It takes over
// the slice.
func unionOf(rs []Range) RangeSet {
	slices.SortFunc(rs, compareRangeLo)
	out := mergeSorted(rs)
	if len(out) < len(rs)/2 { // let go of the memory
		out = slices.Clone(out)
	}
	return RangeSet{slices.Clip(out)}
}

// mergeSorted joins ranges that overlap or touch, in place.
func mergeSorted(rs []Range) []Range {
	out := rs[:0]
	for _, r := range rs {
		if n := len(out); n > 0 && CompareCuts(r.Lo, out[n-1].Hi) <= 0 {
			out[n-1].Hi = maxCut(out[n-1].Hi, r.Hi)
			continue
		}
		out = append(out, r)
	}
	return out
}

// Points returns the set of the given keys.
func Points(values ...Value) RangeSet {
	rs := make([]Range, len(values))
	for i, v := range values {
		rs[i] = Single(v)
	}
	return unionOf(rs)
}

// Everything returns the set of all keys, absent among them.
func Everything() RangeSet { return SetOf(Range{cutFirst, cutLast}) }

// Present returns the set of all keys but absent and null.
func Present() RangeSet { return SetOf(Range{cutBool, cutLast}) }

// Ranges returns the ranges in order. The caller must not change them.
func (s RangeSet) Ranges() []Range { return s.ranges }

// Empty says whether the set has no key.
func (s RangeSet) Empty() bool { return len(s.ranges) == 0 }

// Contains says whether v is in the set, in time logarithmic in its ranges.
func (s RangeSet) Contains(v Value) bool {
	if len(s.ranges) == 1 {
		return s.ranges[0].Contains(v)
	}
	// The first range that does not end before v.
	i, _ := slices.BinarySearchFunc(s.ranges, v, func(r Range, v Value) int {
		if r.Hi.before(v) {
			return -1
		}
		return 1
	})
	return i < len(s.ranges) && s.ranges[i].Lo.before(v)
}

// Union returns the keys of s or t.
func (s RangeSet) Union(t RangeSet) RangeSet {
	if s.Empty() {
		return t
	}
	if t.Empty() {
		return s
	}
	return SetOf(slices.Concat(s.ranges, t.ranges)...)
}

// Intersect returns the keys of both s and t.
func (s RangeSet) Intersect(t RangeSet) RangeSet {
	var out []Range
	for i, j := 0, 0; i < len(s.ranges) && j < len(t.ranges); {
		a, b := s.ranges[i], t.ranges[j]
		r := Range{maxCut(a.Lo, b.Lo), minCut(a.Hi, b.Hi)}
		if CompareCuts(r.Lo, r.Hi) < 0 {
			out = append(out, r)
		}
		if CompareCuts(a.Hi, b.Hi) < 0 {
			i++
		} else {
			j++
		}
	}
	return RangeSet{out}
}

// overlaps says whether s and t have a key in common, in time linear in the ranges
// of the one and logarithmic in those of the other.
func (s RangeSet) overlaps(t RangeSet) bool {
	if len(s.ranges) > len(t.ranges) {
		s, t = t, s
	}
	for _, r := range s.ranges {
		// The first range of t that ends after r begins.
		i, _ := slices.BinarySearchFunc(t.ranges, r.Lo, func(q Range, lo Cut) int {
			if CompareCuts(q.Hi, lo) <= 0 {
				return -1
			}
			return 1
		})
		if i < len(t.ranges) && CompareCuts(t.ranges[i].Lo, r.Hi) < 0 {
			return true
		}
	}
	return false
}

// Complement returns the keys that are not in s, absent among them unless s has
// it.
func (s RangeSet) Complement() RangeSet {
	out := make([]Range, 0, len(s.ranges)+1)
	at := cutFirst
	for _, r := range s.ranges {
		if CompareCuts(at, r.Lo) < 0 {
			out = append(out, Range{at, r.Lo})
		}
		at = r.Hi
	}
	if CompareCuts(at, cutLast) < 0 {
		out = append(out, Range{at, cutLast})
	}
	return RangeSet{out}
}

// Minus returns the keys of s that are not in t.
func (s RangeSet) Minus(t RangeSet) RangeSet { return s.Intersect(t.Complement()) }

// SubsetOf says whether t has every key of s.
func (s RangeSet) SubsetOf(t RangeSet) bool {
	j := 0
	for _, r := range s.ranges {
		for j < len(t.ranges) && CompareCuts(t.ranges[j].Hi, r.Hi) < 0 {
			j++
		}
		if j == len(t.ranges) || CompareCuts(t.ranges[j].Lo, r.Lo) > 0 {
			return false
		}
	}
	return true
}

// Equal says whether s and t have the same keys.
func (s RangeSet) Equal(t RangeSet) bool {
	return slices.EqualFunc(s.ranges, t.ranges, func(r, q Range) bool {
		return CompareCuts(r.Lo, q.Lo) == 0 && CompareCuts(r.Hi, q.Hi) == 0
	})
}

// Points returns the number of ranges that hold a single key, and whether all do.
func (s RangeSet) Points() (n int, all bool) {
	for _, r := range s.ranges {
		if _, ok := r.Point(); ok {
			n++
		}
	}
	return n, n == len(s.ranges)
}

// String returns the ranges in interval notation, joined by ∪.
func (s RangeSet) String() string {
	if s.Empty() {
		return "∅"
	}
	parts := make([]string, len(s.ranges))
	for i, r := range s.ranges {
		parts[i] = r.String()
	}
	return strings.Join(parts, " ∪ ")
}
