package tama

import (
	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/forms"
	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/predicate"
)

// Index is TAMA. It implements [index.Index] and [index.Compiler].
type Index struct {
	table  *forms.Table
	blocks []*block
	places []place // by slot
	room   int     // no block before this one has room
	dirty  bool    // there were changes since all blocks were built

	changes, checkAt int // when checkSometimes is to look again, in changes
}

// place is where a conjunction is: block<<16 | offset.
type place uint32

// blockSize is the most conjunctions of a block. Their counters are half of the
// first-level cache.
const blockSize = 1 << 16

// maxBlocks is the number of blocks for which places have room.
const maxBlocks = 1 << 16

// New returns an empty index of conjunctions on d's attributes.
func New(d *index.Dictionary) *Index { return &Index{table: forms.New(d)} }

// Len returns the number of conjunctions.
func (x *Index) Len() int { return x.table.Len() }

// Bytes returns 0: all memory is on the Go heap.
func (x *Index) Bytes() int { return 0 }

// Insert adds a conjunction. The error wraps index.ErrDuplicate, or
// index.ErrTooLarge where the conjunctions have 2^32 spans or more, or where there
// are 2^32 conjunctions.
func (x *Index) Insert(id index.ID, c *predicate.Conjunction) error {
	for x.room < len(x.blocks) && x.blocks[x.room].full() {
		x.room++
	}
	if x.room == maxBlocks {
		return index.ErrTooLarge
	}
	slot, err := x.table.Add(id, c)
	if err != nil {
		return err
	}
	x.dirty = true
	if x.room == len(x.blocks) {
		x.blocks = append(x.blocks, &block{})
	}
	b := x.blocks[x.room]
	b.add(x.table, slot, x.put(slot, x.room, len(b.slots)))
	if b.outgrown() {
		x.rebuild(x.room)
	}
	if invariant.Enabled {
		x.checkSometimes()
	}
	return nil
}

// put says that the slot is at the offset of a block, which it returns.
func (x *Index) put(slot uint32, block, offset int) uint16 {
	if n := int(slot) + 1; n > len(x.places) {
		x.places = append(x.places, make([]place, n-len(x.places))...)
	}
	x.places[slot] = place(block<<16 | offset)
	return uint16(offset)
}

// Delete removes a conjunction, and says whether it was there.
func (x *Index) Delete(id index.ID) bool {
	slot, ok := x.table.Slot(id)
	if !ok {
		return false
	}
	x.dirty = true
	at := x.places[slot]
	x.table.Remove(id)
	i := int(at >> 16)
	b := x.blocks[i]
	b.drop(uint16(at))
	switch {
	case x.table.Sparse():
		x.table.Renumber()
		x.buildAll()
	case (len(x.blocks)-1)*(blockSize/4) > x.table.Len():
		x.buildAll()
	case b.dead > max(smallest, len(b.slots)/2):
		x.rebuild(i)
		x.room = min(x.room, i)
	}
	if invariant.Enabled {
		x.checkSometimes()
	}
	return true
}

// rebuild builds the block anew from the conjunctions that it has.
func (x *Index) rebuild(i int) {
	old := x.blocks[i]
	slots := make([]uint32, 0, len(old.slots)-old.dead)
	for _, slot := range old.slots {
		if slot != none {
			slots = append(slots, slot)
		}
	}
	x.build(i, slots)
}

// build makes block i of the slots, which it keeps.
func (x *Index) build(i int, slots []uint32) {
	for offset, slot := range slots {
		x.put(slot, i, offset)
	}
	x.blocks[i] = newBlock(x.table, slots)
}

// buildAll builds all blocks anew, of equal size.
func (x *Index) buildAll() {
	n := x.table.Len()
	x.places = make([]place, x.table.Slots())
	x.blocks = make([]*block, (n+blockSize-1)/blockSize)
	x.room = 0
	slot := uint32(0)
	for i := range x.blocks {
		slots := make([]uint32, 0, (i+1)*n/len(x.blocks)-i*n/len(x.blocks))
		for ; len(slots) < cap(slots); slot++ {
			if x.table.Used(slot) {
				slots = append(slots, slot)
			}
		}
		x.build(i, slots)
	}
	x.dirty = false
}

// Compile builds all blocks anew, with the cells that suit the conjunctions there
// are.
func (x *Index) Compile() {
	if x.dirty {
		x.buildAll()
	}
	if invariant.Enabled {
		x.check()
	}
}
