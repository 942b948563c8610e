package betree

import (
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/forms"
	"github.com/thresh-dev/thresh/predicate"
)

// Matcher matches events against one Index. It implements [index.Matcher].
type Matcher struct {
	index *Index
	codes []predicate.Code // of an event that has fewer attributes than there are
	// By AttrID: the cell of the event's value, and for events with several values
	// the least and the greatest cell and code. 0 where there is no value.
	cell, cellMax    []uint32
	codeMin, codeMax []predicate.Code
	attrs            []index.AttrID // the event's
	found            []uint32       // slots
}

// fewParts is up to how many p-nodes for each attribute of the event a node's
// p-directory is walked, rather than asked for each attribute.
const fewParts = 4

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

// search finds the slots of the conjunctions that the event satisfies: those whose
// heads are met in clusters of the event's values, and then those of them that all
// else is met of.
func (m *Matcher) search(e *index.Event) {
	x := m.index
	m.found = m.found[:0]
	if grow := len(x.cells) - len(m.cell); grow > 0 {
		m.cell = append(m.cell, make([]uint32, grow)...)
		m.cellMax = append(m.cellMax, make([]uint32, grow)...)
	}
	for _, a := range e.Attrs() {
		if int(a) < len(x.cells) {
			c := uint32(x.cells[a].Of(e.Code(a)))
			m.cell[a], m.cellMax[a] = c, c
		}
	}
	m.attrs = append(m.attrs[:0], e.Attrs()...)
	if e.HasSeveral() {
		m.searchSeveral(e)
	} else {
		m.visit(x.root, x.table.Codes(&m.codes, e))
	}
	for _, a := range m.attrs {
		if int(a) < len(x.cells) {
			m.cell[a], m.cellMax[a] = 0, 0
		}
	}
	m.found = x.table.Keep(m.found, e)
}

// visit looks at the node, at the clusters of its p-nodes that have the event's
// values, and at the half of its own cluster that does.
func (m *Matcher) visit(n *node, codes []predicate.Code) {
	for {
		if len(n.heads) > 0 {
			m.found = forms.AppendMet(m.found, n.heads, codes)
		}
		if len(n.parts) <= fewParts*len(m.attrs) {
			for i := range n.parts {
				p := &n.parts[i]
				if int(p.attr) < len(m.cell) && m.cell[p.attr] != 0 {
					m.visit(p.top, codes)
				}
			}
		} else {
			for _, a := range m.attrs {
				if i, ok := n.find(a); ok && m.cell[a] != 0 {
					m.visit(n.parts[i].top, codes)
				}
			}
		}
		if n.left == nil && n.right == nil {
			return
		}
		half := n.right
		if m.cell[n.attr] <= n.first+(n.last-n.first)/2 {
			half = n.left
		}
		if half == nil {
			return
		}
		n = half
	}
}

// searchSeveral is search for an event with several values: it takes an attribute
// to have all values between the least and the greatest.
func (m *Matcher) searchSeveral(e *index.Event) {
	x := m.index
	attrs := max(x.table.Attrs(), e.NumAttrs())
	if grow := attrs - len(m.codeMin); grow > 0 {
		m.codeMin = append(m.codeMin, make([]predicate.Code, grow)...)
		m.codeMax = append(m.codeMax, make([]predicate.Code, grow)...)
	}
	for _, a := range m.attrs {
		codes := e.Codes(a)
		m.codeMin[a], m.codeMax[a] = slices.Min(codes), slices.Max(codes)
		if int(a) < len(x.cells) {
			m.cell[a] = uint32(x.cells[a].Of(m.codeMin[a]))
			m.cellMax[a] = uint32(x.cells[a].Of(m.codeMax[a]))
		}
	}
	m.visitSeveral(x.root)
	for _, a := range m.attrs {
		m.codeMin[a], m.codeMax[a] = 0, 0
	}
}

// visitSeveral is visit for an event with several values.
func (m *Matcher) visitSeveral(n *node) {
	m.found = forms.AppendMaybe(m.found, n.heads, m.codeMin, m.codeMax)
	for _, a := range m.attrs {
		if i, ok := n.find(a); ok && m.cell[a] != 0 {
			m.visitSeveral(n.parts[i].top)
		}
	}
	if h := n.left; h != nil && m.cell[n.attr] <= h.last {
		m.visitSeveral(h)
	}
	if h := n.right; h != nil && m.cellMax[n.attr] >= h.first {
		m.visitSeveral(h)
	}
}
