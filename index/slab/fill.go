package slab

import (
	"math/bits"
	"slices"
	"sort"
	"sync/atomic"
	"unsafe"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/hugemem"
	"github.com/thresh-dev/thresh/internal/kernel"
)

// spanTiles is how many tiles a member of the team takes at a time.
const spanTiles = 1 << 8

// tileSize is what a tile takes, and, summed up, where it begins.
type tileSize struct {
	slots, words, sets, long uint32
}

// fill writes slots, records and IDs of all tiles. Tiles are measured first, so
// that each is written where it stays.
func (b *builder) fill() {
	seg := b.seg
	tiles := len(b.lanes) / tileLanes
	seg.ids = hugemem.Make[index.ID](len(b.lanes) + tileLanes)[:len(b.lanes)] // so that 64 may be read from each on
	seg.live = make([]uint64, tiles)
	seg.exact = make([]uint64, tiles)
	seg.rec = make([]uint32, tiles)
	seg.stride = make([]uint8, tiles)
	seg.slots.From = make([]uint32, tiles+1)
	at := make([]tileSize, tiles)
	var lanes atomic.Int64
	b.team.spans(tiles, spanTiles, func(from, to int) {
		n := 0
		for t := from; t < to; t++ {
			at[t] = b.measureTile(t)
			n += bits.OnesCount64(seg.live[t])
		}
		lanes.Add(int64(n))
	})
	seg.lanes = int(lanes.Load())
	var sum tileSize
	for t := range at {
		n := at[t]
		if seg.stride[t]%wordsOfLine == 0 {
			sum.words = (sum.words + wordsOfLine - 1) / wordsOfLine * wordsOfLine
		}
		at[t] = sum
		seg.rec[t] = sum.words
		sum = tileSize{sum.slots + n.slots, sum.words + n.words, sum.sets + n.sets, sum.long + n.long}
		seg.slots.From[t+1] = sum.slots
	}
	seg.slots.Slots = slotsOf(hugemem.Make[byte](int(sum.slots) * int(unsafe.Sizeof(kernel.Slot{}))))
	seg.words = hugemem.Make[word](int(sum.words))
	if sum.sets > 0 {
		seg.sets = make([]uint32, sum.sets)
	}
	if sum.long > 0 {
		seg.long = make([]word, sum.long)
	}
	b.team.spans(tiles, spanTiles, func(from, to int) {
		var words []word
		for t := from; t < to; t++ {
			words = b.fillTile(t, at[t], words)
		}
	})
}

// slotsOf returns the slots in the memory.
func slotsOf(b []byte) []kernel.Slot {
	return unsafe.Slice((*kernel.Slot)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/int(unsafe.Sizeof(kernel.Slot{})))
}

// tileKind says what the lanes of a tile have in common.
type tileKind struct {
	key     uint32     // the attribute by whose keys access is, or noLane
	columns *columnSet // without slots: these stand for them; or nil
	tree    bool       // of a long run
	dense   bool       // without slots: rows and edges stand for them
	packed  bool       // without slots: columns of its own stand for them
}

// maxWords returns how many words a record may have, an ID aside.
func (k *tileKind) maxWords() uint32 {
	if k.columns != nil {
		return uint32(k.columns.record) - 1
	}
	return maxStride
}

// short returns the form of short records, nil if records are words.
func (k *tileKind) short() *shortForm {
	if k.columns != nil {
		return k.columns.short
	}
	return nil
}

// stride returns how many words apart the records lie, of which the longest has so
// many: those of a run with columns are all of one length.
func (k *tileKind) stride(words uint32) uint32 {
	if k.columns != nil {
		return uint32(k.columns.record)
	}
	return lineStride(words)
}

// lineStride returns how many words apart records of so many words lie: so that none
// touches more cache lines than it must, where that takes few words more.
func lineStride(words uint32) uint32 {
	if more := -words % wordsOfLine; more <= maxPadding {
		return words + more
	}
	return words
}

// maxPadding is how many words a record may be longer to touch fewer cache lines.
const maxPadding = 2

// kindOf returns that of the tile from the lane on, up to the lane to. A tile may have
// runs of keys of several attributes.
func (b *builder) kindOf(lane uint32) (k tileKind, to uint32) {
	k.key, to = noLane, noLane
	if i := sort.Search(len(b.keyRuns), func(i int) bool { return lane < b.keyRuns[i].to }); i < len(b.keyRuns) {
		if r := &b.keyRuns[i]; r.from <= lane {
			k.key, to = r.attr, r.to
		} else {
			to = r.from
		}
	}
	if i := sort.Search(len(b.longRuns), func(i int) bool { return lane < b.longRuns[i].to }); i < len(b.longRuns) {
		if r := &b.longRuns[i]; r.from <= lane {
			k.columns, k.tree = r.columns, true
		}
	}
	if p, end := b.packedAt(lane); end < to {
		k.packed, to = p != nil, end
	} else {
		k.packed = p != nil
	}
	k.dense = b.denseRun.from < b.denseRun.to && lane >= b.denseRun.from
	return k, to
}

// measureTile returns what a tile takes, and notes which of its lanes are used and
// the length of its records.
func (b *builder) measureTile(t int) tileSize {
	var size tileSize
	stride := uint32(1)
	first := uint32(t * tileLanes)
	k, to := b.kindOf(first)
	var open bool
	fields := make([]kernel.Field, 0, maxStride)
	for l, lane := range b.lanes[first : first+tileLanes] {
		if lane == noLane {
			continue
		}
		if at := first + uint32(l); at >= to {
			k, to = b.kindOf(at)
		}
		b.seg.live[t] |= 1 << l
		slots, words := uint32(0), uint32(0)
		for i := b.from[lane]; i < b.from[lane+1]; i++ {
			p := &b.preds[i]
			if p.attr == k.key && p.kind == kindSome {
				continue
			}
			words += p.words()
			if p.kind == kindCheck {
				continue
			}
			if p.kind.isSet() && !b.fewKeys(p) {
				n, _ := sizeOfSet(b.ranks[p.at : p.at+2*p.n])
				size.sets += n
			}
			if b.hasSlot(p, k) {
				slots++
			}
		}
		size.slots = max(size.slots, min(slots, maxSlots))
		if f := k.short(); f != nil {
			if fields, open = b.fieldsOf(f, lane, k.key, fields[:0]); open {
				size.long += 1 + words
			}
			continue
		}
		if words > k.maxWords() {
			size.long += 1 + words
			words = 1
		}
		stride = max(stride, words)
	}
	stride = k.stride(stride)
	b.seg.stride[t] = uint8(stride)
	size.words = stride * tileLanes
	return size
}

// fewKeys says whether the set has a word of kindIn.
func (b *builder) fewKeys(p *staged) bool {
	return p.kind == kindSet && p.n <= maxInKeys && b.seg.domains[p.attr].keys.len() <= maxInOfAll && b.keysOnly(*p)
}

// hasSlot says whether the predicate, which is no check, has a slot if there are not too
// many.
func (b *builder) hasSlot(p *staged, k tileKind) bool {
	return p.kind != kindNot && p.attr != k.key && b.seg.table[p.attr] != 0 && k.columns == nil && !k.dense && !k.packed
}

// fillTile writes one tile at its places. It returns its scratch memory.
func (b *builder) fillTile(t int, at tileSize, words []word) []word {
	seg := b.seg
	first := uint32(t * tileLanes)
	slots := seg.slots.Of(uint32(t))
	for i := range slots {
		for l := range slots[i].Hi {
			slots[i].Hi[l] = 255 // every lane passes
		}
	}
	k, to := b.kindOf(first)
	fields := make([]kernel.Field, 0, maxStride)
	stride := int(seg.stride[t])
	records := seg.words[at.words:][:stride*tileLanes]
	for l, lane := range b.lanes[first : first+tileLanes] {
		words = words[:0]
		if lane != noLane {
			if at := first + uint32(l); at >= to {
				k, to = b.kindOf(at)
			}
			seg.ids[first+uint32(l)] = b.ids[lane]
			words = b.fillLane(l, lane, k, slots, &at, words)
			if b.exact(lane, k) {
				seg.exact[t] |= 1 << l
			}
			if f := k.short(); f != nil {
				fields = b.fillShort(f, lane, k.key, records[l*stride:], words, &at.long, fields)
				continue
			}
			if n := len(words); n > int(k.maxWords()) {
				seg.long[at.long] = word(n)
				copy(seg.long[at.long+1:], words)
				words = appendWords(words[:0], elsewhere, kindCheck, uint64(at.long))
				at.long += 1 + uint32(n)
			}
		}
		record := records[l*stride:][:stride]
		if k.columns != nil {
			record[0] = word(seg.ids[first+uint32(l)])
			record = record[1:]
		}
		for i := copy(record, words); i < len(record); i++ {
			record[i] = wordTrue
		}
	}
	if k.tree && len(slots) > 1 {
		b.orderSlots(slots, b.lanes[first:first+tileLanes])
	}
	return words
}

// orderSlots puts those of each lane in the order in which they are likely to fail, for
// events that the hulls of the tile let pass.
func (b *builder) orderSlots(slots []kernel.Slot, lanes []uint32) {
	if i := slices.Index(lanes, noLane); i >= 0 {
		lanes = lanes[:i] // the run's last
	}
	var hulls [256]int // how many cells they have, by number in slots; 0 where there is none
	for _, h := range b.hullsOf(lanes) {
		hulls[h.attr] = int(h.hi) - int(h.lo) + 1
	}
	for l := range lanes {
		var pass [maxSlots]float32 // the share of the events that a slot lets pass, about
		for i := range slots {
			s := &slots[i]
			a := s.Attr[l]
			if a == 0 {
				break // and so are the others
			}
			cells := b.cells[a]
			if hulls[a] > 0 {
				cells = hulls[a]
			}
			pass[i] = float32(int(s.Hi[l])-int(s.Lo[l])+1) / float32(cells)
			for j := i; j > 0 && pass[j] < pass[j-1]; j-- {
				pass[j], pass[j-1] = pass[j-1], pass[j]
				swapSlots(&slots[j], &slots[j-1], l)
			}
		}
	}
}

// swapSlots swaps those of a lane.
func swapSlots(s, t *kernel.Slot, l int) {
	s.Attr[l], t.Attr[l] = t.Attr[l], s.Attr[l]
	s.Lo[l], t.Lo[l] = t.Lo[l], s.Lo[l]
	s.Hi[l], t.Hi[l] = t.Hi[l], s.Hi[l]
}

// fillLane writes the slots and sets of a lane, and appends the words of its record.
func (b *builder) fillLane(l int, lane uint32, k tileKind, slots []kernel.Slot, at *tileSize, words []word) []word {
	seg := b.seg
	slot := 0
	for i := b.from[lane]; i < b.from[lane+1]; i++ {
		p := &b.preds[i]
		if p.kind == kindCheck {
			words = appendWords(words, 0, kindCheck, uint64(p.at))
			continue
		}
		if p.attr == k.key && p.kind == kindSome {
			continue // the run tells that it is met
		}
		ranks := b.ranks[p.at : p.at+2*p.n]
		switch { // a set on the key's attribute has its word too, to compile the lane again
		case p.kind.isSet() && b.fewKeys(p):
			words = appendWords(words, p.attr, kindIn, keysWord(ranks))
		case p.kind.isSet():
			words = appendWords(words, p.attr, p.kind, uint64(at.sets))
			at.sets += writeSet(seg.sets[at.sets:], ranks)
		default: // one range, or excluded keys
			for ; len(ranks) > 0; ranks = ranks[2:] {
				words = appendWords(words, p.attr, p.kind, uint64(ranks[0])<<loShift|uint64(ranks[1]))
			}
		}
		if slot < maxSlots && b.hasSlot(p, k) {
			s := &slots[slot]
			s.Attr[l], s.Lo[l], s.Hi[l] = seg.table[p.attr], b.ends[i].lo, b.ends[i].hi
			slot++
		}
	}
	return words
}

// exact says whether slots, or what stands for them, are all there is to test.
func (b *builder) exact(lane uint32, k tileKind) bool {
	if k.packed {
		return false
	}
	slots := 0
	for i := b.from[lane]; i < b.from[lane+1]; i++ {
		p := &b.preds[i]
		switch {
		case p.kind == kindCheck:
			return false
		case p.attr == k.key:
		case p.kind == kindNot || p.kind.isSet() || b.seg.table[p.attr] == 0 || slots == maxSlots || k.columns != nil:
			return false
		case !k.dense:
			slots++
		}
	}
	return true
}
