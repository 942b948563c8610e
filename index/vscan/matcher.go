package vscan

import (
	"math/bits"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/kernel"
)

// Matcher matches events against one Index. It implements [index.Matcher].
type Matcher struct {
	index *Index
	codes kernel.LaneCodes
	hits  [batch]kernel.LaneHit
}

// batch is how many blocks are scanned before those that have a lane left are looked
// at.
const batch = 512

// leastCodes is how long codes are in any case.
const leastCodes = 64

// NewMatcher returns a matcher that sees every change made before a match.
func (x *Index) NewMatcher() index.Matcher { return &Matcher{index: x} }

// AppendMatches appends the IDs of all conjunctions that the event satisfies.
func (m *Matcher) AppendMatches(dst []index.ID, e *index.Event) []index.ID {
	x := m.index
	m.encode(e)
	for from := 0; from < len(x.blocks.Live); from += batch {
		for _, h := range m.scan(from) {
			b := from + int(h.Block)
			sure := m.sure(&h, b, e)
			ids := x.ids[b*kernel.ShortLanes:][:kernel.ShortLanes]
			for left := h.Any; left != 0; left &= left - 1 {
				l := bits.TrailingZeros32(left) % kernel.ShortLanes
				if sure>>l&1 != 0 || x.table.Satisfied(x.slots[b*kernel.ShortLanes+l], e) {
					dst = append(dst, ids[l])
				}
			}
		}
	}
	for _, slot := range x.waiting.Slots() {
		if x.table.Satisfied(slot, e) {
			dst = append(dst, x.table.ID(slot))
		}
	}
	return dst
}

// Count returns the number of IDs that AppendMatches would append.
func (m *Matcher) Count(e *index.Event) int {
	x, n := m.index, 0
	m.encode(e)
	for from := 0; from < len(x.blocks.Live); from += batch {
		for _, h := range m.scan(from) {
			b := from + int(h.Block)
			sure := m.sure(&h, b, e)
			n += bits.OnesCount32(sure)
			for left := h.Any &^ sure; left != 0; left &= left - 1 {
				if x.table.Satisfied(x.slots[b*kernel.ShortLanes+bits.TrailingZeros32(left)], e) {
					n++
				}
			}
		}
	}
	for _, slot := range x.waiting.Slots() {
		if x.table.Satisfied(slot, e) {
			n++
		}
	}
	return n
}

// scan returns the blocks of a batch that have a lane left.
func (m *Matcher) scan(from int) []kernel.LaneHit {
	b := &m.index.blocks
	n := min(batch, len(b.Live)-from)
	return m.hits[:kernel.ScanLanes(b, from, n, m.codes, len(m.index.domains), m.hits[:n])]
}

// sure returns the lanes that are decided.
func (m *Matcher) sure(h *kernel.LaneHit, block int, e *index.Event) uint32 {
	switch {
	case e.HasSeveral():
		return 0
	case m.index.allPlain:
		return h.Sure
	default:
		return h.Sure & m.index.plain[block]
	}
}

// encode finds the event's short codes.
func (m *Matcher) encode(e *index.Event) {
	domains := m.index.domains
	if n := max(leastCodes, len(domains)); n > cap(m.codes) || cap(m.codes) > 4*n {
		m.codes = make(kernel.LaneCodes, n)
	} else {
		m.codes = m.codes[:n]
	}
	for i, d := range domains {
		lowest := d.short(e.Code(d.id))
		highest := lowest
		if e.HasSeveral() {
			for _, c := range e.Codes(d.id) {
				s := d.short(c)
				lowest, highest = min(lowest, s), max(highest, s)
			}
		}
		m.codes[i] = lowest | highest<<16
	}
}
