package slab

import (
	"unsafe"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/kernel"
)

// shortForm is how the records of a run with columns are packed into one cache line each,
// where words would take more. A lane is open if a line does not tell all of it: then its
// words are in segment.long too.
type shortForm struct {
	*kernel.ShortForm
	kinds []kind // by local attribute: of the ranges that are in fields
}

// maxOpen is the share of open lanes, above which records are words.
const maxOpen = 1.0 / 4

// newShortForm returns the form for the lanes of a run, whose access is by a key of skip
// or not by a key; nil if words are better.
func (b *builder) newShortForm(lanes []keyed, skip uint32) *shortForm {
	most := uint32(0)
	for _, d := range b.seg.domains {
		most = max(most, d.numRanks())
	}
	of, ok := kernel.NewShortForm(len(b.seg.attrs), most)
	if !ok {
		return nil
	}
	f := &shortForm{of, make([]kind, len(b.seg.attrs))}
	uses := make([][kindOne + 1]int, len(f.kinds))
	step := max(1, len(lanes)/4096)
	for i := 0; i < len(lanes); i += step {
		for _, p := range b.preds[b.from[lanes[i].at]:b.from[lanes[i].at+1]] {
			if p.kind <= kindOne {
				uses[p.attr][p.kind]++
			}
		}
	}
	for a := range f.kinds {
		for k := range uses[a] {
			if uses[a][k] > uses[a][f.kinds[a]] {
				f.kinds[a] = kind(k)
			}
		}
	}
	n, open := 0, 0
	var fields []kernel.Field
	for i := 0; i < len(lanes); i += step {
		n++
		var is bool
		if fields, is = b.fieldsOf(f, lanes[i].at, skip, fields[:0]); is {
			open++
		}
	}
	if float64(open) > maxOpen*float64(n) {
		return nil
	}
	return f
}

// fieldsOf appends the fields of a lane's record, the most selective first, and says
// whether there is more of it.
func (b *builder) fieldsOf(f *shortForm, lane, skip uint32, fields []kernel.Field) (_ []kernel.Field, open bool) {
	for i := b.from[lane]; i < b.from[lane+1]; i++ {
		p := &b.preds[i]
		switch {
		case p.kind == kindSome && p.attr == skip:
		case p.kind > kindOne || p.kind != f.kinds[p.attr]:
			open = true
		default:
			fields = append(fields, kernel.Field{Attr: p.attr, Lo: b.ranks[p.at], Hi: b.ranks[p.at+1]})
		}
	}
	open = open || len(fields) > f.Fields(false)
	return fields[:min(len(fields), f.Fields(open))], open
}

// shortRecords returns the records of a run, lane by lane.
func (g *segment) shortRecords(set *columnSet) [][kernel.ShortWords]uint64 {
	words := g.words[set.words:]
	return unsafe.Slice(shortRecord(words), len(words)/kernel.ShortWords)
}

// shortRecord returns the record that takes the words.
func shortRecord(words []word) *[kernel.ShortWords]uint64 {
	return (*[kernel.ShortWords]uint64)(unsafe.Pointer(unsafe.SliceData(words[:kernel.ShortWords])))
}

// appendShortWords appends the words that a short record stands for.
func (g *segment) appendShortWords(dst []word, f *shortForm, record *[kernel.ShortWords]uint64) []word {
	_, open, at := kernel.ShortID(record)
	if open {
		return append(dst, g.longWords(at)...)
	}
	for i := range f.Fields(false) {
		if x, ok := f.Field(record, i); ok {
			dst = appendWords(dst, x.Attr, f.kinds[x.Attr], uint64(x.Lo)<<loShift|uint64(x.Hi))
		}
	}
	return dst
}

// longWords returns the words at a position in long.
func (g *segment) longWords(at uint32) []word {
	return g.long[at+1:][:g.long[at]]
}

// decideShort is decide for short records.
func (p *part) decideShort(set *columnSet, lanes []uint32, byWord bool) {
	records := p.seg.shortRecords(set)
	if byWord {
		for _, l := range lanes {
			p.short = p.seg.appendShortWords(p.short[:0], set.short, &records[l])
			if p.met(p.short) {
				id, _, _ := kernel.ShortID(&records[l])
				p.out = append(p.out, index.ID(id))
			}
		}
		return
	}
	p.out, p.open = kernel.AppendShort(p.out, p.open[:0], records, set.short.ShortForm, lanes, p.rank)
	for _, l := range p.open {
		id, _, at := kernel.ShortID(&records[l])
		if profiling {
			p.countRecord(at, uint32(len(p.seg.longWords(at))+1))
		}
		if p.met(p.seg.longWords(at)) {
			p.out = append(p.out, index.ID(id))
		}
	}
}

// fillShort writes the record of a lane whose words are given, which it leaves in long
// if the record is open.
func (b *builder) fillShort(f *shortForm, lane, skip uint32, record, words []word, long *uint32, fields []kernel.Field) []kernel.Field {
	fields, open := b.fieldsOf(f, lane, skip, fields[:0])
	at := *long
	if open {
		b.seg.long[at] = word(len(words))
		*long += 1 + uint32(copy(b.seg.long[at+1:], words))
	}
	f.Put(shortRecord(record), uint32(b.ids[lane]), fields, open, at)
	return fields
}
