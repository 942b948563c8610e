package slab

import (
	"slices"

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
	inner kernel.Tables // cells that an interval must exceed to hold the value for certain

	rank    []uint32    // by local attribute: 0 absent, or unknown
	ranked  bool        // none of rank is unknown
	search  []search    // of rankAll
	many    []manyRanks // by local attribute: of several values
	manyBuf []uint32    // what many points into
	several []uint32    // local attributes with several values
}

// manyRanks is a part of manyBuf, empty for an attribute with one value.
type manyRanks struct{ from, to uint32 }

func newEncoded(seg *segment) *encoded {
	e := &encoded{seg: seg, rank: make([]uint32, len(seg.attrs)), many: make([]manyRanks, len(seg.attrs))}
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
			e.inner.Min[t], e.inner.Max[t] = 0, 0
		}
	}
	for _, l := range e.several {
		e.many[l] = manyRanks{}
	}
	e.attrs, e.several, e.manyBuf = e.attrs[:0], e.several[:0], e.manyBuf[:0]
	e.event, e.ranked = event, false
	codes := event.AllCodes()
	for _, a := range event.Attrs() {
		if int(a) >= len(seg.local) || seg.local[a] == 0 {
			continue
		}
		l := seg.local[a] - 1
		e.attrs = append(e.attrs, l)
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
		if t := seg.table[l]; t != 0 {
			e.cells.Min[t], e.cells.Max[t] = cell, cell
			e.inner.Min[t], e.inner.Max[t] = cell, cell
			if !d.pure(cell) { // certain only if the interval has a cell to either side
				e.inner.Min[t], e.inner.Max[t] = min(cell, 254)+1, cell-1
			}
		}
	}
	for _, a := range event.Several() {
		e.encodeSeveral(a)
	}
}

// encodeSeveral takes all values of an attribute that has several.
func (e *encoded) encodeSeveral(a index.AttrID) {
	seg := e.seg
	if int(a) >= len(seg.local) || seg.local[a] == 0 {
		return
	}
	l := seg.local[a] - 1
	d := seg.domains[l]
	from := len(e.manyBuf)
	codes, values := e.event.Codes(a), e.event.Values(a)
	for i, c := range codes {
		e.manyBuf = append(e.manyBuf, d.rank(c, values[i]))
	}
	slices.Sort(e.manyBuf[from:])
	e.many[l] = manyRanks{uint32(from), uint32(len(e.manyBuf))}
	e.several = append(e.several, l)
	if t := seg.table[l]; t != 0 {
		e.cells.Min[t], e.cells.Max[t] = d.cellOfRank(e.manyBuf[from]), d.cellOfRank(e.manyBuf[len(e.manyBuf)-1])
	}
}

// ranks returns the ranks of an attribute's several values in ascending order, or
// nil if it has not several.
func (e *encoded) ranks(l uint32) []uint32 {
	m := e.many[l]
	return e.manyBuf[m.from:m.to]
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
	var r uint32
	if t != 0 && e.many[l].to == 0 {
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
			if !e.inSet(w.pos(), e.rankOf(attr)) {
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
			if !e.inSet(w.pos(), e.rank[w.attr()]) {
				return false
			}
		}
	}
	return true
}

// metElsewhere decides a word that points to a check or to more words.
func (e *encoded) metElsewhere(w word) bool {
	if w.attr() == elsewhere {
		at := w.pos()
		return e.met(e.seg.long[at+1 : at+1+int(e.seg.long[at])])
	}
	return e.seg.checks[w.pos()].Satisfied(e.event)
}

// inSet says whether the rank is in one of the ranges of the set at pos.
func (e *encoded) inSet(pos int, r uint32) bool {
	n := int(e.seg.sets[pos])
	s := e.seg.sets[pos+1 : pos+1+2*n]
	lo, hi := 0, n // the first range that ends at or after r
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if s[2*mid+1] < r {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo < n && s[2*lo] <= r
}

// metSeveral is met for events with attributes of several values.
func (e *encoded) metSeveral(words []word) bool {
	for i := 0; i < len(words); i++ {
		w := words[i]
		attr := w.attr()
		k := w.kind()
		if attr == farAttr {
			i++
			attr = uint32(words[i])
		}
		if k == kindCheck {
			if !e.metElsewhere(w) {
				return false
			}
			continue
		}
		rs := e.ranks(attr)
		if len(rs) == 0 {
			if !e.passes(w, k, e.rankOf(attr)) {
				return false
			}
			continue
		}
		if k.one() {
			return false
		}
		all := k.all()
		ok := all
		for _, r := range rs {
			if e.passes(w, k, r) != all {
				ok = !all
				break
			}
		}
		if !ok {
			return false
		}
	}
	return true
}

// passes says whether one value, or absence, is in the ranges of the word.
func (e *encoded) passes(w word, k kind, r uint32) bool {
	switch {
	case k.isSet():
		return e.inSet(w.pos(), r)
	case k == kindNot:
		return r != 0 && (r < w.lo() || r > w.hi())
	case k == kindIn:
		return w.holdsKey(r)
	default:
		return w.lo() <= r && r <= w.hi()
	}
}
