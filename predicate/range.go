package predicate

import (
	"cmp"
	"strings"
)

// Cut is a place between two neighbouring keys: just below Value, or just above
// it. A cut is never a key itself, so that ranges need no open and closed ends.
type Cut struct {
	Value Value
	Above bool
}

// Below returns the cut just below v, Above the one just above it.
func Below(v Value) Cut { return Cut{Value: v} }

// Above returns the cut just above v.
func Above(v Value) Cut { return Cut{Value: v, Above: true} }

// CompareCuts returns -1, 0 or +1 as a lies before, at or after b. Two cuts with
// no key between them are at the same place, however they are written: just above
// false and just below true, just above "a" and just below "a\x00".
func CompareCuts(a, b Cut) int {
	c := Compare(a.Value, b.Value)
	switch {
	case a.Above == b.Above:
		return c
	case c == 0 && b.Above:
		return -1
	case c == 0:
		return 1
	case c < 0 && a.Above && adjacent(a.Value, b.Value), c > 0 && b.Above && adjacent(b.Value, a.Value):
		return 0
	}
	return c
}

// before says whether the cut lies before the key v.
func (c Cut) before(v Value) bool {
	d := Compare(c.Value, v)
	return d < 0 || d == 0 && !c.Above
}

// Range is the keys between two cuts. It is empty unless Lo lies before Hi.
type Range struct {
	Lo, Hi Cut
}

// Contains says whether v is in the range.
func (r Range) Contains(v Value) bool { return r.Lo.before(v) && !r.Hi.before(v) }

// Point returns the key and true if the range goes from just below one key to just
// above the same. A range that holds one key but is written otherwise is not told.
func (r Range) Point() (Value, bool) {
	return r.Lo.Value, !r.Lo.Above && r.Hi.Above && r.Lo.Value == r.Hi.Value
}

// String returns the range in interval notation.
func (r Range) String() string {
	if v, ok := r.Point(); ok {
		return v.String()
	}
	var b strings.Builder
	if r.Lo.Above {
		b.WriteByte('(')
	} else {
		b.WriteByte('[')
	}
	b.WriteString(r.Lo.Value.String())
	b.WriteString(", ")
	b.WriteString(r.Hi.Value.String())
	if r.Hi.Above {
		b.WriteByte(']')
	} else {
		b.WriteByte(')')
	}
	return b.String()
}

// The ends of the kinds.
var (
	cutFirst   = Below(Value{})
	cutPresent = Above(Value{})
	cutNull    = Below(Null())
	cutBool    = Below(Bool(false))
	cutNumber  = Above(Bool(true))
	cutString  = Below(String(""))
	cutObject  = Below(Object())
	cutLast    = Above(Object())
)

// Closed returns the keys from lo to hi, both included.
func Closed(lo, hi Value) Range { return Range{Below(lo), Above(hi)} }

// Single returns the range that holds v alone.
func Single(v Value) Range { return Range{Below(v), Above(v)} }

// OfKind returns all keys of one kind.
func OfKind(k Kind) Range {
	switch k {
	case KindAbsent:
		return Range{cutFirst, cutPresent}
	case KindNull:
		return Range{cutNull, cutBool}
	case KindBool:
		return Range{cutBool, cutNumber}
	case KindNumber:
		return Range{cutNumber, cutString}
	case KindString:
		return Range{cutString, cutObject}
	case KindObject:
	}
	return Range{cutObject, cutLast}
}

// WithPrefix returns the strings that begin with p.
func WithPrefix(p string) Range {
	for n := len(p); n > 0; n-- {
		if p[n-1] != 0xFF {
			next := p[:n-1] + string([]byte{p[n-1] + 1})
			return Range{Below(String(p)), Below(String(next))}
		}
	}
	return Range{Below(String(p)), cutObject}
}

// below returns the keys of v's kind that are less than v.
func below(v Value) Range { return Range{OfKind(v.kind).Lo, Below(v)} }

// above returns the keys of v's kind that are greater than v.
func above(v Value) Range { return Range{Above(v), OfKind(v.kind).Hi} }

func minCut(a, b Cut) Cut {
	if CompareCuts(a, b) <= 0 {
		return a
	}
	return b
}

func maxCut(a, b Cut) Cut {
	if CompareCuts(a, b) >= 0 {
		return a
	}
	return b
}

func compareRangeLo(a, b Range) int {
	return cmp.Or(CompareCuts(a.Lo, b.Lo), CompareCuts(a.Hi, b.Hi))
}
