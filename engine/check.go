package engine

import (
	"math/bits"
	"slices"

	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/internal/kernel"
)

// checkEvery is how many checks of a large engine one full check stands for.
const checkEvery = 64

// check derives the invariants anew.
func (e *Engine[ID]) check() {
	s := e.snapshot.Load()
	live := s.head.live()
	s.head.check(len(s.head.ids))
	for i := range s.parts {
		p := &s.parts[i]
		live += p.live()
		p.checkDead(p.dead)
	}
	invariant.Assert(live == len(e.records), "engine: %d live subscriptions, %d records", live, len(e.records))
	for seg := range e.busy {
		invariant.Assert(s.indexOf(seg) >= 0, "engine: a busy segment is in no part")
	}
	e.checks++
	if len(e.records) > 256 && e.checks%checkEvery != 0 {
		return
	}
	for i := range s.parts {
		s.parts[i].check(len(s.parts[i].ids))
	}
	for id, order := range e.records {
		at, ok := s.find(order)
		invariant.Assert(ok, "engine: subscription %v is in no segment", id)
		p := s.at(at.part)
		invariant.Assert(p.ids[at.local] == id && p.orders[at.local] == order, "engine: subscription %v is not in its place", id)
		invariant.Assert(order < e.order, "engine: order %d is not given out", order)
	}
}

// check derives what a segment of n IDs keeps.
func (s *segment) check(n int) {
	invariant.Assert(s.len() == n && s.sources.len()+len(s.subs) == n, "engine: a segment of %d orders, %d sources, %d subscriptions, %d IDs",
		s.len(), s.sources.len(), len(s.subs), n)
	ascending := true
	for i, o := range s.orders {
		invariant.Assert(s.first <= o && o <= s.last, "engine: order %d is not from %d to %d", o, s.first, s.last)
		ascending = ascending && (i == 0 || s.orders[i-1] < o)
	}
	invariant.Assert(ascending != s.unsorted, "engine: whether orders ascend")
	for _, g := range s.groups() {
		indexed := 0
		if g.index != nil {
			indexed = g.index.Len()
		}
		invariant.Assert(g.subs == nil || len(g.subs) == indexed, "engine: %d subscriptions of %d conjunctions", len(g.subs), indexed)
		invariant.Assert(g.subs != nil || indexed <= n, "engine: %d conjunctions of %d subscriptions", indexed, n)
		for _, sub := range g.subs {
			invariant.Assert(int(sub&^sharedBit) < n, "engine: subscription %d of %d", sub, n)
		}
		for _, f := range []*flat{&g.flat, &g.keyed.flat} {
			f.checkLanes()
			for _, c := range f.conjs {
				invariant.Assert(int(c.sub&^sharedBit) < n, "engine: subscription %d of %d", c.sub, n)
			}
		}
		g.keyed.check()
	}
}

// checkLanes derives that what is in lanes are the first conjunctions, and that what meets
// a term is in the cells of its row.
func (f *flat) checkLanes() {
	l := &f.lanes
	n := len(l.blocks.Live)
	invariant.Assert(l.len() <= f.len(), "engine: %d lanes of %d conjunctions", l.len(), f.len())
	invariant.Assert(n == 0 || len(l.blocks.From) == n+3, "engine: %d blocks begin %d times", n, len(l.blocks.From))
	invariant.Assert(len(l.blocks.Rows) == n*laneRows, "engine: %d rows of %d blocks", len(l.blocks.Rows), n)
	for i := range l.len() {
		c := &f.conjs[i]
		terms := slices.Concat(f.leads[i][:], f.terms[c.from:c.to])
		for r := range laneRows {
			row, lane := &l.blocks.Rows[i/kernel.ShortLanes*laneRows+r], i%kernel.ShortLanes
			if row.Lo[lane] == 0 && row.Hi[lane] == lastCell {
				continue
			}
			s := &l.scales[row.Attr[lane]]
			invariant.Assert(slices.ContainsFunc(terms, func(t flatTerm) bool {
				return t.attr == s.attr && row.Lo[lane] == s.cell(t.lo) && row.Hi[lane] == s.cell(t.lo+t.width)
			}), "engine: lane %d has a row of no term", i)
		}
	}
}

// check derives that the buckets lead to each entry, once, and some entry to each
// conjunction.
func (k *keyed) check() {
	met, entries := make([]bool, k.len()), 0
	all := k.entries[:cap(k.entries)]
	for b := range k.buckets {
		for i := k.buckets[b].Load(); i != 0; i = all[i-1].next {
			e := &all[i-1]
			invariant.Assert(e.next < i, "engine: entry %d leads to a newer one, %d", i, e.next)
			invariant.Assert(k.bucket(e.attr, e.code) == uint32(b), "engine: a key in bucket %d", b)
			if int(i) <= len(k.entries) {
				invariant.Assert(slices.Contains(k.attrs, e.attr), "engine: a key on attribute %d, which is not asked", e.attr)
				met[e.conj] = true
				entries++
			}
		}
	}
	invariant.Assert(entries == len(k.entries), "engine: %d of %d entries are found", entries, len(k.entries))
	invariant.Assert(!slices.Contains(met, false), "engine: a conjunction without a key")
}

// checkDead derives what tombstones of the segment keep.
func (s *segment) checkDead(t *tombstones) {
	if t == nil {
		return
	}
	n := 0
	for k, c := range t.chunks {
		if c == nil {
			continue
		}
		for w, word := range c {
			n += bits.OnesCount64(word)
			top := k*chunkBits + w*64 + bits.Len64(word)
			invariant.Assert(word == 0 || top <= s.len(), "engine: tombstone %d of %d", top-1, s.len())
		}
	}
	invariant.Assert(n == t.n, "engine: %d tombstones, not %d", n, t.n)
}

// groups returns the groups that there are.
func (s *segment) groups() []*group {
	out := []*group{&s.one, &s.several}
	if s.late.used() {
		out = append(out, s.late.group.Load())
	}
	return out
}
