package kindex

import (
	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/forms"
	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/predicate"
)

// Index is the k-index. It implements [index.Index] and [index.Compiler].
type Index struct {
	table *forms.Table
	sizes []*size // by size; nil where there is none
	of    []int32 // by slot: its size; for free slots it means nothing
	dirty bool    // there were changes since all was built

	changes, checkAt int // when checkSometimes is to look again, in changes
}

// smallest is the number of conjunctions below which nothing is built anew.
const smallest = 64

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
	k := sizeOf(x.table, slot)
	if n := int(slot) + 1; n > len(x.of) {
		x.of = append(x.of, make([]int32, n-len(x.of))...)
	}
	x.of[slot] = int32(k)
	s := x.size(k)
	s.n++
	s.visit(x.table, slot, func(l *list) { l.insert(slot) })
	if s.n >= 2*s.built && s.n >= smallest {
		x.build(k)
	}
	if invariant.Enabled {
		x.checkSometimes()
	}
	return nil
}

// size returns that of k, a new one if there was none.
func (x *Index) size(k int) *size {
	if k >= len(x.sizes) {
		x.sizes = append(x.sizes, make([]*size, k+1-len(x.sizes))...)
	}
	if x.sizes[k] == nil {
		x.sizes[k] = &size{k: k}
	}
	return x.sizes[k]
}

// Delete removes a conjunction, and says whether it was there.
func (x *Index) Delete(id index.ID) bool {
	slot, ok := x.table.Slot(id)
	if !ok {
		return false
	}
	x.dirty = true
	k := int(x.of[slot])
	s := x.sizes[k]
	s.n--
	if s.n == 0 {
		x.sizes[k] = nil
	} else {
		s.visit(x.table, slot, func(l *list) { l.remove(slot) })
	}
	x.table.Remove(id)
	if x.table.Sparse() {
		x.table.Renumber()
		x.buildAll()
	}
	if invariant.Enabled {
		x.checkSometimes()
	}
	return true
}

// build builds the lists of size k anew.
func (x *Index) build(k int) {
	var slots []uint32
	for slot, of := range x.of {
		if int(of) == k && x.table.Used(uint32(slot)) {
			slots = append(slots, uint32(slot))
		}
	}
	x.sizes[k] = newSize(x.table, k, slots)
}

// buildAll builds all lists anew.
func (x *Index) buildAll() {
	x.of = make([]int32, x.table.Slots())
	x.sizes = nil
	var slots [][]uint32 // by size
	for slot := range uint32(len(x.of)) {
		if !x.table.Used(slot) {
			continue
		}
		k := sizeOf(x.table, slot)
		x.of[slot] = int32(k)
		if k >= len(slots) {
			slots = append(slots, make([][]uint32, k+1-len(slots))...)
		}
		slots[k] = append(slots[k], slot)
	}
	x.sizes = make([]*size, len(slots))
	for k := range slots {
		if len(slots[k]) > 0 {
			x.sizes[k] = newSize(x.table, k, slots[k])
		}
	}
	x.dirty = false
}

// Compile builds all lists anew, with the cells that suit the conjunctions there are.
func (x *Index) Compile() {
	if x.dirty {
		x.buildAll()
	}
	if invariant.Enabled {
		x.check()
	}
}
