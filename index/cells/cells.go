package cells

import (
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// Cells divides the codes of one attribute. The zero Cells is not valid; see
// [Single] and [Quantiles].
type Cells struct {
	starts []predicate.Code // of each cell
}

// Single returns two cells: absent, and all codes of values.
func Single() Cells { return Cells{[]predicate.Code{0, 1}} }

// Quantiles returns at most n+1 cells, n at least 1: that of absence and, between
// quantiles of the ends of the given spans, the others. A cell starts at the first
// code of a span or behind the last of one. It sorts ends, which is the caller's
// scratch: see [AppendEnds].
func Quantiles(ends []predicate.Code, n int) Cells {
	slices.Sort(ends)
	starts := make([]predicate.Code, 2, n+2)
	starts[1] = 1
	for i := 1; i < n && len(ends) > 0; i++ {
		// An end of which there are many is met by some step, so it becomes a start.
		if e := ends[i*len(ends)/n]; e > starts[len(starts)-1] {
			starts = append(starts, e)
		}
	}
	return Cells{starts}
}

// AppendEnds appends the codes at which a cell would best start for the span: its
// first, and the one behind its last, as far as there are such.
func AppendEnds(dst []predicate.Code, s index.Span) []predicate.Code {
	if s.Lo > 1 {
		dst = append(dst, s.Lo)
	}
	if s.Hi+1 > 1 {
		dst = append(dst, s.Hi+1)
	}
	return dst
}

// Len returns the number of cells, that of absence included.
func (c *Cells) Len() int { return len(c.starts) }

// Bytes returns the memory held, in bytes.
func (c *Cells) Bytes() int { return cap(c.starts) * 8 }

// Of returns the cell of the code.
func (c *Cells) Of(code predicate.Code) int {
	starts := c.starts
	at, n := 0, len(starts)
	for n > 1 {
		half := n / 2
		if starts[at+half] <= code {
			at += half
		}
		n -= half
	}
	return at
}

// Span returns the codes of cell i.
func (c *Cells) Span(i int) index.Span {
	hi := predicate.Code(1<<64 - 1)
	if i+1 < len(c.starts) {
		hi = c.starts[i+1] - 1
	}
	return index.Span{Lo: c.starts[i], Hi: hi}
}

// Range returns the first and the last cell that the span touches, and whether it
// begins where the first begins and ends where the last ends.
func (c *Cells) Range(s index.Span) (first, last int, exactLo, exactHi bool) {
	first, last = c.Of(s.Lo), c.Of(s.Hi)
	return first, last, c.starts[first] == s.Lo, c.Span(last).Hi == s.Hi
}
