package vscan

import (
	"cmp"
	"slices"
	"unsafe"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/cells"
	"github.com/thresh-dev/thresh/index/forms"
	"github.com/thresh-dev/thresh/internal/hugemem"
	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/internal/kernel"
)

// place is where a slot comes in the order of lanes.
type place struct {
	key  uint64
	slot uint32
	rows uint32
}

// The parts of a key, from the highest bit on: the attribute of the first term, the
// number of terms, the width class of the first, where it begins.
const (
	attrShift  = 48
	rowsShift  = 40
	classShift = 32
	// Lanes of one attribute and number of terms from which on two and four classes of
	// width are told apart.
	twoClasses, fourClasses = 512, 2048
)

// build gives all conjunctions lanes.
func (x *Index) build() {
	// What was built is garbage while the next is made.
	x.domains, x.blocks, x.slots, x.ids, x.plain, x.lane = nil, kernel.LaneBlocks{}, nil, nil, nil, nil
	x.waiting, x.dead = forms.Backlog{}, 0
	if x.compiled || x.table.Len() < x.table.Slots() {
		x.table.Renumber()
	}
	x.lanes = x.table.Slots()
	n := x.encoder()
	x.domains = n.domains
	x.fill(n, x.order(n))
	if invariant.Enabled {
		x.checkRows(n)
	}
}

// encoder chooses the cells of all attributes.
func (x *Index) encoder() *encoder {
	n := &encoder{table: x.table, number: make([]uint32, x.dict.Len())}
	for slot := range uint32(x.lanes) {
		for _, s := range x.table.Spans(slot) {
			if n.number[s.Attr] == 0 {
				if len(n.domains) == mostDomains {
					continue
				}
				n.domains = append(n.domains, &domain{id: s.Attr})
				n.number[s.Attr] = uint32(len(n.domains))
			}
			n.domains[n.number[s.Attr]-1].spans++
		}
	}
	for _, d := range n.domains {
		d.step = 1 + 2*d.spans/maxSample
	}
	for slot := range uint32(x.lanes) {
		for _, s := range x.table.Spans(slot) {
			num := n.number[s.Attr]
			if num == 0 {
				continue
			}
			d := n.domains[num-1]
			if d.seen++; d.seen%d.step == 0 {
				d.sample = cells.AppendEnds(d.sample, s.Span)
			}
		}
	}
	for _, d := range n.domains {
		d.cells = cells.Quantiles(d.sample, max(1, min(mostCells-1, len(d.sample))))
		d.sample = nil
	}
	return n
}

// order returns the slots in the order of their lanes.
func (x *Index) order(n *encoder) []place {
	places := make([]place, x.lanes)
	groups := map[uint64]struct{}{}
	for slot := range places {
		terms, _ := n.encode(uint32(slot))
		p := place{slot: uint32(slot), rows: uint32(len(terms))}
		if len(terms) > 0 {
			t := &terms[0]
			p.key = uint64(t.attr)<<attrShift | uint64(len(terms))<<rowsShift | uint64(widthClass(t))<<classShift | uint64(t.lo)
			groups[p.key>>rowsShift] = struct{}{}
		}
		places[slot] = p
	}
	// Few lanes with a class each would not be neighbours in where they begin.
	drop := 0
	switch each := len(places) / max(1, len(groups)); {
	case each < twoClasses:
		drop = 2
	case each < fourClasses:
		drop = 1
	}
	for i := range places {
		k := &places[i].key
		*k = *k&^(0xff<<classShift) | *k>>classShift&0xff>>drop<<classShift
	}
	slices.SortFunc(places, func(a, b place) int {
		if a.key != b.key {
			return cmp.Compare(a.key, b.key)
		}
		return cmp.Compare(a.slot, b.slot)
	})
	return places
}

// widthClass returns the class of four of a term, the narrowest first.
func widthClass(t *term) int {
	const narrow, middle, wide = 0.08, 0.12, 0.18 // shares of the cells
	switch {
	case t.share < narrow:
		return 0
	case t.share < middle:
		return 1
	case t.share < wide:
		return 2
	default:
		return 3
	}
}

// fill makes the blocks.
func (x *Index) fill(n *encoder, places []place) {
	blocks := (len(places) + kernel.ShortLanes - 1) / kernel.ShortLanes
	x.slots, x.ids = make([]uint32, blocks*kernel.ShortLanes), make([]index.ID, blocks*kernel.ShortLanes)
	x.plain, x.lane = make([]uint32, blocks), make([]uint32, x.table.Slots())
	b := &x.blocks
	b.From, b.Live = make([]uint32, blocks+3), make([]uint32, blocks)
	rows := uint32(0)
	for i := range blocks {
		b.From[i] = rows
		most := uint32(0)
		for _, p := range places[i*kernel.ShortLanes : min(len(places), (i+1)*kernel.ShortLanes)] {
			most = max(most, p.rows)
		}
		rows += most
	}
	b.From[blocks], b.From[blocks+1], b.From[blocks+2] = rows, rows, rows
	const words = int(unsafe.Sizeof(kernel.LaneRow{}) / 8)
	memory := hugemem.Make[uint64](int(rows) * words)
	b.Rows = unsafe.Slice((*kernel.LaneRow)(unsafe.Pointer(unsafe.SliceData(memory))), rows)
	for r := range b.Rows {
		for l := range kernel.ShortLanes {
			b.Rows[r].Hi[l] = highest // what every value passes
		}
	}
	x.allPlain = true
	for lane, p := range places {
		block, l := lane/kernel.ShortLanes, lane%kernel.ShortLanes
		x.slots[lane], x.ids[lane], x.lane[p.slot] = p.slot, x.table.ID(p.slot), uint32(lane)+1
		b.Live[block] |= 1 << l
		terms, plain := n.encode(p.slot)
		for r, t := range terms {
			row := &b.Rows[int(b.From[block])+r]
			row.Attr[l], row.Lo[l], row.Hi[l] = t.attr, t.lo, t.hi
		}
		if plain {
			x.plain[block] |= 1 << l
		}
		x.allPlain = x.allPlain && plain
	}
}
