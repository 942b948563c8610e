package slab

import (
	"math"
	"math/bits"

	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/predicate"
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
	for i := range g.packed.runs {
		g.checkPacked(&g.packed.runs[i])
	}
	for i, nd := range g.nodes {
		invariant.Assert(nd.fine == 0 || nd.leaf && int(nd.fine) <= len(g.fine), "slab: fine hulls of node %d", i)
	}
	for l, d := range g.domains {
		invariant.Assert(d.first[d.numCells()] == d.numRanks(), "slab: attribute %d: cells end at %d", l, d.first[d.numCells()])
		for i := 1; i < d.keys.len(); i++ {
			invariant.Assert(d.keys.at(i-1) <= d.keys.at(i), "slab: attribute %d: keys %d and %d", l, i-1, i)
		}
		d.check()
		if k := g.access[l].narrow; k != nil {
			g.checkBuckets(uint32(l), k)
		}
	}
}

// check says that each key has its rank, or of very many some.
func (d *domain) check() {
	for i := 0; i < d.keys.len(); i += 1 + d.keys.len()/4096 {
		var v predicate.Value
		if d.long != nil {
			v = d.long[i]
		}
		invariant.Assert(d.rank(d.keys.at(i), v) == uint32(2*i+2), "slab: the rank of key %d", i)
	}
}

// checkBuckets says that each lane of a bucket asks for a range of the attribute that lies
// in it.
func (g *segment) checkBuckets(attr uint32, k *buckets) {
	for _, v := range k.levels {
		for i, r := range v.runs {
			for l := r.from; l < r.to; l++ {
				invariant.Assert(g.inBucket(l, attr, v.shift, uint32(i)), "slab: I6: lane %d in bucket %d of %d ranks", l, i, 1<<v.shift)
			}
		}
	}
}

// inBucket says so of one lane, unless its record is elsewhere.
func (g *segment) inBucket(lane, attr uint32, shift uint8, bucket uint32) bool {
	t, stride := lane/tileLanes, uint32(g.stride[lane/tileLanes])
	words := g.words[g.rec[t]+lane%tileLanes*stride:][:stride]
	for len(words) > 0 {
		w, a, rest := next(words)
		if w.kind() == kindCheck && a == elsewhere || a == attr && w != wordTrue && w.lo()>>shift == bucket && w.hi()>>shift == bucket {
			return true
		}
		words = rest
	}
	return false
}

// checkPacked says that the columns of a run pass, of the lanes that are sure, those that
// ask for a rank and no others: at the ends of their ranges.
func (g *segment) checkPacked(k *packedRun) {
	x := &g.packed
	for lane := k.from; lane < k.to; lane++ {
		t, i := lane/tileLanes, lane-k.from
		if x.rows[k.sure+i/tileLanes]>>(i%tileLanes)&1 == 0 {
			continue
		}
		stride := uint32(g.stride[t])
		words := g.words[g.rec[t]+lane%tileLanes*stride:][:stride]
		for len(words) > 0 {
			w, attr, rest := next(words)
			words = rest
			if w.kind() > kindOne || w == wordTrue {
				continue
			}
			for _, r := range [...]uint32{w.lo() - 1, w.lo(), w.hi(), w.hi() + 1} {
				if r > g.domains[attr].numRanks()-1 {
					continue
				}
				passed := true
				for j := range k.columns {
					c := &x.columns[k.first+j]
					passed = passed && (c.attr != attr || x.passes(k, c, i, r))
				}
				invariant.Assert(passed == (w.lo() <= r && r <= w.hi()), "slab: lane %d and rank %d of attribute %d: %t", lane, r, attr, passed)
			}
		}
	}
}

// passes says whether the i-th lane of a run passes one of its columns.
func (x *packedRuns) passes(k *packedRun, c *packedColumn, i, r uint32) bool {
	at := c.at + i
	v := x.number(c, r)
	switch words, _ := packedLevels(k.to - k.from); {
	case r == 0 && c.need:
		return false
	case c.form == packedBits:
		row := uint32(x.row[c.row+x.passed(c, r)])
		return x.rows[c.at+row*words[0]+i/tileLanes]>>(i%tileLanes)&1 != 0
	case c.form == packedHigh:
		v = math.MaxUint16 - v
	}
	if c.same {
		return c.at <= uint32(v)
	}
	return x.bounds[at] <= v
}
