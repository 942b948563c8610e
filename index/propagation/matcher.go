package propagation

import (
	"slices"
	"unsafe"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/kernel"
	"github.com/thresh-dev/thresh/predicate"
)

// Matcher matches events against one Index. It implements [index.Matcher].
type Matcher struct {
	index   *Index
	version uint64 // of the index when bits was made
	bits    vector // between matches as Index.resting
	equals  []uint32
	lists   []list   // by AttrID: the equalities of the event's values
	seen    []uint64 // by access: the last event with several values that led to it
	events  uint64   // with several values
	several bool
	hits    []uint32 // clusters
	passed  []uint32 // rows
	found   []uint32 // slots
}

// list is a part of equals, and the runs of bits that differ from those of an event
// without the attribute.
type list struct{ from, to, met, missed uint32 }

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
	x := m.index
	m.follow()
	m.found, m.hits, m.equals = m.found[:0], m.hits[:0], m.equals[:0]
	if m.several = e.HasSeveral(); m.several {
		m.events++
	}
	m.reach(0)
	for _, a := range e.Attrs() {
		if int(a) < len(x.attrs) {
			m.satisfy(e, a)
		}
	}
	for _, a := range e.Attrs() {
		if int(a) < len(x.schemas) {
			for _, s := range x.schemas[a] {
				m.lookUp(s)
			}
		}
	}
	for _, c := range m.hits {
		m.found, m.passed = x.clusters[c].appendMet(m.found, m.passed, m.bits)
	}
	for _, a := range e.Attrs() {
		if int(a) < len(x.attrs) {
			m.forget(a)
		}
	}
	if m.several || !x.table.AllPlain() {
		m.found = x.table.Keep(m.found, e)
	}
	n := len(m.found)
	m.found = append(m.found, x.waiting.Slots()...)
	m.found = m.found[:n+len(x.table.Keep(m.found[n:], e))]
}

// follow takes over the numbers of the index, if they are new.
func (m *Matcher) follow() {
	x := m.index
	if m.version == x.version {
		return
	}
	m.version = x.version
	m.bits = append(m.bits[:0], x.resting...)
	m.lists = make([]list, len(x.attrs))
	m.seen, m.events = make([]uint64, len(x.accesses)), 0
}

// satisfy sets the bits of the predicates that the attribute's values satisfy, and
// notes the clusters that these lead to.
func (m *Matcher) satisfy(e *index.Event, a index.AttrID) {
	t := &m.index.attrs[a]
	codes := e.Codes(a)
	least, greatest := codes[0], codes[0]
	if len(codes) > 1 {
		least, greatest = slices.Min(codes), slices.Max(codes)
	}
	l := list{from: uint32(len(m.equals))}
	l.met, l.missed = t.runs(least, greatest)
	m.bits.setRun(t.loFrom, t.loFrom+l.met)
	m.bits.clearRun(t.hiFrom, t.hiFrom+l.missed)
	for _, code := range codes {
		m.lead(t, code)
	}
	l.to = uint32(len(m.equals))
	m.lists[a] = l
}

// lead notes the clusters that one value leads to, and its equality.
func (m *Matcher) lead(t *attribute, code predicate.Code) {
	if number, ok := t.equal[code]; ok && m.bits.bit(number) == 0 {
		m.bits.set(number)
		m.equals = append(m.equals, number)
		if at := m.index.single[number]; at != 0 {
			m.reach(at - 1)
		}
	}
	cell := t.cells.Of(code)
	for c, parts := range &t.spaces {
		if parts == nil {
			continue
		}
		part := cell >> c
		if at := parts[part]; at != 0 {
			m.reach(at - 1)
		}
		// A range that begins in the part before may reach the cell, but if it is the
		// last of its own.
		if part > 0 && cell&(1<<c-1) != 1<<c-1 && parts[part-1] != 0 {
			m.reach(parts[part-1] - 1)
		}
	}
}

// lookUp notes the clusters that the equalities of two attributes lead to.
func (m *Matcher) lookUp(s *schema) {
	first, second := m.equalsOf(s.attrs[0]), m.equalsOf(s.attrs[1])
	if len(first)*len(second) > len(s.accesses) {
		for key, at := range s.accesses {
			if m.bits.bit(uint32(key>>32))&m.bits.bit(uint32(key)) != 0 {
				m.reach(at)
			}
		}
		return
	}
	for _, p := range first {
		for _, q := range second {
			if at, ok := s.accesses[schemaKey(p, q)]; ok {
				m.reach(at)
			}
		}
	}
}

func (m *Matcher) equalsOf(a index.AttrID) []uint32 {
	return m.equals[m.lists[a].from:m.lists[a].to]
}

// reach notes the clusters of the access, once, and has them fetched.
func (m *Matcher) reach(at uint32) {
	if m.several {
		if m.seen[at] == m.events {
			return
		}
		m.seen[at] = m.events
	}
	s := &m.index.accesses[at]
	for i := s.from; i < s.to; i++ {
		c := &m.index.clusters[i]
		if c.rows == 0 {
			continue
		}
		if c.width > 0 {
			kernel.Prefetch((*byte)(unsafe.Pointer(unsafe.SliceData(c.columns))))
			kernel.Prefetch((*byte)(unsafe.Pointer(&c.columns[len(c.slots)])))
		}
		m.hits = append(m.hits, i)
	}
}

// forget gives the attribute's bits back the state of an event without it.
func (m *Matcher) forget(a index.AttrID) {
	t, l := &m.index.attrs[a], m.lists[a]
	m.bits.clearRun(t.loFrom, t.loFrom+l.met)
	m.bits.setRun(t.hiFrom, t.hiFrom+l.missed)
	for _, number := range m.equals[l.from:l.to] {
		m.bits.clear(number)
	}
	m.lists[a] = list{}
}
