package engine

import (
	"math/bits"
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/kernel"
	"github.com/thresh-dev/thresh/predicate"
)

// lanes are the conjunctions of a flat, block by block, in a form of which 32 are
// tested at once: their narrowest terms as intervals of cells, of which each attribute
// has as many as two bytes can tell. Those that pass are candidates. As a flat it only
// grows by appending.
type lanes struct {
	scales []scale // by number of the attribute in the rows
	blocks kernel.LaneBlocks
	cost   float64 // of a match, in conjunctions that are matched one after the other
}

// scale tells the cells of an attribute. Cell 0 is absence, cell 1 all below base, and
// the last one all that is above the others.
type scale struct {
	attr     index.AttrID
	shift    uint8
	from, to uint16 // the cells that most ends of ranges are in
	base     predicate.Code
}

const (
	laneRows   = 4  // in a block: how many terms of a conjunction are tested at most
	laneScales = 64 // how many attributes have cells at most
	lastCell   = 1<<16 - 1
	// packedWeight is how many conjunctions in lanes take the time that one does that is
	// matched without, and openWeight how many of these a candidate takes.
	packedWeight = 8
	openWeight   = 8
	// leastShare is what share of the events is taken to meet even the narrowest term.
	leastShare = 1.0 / 64
)

// newScale returns the scale for an attribute on which ranges end at the given codes,
// which it sorts. What lies far from most of them has few cells.
func newScale(a index.AttrID, ends []predicate.Code) scale {
	slices.Sort(ends)
	ends = slices.Compact(ends)
	n := len(ends)
	from, to := ends[n/10], ends[n-1-n/10]
	s := scale{attr: a, base: 1}
	width := to - from
	if from > width+1 {
		s.base = from - width - 1
	}
	s.shift = uint8(max(0, bits.Len64(uint64(width))+2-16))
	s.from, s.to = s.cell(from), s.cell(to)
	return s
}

// cell returns the cell that the code is in. Those of greater codes are no less.
func (s *scale) cell(c predicate.Code) uint16 {
	switch {
	case c == 0:
		return 0
	case c < s.base:
		return 1
	}
	return uint16(2 + min((c-s.base)>>s.shift, lastCell-2))
}

// share estimates how many of the events meet a term of these cells, from 0 to 1.
func (s *scale) share(lo, hi uint16) float64 {
	lo, hi = max(lo, s.from), min(hi, s.to)
	if lo > hi {
		return leastShare
	}
	return max(leastShare, float64(hi-lo+1)/float64(s.to-s.from+1))
}

// len returns how many conjunctions are in lanes.
func (l *lanes) len() int { return len(l.blocks.Live) * kernel.ShortLanes }

// walks returns how many conjunctions could be matched one after the other in the time
// that those in lanes take.
func (l *lanes) walks() int { return int(l.cost) }

// scaleOf returns the number of the attribute's scale, or -1.
func (l *lanes) scaleOf(a index.AttrID) int {
	return slices.IndexFunc(l.scales, func(s scale) bool { return s.attr == a })
}

// addScales adds scales for the attributes of the terms that have none.
func (l *lanes) addScales(terms [][]flatTerm) {
	var attrs []index.AttrID
	var ends [][]predicate.Code
	for _, ts := range terms {
		for i := range ts {
			t := &ts[i]
			if l.scaleOf(t.attr) >= 0 {
				continue
			}
			k := slices.Index(attrs, t.attr)
			if k < 0 {
				k = len(attrs)
				attrs, ends = append(attrs, t.attr), append(ends, nil)
			}
			ends[k] = append(ends[k], t.lo, t.lo+t.width)
		}
	}
	for k, a := range attrs {
		if len(l.scales) < laneScales {
			l.scales = append(l.scales, newScale(a, ends[k]))
		}
	}
}

// append appends a block of conjunctions, given by their terms.
func (l *lanes) append(terms [][]flatTerm) {
	l.addScales(terms)
	var rows [laneRows]kernel.LaneRow
	for r := range rows {
		for lane := range rows[r].Hi {
			rows[r].Hi[lane] = lastCell // which every event meets
		}
	}
	for lane, ts := range terms {
		var best [laneRows]float64 // the least shares, ascending
		n := 0
		for i := range ts {
			k := l.scaleOf(ts[i].attr)
			if k < 0 {
				continue
			}
			s := &l.scales[k]
			lo, hi := s.cell(ts[i].lo), s.cell(ts[i].lo+ts[i].width)
			share := s.share(lo, hi)
			at := n
			for at > 0 && best[at-1] > share {
				at--
			}
			if at == laneRows {
				continue
			}
			n = min(n+1, laneRows)
			for r := n - 1; r > at; r-- {
				best[r] = best[r-1]
				rows[r].Attr[lane], rows[r].Lo[lane], rows[r].Hi[lane] = rows[r-1].Attr[lane], rows[r-1].Lo[lane], rows[r-1].Hi[lane]
			}
			best[at] = share
			rows[at].Attr[lane], rows[at].Lo[lane], rows[at].Hi[lane] = uint16(k), lo, hi
		}
		open := 1.0
		for _, share := range best[:n] {
			open *= share
		}
		l.cost += min(1, 1.0/packedWeight+openWeight*open)
	}
	for len(l.blocks.From) < 3 { // two more than blocks and one end
		l.blocks.From = append(l.blocks.From, uint32(laneRows*len(l.blocks.From)))
	}
	l.blocks.From = append(l.blocks.From, uint32(laneRows*len(l.blocks.From)))
	l.blocks.Rows = append(l.blocks.Rows, rows[:]...)
	l.blocks.Live = append(l.blocks.Live, ^uint32(0))
}

// codes puts the cells of the event's values into codes.
func (l *lanes) codes(codes *[laneScales]uint32, e *index.Event) {
	if !e.HasSeveral() {
		all := e.AllCodes()
		for i := range l.scales {
			s := &l.scales[i]
			codes[i] = uint32(s.cell(codeOf(all, s.attr))) * (1 + 1<<16)
		}
		return
	}
	for i := range l.scales {
		s := &l.scales[i]
		lowest, highest := predicate.Code(0), predicate.Code(0)
		if all := e.Codes(s.attr); len(all) > 0 {
			lowest, highest = slices.Min(all), slices.Max(all)
		}
		codes[i] = uint32(s.cell(lowest)) | uint32(s.cell(highest))<<16
	}
}

// pack puts the conjunctions that fill a block into lanes.
func (f *flat) pack() {
	for f.len()-f.lanes.len() >= kernel.ShortLanes {
		first := f.lanes.len()
		terms := make([][]flatTerm, kernel.ShortLanes)
		for i := range terms {
			c := &f.conjs[first+i]
			ts := make([]flatTerm, 0, 2+c.to-c.from)
			for _, t := range f.leads[first+i] {
				if t != anyTerm {
					ts = append(ts, t)
				}
			}
			terms[i] = append(ts, f.terms[c.from:c.to]...)
		}
		f.lanes.append(terms)
	}
}

// appendPacked is appendSubs for the conjunctions in lanes.
func (f *flat) appendPacked(dst []index.ID, dead *tombstones, e *index.Event) []index.ID {
	var codes [laneScales]uint32
	var hits [64]kernel.LaneHit
	l := &f.lanes
	l.codes(&codes, e)
	n := len(l.blocks.Live)
	for first := 0; first < n; first += len(hits) {
		out := hits[:min(len(hits), n-first)]
		found := kernel.ScanLanes(&l.blocks, first, len(out), codes[:], len(l.scales), out)
		for _, h := range out[:found] {
			at := (first + int(h.Block)) * kernel.ShortLanes
			for met := h.Any; met != 0; met &= met - 1 {
				i := at + bits.TrailingZeros32(met)
				if sub := f.conjs[i].sub; !dead.has(sub&^sharedBit) && f.satisfied(i, e) {
					dst = append(dst, sub)
				}
			}
		}
	}
	return dst
}
