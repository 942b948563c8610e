package pstree

import (
	"slices"
	"unsafe"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/forms"
	"github.com/thresh-dev/thresh/internal/kernel"
	"github.com/thresh-dev/thresh/predicate"
)

// Matcher matches events against one Index. It implements [index.Matcher].
type Matcher struct {
	index *Index
	codes []predicate.Code // of an event that has fewer attributes than there are
	// By AttrID: the least and the greatest cell, and for events with several values
	// code, of the event's values; 0 where there is no value.
	cellMin, cellMax []uint32
	codeMin, codeMax []predicate.Code
	lists            []list // by AttrID: the spaces of the event's value
	spaces           []space
	hits             [][]forms.Head
	found            []uint32 // slots
}

// list is a part of spaces.
type list struct{ from, to uint32 }

// NewMatcher returns a matcher that sees every change made before a match.
func (x *Index) NewMatcher() index.Matcher { return &Matcher{index: x} }

// AppendMatches appends the IDs of all conjunctions that the event satisfies.
func (m *Matcher) AppendMatches(dst []index.ID, e *index.Event) []index.ID {
	m.search(e)
	ids := m.index.table.IDs()
	for _, slot := range m.found {
		dst = append(dst, ids[slot])
	}
	return dst
}

// Count returns the number of IDs that AppendMatches would append.
func (m *Matcher) Count(e *index.Event) int {
	m.search(e)
	return len(m.found)
}

// search finds the slots of the conjunctions that the event satisfies.
func (m *Matcher) search(e *index.Event) {
	m.found = m.found[:0]
	if e.HasSeveral() {
		m.searchSeveral(e)
	} else {
		m.searchOne(e)
	}
	m.found = m.index.table.Keep(m.found, e)
}

// searchOne finds the conjunctions whose heads the event meets, in the buckets of
// each pair of spaces that its values lead to.
func (m *Matcher) searchOne(e *index.Event) {
	x := m.index
	codes := x.table.Codes(&m.codes, e)
	m.found = forms.AppendMet(m.found, x.rest.heads, codes)
	if grow := len(x.cells) - len(m.lists); grow > 0 {
		m.lists = append(m.lists, make([]list, grow)...)
	}
	m.growCells(len(x.cells))
	m.spaces = m.spaces[:0]
	for _, a := range e.Attrs() {
		if int(a) < len(x.cells) && x.classes[a] != 0 {
			from := uint32(len(m.spaces))
			cell := uint32(x.cells[a].Of(e.Code(a)))
			m.cellMin[a], m.cellMax[a] = cell, cell
			m.spaces = appendSpaces(m.spaces, cell, x.classes[a])
			m.lists[a] = list{from, uint32(len(m.spaces))}
		}
	}
	for _, a := range e.Attrs() {
		if int(a) >= len(x.byAttr) {
			continue
		}
		for _, p := range x.byAttr[a] {
			m.visit(p)
		}
	}
	for _, heads := range m.hits {
		m.found = forms.AppendMet(m.found, heads, codes)
	}
	clear(m.hits)
	m.hits = m.hits[:0]
	for _, a := range e.Attrs() {
		if int(a) < len(m.lists) {
			m.lists[a] = list{}
			m.cellMin[a], m.cellMax[a] = 0, 0
		}
	}
}

// hit notes the bucket's heads, and has them fetched.
func (m *Matcher) hit(b *bucket) {
	if len(b.heads) > 0 {
		kernel.Prefetch((*byte)(unsafe.Pointer(unsafe.SliceData(b.heads))))
		m.hits = append(m.hits, b.heads)
	}
}

// visit finds the buckets of the pair under the keys of the event's spaces.
func (m *Matcher) visit(p *pair) {
	first := m.spaces[m.lists[p.attrs[0]].from:m.lists[p.attrs[0]].to]
	if p.single {
		for _, s := range first {
			if p.classes[0]>>s.class()&1 != 0 {
				if b := p.find(keyOf(s, 0)); b != nil {
					m.hit(b)
				}
			}
		}
		return
	}
	second := m.spaces[m.lists[p.attrs[1]].from:m.lists[p.attrs[1]].to]
	if len(first)*len(second) > len(p.buckets) {
		m.visitAll(p)
		return
	}
	for _, s := range first {
		if p.classes[0]>>s.class()&1 == 0 {
			continue
		}
		for _, t := range second {
			if p.classes[1]>>t.class()&1 == 0 {
				continue
			}
			if b := p.find(keyOf(s, t)); b != nil {
				m.hit(b)
			}
		}
	}
}

// visitAll is visit for a pair of few buckets: it compares each with the values.
func (m *Matcher) visitAll(p *pair) {
	if m.cellMax[p.attrs[1]] == 0 {
		return
	}
	for _, b := range p.buckets {
		if m.reachesAll(b) {
			m.hit(b)
		}
	}
}

// growCells makes room for the cells of so many attributes.
func (m *Matcher) growCells(attrs int) {
	if grow := attrs - len(m.cellMin); grow > 0 {
		m.cellMin = append(m.cellMin, make([]uint32, grow)...)
		m.cellMax = append(m.cellMax, make([]uint32, grow)...)
	}
}

// searchSeveral is searchOne for an event with several values: it takes an
// attribute to have all values between the least and the greatest, and compares
// each bucket with that.
func (m *Matcher) searchSeveral(e *index.Event) {
	x := m.index
	attrs := max(x.table.Attrs(), e.NumAttrs(), len(x.cells))
	if grow := attrs - len(m.codeMin); grow > 0 {
		m.codeMin = append(m.codeMin, make([]predicate.Code, grow)...)
		m.codeMax = append(m.codeMax, make([]predicate.Code, grow)...)
	}
	m.growCells(attrs)
	for _, a := range e.Attrs() {
		codes := e.Codes(a)
		m.codeMin[a], m.codeMax[a] = slices.Min(codes), slices.Max(codes)
		if int(a) < len(x.cells) {
			m.cellMin[a] = uint32(x.cells[a].Of(m.codeMin[a]))
			m.cellMax[a] = uint32(x.cells[a].Of(m.codeMax[a]))
		}
	}
	m.found = forms.AppendMaybe(m.found, x.rest.heads, m.codeMin, m.codeMax)
	for _, a := range e.Attrs() {
		if int(a) >= len(x.byAttr) {
			continue
		}
		for _, p := range x.byAttr[a] {
			if m.cellMax[p.attrs[1]] == 0 {
				continue
			}
			for _, b := range p.buckets {
				if m.reachesAll(b) {
					m.found = forms.AppendMaybe(m.found, b.heads, m.codeMin, m.codeMax)
				}
			}
		}
	}
	for _, a := range e.Attrs() {
		m.codeMin[a], m.codeMax[a] = 0, 0
		m.cellMin[a], m.cellMax[a] = 0, 0
	}
}

// reachesAll says whether the event's values may lead to the spaces of the bucket.
func (m *Matcher) reachesAll(b *bucket) bool {
	p := b.pair
	return m.reaches(p.attrs[0], space(b.key>>16)) && (p.single || m.reaches(p.attrs[1], space(b.key&0xffff)))
}

// reaches says whether one of the attribute's values may lead to the space.
func (m *Matcher) reaches(a index.AttrID, s space) bool {
	first, last := s.hull()
	return first <= m.cellMax[a] && m.cellMin[a] <= last
}
