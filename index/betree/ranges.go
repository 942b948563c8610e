package betree

import (
	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/cells"
	"github.com/thresh-dev/thresh/index/forms"
)

// termRange is the cells that a term touches.
type termRange struct {
	attr        index.AttrID
	first, last uint16
	absent      bool // absence meets the term: it is in no cluster
}

// ranges gives the cells of the terms of conjunctions. While the tree is built
// from the top it has those of all, which are asked for again at each level.
type ranges struct {
	from  []uint32 // by slot; nil while not full
	terms []termRange
	own   []termRange // of the last slot asked for, while not full
}

// fill finds the cells of all conjunctions of the table.
func (r *ranges) fill(t *forms.Table, cs []cells.Cells) {
	r.from = make([]uint32, 1, t.Slots()+1)
	for slot := range uint32(t.Slots()) {
		r.terms = appendRanges(r.terms, t, cs, slot)
		r.from = append(r.from, uint32(len(r.terms)))
	}
}

// of returns the cells of the slot's terms, by AttrID, valid until the next call.
func (r *ranges) of(t *forms.Table, cs []cells.Cells, slot uint32) []termRange {
	if r.from != nil {
		return r.terms[r.from[slot]:r.from[slot+1]]
	}
	r.own = appendRanges(r.own[:0], t, cs, slot)
	return r.own
}

// appendRanges appends the cells of the slot's terms on attributes with cells.
func appendRanges(dst []termRange, t *forms.Table, cs []cells.Cells, slot uint32) []termRange {
	for rest := t.Spans(slot); len(rest) > 0; {
		n := forms.Term(rest)
		if a := rest[0].Attr; int(a) < len(cs) {
			hull, c := forms.Hull(rest[:n]), &cs[a]
			dst = append(dst, termRange{a, uint16(c.Of(hull.Lo)), uint16(c.Of(hull.Hi)), hull.Lo == 0})
		}
		rest = rest[n:]
	}
	return dst
}

// rangesOf returns the cells of the slot's terms, valid until the next call.
func (x *Index) rangesOf(slot uint32) []termRange { return x.ranges.of(x.table, x.cells, slot) }
