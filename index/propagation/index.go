package propagation

import (
	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/forms"
	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/predicate"
)

// Index is the propagation algorithm. It implements [index.Index] and
// [index.Compiler].
type Index struct {
	table   *forms.Table
	waiting forms.Backlog

	// Of the last rebuild.
	attrs    []attribute // by AttrID
	counts   []uint32    // by number of an equality: conjunctions that have it
	single   []uint32    // by number of an equality: its access + 1
	schemas  [][]*schema // by the first AttrID
	accesses []access    // the first is that of every event
	clusters []cluster
	home     []place // by slot, of those that do not wait
	resting  vector  // of an event without attributes
	version  uint64  // counts rebuilds

	changes int // since the last rebuild
	built   int // conjunctions at the last rebuild

	// When checkSometimes is to look again, counted in changes.
	checkChanges, checkAt, tableAt int
}

// access is how clusters are reached.
type access struct {
	attrs    [2]index.AttrID // of the equalities
	equals   int             // how many of attrs there are
	from, to uint32          // of Index.clusters
}

// has says whether the access has an equality on the attribute.
func (s *access) has(a index.AttrID) bool {
	return s.equals > 0 && s.attrs[0] == a || s.equals > 1 && s.attrs[1] == a
}

// schema is a hash table on the equalities of two attributes.
type schema struct {
	attrs    [2]index.AttrID
	accesses map[uint64]uint32 // by the two equalities, see schemaKey
}

func schemaKey(first, second uint32) uint64 { return uint64(first)<<32 | uint64(second) }

// place is where a conjunction is.
type place struct{ cluster, row uint32 }

const minRebuild = 256 // changes

// New returns an empty index of conjunctions on d's attributes.
func New(d *index.Dictionary) *Index {
	x := &Index{table: forms.New(d)}
	x.rebuild()
	return x
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
	x.changed()
	return nil
}

// Delete removes a conjunction, and says whether it was there.
func (x *Index) Delete(id index.ID) bool {
	slot, ok := x.table.Remove(id)
	if !ok {
		return false
	}
	if !x.waiting.Remove(slot) {
		p := x.home[slot]
		if moved, ok := x.clusters[p.cluster].remove(int(p.row)); ok {
			x.home[moved].row = p.row
		}
	}
	if x.table.Sparse() {
		x.rebuild()
	}
	x.changed()
	return true
}

// changed counts a change, and builds all anew once that has become worth it.
func (x *Index) changed() {
	if x.changes++; x.changes > max(minRebuild, 2*x.built) {
		x.rebuild()
	}
	if invariant.Enabled {
		x.checkSometimes()
	}
}

// Compile puts all conjunctions into clusters.
func (x *Index) Compile() {
	if x.changes == 0 {
		return
	}
	x.rebuild()
	if invariant.Enabled {
		x.check()
	}
}
