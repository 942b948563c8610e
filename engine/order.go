package engine

import (
	"cmp"
	"iter"
	"math"
	"slices"

	"github.com/thresh-dev/thresh/index"
)

// cursor walks over the live subscriptions of a part in the order of
// subscription.
type cursor[ID comparable] struct {
	part   *part[ID]
	sorted []index.ID // the local numbers in order; nil if they are so already
	at     int
	order  uint64 // of the one at hand
}

func newCursor[ID comparable](p *part[ID]) cursor[ID] {
	c := cursor[ID]{part: p, at: -1}
	if p.unsorted {
		c.sorted = make([]index.ID, p.len())
		for i := range c.sorted {
			c.sorted[i] = index.ID(i)
		}
		slices.SortFunc(c.sorted, func(a, b index.ID) int { return cmp.Compare(p.orders[a], p.orders[b]) })
	}
	return c
}

// local returns the number of the subscription at hand.
func (c *cursor[ID]) local() index.ID {
	if c.sorted != nil {
		return c.sorted[c.at]
	}
	return index.ID(c.at)
}

// next moves to the next live subscription, and says whether there is one.
func (c *cursor[ID]) next() bool {
	for c.at++; c.at < c.part.len(); c.at++ {
		if l := c.local(); !c.part.dead.has(l) {
			c.order = c.part.orders[l]
			return true
		}
	}
	return false
}

// inOrder iterates over the live subscriptions of all parts, with their local
// numbers, in the order of subscription.
func inOrder[ID comparable](parts []part[ID]) iter.Seq2[*part[ID], index.ID] {
	return func(yield func(*part[ID], index.ID) bool) {
		var cursors []cursor[ID]
		for i := range parts {
			if c := newCursor(&parts[i]); c.next() {
				cursors = append(cursors, c)
			}
		}
		for len(cursors) > 0 {
			// The first one, up to where the second begins: ranges overlap little.
			first, limit := 0, uint64(math.MaxUint64)
			for i := 1; i < len(cursors); i++ {
				if cursors[i].order < cursors[first].order {
					first, limit = i, cursors[first].order
				} else {
					limit = min(limit, cursors[i].order)
				}
			}
			c := &cursors[first]
			more := true
			for more && c.order <= limit {
				if !yield(c.part, c.local()) {
					return
				}
				more = c.next()
			}
			if !more {
				cursors = slices.Delete(cursors, first, first+1)
			}
		}
	}
}
