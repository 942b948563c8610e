package slab

import (
	"math/bits"
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// manyRanks is a part of manyBuf, empty for an attribute with one value.
type manyRanks struct{ from, to uint32 }

// forgetSeveral leaves no attribute with several values.
func (e *encoded) forgetSeveral() {
	for _, l := range e.several {
		e.many[l] = manyRanks{}
	}
	e.several = e.several[:0]
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
		var v predicate.Value
		if !c.Exact() {
			v = values[i]
		}
		cell, r := d.locate(c, v)
		switch {
		case r != 0:
		case d.long != nil: // keys may have one code
			r = d.rankInCell(c, v, cell)
		default:
			lo, hi := d.keysOfCell(cell)
			lo, hi = d.keys.approach(c, lo, hi)
			r = d.rankOfCode(c, lo, hi)
		}
		e.manyBuf = append(e.manyBuf, r)
	}
	rs := e.manyBuf[from:]
	if n := int(d.numRanks()); len(rs) >= minRankDigits && n <= 64*len(rs) {
		rs = e.markRanks(rs, n)
	} else {
		e.spare = slices.Grow(e.spare[:0], len(codes))[:len(codes)]
		rs = slices.Compact(sortRanks(rs, e.spare))
	}
	e.manyBuf = e.manyBuf[:from+len(rs)]
	e.many[l] = manyRanks{uint32(from), uint32(len(e.manyBuf))}
	e.several = append(e.several, l)
	if t := seg.table[l]; t != 0 {
		e.cells.Min[t], e.cells.Max[t] = d.cellOfRank(rs[0]), d.cellOfRank(rs[len(rs)-1])
	}
}

// markRanks sorts the ranks, which are below n, and leaves each once, by a bit for each.
func (e *encoded) markRanks(rs []uint32, n int) []uint32 {
	words := (n + 63) / 64
	e.marks = slices.Grow(e.marks[:0], words)[:words]
	clear(e.marks)
	for _, r := range rs {
		e.marks[r/64] |= 1 << (r % 64)
	}
	rs = rs[:0]
	for i, w := range e.marks {
		for ; w != 0; w &= w - 1 {
			rs = append(rs, uint32(64*i+bits.TrailingZeros64(w)))
		}
	}
	return rs
}

// minRankDigits is how many ranks are worth a sort by digits.
const minRankDigits = 96

// sortRanks sorts the ranks, byte by byte, and leaves out the bytes that all share.
// The spare memory is as long.
func sortRanks(ranks, spare []uint32) []uint32 {
	if len(ranks) < minRankDigits {
		slices.Sort(ranks)
		return ranks
	}
	differ := uint32(0)
	for _, r := range ranks {
		differ |= r ^ ranks[0]
	}
	from, to := ranks, spare
	for shift := 0; shift < 32; shift += 8 {
		if differ>>shift&0xFF == 0 {
			continue
		}
		var at [256]uint32
		for _, r := range from {
			at[uint8(r>>shift)]++
		}
		sum := uint32(0)
		for i, n := range at {
			at[i] = sum
			sum += n
		}
		for _, r := range from {
			k := uint8(r >> shift)
			to[at[k]] = r
			at[k]++
		}
		from, to = to, from
	}
	if &from[0] != &ranks[0] {
		copy(ranks, from)
	}
	return ranks
}

// ranks returns the different ranks of an attribute's several values in ascending
// order, or nil if it has not several.
func (e *encoded) ranks(l uint32) []uint32 {
	m := e.many[l]
	return e.manyBuf[m.from:m.to]
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
		var ok bool
		if k == kindCheck {
			ok = e.metElsewhere(w)
		} else if rs := e.ranks(attr); len(rs) > 0 {
			ok = e.passSeveral(w, k, rs)
		} else {
			ok = e.passes(w, k, e.rankOf(attr))
		}
		if !ok {
			return false
		}
	}
	return true
}

// passes says whether the only value, or absence, is in the ranges of the word.
func (e *encoded) passes(w word, k kind, r uint32) bool {
	switch {
	case k.isSet():
		return e.seg.inSet(w.pos(), r)
	case k == kindNot:
		return r != 0 && (r < w.lo() || r > w.hi())
	case k == kindIn:
		return w.holdsKey(r)
	default:
		return w.lo() <= r && r <= w.hi()
	}
}

// passSeveral says whether several values, which have the ascending ranks, meet the
// word.
func (e *encoded) passSeveral(w word, k kind, rs []uint32) bool {
	switch k {
	case kindSome:
		return someIn(rs, w.lo(), w.hi())
	case kindAll:
		return w.lo() <= rs[0] && rs[len(rs)-1] <= w.hi()
	case kindNot:
		return !someIn(rs, w.lo(), w.hi())
	case kindIn:
		return slices.ContainsFunc(rs, w.holdsKey)
	case kindSet:
		return e.seg.someInSet(w.pos(), rs)
	case kindSetAll:
		for _, r := range rs {
			if !e.seg.inSet(w.pos(), r) {
				return false
			}
		}
		return true
	default: // there is to be one value, or none
		return false
	}
}

// someIn says whether one of the ascending ranks, of which there are some, is from lo
// to hi.
func someIn(rs []uint32, lo, hi uint32) bool {
	i := halve(rs, lo)
	i += less(rs[i], lo)
	return i < len(rs) && rs[i] <= hi
}
