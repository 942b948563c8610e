package scan

import (
	"math/bits"
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// Matcher matches events against one Index. It implements [index.Matcher].
type Matcher struct {
	index *Index
	met   [block]uint32    // the heads of a block that are met
	codes []predicate.Code // of an event that has fewer attributes than the index
	// Of an event with several values: where the values of each attribute lie in
	// sorted, by AttrID; empty where the attribute has at most one.
	lists  []list
	sorted []predicate.Code
}

// block is how many heads are tested before their tails are.
const block = 1024

type list struct{ from, to int32 }

// NewMatcher returns a matcher that sees every change made before a match.
func (x *Index) NewMatcher() index.Matcher { return &Matcher{index: x} }

// AppendMatches appends the IDs of all conjunctions that the event satisfies.
func (m *Matcher) AppendMatches(dst []index.ID, e *index.Event) []index.ID {
	if e.HasSeveral() {
		dst, _ = m.matchSeveral(dst, e, true)
		return dst
	}
	dst, _ = m.match(dst, e, true)
	return dst
}

// Count returns the number of IDs that AppendMatches would append.
func (m *Matcher) Count(e *index.Event) int {
	if e.HasSeveral() {
		_, n := m.matchSeveral(nil, e, false)
		return n
	}
	_, n := m.match(nil, e, false)
	return n
}

// match appends the IDs if they are to be listed, and counts them otherwise.
//
// It takes a block of heads at a time and notes, without a branch, which of them
// are met; their tails come after. So the processor can fetch the tails of several
// conjunctions at once, and mispredicts no branch for a head.
func (m *Matcher) match(dst []index.ID, e *index.Event, listed bool) ([]index.ID, int) {
	x, codes, n := m.index, m.codesOf(e), 0
	for from := 0; from < len(x.heads); from += block {
		heads := x.heads[from:min(from+block, len(x.heads))]
		met := 0
		for i := range heads {
			h := &heads[i]
			m.met[met%block] = uint32(i)
			_, outside := bits.Sub64(uint64(h.width), uint64(codes[h.attr]-h.lo), 0)
			met += 1 - int(outside)
		}
		for _, i := range m.met[:met] {
			i += uint32(from)
			if tail := x.heads[i].tail; tail != 0 && !x.met(tail, codes) {
				continue
			}
			if k := x.checks[i]; k.Needed(e) && !k.Satisfied(e) {
				continue
			}
			if listed {
				dst = append(dst, x.ids[i])
			} else {
				n++
			}
		}
	}
	return dst, n
}

// codesOf returns the event's codes by AttrID, one for each attribute used.
func (m *Matcher) codesOf(e *index.Event) []predicate.Code {
	codes := e.AllCodes()
	if len(codes) >= m.index.attrs {
		return codes
	}
	m.codes = append(m.codes[:0], codes...)
	m.codes = append(m.codes, make([]predicate.Code, m.index.attrs-len(codes))...)
	return m.codes
}

// met says whether the codes meet all terms of the tail.
func (x *Index) met(tail uint32, codes []predicate.Code) bool {
	for i := tail; ; i++ {
		t := &x.tests[i]
		c := codes[t.attr]
		if t.flags&union == 0 {
			if c-t.lo > t.width {
				return false
			}
		} else if !contains(x.unionOf(t), c) {
			return false
		}
		if t.flags&last != 0 {
			return true
		}
	}
}

// contains says whether one of the spans, which are sorted, has c.
func contains(spans []index.Span, c predicate.Code) bool {
	for len(spans) > 4 {
		if half := len(spans) / 2; spans[half].Lo <= c {
			spans = spans[half:]
		} else {
			spans = spans[:half]
		}
	}
	for _, s := range spans {
		if s.Contains(c) {
			return true
		}
	}
	return false
}

// matchSeveral is match for an event with attributes of several values.
func (m *Matcher) matchSeveral(dst []index.ID, e *index.Event, listed bool) ([]index.ID, int) {
	x, codes, n := m.index, m.codesOf(e), 0
	m.sort(e, len(codes))
	for i := range x.heads {
		h := &x.heads[i]
		if !m.someIn(codes, h.attr, index.Span{Lo: h.lo, Hi: h.lo + h.width}) {
			continue
		}
		if h.tail != 0 && !m.metBySome(h.tail, codes) {
			continue
		}
		if k := x.checks[i]; k.Needed(e) && !k.Satisfied(e) {
			continue
		}
		if listed {
			dst = append(dst, x.ids[i])
		} else {
			n++
		}
	}
	for _, a := range e.Several() {
		m.lists[a] = list{}
	}
	return dst, n
}

// sort sorts the codes of each attribute with several.
func (m *Matcher) sort(e *index.Event, attrs int) {
	if n := attrs - len(m.lists); n > 0 {
		m.lists = append(m.lists, make([]list, n)...)
	}
	m.sorted = m.sorted[:0]
	for _, a := range e.Several() {
		from := len(m.sorted)
		m.sorted = append(m.sorted, e.Codes(a)...)
		slices.Sort(m.sorted[from:])
		m.lists[a] = list{int32(from), int32(len(m.sorted))}
	}
}

// someIn says whether the code of some value of the attribute is in the span.
func (m *Matcher) someIn(codes []predicate.Code, a index.AttrID, s index.Span) bool {
	l := m.lists[a]
	if l.to == 0 {
		return s.Contains(codes[a])
	}
	several := m.sorted[l.from:l.to]
	i, _ := slices.BinarySearch(several, s.Lo)
	return i < len(several) && several[i] <= s.Hi
}

// metBySome is met for an event with several values.
func (m *Matcher) metBySome(tail uint32, codes []predicate.Code) bool {
	for i := tail; ; i++ {
		t := &m.index.tests[i]
		if t.flags&union == 0 {
			if !m.someIn(codes, t.attr, index.Span{Lo: t.lo, Hi: t.lo + t.width}) {
				return false
			}
		} else if !m.someInUnion(codes, t) {
			return false
		}
		if t.flags&last != 0 {
			return true
		}
	}
}

func (m *Matcher) someInUnion(codes []predicate.Code, t *test) bool {
	spans := m.index.unionOf(t)
	l := m.lists[t.attr]
	if l.to == 0 {
		return contains(spans, codes[t.attr])
	}
	for _, c := range m.sorted[l.from:l.to] {
		if contains(spans, c) {
			return true
		}
	}
	return false
}
