package engine

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2/roaring64"

	"github.com/thresh-dev/thresh/predicate"
)

// numberBatch is how many numbers are added to a bitmap at a time.
const numberBatch = 4096

// MatchBitmap returns the numbers of the subscriptions that the event satisfies, for
// who intersects them further: with those of other events, or with sets of their own.
// It overwrites dst and returns it, or a new bitmap if dst is nil. Bitmaps of the same
// engine go together whenever they were made: see [Engine.Number].
//
// It takes longer than AppendMatches, and less memory where many subscriptions match:
// some bits each. A nil event has no attributes.
func (e *Engine[ID]) MatchBitmap(dst *roaring64.Bitmap, ev *predicate.Event) *roaring64.Bitmap {
	if dst == nil {
		dst = roaring64.New()
	} else {
		dst.Clear()
	}
	s := e.snapshot.Load()
	sc := e.borrow()
	defer e.pool.Put(sc)
	x := fit(sc, s, ev)
	for i := inHead; i < len(s.parts); i++ {
		p := s.at(i)
		found := find(sc, s, i, x)
		// A bitmap is made fastest in ascending order.
		sc.sortLocals(found, p.len())
		for chunk := range slices.Chunk(found, numberBatch) {
			sc.numbers = sc.numbers[:0]
			for _, local := range chunk {
				sc.numbers = append(sc.numbers, p.orders[local])
			}
			dst.AddMany(sc.numbers)
		}
	}
	return dst
}

// Number returns the number by which bitmaps know the subscription, and false if there
// is none of that ID. Numbers ascend in the order of subscription, from 0. Replace keeps
// a subscription's number; that of one that is gone is never used again.
func (e *Engine[ID]) Number(id ID) (uint64, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	n, ok := e.records[id]
	return n, ok
}

// Numbered returns the ID of the subscription with that number, and false if it is
// gone. It takes no lock.
func (e *Engine[ID]) Numbered(number uint64) (id ID, ok bool) {
	s := e.snapshot.Load()
	at, ok := s.find(number)
	if !ok {
		return id, false
	}
	return s.at(at.part).ids[at.local], true
}
