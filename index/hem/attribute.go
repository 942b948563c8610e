package hem

import (
	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/cells"
	"github.com/thresh-dev/thresh/predicate"
)

// attribute is what the values of one attribute exclude.
type attribute struct {
	id     index.AttrID
	groups cells.Cells
	rows   []row    // by group
	lists  []uint32 // slots, by group
	low    ends     // where terms begin: a lower value excludes them
	high   ends     // where terms end: a higher value excludes them
}

// row is the marks of a group.
type row struct {
	at       uint64 // the first word in Index.data, or noRow
	n        uint32 // how many marks it has, or the list
	from, to uint32 // the list in attribute.lists
}

const noRow = ^uint64(0)

// ends are codes inside the groups, and the slots whose terms begin or end there,
// sorted by code.
type ends struct {
	from  []uint32 // by group: its first end; one more element than groups
	codes []predicate.Code
	slots []uint32
}

// above returns the slots of the ends in the group that are above the code.
func (s *ends) above(group int, c predicate.Code) []uint32 {
	from, to := s.from[group], s.from[group+1]
	return s.slots[from:to][count(s.codes[from:to], c, 1):]
}

// below returns the slots of the ends in the group that are below the code.
func (s *ends) below(group int, c predicate.Code) []uint32 {
	from, to := s.from[group], s.from[group+1]
	return s.slots[from:to][:count(s.codes[from:to], c, 0)]
}

// count returns how many codes, which are sorted, are below c+up.
func count(codes []predicate.Code, c, up predicate.Code) int {
	at, n := 0, len(codes)
	for n > 0 {
		half := (n + 1) / 2
		// up is 1 for "not above": c+1 might overflow.
		if x := codes[at+half-1]; x < c || x == c && up != 0 {
			at += half
		}
		n -= half
	}
	return at
}
