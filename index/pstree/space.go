package pstree

import (
	"math/bits"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/forms"
)

// space is a predicate space of one attribute: those ranges of cells that are of
// one class of widths, and begin in one part of the domain. The upper 4 bits are
// the class, the others the part.
type space uint16

const (
	classShift = 12
	// maxCells is of an attribute, that of absence included.
	maxCells = 1 << 10
)

// classOf returns the class of a range: it touches at most 2^class cells.
func classOf(first, last uint16) uint { return uint(bits.Len16(last - first)) }

func (s space) class() uint { return uint(s) >> classShift }

// spaceOf returns the space of the range from cell first to cell last.
func spaceOf(first, last uint16) space {
	c := classOf(first, last)
	return space(c<<classShift) | space(first>>c)
}

// hull returns the cells that ranges of the space may touch.
func (s space) hull() (first, last uint32) {
	c := s.class()
	first = uint32(s&(1<<classShift-1)) << c
	return first, first + 2<<c - 2
}

// appendSpaces appends the spaces with ranges that may have the cell, of the
// classes in the set.
func appendSpaces(dst []space, cell uint32, classes uint16) []space {
	for ; classes != 0; classes &= classes - 1 {
		c := uint(bits.TrailingZeros16(classes))
		p := space(c<<classShift) | space(cell>>c)
		dst = append(dst, p)
		// A range that begins in the part before may reach the cell, but if it is
		// the last of its own.
		if cell>>c > 0 && cell&(1<<c-1) != 1<<c-1 {
			dst = append(dst, p-1)
		}
	}
	return dst
}

// shareOf returns which share of the values leads to the space of the range.
func (x *Index) shareOf(a index.AttrID, first, last uint16) float64 {
	n := uint32(x.cells[a].Len() - 1)
	from, to := spaceOf(first, last).hull()
	return float64(min(to-from+1, n)) / float64(max(n, 1))
}

// pivot is a term by which a conjunction is found.
type pivot struct {
	attr  index.AttrID
	space space
}

// maxShare is the greatest share of the values with which a term is a pivot.
const maxShare = 0.8

// pivots returns the one or two terms of the slot by which the fewest events come
// to it, by AttrID, and how many these are.
func (x *Index) pivots(slot uint32) (ps [2]pivot, n int) {
	least := [2]float64{2, 2}
	for rest := x.table.Spans(slot); len(rest) > 0; {
		term := rest[:forms.Term(rest)]
		rest = rest[len(term):]
		a := term[0].Attr
		if term[0].Lo == 0 || int(a) >= len(x.cells) {
			continue
		}
		hull := forms.Hull(term)
		first, last := uint16(x.cells[a].Of(hull.Lo)), uint16(x.cells[a].Of(hull.Hi))
		s, at := x.shareOf(a, first, last), 1
		switch {
		case s > maxShare && n > 0:
			continue
		case s < least[0]:
			ps[1], least[1] = ps[0], least[0]
			at = 0
		case s >= least[1]:
			continue
		}
		ps[at], least[at] = pivot{a, spaceOf(first, last)}, s
		n = min(n+1, 2)
	}
	if n == 2 && (least[1] > maxShare || least[0]*float64(x.built) < fewFound) {
		n = 1
	}
	if n == 2 && ps[0].attr > ps[1].attr {
		ps[0], ps[1] = ps[1], ps[0]
	}
	return ps, n
}
