package slab

import "math/bits"

const (
	minDense      = 0.5     // the share of events that meet a lane's most selective predicate
	maxDenseBytes = 4       // read of rows, a lane
	maxAskers     = 1 << 14 // sets of attributes that blocks are chosen from at a time
)

// asks returns the attributes that the lane asks for, as bits by number in slots,
// the most used highest, and whether a dense run can have the lane: not if it asks twice
// for one attribute, of which one value might not satisfy both.
func (b *builder) asks(lane uint32) (mask uint64, ok bool) {
	for i := b.from[lane]; i < b.from[lane+1]; i++ {
		p := &b.preds[i]
		if p.kind == kindCheck {
			continue
		}
		t := b.seg.table[p.attr]
		if t == 0 || t > denseTable {
			return 0, false
		}
		bit := uint64(1) << (denseTable - t)
		if mask&bit != 0 {
			return 0, false
		}
		mask |= bit
	}
	return mask, mask != 0
}

// chooseDense finds the lanes of the dense run and their order: those whose most
// selective predicate is met by most events, if there are enough of them and lanes
// that ask for the same attributes are many enough to share blocks. It returns which
// they are.
func (b *builder) chooseDense() (taken []bool) {
	var lanes []keyed // by the attributes not asked for: the most used are asked for first
	for l := range b.ids {
		from, to := b.from[l], b.from[l+1]
		if b.dead[l] || from == to || b.sel[from] < minDense {
			continue
		}
		if mask, ok := b.asks(uint32(l)); ok {
			lanes = append(lanes, keyed{key: ^mask, at: uint32(l)})
		}
	}
	if len(lanes) < denseLanes {
		return nil
	}
	lanes, _ = sortKeyed(lanes, make([]keyed, len(lanes)))
	var o denseOrder
	o.arrange(lanes)
	if o.words*8 > maxDenseBytes*len(lanes) {
		return nil
	}
	taken = make([]bool, len(b.ids))
	for _, l := range o.lanes {
		taken[l] = true
	}
	b.denseOrder = o.lanes
	return taken
}

// askers are lanes that ask for the same attributes.
type askers struct {
	mask  uint64
	lanes []keyed
}

// denseOrder puts lanes in an order in which the lanes of a block ask for few attributes
// together.
type denseOrder struct {
	open  []askers
	left  int // lanes of open
	lanes []uint32
	words int // of a row of each attribute
}

// arrange takes lanes that are sorted by the attributes that they do not ask for.
func (o *denseOrder) arrange(lanes []keyed) {
	o.lanes = make([]uint32, 0, len(lanes))
	for len(lanes) > 0 {
		n := 1
		for n < len(lanes) && lanes[n].key == lanes[0].key {
			n++
		}
		if len(o.open) == maxAskers {
			o.takeBlocks()
		}
		o.open = append(o.open, askers{^lanes[0].key, lanes[:n]})
		o.left += n
		lanes = lanes[n:]
	}
	o.takeBlocks()
	o.take(^uint64(0))
}

// takeBlocks takes whole blocks, until the rest is less than one or, if there are many
// sets of attributes left, few enough.
func (o *denseOrder) takeBlocks() {
	for o.left >= lineLanes {
		o.take(o.choose())
	}
}

// choose returns attributes such that a block of lanes asks for no others: those of the
// most lanes, and then again and again the one that makes the most lanes fit, or
// nearly fit.
func (o *denseOrder) choose() uint64 {
	most := 0
	for i := range o.open {
		if len(o.open[i].lanes) > len(o.open[most].lanes) {
			most = i
		}
	}
	mask := o.open[most].mask
	for {
		var gain [64]int
		fit, rest := 0, uint64(0)
		for i := range o.open {
			more, n := o.open[i].mask&^mask, len(o.open[i].lanes)
			rest |= more
			switch bits.OnesCount64(more) {
			case 0:
				fit += n
			case 1:
				gain[bits.TrailingZeros64(more)] += 4 * n
			case 2:
				gain[bits.TrailingZeros64(more)] += n
				gain[bits.Len64(more)-1] += n
			default:
			}
		}
		if fit >= lineLanes || rest == 0 {
			return mask
		}
		best := bits.Len64(rest) - 1
		for a, n := range gain {
			if n > gain[best] {
				best = a
			}
		}
		mask |= 1 << best
	}
}

// take takes up to a block of lanes that ask for none but the attributes.
func (o *denseOrder) take(attrs uint64) {
	open, n, asked := o.open[:0], 0, uint64(0)
	for _, g := range o.open {
		if g.mask&^attrs == 0 && n < lineLanes {
			k := min(len(g.lanes), lineLanes-n)
			for _, l := range g.lanes[:k] {
				o.lanes = append(o.lanes, l.at)
			}
			n, asked = n+k, asked|g.mask
			g.lanes = g.lanes[k:]
		}
		if len(g.lanes) > 0 {
			open = append(open, g)
		}
	}
	o.open, o.left = open, o.left-n
	o.words += bits.OnesCount64(asked) * ((n + tileLanes - 1) / tileLanes)
}
