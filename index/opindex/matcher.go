package opindex

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"unsafe"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/kernel"
	"github.com/thresh-dev/thresh/predicate"
)

// Matcher matches events against one Index. It implements [index.Matcher].
type Matcher struct {
	index *Index
	hits  *[1 << 16]uint8 // by offset; an offset of 16 bits needs no test of bounds
	lists [][]uint16      // that the event's values lead to in a block
	few   []uint16        // offsets that they lead to beside
	seen  []uint64        // by offset: hit by an earlier value of the attribute
	codes []predicate.Code

	// The match under way.
	event   *index.Event
	several bool
	dst     []index.ID
	listed  bool
	found   int
}

// sweepShare is the share of a block's conjunctions, one in so many, from which
// number of hits on it is faster to look at all counters.
const sweepShare = 16

// NewMatcher returns a matcher that sees every change made before a match.
func (x *Index) NewMatcher() index.Matcher {
	return &Matcher{index: x, hits: new([1 << 16]uint8), seen: make([]uint64, blockSize/64)}
}

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
	m.event, m.several = e, e.HasSeveral()
	for _, a := range e.Attrs() {
		if int(a) < len(x.pivots) {
			for _, b := range x.pivots[a] {
				m.block(b)
			}
		}
	}
	for _, b := range x.without {
		m.block(b)
	}
	m.event = nil
}

func (m *Matcher) block(b *block) {
	m.gather(b)
	total := len(m.few)
	for _, l := range m.lists {
		total += len(l)
	}
	if total > len(b.slots)/sweepShare {
		m.countAll(b)
	} else {
		m.countFew(b)
	}
}

// gather finds the predicates of the block that the event meets.
func (m *Matcher) gather(b *block) {
	m.lists, m.few = m.lists[:0], m.few[:0]
	for _, a := range b.attrs {
		c := m.event.Code(a.id)
		if c == 0 {
			m.appendList(a.absent)
			continue
		}
		if m.several {
			if codes := m.event.Codes(a.id); len(codes) > 1 {
				m.gatherSeveral(a, codes)
				continue
			}
		}
		m.gatherEqual(&a.equal, c)
		m.gatherFrom(&a.from, c)
		m.gatherTo(&a.to, c)
	}
}

// gatherEqual finds the predicates = c.
func (m *Matcher) gatherEqual(l *list, c predicate.Code) {
	if len(l.codes) == 0 {
		return
	}
	sorted := l.codes[:l.sorted]
	if from := below(sorted, c); from < len(sorted) && sorted[from] == c {
		m.appendList(l.offsets[from:upTo(sorted, c)])
	}
	for i, q := range l.codes[l.sorted:] {
		if q == c {
			m.few = append(m.few, l.offsets[l.sorted+i])
		}
	}
}

// gatherFrom finds the predicates >= that c meets.
func (m *Matcher) gatherFrom(l *list, c predicate.Code) {
	m.appendList(l.offsets[:upTo(l.codes[:l.sorted], c)])
	for i, q := range l.codes[l.sorted:] {
		if q <= c {
			m.few = append(m.few, l.offsets[l.sorted+i])
		}
	}
}

// gatherTo finds the predicates <= that c meets.
func (m *Matcher) gatherTo(l *list, c predicate.Code) {
	m.appendList(l.offsets[below(l.codes[:l.sorted], c):l.sorted])
	for i, q := range l.codes[l.sorted:] {
		if q >= c {
			m.few = append(m.few, l.offsets[l.sorted+i])
		}
	}
}

// gatherSeveral finds at least the predicates on the attribute that some of the
// codes meet, none twice.
func (m *Matcher) gatherSeveral(a *attribute, codes []predicate.Code) {
	m.codes = append(m.codes[:0], codes...)
	slices.Sort(m.codes)
	m.codes = slices.Compact(m.codes)
	m.gatherFrom(&a.from, m.codes[len(m.codes)-1])
	m.gatherTo(&a.to, m.codes[0])
	lists, from := len(m.lists), len(m.few)
	for _, c := range m.codes {
		m.gatherEqual(&a.equal, c)
	}
	for _, l := range m.lists[lists:] {
		m.few = append(m.few, l...)
	}
	m.lists = m.lists[:lists]
	m.unseen(from)
	for _, offset := range m.few[from:] {
		m.seen[offset/64] = 0
	}
}

// appendList notes a list, whose beginning is fetched until it is read.
func (m *Matcher) appendList(l []uint16) {
	if len(l) > 0 {
		kernel.Prefetch((*byte)(unsafe.Pointer(unsafe.SliceData(l))))
		m.lists = append(m.lists, l)
	}
}

// upTo returns how many of the sorted codes are c or less.
func upTo(codes []predicate.Code, c predicate.Code) int {
	if c == 1<<64-1 {
		return len(codes)
	}
	return below(codes, c+1)
}

// below returns how many of the sorted codes are less than c.
func below(codes []predicate.Code, c predicate.Code) int {
	at, n := 0, len(codes)
	for n > 0 {
		half := (n + 1) / 2
		if codes[at+half-1] < c {
			at += half
		}
		n -= half
	}
	return at
}

// unseen leaves of m.few, from start on, what was not seen, and marks it.
func (m *Matcher) unseen(start int) {
	n := start
	for _, offset := range m.few[start:] {
		word, bit := &m.seen[offset/64], uint64(1)<<(offset%64)
		if *word&bit == 0 {
			*word |= bit
			m.few[n] = offset
			n++
		}
	}
	m.few = m.few[:n]
}

// hit counts one hit for each of the offsets.
func hit(hits *[1 << 16]uint8, offsets []uint16) {
	for _, offset := range offsets {
		hits[offset]++
	}
}

// countFew counts a number of hits, and looks at the counters that were hit.
func (m *Matcher) countFew(b *block) {
	hit(m.hits, m.few)
	for _, l := range m.lists {
		hit(m.hits, l)
	}
	m.emitFull(b, m.few)
	for _, l := range m.lists {
		m.emitFull(b, l)
	}
	for _, offset := range b.always {
		if b.need[offset] == 0 {
			m.emit(b, uint32(offset))
		}
	}
}

// emitFull finds the conjunctions at the offsets whose counters are full, and
// clears these, so that the other hits of the same find nothing.
func (m *Matcher) emitFull(b *block, offsets []uint16) {
	for _, offset := range offsets {
		n := m.hits[offset]
		m.hits[offset] = 0
		if n == b.need[offset] {
			m.emit(b, uint32(offset))
		}
	}
}

// countAll counts the hits, and looks at all counters.
func (m *Matcher) countAll(b *block) {
	hit(m.hits, m.few)
	for _, l := range m.lists {
		hit(m.hits, l)
	}
	need := b.need
	hits := m.hits[:len(need)]
	for i := 0; i+8 <= len(need); i += 8 {
		d := binary.LittleEndian.Uint64(hits[i:]) ^ binary.LittleEndian.Uint64(need[i:])
		// The top bit of each byte of full is set just where the byte of d is zero.
		const low = 0x7F7F7F7F7F7F7F7F
		full := ^((d&low + low) | d | low)
		for ; full != 0; full &= full - 1 {
			m.emit(b, uint32(i+bits.TrailingZeros64(full)/8))
		}
	}
	clear(hits)
}

// emit takes a conjunction whose counted terms are met, and finds it if all of it
// is.
func (m *Matcher) emit(b *block, offset uint32) {
	if (m.several || b.askers > 0 && b.asked[offset/64]&(1<<(offset%64)) != 0) &&
		!m.index.table.Satisfied(b.slots[offset], m.event) {
		return
	}
	if m.listed {
		m.dst = append(m.dst, b.ids[offset])
	} else {
		m.found++
	}
}
