package slab

import (
	"math"
	"math/bits"
	"unsafe"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/kernel"
	"github.com/thresh-dev/thresh/predicate"
)

// codedLanes is up to how many lanes of a run are tested by codes where slots can name
// all attributes.
const codedLanes = 8

// codedRuns are the short runs of ranges whose lanes are tested by codes: no cell and
// no rank is searched for where an event has many attributes and each finds few lanes,
// or where slots cannot name them.
//
//	attribute ─▶ runs ─▶ first: a test of the run's attribute, lane by lane
//	                       └─▶ rest ─▶ tests of other attributes, the most selective first
//	                                     └─▶ record, where codes do not decide
//
// They serve events without attributes of several values; for the others their
// tiles have slots as all have.
type codedRuns struct {
	runs  []codedRun     // by AttrID
	first []span         // lane by lane
	attrs []index.AttrID // aligned with first: of which attribute the first test is
	rest  []uint32       // aligned with first: where in tests the others of the lane begin, one more element
	tests []codeTest     // of each lane at least one
}

// codedRun is the lanes whose first tests begin at a position.
type codedRun struct{ at, lanes, lane uint32 }

// span is the codes from lo to lo+width.
type span struct{ lo, width predicate.Code }

// codeTest asks for a code of an attribute.
type codeTest struct {
	span
	attr index.AttrID
	open bool // the lane's last: its record is to be tested too
}

// presentSpan has every code but that of absence.
func presentSpan() span { return span{1, math.MaxUint64 - 1} }

// plantCoded makes the tests of the runs that are to be tested by codes: all runs if
// none needs cells, else those whose attribute slots cannot name.
func (b *builder) plantCoded() {
	seg := b.seg
	seg.celled = len(b.keyRuns) > 0 || seg.rest.from < seg.rest.to || b.denseRun.from < b.denseRun.to
	for l := range seg.access {
		a := &seg.access[l]
		seg.celled = seg.celled || a.narrow != nil || a.ranges.from < a.ranges.to && !b.byCodes(uint32(l), a.ranges)
	}
	c := &seg.coded
	c.runs = make([]codedRun, len(seg.local))
	for l := range seg.access {
		r := seg.access[l].ranges
		if !b.byCodes(uint32(l), r) || seg.celled && seg.table[l] != 0 {
			continue
		}
		c.runs[b.attrs[l]] = codedRun{uint32(len(c.first)), r.to - r.from, r.from}
		for _, lane := range b.lanes[r.from:r.to] {
			b.appendCoded(lane, uint32(l))
		}
	}
	c.rest = append(c.rest, uint32(len(c.tests)))
	c.first, c.attrs, c.rest, c.tests = trim(c.first), trim(c.attrs), trim(c.rest), trim(c.tests)
}

// byCodes says whether the lanes of an attribute's run of ranges may be tested by
// codes.
func (b *builder) byCodes(l uint32, r run) bool {
	n := r.to - r.from
	return n > 0 && n < treeLanes && b.seg.domains[l].long == nil && (n <= codedLanes || len(b.attrs) > maxTable)
}

// appendCoded appends the tests of a lane that is found by a range of the attribute.
func (b *builder) appendCoded(lane, attr uint32) {
	c := &b.seg.coded
	first := presentSpan()
	open := false
	from := len(c.tests)
	for i := b.from[lane]; i < b.from[lane+1]; i++ {
		p := &b.preds[i]
		if p.kind == kindCheck || p.kind == kindNot || b.seg.domains[p.attr].long != nil {
			open = true
			continue
		}
		lo, hi := b.span(*p)
		if lo == 0 {
			open = true // absence may do
			continue
		}
		open = open || p.kind.isSet()
		s := b.seg.domains[p.attr].codes(lo, hi)
		if p.attr == attr {
			first = s
			continue
		}
		c.tests = append(c.tests, codeTest{span: s, attr: b.seg.attrs[p.attr]})
	}
	if len(c.tests) == from {
		c.tests = append(c.tests, codeTest{span: presentSpan(), attr: b.seg.attrs[attr]})
	}
	c.tests[len(c.tests)-1].open = open
	c.first, c.attrs, c.rest = append(c.first, first), append(c.attrs, b.seg.attrs[attr]), append(c.rest, uint32(from))
}

// codes returns those of the values whose ranks are from lo to hi, neither of them
// that of absence. The codes of all keys are exact.
func (d *domain) codes(lo, hi uint32) span {
	from, to := predicate.Code(1), predicate.Code(math.MaxUint64)
	if i := int(lo)/2 - 1; i >= 0 { // key i is the last that is not above it
		from = d.keys.at(i) + predicate.Code(lo%2)
	}
	if i := int(hi-1) / 2; i < d.keys.len() { // key i is the first that is not below it
		to = d.keys.at(i) - predicate.Code(hi%2)
	}
	return span{from, to - from}
}

// matchCoded tests the lanes of a run. The event has the code.
func (p *part) matchCoded(r codedRun, code predicate.Code) {
	for r.lanes > 0 {
		n := min(r.lanes, tileLanes)
		var fail uint64
		for i, s := range p.seg.coded.first[r.at:][:n] {
			_, over := bits.Sub64(uint64(s.width), uint64(code-s.lo), 0)
			fail |= over << (i & (tileLanes - 1))
		}
		if mask := ^uint64(0) >> (tileLanes - n) &^ fail; mask != 0 {
			p.fetchCoded(mask, r.at, r.lane)
		}
		if profiling {
			p.read.records += uint64(n) * spanSize
		}
		r = codedRun{r.at + n, r.lanes - n, r.lane + n}
	}
}

// flatLanes is how many lanes, for each attribute of an event, are tested one after
// the other rather than attribute by attribute.
const flatLanes = 4

// matchCodedOnly matches an event where all lanes are tested by codes.
func (p *part) matchCodedOnly() {
	c := &p.seg.coded
	attrs, codes := p.event.Attrs(), p.event.AllCodes()
	if len(c.first) > flatLanes*len(attrs) || len(codes) < len(c.runs) {
		for _, a := range attrs {
			if int(a) < len(c.runs) && c.runs[a].lanes > 0 {
				p.matchCoded(c.runs[a], codes[a])
			}
		}
		return
	}
	for at := 0; at < len(c.first); at += tileLanes {
		n := min(tileLanes, len(c.first)-at)
		first := c.first[at:][:n]
		var fail uint64
		for i, a := range c.attrs[at:][:n] {
			_, over := bits.Sub64(uint64(first[i].width), uint64(codes[a]-first[i].lo), 0)
			fail |= over << (i & (tileLanes - 1))
		}
		for mask := ^uint64(0) >> (tileLanes - n) &^ fail; mask != 0; {
			i := at + bits.TrailingZeros64(mask)
			r := c.runs[c.attrs[i]]
			end := min(int(r.at+r.lanes), at+tileLanes) - at // of its run's lanes
			of := mask & (^uint64(0) >> (tileLanes - end))
			p.fetchCoded(of, uint32(at), r.lane+uint32(at)-r.at)
			mask &^= of
		}
	}
}

// codedLane is a lane that has passed its first test: the others are from <= test < to.
type codedLane struct{ from, to, lane uint32 }

// maxCoded is how many of them may wait for their tests to come from memory.
const maxCoded = 2 * tileLanes

// fetchCoded has the tests of the lanes of mask fetched, to be tested when they have
// come. Bit 0 is the lane whose first test is at a position.
func (p *part) fetchCoded(mask uint64, at, lane uint32) {
	if len(p.coded) > maxCoded-tileLanes {
		p.drainCoded()
	}
	c := &p.seg.coded
	for ; mask != 0; mask &= mask - 1 {
		i := uint32(bits.TrailingZeros64(mask))
		rest := c.rest[at+i:][:2]
		kernel.Prefetch((*byte)(unsafe.Pointer(&c.tests[rest[0]])))
		p.coded = append(p.coded, codedLane{rest[0], rest[1], lane + i})
	}
}

// drainCoded tests the lanes that wait.
func (p *part) drainCoded() {
	codes := p.event.AllCodes()
	for _, c := range p.coded {
		tests := p.seg.coded.tests[c.from:c.to]
		if profiling {
			p.read.records += cacheLine
		}
		if !passAll(tests, codes) {
			continue
		}
		t, bit := c.lane/tileLanes, uint64(1)<<(c.lane%tileLanes)
		bit &= p.seg.live[t]
		if !tests[len(tests)-1].open {
			p.emit(t, bit)
			continue
		}
		if !p.taken {
			p.encode(p.event)
		}
		p.enqueue(t, bit)
	}
	p.coded = p.coded[:0]
}

// passAll says whether the codes, by attribute, pass all tests.
func passAll(tests []codeTest, codes []predicate.Code) bool {
	for i := range tests {
		c := predicate.Code(0)
		if a := tests[i].attr; int(a) < len(codes) {
			c = codes[a]
		}
		if c-tests[i].lo > tests[i].width {
			return false
		}
	}
	return true
}
