package kindex

import (
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/cells"
	"github.com/thresh-dev/thresh/index/forms"
	"github.com/thresh-dev/thresh/predicate"
)

// size is the conjunctions of one size.
type size struct {
	k     int
	n     int          // conjunctions
	built int          // conjunctions when the cells were chosen
	attrs []*attribute // by AttrID, nil where no term is
	all   list         // all slots, if k is 0
}

// attribute is the lists of the terms on one attribute.
type attribute struct {
	points map[predicate.Code]*list // of in terms that are sets of codes
	holes  map[predicate.Code]*list // of not in terms
	cells  cells.Cells              // cell i+1 is leaf i
	half   int                      // the cover's node of leaf 0: a power of two
	cover  []list                   // node i has children 2i and 2i+1
}

// list is slots, ascending.
type list struct{ slots []uint32 }

func (l *list) insert(slot uint32) {
	if n := len(l.slots); n == 0 || l.slots[n-1] < slot {
		l.slots = append(l.slots, slot)
		return
	}
	if i, there := slices.BinarySearch(l.slots, slot); !there {
		l.slots = slices.Insert(l.slots, i, slot)
	}
}

func (l *list) remove(slot uint32) {
	if i, there := slices.BinarySearch(l.slots, slot); there {
		l.slots = slices.Delete(l.slots, i, i+1)
	}
}

// kind is how a term is posted.
type kind uint8

const (
	unposted kind = iota // absence meets it
	points               // in, a set of codes
	ranges               // in, codes beside one another
	holes                // not in
)

const (
	maxHoles = 64 // of a term, or else it is ranges

	// A term that holds the first of these codes and the last, and all between but
	// holes, excludes no kind of value.
	allFrom predicate.Code = 4       // false
	allTo   predicate.Code = 3 << 62 // object
)

func kindOf(term []forms.Span) kind {
	switch h := forms.Hull(term); {
	case h.Lo == 0:
		return unposted
	case !slices.ContainsFunc(term, func(s forms.Span) bool { return s.Lo != s.Hi }):
		return points
	case len(term) == 1 || len(term) > maxHoles+1 || h.Lo > allFrom || h.Hi < allTo:
		return ranges
	}
	for i := 1; i < len(term); i++ {
		if term[i].Lo-term[i-1].Hi != 2 {
			return ranges
		}
	}
	return holes
}

// sizeOf returns the size of the slot.
func sizeOf(t *forms.Table, slot uint32) int {
	k := 0
	t.Terms(slot, func(_ index.AttrID, term []forms.Span) {
		if what := kindOf(term); what == points || what == ranges {
			k++
		}
	})
	return k
}

// attribute returns that of the number, a new one if there was none.
func (s *size) attribute(a index.AttrID) *attribute {
	if n := int(a) + 1; n > len(s.attrs) {
		s.attrs = append(s.attrs, make([]*attribute, n-len(s.attrs))...)
	}
	if s.attrs[a] == nil {
		s.attrs[a] = &attribute{}
	}
	return s.attrs[a]
}

// visit calls f with the list of each key of the slot, which may change its slots.
func (s *size) visit(t *forms.Table, slot uint32, f func(*list)) {
	if s.k == 0 {
		f(&s.all)
	}
	t.Terms(slot, func(a index.AttrID, term []forms.Span) {
		switch kindOf(term) {
		case unposted:
		case points:
			at := s.attribute(a)
			for i := range term {
				visitCode(&at.points, term[i].Lo, f)
			}
		case holes:
			at := s.attribute(a)
			for i := range term[1:] {
				visitCode(&at.holes, term[i].Hi+1, f)
			}
		case ranges:
			s.attribute(a).visitRanges(term, f)
		}
	})
}

// visitCode calls f with the list of the code, and forgets it if it is empty then.
func visitCode(lists *map[predicate.Code]*list, c predicate.Code, f func(*list)) {
	if *lists == nil {
		*lists = map[predicate.Code]*list{}
	}
	l := (*lists)[c]
	if l == nil {
		l = &list{}
		(*lists)[c] = l
	}
	f(l)
	if len(l.slots) == 0 {
		delete(*lists, c)
	}
}

// visitRanges calls f with the lists of the nodes that make up the cells which the
// spans touch. No two of these hold the same code.
func (a *attribute) visitRanges(term []forms.Span, f func(*list)) {
	if a.cover == nil {
		a.divide(cells.Single())
	}
	for i := 0; i < len(term); {
		first, last, _, _ := a.cells.Range(term[i].Span)
		for i++; i < len(term); i++ { // spans may touch the same cell
			from, to, _, _ := a.cells.Range(term[i].Span)
			if from > last+1 {
				break
			}
			last = to
		}
		for l, r := first-1+a.half, last+a.half; l < r; l, r = l/2, r/2 {
			if l&1 == 1 {
				f(&a.cover[l])
				l++
			}
			if r&1 == 1 {
				r--
				f(&a.cover[r])
			}
		}
	}
}

// divide gives the attribute cells, and an empty cover.
func (a *attribute) divide(c cells.Cells) {
	a.cells, a.half = c, 1
	for a.half < c.Len()-1 {
		a.half *= 2
	}
	a.cover = make([]list, 2*a.half)
}

const (
	spansPerLeaf = 32 // aimed at
	maxLeaves    = 256
	maxSample    = 1 << 12 // spans
)

// newSize returns the size with the slots, which ascend.
func newSize(t *forms.Table, k int, slots []uint32) *size {
	s := &size{k: k, n: len(slots), built: len(slots)}
	type sample struct {
		ends []predicate.Code
		seen int
	}
	var samples []sample
	for _, slot := range slots {
		t.Terms(slot, func(a index.AttrID, term []forms.Span) {
			if kindOf(term) != ranges {
				return
			}
			if n := int(a) + 1; n > len(samples) {
				samples = append(samples, make([]sample, n-len(samples))...)
			}
			for i := range term {
				p := &samples[a]
				p.seen++
				// All of the first, then ever fewer.
				if step := 1 + p.seen/maxSample; p.seen%step == 0 {
					p.ends = cells.AppendEnds(p.ends, term[i].Span)
				}
			}
		})
	}
	for a := range samples {
		if n := samples[a].seen; n > 0 {
			leaves := 1
			for leaves*spansPerLeaf < n && leaves < maxLeaves {
				leaves *= 2
			}
			s.attribute(index.AttrID(a)).divide(cells.Quantiles(samples[a].ends, leaves))
		}
	}
	for _, slot := range slots {
		s.visit(t, slot, func(l *list) { l.insert(slot) })
	}
	return s
}
