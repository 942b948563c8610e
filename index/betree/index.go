package betree

import (
	"math/bits"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/cells"
	"github.com/thresh-dev/thresh/index/forms"
	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/predicate"
)

// Index is a BE-Tree. It implements [index.Index] and [index.Compiler].
type Index struct {
	table *forms.Table
	cells []cells.Cells // by AttrID, of the last rebuild; those behind have none
	// By AttrID: how often an event is taken to have the attribute, from 0 to 1.
	presence []float64
	root     *node
	home     []place // by slot

	changes int // since the last rebuild
	built   int // conjunctions at the last rebuild

	ranges  ranges
	scratch choices
	// When checkSometimes is to look again, counted in changes.
	checkChanges, checkAt, tableAt int
}

// place is where a conjunction is.
type place struct {
	node *node
	at   uint32 // in node.heads
}

const (
	maxCells     = 1024 // of an attribute, but for that of absence
	spansPerCell = 4    // at least
	minRebuild   = 256  // changes
)

// New returns an empty index of conjunctions on d's attributes.
func New(d *index.Dictionary) *Index {
	x := &Index{table: forms.New(d)}
	x.root = &node{capacity: leafCapacity}
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
	for int(slot) >= len(x.home) {
		x.home = append(x.home, place{})
	}
	x.insert(slot)
	x.changed()
	return nil
}

// Delete removes a conjunction, and says whether it was there.
func (x *Index) Delete(id index.ID) bool {
	slot, ok := x.table.Remove(id)
	if !ok {
		return false
	}
	p := x.home[slot]
	x.home[slot] = place{}
	x.take(p.node, int(p.at))
	p.node.prune()
	if x.table.Sparse() {
		x.table.Renumber()
		x.rebuild()
	}
	x.changed()
	return true
}

// changed counts a change, and builds the tree anew once that has become worth it.
func (x *Index) changed() {
	if x.changes++; x.changes > max(minRebuild, 2*x.built) {
		x.rebuild()
	}
	if invariant.Enabled {
		x.checkSometimes()
	}
}

// Compile builds the tree for the conjunctions there are, and has those of a leaf
// lie together.
func (x *Index) Compile() {
	if x.changes == 0 {
		return
	}
	x.rebuild()
	order := make([]uint32, 0, x.Len())
	x.root.walk(func(n *node) {
		for i := range n.heads {
			order = append(order, n.heads[i].Slot)
		}
	})
	x.table.Reorder(order)
	heads := forms.MakeHeads(len(order))
	x.home = make([]place, 0, len(order))
	x.root.walk(func(n *node) {
		from := len(heads)
		for i, h := range n.heads {
			h.Slot = uint32(len(heads))
			heads = append(heads, h)
			x.home = append(x.home, place{n, uint32(i)})
		}
		n.heads = heads[from:len(heads):len(heads)]
	})
	if invariant.Enabled {
		x.check()
	}
}

// rebuild chooses the cells for the conjunctions there are, and builds the tree
// from the top.
func (x *Index) rebuild() {
	x.cells = x.table.Cells(func(spans int) int {
		return min(maxCells, 2+2*spans/spansPerCell)
	})
	x.learnPresence()
	x.root = &node{capacity: leafCapacity, heads: make([]forms.Head, 0, x.Len())}
	x.home = make([]place, x.table.Slots())
	x.ranges.fill(x.table, x.cells)
	for slot := range uint32(x.table.Slots()) {
		if x.table.Used(slot) {
			x.put(x.root, slot)
		}
	}
	x.settle(x.root)
	x.root.walk(func(n *node) {
		for i := range n.heads {
			n.heads[i] = x.headOf(n, n.heads[i].Slot)
		}
	})
	x.ranges, x.scratch = ranges{}, choices{}
	x.changes, x.built = 0, x.Len()
}

// learnPresence takes an attribute that few conjunctions test to be in few events.
func (x *Index) learnPresence() {
	terms := make([]int, len(x.cells))
	for slot := range uint32(x.table.Slots()) {
		spans := x.table.Spans(slot)
		for len(spans) > 0 {
			terms[spans[0].Attr]++
			spans = spans[forms.Term(spans):]
		}
	}
	x.presence = make([]float64, len(terms))
	for a, n := range terms {
		share := float64(n) / float64(max(1, x.Len()))
		x.presence[a] = min(1, max(leastPresence, presencePerShare*share))
	}
}

// domain returns the number of cells over which the clusters of an attribute are
// halved: a power of two, and no fewer than there are.
func (x *Index) domain(a index.AttrID) uint32 {
	return 1 << bits.Len(uint(x.cells[a].Len()-1))
}
