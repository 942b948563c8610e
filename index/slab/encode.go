package slab

import (
	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/kernel"
	"github.com/thresh-dev/thresh/predicate"
)

// unknown stands for a rank that has not been needed yet.
const unknown = ^uint32(0)

// encoded is one event in the cells and ranks of one segment.
type encoded struct {
	seg   *segment
	event *index.Event
	attrs []uint32 // local attributes that have a value

	cells kernel.Tables // of all values
	inner kernel.Tables // cells that an interval must exceed to hold the value for certain, if framed

	rank     []uint32    // by local attribute: 0 absent, or unknown
	taken    bool        // attrs, rank and several are those of the event
	located  bool        // cells are those of the event
	framed   bool        // inner is
	ranked   bool        // none of rank is unknown
	searched int         // ranks that were searched for one by one
	search   []search    // of rankAll
	many     []manyRanks // by local attribute: of several values
	manyBuf  []uint32    // what many points into
	spare    []uint32    // to sort ranks in
	marks    []uint64    // a bit for each rank, likewise
	several  []uint32    // local attributes with several values
}

func newEncoded(seg *segment) *encoded {
	n := max(1, len(seg.attrs)) // wordTrue names attribute 0, be it there or not
	e := &encoded{seg: seg, rank: make([]uint32, n), many: make([]manyRanks, n)}
	e.cells.Max[0], e.inner.Max[0] = 255, 255 // attribute 0: every interval holds its value
	return e
}

// encode takes the event. It is valid until the next encode.
func (e *encoded) encode(event *index.Event) {
	seg := e.seg
	for _, l := range e.attrs {
		e.rank[l] = 0
		t := seg.table[l]
		if t != 0 {
			e.cells.Min[t], e.cells.Max[t] = 0, 0
		}
	}
	e.forgetSeveral()
	e.attrs, e.manyBuf, e.framed = e.attrs[:0], e.manyBuf[:0], false
	e.event, e.taken, e.ranked, e.searched = event, true, false, 0
	e.located = seg.celled || event.HasSeveral()
	if !e.located {
		e.takeCodes()
		return
	}
	codes := event.AllCodes()
	for _, a := range event.Attrs() {
		if int(a) >= len(seg.local) || seg.local[a] == 0 {
			continue
		}
		l := seg.local[a] - 1
		e.attrs = append(e.attrs, l)
		t := seg.table[l]
		if t == 0 {
			e.takeCode(l, codes[a])
			continue
		}
		d := seg.domains[l]
		var v predicate.Value
		if !codes[a].Exact() {
			v = event.Values(a)[0]
		}
		cell, rank := d.locate(codes[a], v)
		if rank == 0 {
			rank = unknown
		}
		e.rank[l] = rank
		e.cells.Min[t], e.cells.Max[t] = cell, cell
	}
	for _, a := range event.Several() {
		e.encodeSeveral(a)
	}
}

// frame finds what an interval of cells must exceed to hold each value for certain: all of
// its cell, if that has other ranks too. Attributes that have no value are in cell 0. The
// event has no attribute with several values.
func (e *encoded) frame() {
	if e.framed {
		return
	}
	e.framed = true
	clear(e.inner.Min[1 : e.seg.tables+1])
	clear(e.inner.Max[1 : e.seg.tables+1])
	for _, l := range e.attrs {
		t := e.seg.table[l]
		if t == 0 {
			continue
		}
		cell := e.cells.Min[t]
		e.inner.Min[t], e.inner.Max[t] = cell, cell
		if !e.seg.domains[l].pure(cell) { // certain only if the interval has a cell to either side
			e.inner.Min[t], e.inner.Max[t] = min(cell, 254)+1, cell-1
		}
	}
}

// takeCodes takes the event's attributes without finding cells.
func (e *encoded) takeCodes() {
	seg := e.seg
	codes := e.event.AllCodes()
	for _, a := range e.event.Attrs() {
		if int(a) < len(seg.local) && seg.local[a] != 0 {
			l := seg.local[a] - 1
			e.attrs = append(e.attrs, l)
			e.takeCode(l, codes[a])
		}
	}
}

// takeCode finds the rank of the attribute's value if its code does not tell it.
func (e *encoded) takeCode(l uint32, code predicate.Code) {
	e.rank[l] = unknown
	if !code.Exact() {
		e.rank[l] = e.seg.domains[l].rank(code, e.event.Values(e.seg.attrs[l])[0])
	}
}

// rankOf returns the rank of the attribute's value, 0 if it has none.
func (e *encoded) rankOf(l uint32) uint32 {
	if r := e.rank[l]; r != unknown {
		return r
	}
	return e.findRank(l)
}

func (e *encoded) findRank(l uint32) uint32 {
	d := e.seg.domains[l]
	code := e.event.Code(e.seg.attrs[l])
	var v predicate.Value
	if !code.Exact() {
		v = e.event.Values(e.seg.attrs[l])[0]
	}
	t := e.seg.table[l]
	e.searched++
	var r uint32
	if t != 0 && e.located && e.many[l].to == 0 {
		r = d.rankInCell(code, v, e.cells.Min[t])
	} else {
		r = d.rank(code, v)
	}
	e.rank[l] = r
	return r
}

// met says whether the event satisfies the words of a record.
func (e *encoded) met(words []word) bool {
	if len(e.several) > 0 {
		return e.metSeveral(words)
	}
	for i := 0; i < len(words); i++ {
		w := words[i]
		attr := w.attr()
		k := w.kind()
		if attr == farAttr {
			i++
			attr = uint32(words[i])
		}
		switch {
		case k <= kindOne:
			if r := e.rankOf(attr); r < w.lo() || r > w.hi() {
				return false
			}
		case k == kindNot:
			if r := e.rankOf(attr); r == 0 || w.lo() <= r && r <= w.hi() {
				return false
			}
		case k == kindCheck:
			if !e.metElsewhere(w) {
				return false
			}
		case k == kindIn:
			if !w.holdsKey(e.rankOf(attr)) {
				return false
			}
		default:
			if !e.seg.inSet(w.pos(), e.rankOf(attr)) {
				return false
			}
		}
	}
	return true
}

// metOpen says whether the event, which has no attribute with several values, meets
// the words that ranks alone do not decide. No attribute number stands in a word of
// its own.
func (e *encoded) metOpen(words []word) bool {
	for _, w := range words {
		switch k := w.kind(); {
		case k <= kindIn:
		case k == kindCheck:
			if !e.metElsewhere(w) {
				return false
			}
		default:
			if !e.seg.inSet(w.pos(), e.rank[w.attr()]) {
				return false
			}
		}
	}
	return true
}

// metElsewhere decides a word that points to a check or to more words.
func (e *encoded) metElsewhere(w word) bool {
	if w.attr() == elsewhere {
		return e.met(e.seg.longWords(uint32(w.pos())))
	}
	return e.seg.checks[w.pos()].Satisfied(e.event)
}
