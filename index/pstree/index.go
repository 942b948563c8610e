package pstree

import (
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/cells"
	"github.com/thresh-dev/thresh/index/forms"
	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/predicate"
)

// Index is PSTHash. It implements [index.Index] and [index.Compiler].
type Index struct {
	table   *forms.Table
	cells   []cells.Cells // by AttrID, of the last rebuild; those behind have none
	pairs   map[[2]index.AttrID]*pair
	byAttr  [][]*pair // by the pairs' first AttrID
	classes []uint16  // by AttrID: those of its pairs
	rest    bucket    // conjunctions without a pivot
	home    []place   // by slot

	changes int // since the last rebuild
	built   int // conjunctions at the last rebuild

	// When checkSometimes is to look again, counted in changes.
	checkChanges, checkAt, tableAt int
}

// place is where a conjunction is.
type place struct {
	bucket *bucket
	at     uint32 // in bucket.heads
}

const (
	minRebuild   = 256 // changes
	spansPerCell = 4   // at least
	minEntries   = 4   // of a pair
	// fewFound is the number of conjunctions with equal pivots up to which one pivot
	// is enough.
	fewFound = 4
)

// New returns an empty index of conjunctions on d's attributes.
func New(d *index.Dictionary) *Index {
	return &Index{table: forms.New(d), pairs: map[[2]index.AttrID]*pair{}}
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
	x.put(slot)
	x.changed()
	return nil
}

// put adds the slot's conjunction to the bucket where it belongs.
func (x *Index) put(slot uint32) {
	b := x.bucketOf(slot)
	x.home[slot] = place{b, uint32(len(b.heads))}
	b.heads = append(b.heads, x.headOf(slot))
}

// bucketOf returns the bucket of the slot's pivots, a new one if there was none.
func (x *Index) bucketOf(slot uint32) *bucket {
	ps, n := x.pivots(slot)
	if n == 0 {
		return &x.rest
	}
	attrs := [2]index.AttrID{ps[0].attr, ps[0].attr}
	k := keyOf(ps[0].space, 0)
	if n == 2 {
		attrs[1] = ps[1].attr
		k = keyOf(ps[0].space, ps[1].space)
	}
	p := x.pairs[attrs]
	if p == nil {
		p = &pair{attrs: attrs, single: n == 1, entries: make([]entry, minEntries)}
		x.pairs[attrs] = p
		x.byAttr[attrs[0]] = append(x.byAttr[attrs[0]], p)
	}
	b := p.bucket(k)
	for i := range n {
		x.classes[attrs[i]] |= p.classes[i]
	}
	return b
}

// headOf returns the terms that the fewest of the events that come to the slot's
// bucket are likely to meet.
func (x *Index) headOf(slot uint32) forms.Head {
	ps, n := x.pivots(slot)
	spans := x.table.Spans(slot)
	return x.table.Head(slot, func(_ int, a index.AttrID) float64 {
		term := spans[:forms.Term(spans)]
		spans = spans[len(term):]
		if int(a) >= len(x.cells) {
			return 1
		}
		hull, c := forms.Hull(term), &x.cells[a]
		first, last := uint16(c.Of(hull.Lo)), uint16(c.Of(hull.Hi))
		share := float64(last-first+1) / float64(c.Len())
		for _, p := range ps[:n] {
			if p.attr == a {
				share /= x.shareOf(a, first, last)
			}
		}
		return share
	})
}

// Delete removes a conjunction, and says whether it was there.
func (x *Index) Delete(id index.ID) bool {
	slot, ok := x.table.Remove(id)
	if !ok {
		return false
	}
	p := x.home[slot]
	x.home[slot] = place{}
	end := len(p.bucket.heads) - 1
	moved := p.bucket.heads[end]
	p.bucket.heads = p.bucket.heads[:end]
	if int(p.at) != end {
		p.bucket.heads[p.at] = moved
		x.home[moved.Slot].at = p.at
	}
	if cap(p.bucket.heads) > 4*max(end, 2) {
		p.bucket.heads = append([]forms.Head(nil), p.bucket.heads...)
	}
	if x.table.Sparse() {
		x.table.Renumber()
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

// rebuild chooses the cells for the conjunctions there are, and puts these into
// new buckets.
func (x *Index) rebuild() {
	x.cells = x.table.Cells(func(spans int) int {
		return min(maxCells-1, 2+2*spans/spansPerCell)
	})
	x.built = x.Len()
	x.pairs = map[[2]index.AttrID]*pair{}
	x.byAttr = make([][]*pair, len(x.cells))
	x.classes = make([]uint16, len(x.cells))
	x.rest = bucket{}
	x.home = make([]place, x.table.Slots())
	for slot := range uint32(x.table.Slots()) {
		if x.table.Used(slot) {
			x.put(slot)
		}
	}
	x.changes = 0
}

// Compile builds the buckets for the conjunctions there are, and has those of a
// bucket lie together, and the buckets of a pair.
func (x *Index) Compile() {
	if x.changes == 0 {
		return
	}
	x.rebuild()
	order := make([]uint32, 0, x.Len())
	buckets := x.inOrder()
	for _, b := range buckets {
		for i := range b.heads {
			order = append(order, b.heads[i].Slot)
		}
	}
	x.table.Reorder(order)
	heads := forms.MakeHeads(len(order))
	x.home = make([]place, 0, len(order))
	for _, b := range buckets {
		from := len(heads)
		for i, h := range b.heads {
			h.Slot = uint32(len(heads))
			heads = append(heads, h)
			x.home = append(x.home, place{b, uint32(i)})
		}
		b.heads = heads[from:len(heads):len(heads)]
	}
	if invariant.Enabled {
		x.check()
	}
}

// inOrder returns the buckets, in the order of pairs and keys.
func (x *Index) inOrder() []*bucket {
	buckets := []*bucket{&x.rest}
	for _, ps := range x.byAttr {
		for _, p := range ps {
			from := len(buckets)
			buckets = append(buckets, p.buckets...)
			slices.SortFunc(buckets[from:], func(a, b *bucket) int { return int(int64(a.key) - int64(b.key)) })
		}
	}
	return buckets
}
