package vscan

import (
	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/forms"
	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/internal/kernel"
	"github.com/thresh-dev/thresh/predicate"
)

// Index is a flat scan by vectors. It implements [index.Index] and [index.Compiler].
type Index struct {
	dict    *index.Dictionary
	table   *forms.Table
	waiting forms.Backlog // slots that are in no lane

	// What build makes.
	domains  []*domain // by the numbers of attributes in rows
	blocks   kernel.LaneBlocks
	slots    []uint32   // by lane
	ids      []index.ID // by lane
	plain    []uint32   // by block, a bit a lane
	allPlain bool       // all lanes are
	lane     []uint32   // by slot: its lane + 1
	lanes    int        // in use when they were built
	dead     int        // of them

	compiled bool
	// When checkSometimes is to look again, counted in changes.
	changes, checkAt int
}

const (
	smallest     = 64   // conjunctions below which no memory is given back
	leastWaiting = 1024 // conjunctions that may wait in any case
)

// New returns an empty index of conjunctions on d's attributes.
func New(d *index.Dictionary) *Index { return &Index{dict: d, table: forms.New(d)} }

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
	x.waiting.Add(slot)
	most := x.lanes
	if x.compiled {
		most /= 8
	}
	if x.waiting.Len() >= max(leastWaiting, most) {
		x.build()
	}
	if invariant.Enabled {
		x.checkSometimes()
	}
	return nil
}

// Delete removes a conjunction, and says whether it was there.
func (x *Index) Delete(id index.ID) bool {
	slot, ok := x.table.Remove(id)
	if !ok {
		return false
	}
	if !x.waiting.Remove(slot) {
		l := x.lane[slot] - 1
		x.lane[slot] = 0
		x.blocks.Live[l/kernel.ShortLanes] &^= 1 << (l % kernel.ShortLanes)
		x.dead++
	}
	if x.dead > max(smallest, x.lanes/2) || x.table.Sparse() {
		x.build()
	}
	if invariant.Enabled {
		x.checkSometimes()
	}
	return true
}

// Compile gives lanes to the conjunctions that wait.
func (x *Index) Compile() {
	x.compiled = true
	if x.waiting.Len() > 0 || x.dead > 0 {
		x.build()
	}
}
