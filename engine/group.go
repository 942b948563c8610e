package engine

import (
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/kernel"
	"github.com/thresh-dev/thresh/predicate"
)

// sharedBit marks the local number of a subscription that has several
// conjunctions in a group, and so may be found several times.
const sharedBit index.ID = 1 << 31

// group is the conjunctions of one kind: in an index, or, where there is none or it
// refuses some, by keys and in a flat list.
type group struct {
	index index.Index // nil: none is in an index
	// subs is, by index.ID, the local number of the subscription, with sharedBit
	// if it has several conjunctions here. It is nil where the numbers are the same.
	subs  []index.ID
	keyed keyed
	flat  flat // what has no key
	// shared says whether some number bears sharedBit.
	shared bool
}

func (g *group) len() int {
	n := g.outside()
	if g.index != nil {
		n += g.index.Len()
	}
	return n
}

// outside returns how many conjunctions are in no index.
func (g *group) outside() int { return g.keyed.len() + g.flat.len() }

// bytes returns the memory off the Go heap.
func (g *group) bytes() int {
	if g.index == nil {
		return 0
	}
	return g.index.Bytes()
}

// addAll adds those of the conjunctions of the subscription sub that have Several
// as given.
func (g *group) addAll(sub index.ID, cs []predicate.Conjunction, several bool, d *index.Dictionary) {
	n := 0
	for i := range cs {
		if cs[i].Several == several {
			n++
		}
	}
	if n > 1 {
		sub |= sharedBit
		g.shared = true
	}
	for i := range cs {
		if cs[i].Several == several {
			g.add(&cs[i], sub, d)
		}
	}
}

// add adds a conjunction. One that the index refuses is found by its key, or by walking
// over the flat list, as are all where there is no index.
func (g *group) add(c *predicate.Conjunction, sub index.ID, d *index.Dictionary) {
	if g.index != nil {
		id := index.ID(g.index.Len())
		if g.index.Insert(id, c) == nil {
			if g.subs == nil && sub != id {
				g.subs = make([]index.ID, id, max(16, 2*id))
				for i := range g.subs {
					g.subs[i] = index.ID(i)
				}
			}
			if g.subs != nil {
				g.subs = append(g.subs, sub)
			}
			return
		}
	}
	if form := d.Form(c); !g.keyed.add(form, sub) {
		g.flat.add(form, sub)
		if kernel.FastLanes() {
			g.flat.pack()
		}
	}
}

// seal ends the loading of a group that is to grow no more. That many goroutines
// may compile it.
func (g *group) seal(goroutines int) {
	g.subs = slices.Clip(g.subs)
	g.keyed.seal()
	switch c := g.index.(type) {
	case index.ParallelCompiler:
		c.CompileParallel(goroutines)
	case index.Compiler:
		c.Compile()
	}
}

// matcher returns the matcher kept in m, which it makes if there is none yet. It
// is nil where there is no index.
func (g *group) matcher(m *index.Matcher) index.Matcher {
	if *m == nil && g.index != nil {
		*m = g.index.NewMatcher()
	}
	return *m
}

// appendIndexed appends what the index finds, for complete.
func (g *group) appendIndexed(dst []index.ID, m *index.Matcher, e *index.Event) []index.ID {
	if x := g.matcher(m); x != nil {
		return x.AppendMatches(dst, e)
	}
	return dst
}

// complete makes of what the index has found, from the given place on, numbers of
// subscriptions, with sharedBit, and appends those of the conjunctions outside of
// the index. A subscription is there as often as it has conjunctions that the event
// satisfies, but may be left out if it is gone.
func (g *group) complete(dst []index.ID, from int, dead *tombstones, e *index.Event) []index.ID {
	if g.subs != nil {
		found := dst[from:]
		for i, id := range found {
			found[i] = g.subs[id]
		}
	}
	if g.keyed.len() > 0 {
		dst = g.keyed.appendSubs(dst, dead, e)
	}
	if g.flat.len() > 0 {
		dst = g.flat.appendSubs(dst, dead, e)
	}
	return dst
}
