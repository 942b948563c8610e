package slab

import (
	"math"
	"math/bits"

	"github.com/thresh-dev/thresh/internal/kernel"
)

// packedRuns are runs of keys of which events match a good part of the lanes: slots of
// cells, which all lanes of an attribute share, tell too little there, and records are
// read one by one. Such a run has columns of its own, in which ranks are exact: bits
// where an attribute has few ranges in the run, else bounds of two bytes.
//
//	value's rank ─┬─▶ row of a column of bits:    bit of each lane: is the value in its range
//	              └─▶ number among its bounds:    lowest of each lane ≤ number ≤ highest
//
// Above the words of 64 lanes are words of 64 tiles, and so on, of what any lane below
// asks for, so that tiles are left unread. A lane is found by the columns alone if it is
// sure; others have their records tested.
type packedRuns struct {
	runs    []packedRun
	columns []packedColumn
	cuts    []uint32 // of all columns
	row     []uint8  // of all columns of bits: the row up to each cut, and after the last
	rows    []uint64
	bounds  []uint16
}

// packedRun is the lanes of a key. Its columns stand one after the other.
type packedRun struct {
	run
	first   uint32 // column
	columns uint32
	sure    uint32 // position in rows: a word a tile: the lanes that the columns decide
}

// packedColumn is the bits or the bounds of one attribute.
type packedColumn struct {
	attr uint32 // local
	form packedForm
	need bool // no lane passes where the value is absent
	same bool // of bounds: all lanes have one, which is at

	direct bool   // of bits: each rank has its row, and is a cut as it were
	at     uint32 // position in rows, or in bounds

	cuts, nCut uint32 // the ranks at which ranges begin or have ended: position and number
	base, top  uint32 // of bounds without cuts: ranks between which these lie
	rows, row  uint32 // of bits: different rows, and position of the row up to each cut
}

type packedForm uint8

const (
	packedBits packedForm = iota
	packedLow             // the number is to be at least the bound
	packedHigh            // the number's complement is to be
)

// passed returns how many cuts of the column are not above the rank.
func (x *packedRuns) passed(c *packedColumn, r uint32) uint32 {
	if c.direct {
		return r
	}
	cuts := x.cuts[c.cuts:][:c.nCut]
	if len(cuts) == 0 {
		return 0
	}
	i := halve(cuts, r+1)
	return uint32(i + less(cuts[i], r+1))
}

// number returns what stands for a rank among the bounds of a column: it ascends with the
// rank wherever a range of a lane begins or has ended.
func (x *packedRuns) number(c *packedColumn, r uint32) uint16 {
	switch {
	case c.nCut > 0:
		return uint16(x.passed(c, r))
	case r < c.base:
		return uint16(min(r, 1))
	default:
		return uint16(min(r, c.top) - c.base + 2)
	}
}

// packedKey stands for the end of a key's run that is packed: where it would begin is
// its number.
const packedKey = noLane

// keyRun returns the i-th run of an attribute's keys.
func (g *segment) keyRun(keys []uint32, i int) run {
	if keys[2*i+1] == packedKey {
		return g.packed.runs[keys[2*i]].run
	}
	return run{keys[2*i], keys[2*i+1]}
}

// maxFlat is up to how many tiles of a run are tested without a look at what is above.
const maxFlat = 4

// packedLevels returns how many words there are of lanes, of tiles and so on, and how
// many levels they are.
func packedLevels(lanes uint32) (words [3]uint32, levels int) {
	n := (lanes + tileLanes - 1) / tileLanes
	words[0] = n
	levels = 1
	for at := uint32(maxFlat); n > at && levels < len(words); at = tileLanes {
		n = (n + tileLanes - 1) / tileLanes
		words[levels] = n
		levels++
	}
	return words, levels
}

// packedTest is what an event asks of one column.
type packedTest struct {
	at   uint32 // where what is tested begins
	rows uint32 // of bits: how many
	row  uint32
	form packedForm
	v    uint16 // of bounds
}

// packedWalk is an event in one packed run.
type packedWalk struct {
	of    *packedRun
	tests []packedTest
	words [3]uint32            // by level
	below [3]uint32            // by level: words of those below it
	masks [3][tileLanes]uint64 // by level: of the words at work
}

// matchPacked visits the lanes of a packed run.
func (p *part) matchPacked(k *packedRun) {
	w := &p.packed
	w.of, w.tests = k, w.tests[:0]
	all := &p.seg.packed
	columns := all.columns[k.first:][:k.columns]
	for i := range columns {
		c := &columns[i]
		lo := p.rankOf(c.attr)
		hi := lo
		if rs := p.ranks(c.attr); len(rs) > 0 {
			lo, hi = rs[0], rs[len(rs)-1]
		}
		t := packedTest{at: c.at, rows: c.rows, form: c.form}
		switch {
		case lo == 0 && c.need:
			return
		case c.form == packedLow:
			t.v = all.number(c, hi)
		case c.form == packedHigh:
			t.v = math.MaxUint16 - all.number(c, lo)
		case lo != hi:
			continue // no row has them all
		default:
			t.row = uint32(all.row[c.row+all.passed(c, lo)])
		}
		if c.same {
			if uint32(t.v) < c.at {
				return
			}
			continue
		}
		w.tests = append(w.tests, t)
	}
	var levels int
	w.words, levels = packedLevels(k.to - k.from)
	for i := 1; i < levels; i++ {
		w.below[i] = w.below[i-1] + w.words[i-1]
	}
	p.visitPacked(levels-1, 0, ^uint64(0)>>(tileLanes-w.words[levels-1]))
}

// visitPacked visits words of a level, from the first on those whose bits are set.
func (p *part) visitPacked(level int, first uint32, which uint64) {
	w := &p.packed
	masks := &w.masks[level]
	if level == 0 {
		p.livePacked(first, which)
	} else {
		below := w.words[level-1]
		for m := which; m != 0; m &= m - 1 {
			i := uint32(bits.TrailingZeros64(m))
			masks[i&(tileLanes-1)] = ^uint64(0) >> (tileLanes - min(tileLanes, below-(first+i)*tileLanes))
		}
	}
	which = p.filterPacked(level, first, which)
	if level == 0 {
		if which != 0 {
			p.emitPacked(first, which)
		}
		return
	}
	for ; which != 0; which &= which - 1 {
		i := uint32(bits.TrailingZeros64(which))
		p.visitPacked(level-1, (first+i)*tileLanes, masks[i&(tileLanes-1)])
	}
}

// livePacked takes the lanes that live.
func (p *part) livePacked(first uint32, which uint64) {
	k, masks, live := p.packed.of, &p.packed.masks[0], p.seg.live
	for m := which; m != 0; m &= m - 1 {
		i := uint32(bits.TrailingZeros64(m))
		lane := k.from + (first+i)*tileLanes
		t, shift := lane/tileLanes, lane%tileLanes
		of := live[t] >> shift
		if shift > 0 && int(t)+1 < len(live) {
			of |= live[t+1] << (tileLanes - shift)
		}
		masks[i&(tileLanes-1)] = of & (^uint64(0) >> (tileLanes - min(tileLanes, k.to-lane)))
	}
}

// filterPacked clears what the tests do not leave of the masks of a level's words, and
// returns those of which something is left.
func (p *part) filterPacked(level int, first uint32, which uint64) uint64 {
	w, all := &p.packed, &p.seg.packed
	masks := &w.masks[level]
	for i := range w.tests {
		t := &w.tests[i]
		if profiling {
			p.countPacked(t.form, which)
		}
		if t.form != packedBits {
			which = kernel.AtMost(all.bounds[t.at+tileLanes*(w.below[level]+first):], which, t.v, masks)
		} else {
			row := all.rows[t.at+t.rows*w.below[level]+t.row*w.words[level]+first:]
			left := uint64(0)
			for m := which; m != 0; m &= m - 1 {
				i := bits.TrailingZeros64(m) & (tileLanes - 1)
				masks[i] &= row[i]
				if masks[i] != 0 {
					left |= 1 << i
				}
			}
			which = left
		}
		if which == 0 {
			break
		}
	}
	return which
}

// emitPacked puts out the lanes that are left of tiles, or has their records tested.
func (p *part) emitPacked(first uint32, which uint64) {
	w, seg := &p.packed, p.seg
	sure := seg.packed.rows[w.of.sure+first:]
	for ; which != 0; which &= which - 1 {
		i := uint32(bits.TrailingZeros64(which)) & (tileLanes - 1)
		lane := w.of.from + (first+i)*tileLanes
		mask := w.masks[0][i]
		certain := mask & sure[i]
		if len(p.several) > 0 {
			certain = 0
		}
		if open := mask &^ certain; open != 0 {
			t, shift := lane/tileLanes, lane%tileLanes
			p.enqueue(t, open<<shift)
			p.enqueue(t+1, open>>(tileLanes-shift)) // none where the shift is 0
		}
		n := bits.OnesCount64(certain)
		if !p.ids || n == 0 {
			p.count += n
			continue
		}
		if profiling {
			p.read.ids += 4 * cacheLine
		}
		p.expand(lane, []uint64{certain}, n)
	}
}

// countPacked adds what a test reads.
func (p *part) countPacked(form packedForm, which uint64) {
	if n := uint64(bits.OnesCount64(which)); form == packedBits {
		p.read.rows += 8 * n
	} else {
		p.read.slots += 2 * tileLanes * n
	}
}
