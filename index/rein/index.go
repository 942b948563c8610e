package rein

import (
	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/forms"
	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/predicate"
)

// Index is the REIN algorithm. It implements [index.Index] and [index.Compiler].
type Index struct {
	table *forms.Table
	byID  []*attribute // by AttrID, nil where no term is
	attrs []*attribute // those that have or had a term
	empty int          // of them have none any more
	free  []uint64     // a bit for each slot without a conjunction, those above the last too
	// When checkSometimes is to look again, counted in changes.
	changes, checkAt int
}

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
	x.post(slot)
	if invariant.Enabled {
		x.checkSometimes()
	}
	return nil
}

// post puts the ends of the slot into the buckets.
func (x *Index) post(slot uint32) {
	if int(slot/64) >= len(x.free) {
		x.free = append(x.free, ^uint64(0))
	}
	x.free[slot/64] &^= 1 << (slot % 64)
	x.table.Terms(slot, func(id index.AttrID, spans []forms.Span) {
		if n := int(id) + 1; n > len(x.byID) {
			x.byID = append(x.byID, make([]*attribute, n-len(x.byID))...)
		}
		a := x.byID[id]
		if a == nil {
			a = newAttribute(id)
			x.byID[id] = a
			x.attrs = append(x.attrs, a)
		} else if a.terms == 0 {
			x.empty--
		}
		a.add(slot, forms.Hull(spans))
	})
}

// Delete removes a conjunction, and says whether it was there.
func (x *Index) Delete(id index.ID) bool {
	slot, ok := x.table.Slot(id)
	if !ok {
		return false
	}
	x.table.Terms(slot, func(id index.AttrID, spans []forms.Span) {
		a := x.byID[id]
		a.remove(slot, forms.Hull(spans))
		if a.terms == 0 {
			x.empty++
		}
	})
	x.table.Remove(id)
	x.free[slot/64] |= 1 << (slot % 64)
	if 2*x.empty > len(x.attrs) {
		x.forgetEmpty()
	}
	if x.table.Sparse() {
		x.renumber()
	}
	if invariant.Enabled {
		x.checkSometimes()
	}
	return true
}

// forgetEmpty drops the attributes that have no term any more.
func (x *Index) forgetEmpty() {
	var kept []*attribute
	for _, a := range x.attrs {
		if a.terms > 0 {
			kept = append(kept, a)
		} else {
			x.byID[a.id] = nil
		}
	}
	x.attrs, x.empty = kept, 0
}

// renumber moves all conjunctions to the lowest slots, and gives memory back.
func (x *Index) renumber() {
	x.table.Renumber()
	x.byID, x.attrs, x.empty, x.free = nil, nil, 0, nil
	for slot := range uint32(x.table.Slots()) {
		x.post(slot)
	}
}

// Compile chooses buckets that suit the conjunctions there are, and gives memory
// back.
func (x *Index) Compile() {
	if x.table.Len() < x.table.Slots() {
		x.renumber()
	} else {
		x.table.Renumber() // the slots stay as they are
	}
	for _, a := range x.attrs {
		a.divide()
	}
}
