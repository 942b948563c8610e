package tama

import (
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/cells"
	"github.com/thresh-dev/thresh/index/forms"
	"github.com/thresh-dev/thresh/internal/hugemem"
	"github.com/thresh-dev/thresh/predicate"
)

// block is some conjunctions and their posting lists.
type block struct {
	// By offset. Of need and asked there is more, to make whole words.
	slots []uint32   // none where deleted
	ids   []index.ID // as in the table
	need  []uint8
	asked []uint64 // a bit each: the table decides once need is reached

	askers int      // bits set in asked since the block was built
	always []uint16 // offsets of conjunctions without terms
	dead   int      // offsets without a conjunction

	attrs  []*attribute   // by AttrID, nil where no term is
	absent []index.AttrID // the attributes with a term that absence meets

	built    int // offsets when it was built
	outgrows int // spans that attributes have beyond what their cells are for
}

const (
	none       = 1<<32 - 1 // no slot
	maxCounted = 254       // terms
	never      = 255       // the need of what is not there
	smallest   = 64        // conjunctions, below which nothing is built anew for its size

	wordOffsets = 64 // the multiple to which need is filled up
)

func (b *block) full() bool { return len(b.slots) == blockSize }

// outgrown says whether the block is to be built anew since it has grown.
func (b *block) outgrown() bool {
	n := len(b.slots)
	return n >= 2*b.built && n >= smallest || b.outgrows > n/4+smallest
}

// extend makes an offset for the slot, without postings, and returns how many spans
// of the slot are to be counted.
func (b *block) extend(t *forms.Table, slot uint32) (counted int) {
	offset := len(b.slots)
	b.slots = append(b.slots, slot)
	b.ids = append(b.ids, t.ID(slot))
	if offset == len(b.need) {
		for range wordOffsets {
			b.need = append(b.need, never)
		}
		b.asked = append(b.asked, 0)
	}
	spans := t.Spans(slot)
	need := 0
	for counted < len(spans) && need < maxCounted {
		counted += forms.Term(spans[counted:])
		need++
	}
	if counted < len(spans) || t.Checked(slot) {
		b.asked[offset/64] |= 1 << (offset % 64)
		b.askers++
	}
	b.need[offset] = uint8(need)
	if need == 0 {
		b.always = append(b.always, uint16(offset))
	}
	return counted
}

// add adds a conjunction at the next offset.
func (b *block) add(t *forms.Table, slot uint32, offset uint16) {
	counted := b.extend(t, slot)
	spans := t.Spans(slot)[:counted]
	for i := range spans {
		s := &spans[i]
		at := b.attribute(s.Attr)
		if s.Lo == 0 && len(at.absent) == 0 {
			b.absent = append(b.absent, s.Attr)
		}
		at.add(offset, s.Span, inOrder)
		if at.spans > at.suits {
			b.outgrows++
		}
	}
}

// attribute returns that of the number, a new one if there was none.
func (b *block) attribute(a index.AttrID) *attribute {
	if n := int(a) + 1; n > len(b.attrs) {
		b.attrs = append(b.attrs, make([]*attribute, n-len(b.attrs))...)
	}
	if b.attrs[a] == nil {
		b.attrs[a] = newAttribute(cells.Single(), 0)
	}
	return b.attrs[a]
}

// drop removes the conjunction at the offset. Its postings stay.
func (b *block) drop(offset uint16) {
	b.slots[offset] = none
	b.need[offset] = never
	b.dead++
}

// newBlock returns a block of the slots, which it keeps.
func newBlock(t *forms.Table, slots []uint32) *block {
	n := len(slots)
	words := (n + wordOffsets - 1) / wordOffsets
	b := &block{
		slots: slots[:0], ids: make([]index.ID, 0, n), built: n,
		need: slices.Repeat([]uint8{never}, words*wordOffsets), asked: make([]uint64, words),
	}
	// The spans that are counted, by attribute.
	counts := []int{}
	counted := make([]int, n)
	for i, slot := range slots {
		counted[i] = b.extend(t, slot)
		for _, s := range t.Spans(slot)[:counted[i]] {
			if k := int(s.Attr) + 1; k > len(counts) {
				counts = append(counts, make([]int, k-len(counts))...)
			}
			counts[s.Attr]++
		}
	}
	postings := make([][]posting, len(counts))
	for a, count := range counts {
		if count > 0 {
			postings[a] = make([]posting, 0, count)
		}
	}
	for i, slot := range slots {
		for _, s := range t.Spans(slot)[:counted[i]] {
			postings[s.Attr] = append(postings[s.Attr], posting{s.Span, uint16(i)})
		}
	}
	b.attrs = make([]*attribute, len(counts))
	var room room
	for a, ps := range postings {
		if len(ps) > 0 {
			b.attrs[a] = newAttribute(divide(ps), len(ps))
			room.add(b.attrs[a].measure(ps))
		}
	}
	codes, offsets := hugemem.Make[predicate.Code](room.codes), hugemem.Make[uint16](room.offsets)
	for a, ps := range postings {
		if len(ps) == 0 {
			continue
		}
		at := b.attrs[a]
		codes, offsets = at.allot(codes, offsets)
		for i := range ps {
			at.add(ps[i].offset, ps[i].span, atEnd)
		}
		at.sort()
		if len(at.absent) > 0 {
			b.absent = append(b.absent, index.AttrID(a))
		}
	}
	return b
}

// posting is a span of the conjunction at the offset.
type posting struct {
	span   index.Span
	offset uint16
}

const (
	spansPerLeaf = 64 // aimed at
	maxLeaves    = 128
	maxSample    = 1 << 12 // spans
)

// divide returns leaves for the spans.
func divide(ps []posting) cells.Cells {
	leaves := 1
	for leaves*spansPerLeaf < len(ps) && leaves < maxLeaves {
		leaves *= 2
	}
	step := (len(ps) + maxSample - 1) / maxSample
	ends := make([]predicate.Code, 0, 2*len(ps)/step+2)
	for i := 0; i < len(ps); i += step {
		ends = cells.AppendEnds(ends, ps[i].span)
	}
	return cells.Quantiles(ends, leaves)
}
