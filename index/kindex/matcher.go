package kindex

import (
	"slices"

	"github.com/thresh-dev/thresh/index"
)

// Matcher matches events against one Index. It implements [index.Matcher].
type Matcher struct {
	index *Index
	rests [][]uint32 // of each list, what is still to be looked at
	heads []head     // sorted
	moved []head

	// The match under way.
	event  *index.Event
	dst    []index.ID
	listed bool
	found  int
}

// head is the first slot of a list's rest, whether the list is one of in terms, and
// which it is: in this order from the highest bit.
type head uint64

const (
	slotShift      = 32
	inTerm    head = 1 << 31
)

func (h head) slot() uint32 { return uint32(h >> slotShift) }

func (h head) list() int { return int(h & (inTerm - 1)) }

// NewMatcher returns a matcher that sees every change made before a match.
func (x *Index) NewMatcher() index.Matcher { return &Matcher{index: x} }

// AppendMatches appends the IDs of all conjunctions that the event satisfies.
func (m *Matcher) AppendMatches(dst []index.ID, e *index.Event) []index.ID {
	m.dst, m.listed = dst, true
	m.match(e)
	dst, m.dst = m.dst, nil
	return dst
}

// Count returns the number of IDs that AppendMatches would append.
func (m *Matcher) Count(e *index.Event) int {
	m.listed, m.found = false, 0
	m.match(e)
	return m.found
}

func (m *Matcher) match(e *index.Event) {
	m.event = e
	for k, s := range m.index.sizes {
		if k > len(e.Attrs()) {
			break // as many terms cannot be met
		}
		if s == nil {
			continue
		}
		m.gather(s)
		m.intersect(max(k, 1))
	}
	m.event = nil
}

// gather finds the lists that the event's values lead to.
func (m *Matcher) gather(s *size) {
	m.rests, m.heads = m.rests[:0], m.heads[:0]
	m.add(&s.all, inTerm)
	several := m.event.HasSeveral()
	for _, a := range m.event.Attrs() {
		if int(a) >= len(s.attrs) || s.attrs[a] == nil {
			continue
		}
		at := s.attrs[a]
		for _, c := range m.event.Codes(a) {
			if len(at.points) > 0 {
				if l := at.points[c]; l != nil {
					m.add(l, inTerm)
				}
			}
			if len(at.holes) > 0 && !several {
				if l := at.holes[c]; l != nil {
					m.add(l, 0)
				}
			}
			if at.cover != nil {
				for n := at.half + at.cells.Of(c) - 1; n > 0; n /= 2 {
					m.add(&at.cover[n], inTerm)
				}
			}
		}
	}
	slices.Sort(m.heads)
}

func (m *Matcher) add(l *list, in head) {
	if len(l.slots) > 0 {
		m.heads = append(m.heads, head(l.slots[0])<<slotShift|in|head(len(m.rests)))
		m.rests = append(m.rests, l.slots)
	}
}

// intersect finds the slots that are in k lists, and in none of holes.
func (m *Matcher) intersect(k int) {
	heads := m.heads
	for len(heads) >= k {
		to := uint64(heads[k-1].slot())
		if heads[0].slot() == heads[k-1].slot() {
			if heads[0]&inTerm != 0 { // holes come first
				m.emit(heads[0].slot())
			}
			to++
		}
		heads = m.skip(heads, to)
	}
}

// skip moves each list whose head is before a slot to it, or what comes after, and
// returns the heads of those that have more.
func (m *Matcher) skip(heads []head, to uint64) []head {
	m.moved = m.moved[:0]
	n := 0
	for n < len(heads) && uint64(heads[n].slot()) < to {
		h := heads[n]
		n++
		rest := from(m.rests[h.list()], to)
		if len(rest) == 0 {
			continue
		}
		m.rests[h.list()] = rest
		h = h&(1<<slotShift-1) | head(rest[0])<<slotShift
		i := len(m.moved)
		m.moved = append(m.moved, h)
		for ; i > 0 && m.moved[i-1] > h; i-- {
			m.moved[i] = m.moved[i-1]
		}
		m.moved[i] = h
	}
	// Merge them into the others, which lie behind where they go.
	heads = heads[n-len(m.moved):]
	next, at := len(m.moved), 0
	for _, h := range m.moved {
		for next < len(heads) && heads[next] < h {
			heads[at] = heads[next]
			next++
			at++
		}
		heads[at] = h
		at++
	}
	return heads
}

// from returns what of the slots is not before the given one, by galloping.
func from(slots []uint32, to uint64) []uint32 {
	step := 1
	for step < len(slots) && uint64(slots[step]) < to {
		slots = slots[step:]
		step *= 2
	}
	lo, hi := 0, min(step, len(slots))
	for lo < hi {
		half := int(uint(lo+hi) / 2)
		if uint64(slots[half]) < to {
			lo = half + 1
		} else {
			hi = half
		}
	}
	return slots[lo:]
}

// emit takes a candidate, and finds it if the event satisfies it.
func (m *Matcher) emit(slot uint32) {
	t := m.index.table
	if !t.Satisfied(slot, m.event) {
		return
	}
	if m.listed {
		m.dst = append(m.dst, t.ID(slot))
	} else {
		m.found++
	}
}
