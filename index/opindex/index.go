package opindex

import (
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/forms"
	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/predicate"
)

// Index is OpIndex. It implements [index.Index] and [index.Compiler].
type Index struct {
	table   *forms.Table
	pivots  [][]*block // by AttrID: the blocks of the partition
	without []*block   // of the partition without a pivot
	places  []place    // by slot
	terms   []int      // by AttrID: how many conjunctions test the attribute
	dirty   bool       // there were changes since all blocks were built

	changes, checkAt int // when checkSometimes is to look again, in changes
}

// place is where a conjunction is.
type place struct {
	block  *block
	offset uint16
}

// noPivot is the pivot of conjunctions all of whose terms absence meets.
const noPivot = index.AttrID(1<<32 - 1)

// New returns an empty index of conjunctions on d's attributes.
func New(d *index.Dictionary) *Index { return &Index{table: forms.New(d)} }

// Len returns the number of conjunctions.
func (x *Index) Len() int { return x.table.Len() }

// Bytes returns 0: all memory is on the Go heap.
func (x *Index) Bytes() int { return 0 }

// Insert adds a conjunction. The error wraps index.ErrDuplicate, or
// index.ErrTooLarge where the conjunctions have 2^32 spans or more.
func (x *Index) Insert(id index.ID, c *predicate.Conjunction) error {
	slot, err := x.table.Add(id, c)
	if err != nil {
		return err
	}
	x.dirty = true
	x.tally(slot, 1)
	x.place(slot)
	if invariant.Enabled {
		x.checkSometimes()
	}
	return nil
}

// tally adds n to the count of each attribute that the slot tests.
func (x *Index) tally(slot uint32, n int) {
	x.table.Terms(slot, func(a index.AttrID, _ []forms.Span) {
		if n := int(a) + 1; n > len(x.terms) {
			x.terms = append(x.terms, make([]int, n-len(x.terms))...)
		}
		x.terms[a] += n
	})
}

// pivot returns the pivot of the slot.
func (x *Index) pivot(slot uint32) index.AttrID {
	best := noPivot
	x.table.Terms(slot, func(a index.AttrID, spans []forms.Span) {
		if spans[0].Lo > 0 && (best == noPivot || x.terms[a] < x.terms[best]) {
			best = a
		}
	})
	return best
}

// partition returns the blocks of a pivot.
func (x *Index) partition(pivot index.AttrID) *[]*block {
	if pivot == noPivot {
		return &x.without
	}
	if n := int(pivot) + 1; n > len(x.pivots) {
		x.pivots = append(x.pivots, make([][]*block, n-len(x.pivots))...)
	}
	return &x.pivots[pivot]
}

// place puts the slot into the last block of its partition, or a new one.
func (x *Index) place(slot uint32) {
	pivot := x.pivot(slot)
	p := x.partition(pivot)
	if n := len(*p); n == 0 || (*p)[n-1].full() {
		*p = append(*p, &block{pivot: pivot})
	}
	x.put(slot, (*p)[len(*p)-1])
}

// put puts the slot into the block.
func (x *Index) put(slot uint32, b *block) {
	if n := int(slot) + 1; n > len(x.places) {
		x.places = append(x.places, make([]place, n-len(x.places))...)
	}
	x.places[slot] = place{b, b.add(x.table, slot)}
}

// Delete removes a conjunction, and says whether it was there.
func (x *Index) Delete(id index.ID) bool {
	slot, ok := x.table.Slot(id)
	if !ok {
		return false
	}
	x.dirty = true
	x.tally(slot, -1)
	at := x.places[slot]
	x.places[slot] = place{}
	x.table.Remove(id)
	at.block.drop(at.offset)
	if x.table.Sparse() {
		x.table.Renumber()
		x.buildAll()
	} else if at.block.dead > max(smallest, len(at.block.slots)/2) {
		x.rebuild(at.block)
	}
	if invariant.Enabled {
		x.checkSometimes()
	}
	return true
}

// rebuild builds the block anew, in its place, from the conjunctions that it has. It
// becomes the last of its partition, as it has room.
func (x *Index) rebuild(b *block) {
	p := x.partition(b.pivot)
	i := slices.Index(*p, b)
	last := len(*p) - 1
	(*p)[i], (*p)[last] = (*p)[last], b
	slots := b.slots
	*b = block{pivot: b.pivot}
	for _, slot := range slots {
		if slot != none {
			x.put(slot, b)
		}
	}
	b.settle()
	if len(b.slots) == 0 {
		*p = (*p)[:last]
	}
}

// buildAll chooses the pivots by the frequencies that there are, and builds all
// blocks anew.
func (x *Index) buildAll() {
	x.pivots, x.without = nil, nil
	x.places = make([]place, 0, x.table.Slots())
	for slot := range uint32(x.table.Slots()) {
		if x.table.Used(slot) {
			x.place(slot)
		}
	}
	for _, p := range x.pivots {
		for _, b := range p {
			b.settle()
		}
	}
	for _, b := range x.without {
		b.settle()
	}
	x.dirty = false
}

// Compile chooses the pivots anew, and sorts all lists.
func (x *Index) Compile() {
	if x.dirty {
		x.buildAll()
	}
	if invariant.Enabled {
		x.check()
	}
}
