package slab

import (
	"math/bits"

	"github.com/thresh-dev/thresh/internal/invariant"
)

// check re-derives the invariants of the index.
func (x *Index) check() {
	n := x.stage.len()
	for _, g := range x.segments {
		n += g.conjunctions
		g.check()
	}
	invariant.Assert(n == x.Len() || x.stage.len() == 0, "slab: %d conjunctions, %d IDs", n, x.Len())
}

// check re-derives the invariants of the segment.
func (g *segment) check() {
	lanes := 0
	for t, live := range g.live {
		lanes += bits.OnesCount64(live)
		invariant.Assert(g.slots.From[t] <= g.slots.From[t+1], "slab: slots of tile %d", t)
	}
	invariant.Assert(lanes == g.lanes, "slab: %d lanes live, not %d", lanes, g.lanes)
	invariant.Assert(g.copies || lanes == g.conjunctions, "slab: %d lanes, %d conjunctions", lanes, g.conjunctions)
	c := &g.coded
	invariant.Assert(len(c.attrs) == len(c.first) && len(c.rest) == len(c.first)+1, "slab: %d first tests, %d attributes, %d others", len(c.first), len(c.attrs), len(c.rest))
	for i := range c.first {
		invariant.Assert(c.rest[i] < c.rest[i+1], "slab: coded lane %d has no other test", i)
	}
	for l, d := range g.domains {
		invariant.Assert(d.first[d.numCells()] == d.numRanks(), "slab: attribute %d: cells end at %d", l, d.first[d.numCells()])
		for i := 1; i < d.keys.len(); i++ {
			invariant.Assert(d.keys.at(i-1) <= d.keys.at(i), "slab: attribute %d: keys %d and %d", l, i-1, i)
		}
	}
}
