package counting

import (
	"math/bits"
	"slices"

	"github.com/tidwall/btree"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// cells find the spans, of more than one code each, that hold a code.
type cells struct {
	cuts   *btree.Map[predicate.Code, int32] // the start of each cell but the first; nil if there is one
	cells  []cell
	cover  []postings // node i has children 2i and 2i+1; cell i is the leaf len(cover)/2+i
	size   int        // spans
	built  int        // size when the cuts were chosen
	change int        // spans added and removed since
}

// cell is the codes from start up to the start of the next cell, and the ends of
// spans that lie inside it.
type cell struct {
	start predicate.Code
	from  ends // of spans that hold the cell's last code: they hold the codes >= their end
	to    ends // of spans that hold the cell's first code: they hold the codes <= their end
	both  ends // of spans inside the cell: two codes each
}

// ends are codes and the slots that they belong to.
type ends struct {
	codes []predicate.Code
	slots []uint32
}

const (
	firstCode predicate.Code = 1 // 0 is for absent
	lastCode  predicate.Code = 1<<64 - 1

	endsPerCell = 128 // aimed at
	crowded     = 4 * endsPerCell
	maxCells    = 1 << 12
	minRebuild  = 64 // spans
	maxSample   = 1 << 14
)

// cellOf returns the number of the cell that has the code.
func (s *cells) cellOf(c predicate.Code) int {
	at := int32(0)
	if s.cuts != nil {
		s.cuts.Descend(c, func(_ predicate.Code, i int32) bool {
			at = i
			return false
		})
	}
	return int(at)
}

// end returns the last code of the cell.
func (s *cells) end(i int) predicate.Code {
	if i+1 < len(s.cells) {
		return s.cells[i+1].start - 1
	}
	return lastCode
}

// place says where a span belongs: it covers the cells first to last, and its own
// ends are inside the cells from and to, if they are not -1. With both ends inside
// one cell these are the same, and no cell is covered.
func (s *cells) place(p index.Span) (first, last, from, to int) {
	first, last, from, to = s.cellOf(p.Lo), s.cellOf(p.Hi), -1, -1
	lo, hi := first, last
	if p.Lo != s.cells[lo].start {
		from = lo
		first++
	}
	if p.Hi != s.end(hi) {
		to = hi
		last--
	}
	return first, last, from, to
}

// add adds a span of the slot. It overlaps no other span of the slot.
func (s *cells) add(slot uint32, p index.Span) {
	if s.cells == nil {
		s.cells, s.cover = []cell{{start: firstCode}}, make([]postings, 2)
	}
	s.size++
	s.change++
	first, last, from, to := s.place(p)
	switch {
	case from >= 0 && from == to:
		e := &s.cells[from].both
		e.codes = append(e.codes, p.Lo, p.Hi)
		e.slots = append(e.slots, slot)
		return
	case from >= 0:
		s.cells[from].from.add(slot, p.Lo)
	}
	if to >= 0 {
		s.cells[to].to.add(slot, p.Hi)
	}
	s.nodes(first, last, func(n *postings) { n.add(slot) })
}

// remove removes a span that was added.
func (s *cells) remove(slot uint32, p index.Span) {
	s.size--
	s.change++
	if s.size == 0 {
		*s = cells{}
		return
	}
	first, last, from, to := s.place(p)
	switch {
	case from >= 0 && from == to:
		s.cells[from].both.removePair(slot, p)
		return
	case from >= 0:
		s.cells[from].from.remove(slot, p.Lo)
	}
	if to >= 0 {
		s.cells[to].to.remove(slot, p.Hi)
	}
	s.nodes(first, last, func(n *postings) { n.remove(slot) })
}

// nodes calls f with the nodes of the cover that make up the cells first to last.
func (s *cells) nodes(first, last int, f func(n *postings)) {
	half := len(s.cover) / 2
	for l, r := first+half, last+half+1; l < r; l, r = l/2, r/2 {
		if l&1 == 1 {
			f(&s.cover[l])
			l++
		}
		if r&1 == 1 {
			r--
			f(&s.cover[r])
		}
	}
}

// stale says whether the cuts are to be chosen anew, after a change at p.
func (s *cells) stale(p index.Span) bool {
	switch {
	case s.size == 0 || s.change < minRebuild:
		return false
	case s.change > s.built, s.size < s.built/4:
		return true
	case s.change < s.built/8:
		return false
	}
	return s.cells[s.cellOf(p.Lo)].crowded() || s.cells[s.cellOf(p.Hi)].crowded()
}

func (c *cell) crowded() bool {
	return len(c.from.slots)+len(c.to.slots)+len(c.both.codes) > crowded
}

// mark sets the bits of all slots that have a span here.
func (s *cells) mark(set []uint64, r *reader, buf []uint32) []uint32 {
	for i := range s.cover {
		buf = r.appendTo(buf[:0], &s.cover[i])
		markAll(set, buf)
	}
	for i := range s.cells {
		markAll(set, s.cells[i].from.slots)
		markAll(set, s.cells[i].to.slots)
		markAll(set, s.cells[i].both.slots)
	}
	return buf
}

func markAll(set []uint64, slots []uint32) {
	for _, slot := range slots {
		set[slot/64] |= 1 << (slot % 64)
	}
}

// divide makes the cells empty, with cuts that suit spans with the given ends,
// which it sorts: the first code of each span and the one after its last.
func (s *cells) divide(spans int, cuts []predicate.Code) {
	*s = cells{built: spans}
	want := min(max(1, 2*spans/endsPerCell), maxCells)
	slices.Sort(cuts)
	distinct := slices.Compact(slices.Clone(cuts))
	if len(distinct) > max(want, minRebuild) {
		distinct = distinct[:0]
		for i := range want {
			// Ends of which there are many are met by some step, so they become cuts.
			distinct = append(distinct, cuts[i*len(cuts)/want])
		}
		distinct = slices.Compact(distinct)
	}
	if len(distinct) > 0 && distinct[0] == firstCode {
		distinct = distinct[1:]
	}
	s.cells = make([]cell, 1+len(distinct))
	s.cells[0].start = firstCode
	if len(distinct) > 0 {
		s.cuts = btree.NewMap[predicate.Code, int32](0)
	}
	for i, c := range distinct {
		s.cells[i+1].start = c
		s.cuts.Load(c, int32(i+1))
	}
	half := 1 << bits.Len(uint(len(s.cells)-1))
	s.cover = make([]postings, 2*half)
}

// compact gives back what memory the cells can do without.
func (s *cells) compact() {
	for i := range s.cover {
		s.cover[i].compact()
	}
	for i := range s.cells {
		for _, e := range [3]*ends{&s.cells[i].from, &s.cells[i].to, &s.cells[i].both} {
			e.codes, e.slots = slices.Clip(e.codes), slices.Clip(e.slots)
		}
	}
}

// appendInside appends the slots of the spans with an end inside the cell that
// hold the code.
func (c *cell) appendInside(dst []uint32, code predicate.Code) []uint32 {
	dst = slices.Grow(dst, len(c.from.slots)+len(c.to.slots)+len(c.both.slots))
	n := len(dst)
	dst = dst[:cap(dst)]
	for i, e := range c.from.codes {
		dst[n] = c.from.slots[i]
		_, less := bits.Sub64(uint64(code), uint64(e), 0)
		n += 1 - int(less)
	}
	for i, e := range c.to.codes {
		dst[n] = c.to.slots[i]
		_, less := bits.Sub64(uint64(e), uint64(code), 0)
		n += 1 - int(less)
	}
	for i, slot := range c.both.slots {
		dst[n] = slot
		lo, hi := c.both.codes[2*i], c.both.codes[2*i+1]
		_, outside := bits.Sub64(uint64(hi-lo), uint64(code-lo), 0)
		n += 1 - int(outside)
	}
	return dst[:n]
}

func (e *ends) add(slot uint32, c predicate.Code) {
	e.codes = append(e.codes, c)
	e.slots = append(e.slots, slot)
}

func (e *ends) remove(slot uint32, c predicate.Code) {
	for i, q := range e.slots {
		if q == slot && e.codes[i] == c {
			end := len(e.slots) - 1
			e.slots[i], e.codes[i] = e.slots[end], e.codes[end]
			e.slots, e.codes = e.slots[:end], e.codes[:end]
			return
		}
	}
}

// removePair is remove for ends that are two to a slot.
func (e *ends) removePair(slot uint32, p index.Span) {
	for i, q := range e.slots {
		if q == slot && e.codes[2*i] == p.Lo && e.codes[2*i+1] == p.Hi {
			end := len(e.slots) - 1
			e.slots[i], e.codes[2*i], e.codes[2*i+1] = e.slots[end], e.codes[2*end], e.codes[2*end+1]
			e.slots, e.codes = e.slots[:end], e.codes[:2*end]
			return
		}
	}
}
