package tama

import (
	"cmp"
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/cells"
	"github.com/thresh-dev/thresh/predicate"
)

// attribute is the posting lists of a block's terms on one attribute.
type attribute struct {
	cells  cells.Cells // cell i+1 is leaf i
	leaves []leaf
	half   int        // the cover's node of leaf 0: a power of two
	cover  [][]uint16 // node i has children 2i and 2i+1; node 1 is all values
	absent []uint16   // offsets
	spans  int        // added
	suits  int        // spans for which the cells are good enough
	lens   *lengths   // between measure and allot
}

// leaf is the ends of spans that lie inside a cell of the last level.
type leaf struct {
	from  ends // of spans that hold the leaf's last code: they hold the codes >= their end
	to    ends // of spans that hold the leaf's first code: they hold the codes <= their end
	inner ends // of spans inside the leaf: two codes each, in no order
}

// ends are codes, ascending, and the offsets that they belong to.
type ends struct {
	codes   []predicate.Code
	offsets []uint16
}

// order is how a span is added.
type order bool

const (
	inOrder order = true  // among the ends there are
	atEnd   order = false // to be sorted later
)

// newAttribute returns an attribute without postings, with cells that were chosen
// for a number of spans.
func newAttribute(c cells.Cells, spans int) *attribute {
	n := c.Len() - 1
	half := 1
	for half < n {
		half *= 2
	}
	return &attribute{cells: c, leaves: make([]leaf, n), half: half, cover: make([][]uint16, 2*half), suits: 4 * max(spans, 16)}
}

// place says where a span of values belongs: it covers the leaves first to last, and
// its own ends are inside the leaves from and to, if they are not -1. With both ends
// inside one leaf these are the same, and no leaf is covered.
func (a *attribute) place(s index.Span) (first, last, from, to int) {
	first, last, exactLo, exactHi := a.cells.Range(s)
	first, last, from, to = first-1, last-1, -1, -1
	lo, hi := first, last
	if !exactLo {
		from = lo
		first++
	}
	if !exactHi {
		to = hi
		last--
	}
	return first, last, from, to
}

// nodes calls f with the nodes of the cover that make up the leaves first to last.
func (a *attribute) nodes(first, last int, f func(node int)) {
	for l, r := first+a.half, last+a.half+1; l < r; l, r = l/2, r/2 {
		if l&1 == 1 {
			f(l)
			l++
		}
		if r&1 == 1 {
			r--
			f(r)
		}
	}
}

// values returns the part of a span that is not absence, and whether there is one.
func values(s index.Span) (index.Span, bool) {
	s.Lo = max(s.Lo, 1)
	return s, s.Lo <= s.Hi
}

// add posts a span of the conjunction at the offset.
func (a *attribute) add(offset uint16, s index.Span, o order) {
	a.spans++
	if s.Lo == 0 {
		a.absent = append(a.absent, offset)
	}
	s, ok := values(s)
	if !ok {
		return
	}
	first, last, from, to := a.place(s)
	if from >= 0 && from == to {
		in := &a.leaves[from].inner
		in.codes = append(in.codes, s.Lo, s.Hi)
		in.offsets = append(in.offsets, offset)
		return
	}
	if from >= 0 {
		a.leaves[from].from.add(offset, s.Lo, o)
	}
	if to >= 0 {
		a.leaves[to].to.add(offset, s.Hi, o)
	}
	a.nodes(first, last, func(n int) { a.cover[n] = append(a.cover[n], offset) })
}

func (e *ends) add(offset uint16, c predicate.Code, o order) {
	at := len(e.codes)
	if o == inOrder {
		at, _ = slices.BinarySearch(e.codes, c)
	}
	e.codes = slices.Insert(e.codes, at, c)
	e.offsets = slices.Insert(e.offsets, at, offset)
}

// sort puts ends that were added at the end in order.
func (a *attribute) sort() {
	type end struct {
		code   predicate.Code
		offset uint16
	}
	var scratch []end
	for i := range a.leaves {
		for _, e := range [2]*ends{&a.leaves[i].from, &a.leaves[i].to} {
			scratch = scratch[:0]
			for j, c := range e.codes {
				scratch = append(scratch, end{c, e.offsets[j]})
			}
			slices.SortFunc(scratch, func(a, b end) int { return cmp.Compare(a.code, b.code) })
			for j, s := range scratch {
				e.codes[j], e.offsets[j] = s.code, s.offset
			}
		}
	}
}

// room is how much memory posting lists take, in elements.
type room struct{ codes, offsets int }

func (r *room) add(s room) {
	r.codes += s.codes
	r.offsets += s.offsets
}

// measure finds how long each list will be once the spans are added, and how much
// that is in all. Until allot the lengths are what the lists are, without elements.
func (a *attribute) measure(ps []posting) room {
	lens := &lengths{nodes: make([]int, len(a.cover)), leaves: make([][3]int, len(a.leaves))}
	var r room
	for i := range ps {
		s, ok := values(ps[i].span)
		if !ok {
			continue
		}
		first, last, from, to := a.place(s)
		if from >= 0 && from == to {
			lens.leaves[from][2]++
			r.add(room{2, 1})
			continue
		}
		if from >= 0 {
			lens.leaves[from][0]++
			r.add(room{1, 1})
		}
		if to >= 0 {
			lens.leaves[to][1]++
			r.add(room{1, 1})
		}
		a.nodes(first, last, func(n int) {
			lens.nodes[n]++
			r.offsets++
		})
	}
	a.lens = lens
	return r
}

// lengths are those of an attribute's lists.
type lengths struct {
	nodes  []int
	leaves [][3]int // from, to, inner
}

// allot gives each list that was measured its part of the memory, and returns the
// rest.
func (a *attribute) allot(codes []predicate.Code, offsets []uint16) ([]predicate.Code, []uint16) {
	for n, size := range a.lens.nodes {
		a.cover[n], offsets = offsets[:0:size], offsets[size:]
	}
	for i, sizes := range a.lens.leaves {
		l := &a.leaves[i]
		for j, e := range [3]*ends{&l.from, &l.to, &l.inner} {
			each := 1 + j/2 // codes an offset
			e.codes, codes = codes[:0:each*sizes[j]], codes[each*sizes[j]:]
			e.offsets, offsets = offsets[:0:sizes[j]], offsets[sizes[j]:]
		}
	}
	a.lens = nil
	return codes, offsets
}
