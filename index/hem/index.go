package hem

import (
	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/forms"
	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/predicate"
)

// Index is the HEM algorithm. It implements [index.Index] and [index.Compiler].
type Index struct {
	dict    *index.Dictionary
	options Options
	table   *forms.Table
	waiting forms.Backlog // slots that are not in the rows

	// What build makes.
	attrs []*attribute // those that have a term
	data  []uint64     // the rows
	dead  []uint64     // a bit for each slot of a row; as long as a row
	built int          // slots that there are bits for
	nDead int          // of them

	compiled bool
	// When checkSometimes is to look again, counted in changes.
	changes, checkAt int
}

const (
	smallest     = 64   // conjunctions below which no memory is given back
	leastWaiting = 1024 // conjunctions that may wait in any case
)

// New returns an empty index of conjunctions on d's attributes, with the default
// options.
func New(d *index.Dictionary) *Index { return NewWith(d, Options{}) }

// NewWith is New with other sizes.
func NewWith(d *index.Dictionary, o Options) *Index {
	return &Index{dict: d, options: o.withDefaults(), table: forms.New(d)}
}

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
	most := x.built
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
		x.dead[slot/64] |= 1 << (slot % 64)
		x.nDead++
	}
	if x.nDead > max(smallest, x.built/2) || x.table.Sparse() {
		x.build()
	}
	if invariant.Enabled {
		x.checkSometimes()
	}
	return true
}

// Compile puts the conjunctions that wait into the rows.
func (x *Index) Compile() {
	x.compiled = true
	if x.waiting.Len() > 0 || x.nDead > 0 {
		x.build()
	}
}
