package counting

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// postings is a set of slots. The zero postings is empty.
type postings struct {
	few  []uint32        // sorted
	many *roaring.Bitmap // instead of few, where that would be long
}

// The lengths at which postings change their form. A container of a bitmap takes
// 60 bytes beside 2 a slot, so a bitmap pays once its containers are not nearly
// empty.
const (
	maxFew          = 64
	minPerContainer = 32
)

// worthBitmap says whether n slots up to the largest one are better in a bitmap.
func worthBitmap(n int, largest uint32) bool {
	return n > maxFew && n > minPerContainer*(int(largest>>16)+1)
}

func (p *postings) empty() bool { return len(p.few) == 0 && p.many == nil }

// len returns the number of slots.
func (p *postings) len() int {
	if p.many != nil {
		return int(p.many.GetCardinality())
	}
	return len(p.few)
}

// add adds a slot, which is not there.
func (p *postings) add(slot uint32) {
	if p.many != nil {
		p.many.Add(slot)
		return
	}
	if n := len(p.few); n == 0 || p.few[n-1] < slot {
		p.few = append(p.few, slot)
	} else {
		i, _ := slices.BinarySearch(p.few, slot)
		p.few = slices.Insert(p.few, i, slot)
	}
	if n := len(p.few); worthBitmap(n, p.few[n-1]) {
		p.many = roaring.BitmapOf(p.few...)
		p.few = nil
	}
}

// remove removes a slot.
func (p *postings) remove(slot uint32) {
	if p.many != nil {
		p.many.Remove(slot)
		if n := int(p.many.GetCardinality()); n <= maxFew/2 {
			p.few = p.many.ToArray()
			p.many = nil
		}
		return
	}
	if i, ok := slices.BinarySearch(p.few, slot); ok {
		p.few = slices.Delete(p.few, i, i+1)
	}
	if cap(p.few) >= 4*max(len(p.few), 4) {
		p.few = slices.Clone(p.few)
	}
}

// contains says whether the slot is there.
func (p *postings) contains(slot uint32) bool {
	if p.many != nil {
		return p.many.Contains(slot)
	}
	_, ok := slices.BinarySearch(p.few, slot)
	return ok
}

// compact gives back what memory the postings can do without.
func (p *postings) compact() {
	if p.many != nil {
		p.many.RunOptimize()
		return
	}
	p.few = slices.Clip(p.few)
}

// reader reads postings into a slice. The zero reader is ready.
type reader struct {
	iter roaring.ManyIntIterator
}

// appendTo appends the slots. It allocates nothing if dst has room for them.
func (r *reader) appendTo(dst []uint32, p *postings) []uint32 {
	if p.many == nil {
		return append(dst, p.few...)
	}
	dst = slices.Grow(dst, p.len())
	r.iter.Initialize(p.many)
	for {
		free := dst[len(dst):cap(dst)]
		if len(free) == 0 {
			return dst
		}
		n := r.iter.NextMany(free)
		if n == 0 {
			return dst
		}
		dst = dst[:len(dst)+n]
	}
}
