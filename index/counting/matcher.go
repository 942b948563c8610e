package counting

import (
	"encoding/binary"
	"math/bits"
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// Matcher matches events against one Index. It implements [index.Matcher].
type Matcher struct {
	index  *Index
	hits   []uint8    // by slot
	lists  []postings // that the event's values lead to
	slots  []uint32   // that they lead to beside, or all of them
	seen   []uint64   // by slot: hit by an earlier value of the attribute
	codes  []predicate.Code
	buffer [1024]uint32
	reader reader

	// The match under way.
	event  *index.Event
	dst    []index.ID
	listed bool
	found  int
}

// sweepShare is the share of the conjunctions, one in so many, from which number
// of hits on it is faster to look at all counters.
const sweepShare = 16

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
	x := m.index
	if n := len(x.need); n > len(m.hits) {
		m.hits = make([]uint8, n+n/8&^7)
	}
	m.event = e
	total := m.gather(e)
	if total > len(x.need)/sweepShare {
		m.countAll()
	} else if total > 0 {
		m.countFew(total)
	}
	if !x.always.empty() {
		m.slots = m.reader.appendTo(m.slots[:0], &x.always)
		for _, slot := range m.slots {
			m.emit(slot)
		}
	}
	m.event = nil
}

// gather finds what the event's values lead to, and returns how many hits that is.
func (m *Matcher) gather(e *index.Event) int {
	x := m.index
	m.lists, m.slots = m.lists[:0], m.slots[:0]
	for _, a := range e.Attrs() {
		if int(a) >= len(x.attrs) || x.attrs[a] == nil {
			continue
		}
		if e.HasSeveral() {
			if codes := e.Codes(a); len(codes) > 1 {
				m.gatherSeveral(x.attrs[a], codes)
				continue
			}
		}
		m.gatherOne(x.attrs[a], e.Code(a))
	}
	for _, a := range x.absent {
		if e.Code(a) == 0 {
			m.lists = append(m.lists, x.attrs[a].absent)
		}
	}
	total := len(m.slots)
	for i := range m.lists {
		total += m.lists[i].len()
	}
	return total
}

func (m *Matcher) gatherOne(a *attribute, c predicate.Code) {
	if len(a.points) > 0 {
		if p, ok := a.points[c]; ok {
			m.lists = append(m.lists, p)
		}
	}
	if s := &a.cells; s.size > 0 {
		i := s.cellOf(c)
		m.slots = s.cells[i].appendInside(m.slots, c)
		for n := len(s.cover)/2 + i; n > 0; n /= 2 {
			if p := &s.cover[n]; !p.empty() {
				m.lists = append(m.lists, *p)
			}
		}
	}
}

// gatherSeveral appends to m.slots, each once, what the values of one attribute
// lead to.
func (m *Matcher) gatherSeveral(a *attribute, codes []predicate.Code) {
	if n := len(m.index.need)/64 + 1; n > len(m.seen) {
		m.seen = make([]uint64, n+n/8)
	}
	m.codes = append(m.codes[:0], codes...)
	slices.Sort(m.codes)
	m.codes = slices.Compact(m.codes)
	from := len(m.slots)
	s := &a.cells
	prev := 0 // the leaf of the last code: what is above it has been read
	for _, c := range m.codes {
		if p, ok := a.points[c]; ok {
			m.appendUnseen(&p)
		}
		if s.size == 0 {
			continue
		}
		i := s.cellOf(c)
		n := len(m.slots)
		m.slots = s.cells[i].appendInside(m.slots, c)
		m.slots = m.slots[:n+m.unseen(m.slots[n:])]
		leaf := len(s.cover)/2 + i
		for n, above := leaf, prev; n > 0 && n != above; n, above = n/2, above/2 {
			m.appendUnseen(&s.cover[n])
		}
		prev = leaf
	}
	for _, slot := range m.slots[from:] {
		m.seen[slot/64] = 0
	}
}

func (m *Matcher) appendUnseen(p *postings) {
	n := len(m.slots)
	m.slots = m.reader.appendTo(m.slots, p)
	m.slots = m.slots[:n+m.unseen(m.slots[n:])]
}

// unseen moves the slots that were not seen to the front, marks them as seen, and
// returns how many they are.
func (m *Matcher) unseen(slots []uint32) int {
	n := 0
	for _, slot := range slots {
		word, bit := &m.seen[slot/64], uint64(1)<<(slot%64)
		if *word&bit == 0 {
			*word |= bit
			slots[n] = slot
			n++
		}
	}
	return n
}

// countFew counts a number of hits, and looks at the counters that were hit.
func (m *Matcher) countFew(total int) {
	m.slots = slices.Grow(m.slots, total-len(m.slots))
	for i := range m.lists {
		m.slots = m.reader.appendTo(m.slots, &m.lists[i])
	}
	hit(m.hits, m.slots)
	need := m.index.need
	for _, slot := range m.slots {
		n := m.hits[slot]
		m.hits[slot] = 0 // and so the slot's other hits find nothing
		if n == need[slot] {
			m.emit(slot)
		}
	}
}

// countAll counts the hits, and looks at all counters.
func (m *Matcher) countAll() {
	hit(m.hits, m.slots)
	for i := range m.lists {
		p := &m.lists[i]
		if p.many == nil {
			hit(m.hits, p.few)
			continue
		}
		m.reader.iter.Initialize(p.many)
		for {
			n := m.reader.iter.NextMany(m.buffer[:])
			if n == 0 {
				break
			}
			hit(m.hits, m.buffer[:n])
		}
	}
	need := m.index.need
	hits := m.hits[:len(need)]
	for i := 0; i+8 <= len(need); i += 8 {
		d := binary.LittleEndian.Uint64(hits[i:]) ^ binary.LittleEndian.Uint64(need[i:])
		// The top bit of each byte of full is set just where the byte of d is zero.
		const low = 0x7F7F7F7F7F7F7F7F
		full := ^((d&low + low) | d | low)
		for ; full != 0; full &= full - 1 {
			m.emit(uint32(i + bits.TrailingZeros64(full)/8))
		}
	}
	clear(hits)
}

// hit counts one hit for each of the slots.
func hit(hits []uint8, slots []uint32) {
	for _, slot := range slots {
		hits[slot]++
	}
}

// emit takes a conjunction whose counted terms are met, and finds it if all of it
// is.
func (m *Matcher) emit(slot uint32) {
	x := m.index
	r := &x.records[slot]
	if r.counted < r.n && !m.met(x.spans[r.from+r.counted:r.from+r.n]) {
		return
	}
	if k := x.checks[slot]; k.Needed(m.event) && !k.Satisfied(m.event) {
		return
	}
	if m.listed {
		m.dst = append(m.dst, r.id)
	} else {
		m.found++
	}
}

// met says whether the event meets each of the terms.
func (m *Matcher) met(spans []span) bool {
	for len(spans) > 0 {
		a, met := spans[0].attr, false
		for len(spans) > 0 && spans[0].attr == a {
			met = met || m.some(spans[0])
			spans = spans[1:]
		}
		if !met {
			return false
		}
	}
	return true
}

// some says whether the code of some value is in the span.
func (m *Matcher) some(p span) bool {
	codes := m.event.Codes(p.attr)
	if len(codes) == 0 {
		return p.Contains(0)
	}
	return slices.ContainsFunc(codes, p.Contains)
}
