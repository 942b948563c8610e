package engine

import (
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// Bounds of how many events are matched together. The more subscriptions there are, the
// less of an index stays in the caches, and the more an index may gain that shares work
// among events; but their codes are to stay there too, which for an event are as many as
// there are attributes.
const (
	batchEvents = 64      // at least
	batchMost   = 1024    // at most
	batchCodes  = 1 << 16 // of all its events, beyond the least
	batchSubs   = 1024    // subscriptions for each event, beyond the least
)

// batchOf returns how many events are matched together.
func batchOf(subs, attrs int) int {
	return max(batchEvents, min(batchMost, subs/batchSubs, batchCodes/max(attrs, 1)))
}

// MatchBatch matches many events on the same state of the engine: no change is
// seen by some of them only. It returns dst with one element an event, the IDs of
// the subscriptions that the event satisfies, each once, in any order. What dst
// and its elements held is overwritten, and their memory used again; nothing is
// kept of them. In the steady state it allocates nothing but what they need. A nil
// event has no attributes. It takes less time than one match after the other where
// the matcher of the index is an [index.Batcher].
func (e *Engine[ID]) MatchBatch(dst [][]ID, events []*predicate.Event) [][]ID {
	dst = slices.Grow(dst[:0], len(events))[:len(events)]
	s := e.snapshot.Load()
	sc := e.borrow()
	defer e.pool.Put(sc)
	subs := 0
	for i := range s.parts {
		subs += s.parts[i].len()
	}
	out := dst
	for chunk := range slices.Chunk(events, batchOf(subs, s.dict.Len())) {
		matchChunk(out[:len(chunk)], s, sc, chunk)
		out = out[len(chunk):]
	}
	return dst
}

// matchChunk sets dst[i] to the IDs for events[i].
func matchChunk[ID comparable](dst [][]ID, s *snapshot[ID], sc *scratch, events []*predicate.Event) {
	xs := fitBatch(sc, s, events)
	for i := range dst {
		dst[i] = dst[i][:0]
	}
	for i := inHead; i < len(s.parts); i++ {
		p := s.at(i)
		m := sc.matchersOf(i)
		p.appendBatch(sc.founds, m, xs)
		for k, found := range sc.founds {
			found = p.complete(found, 0, m, sc.marks, p.dead, xs[k])
			sc.founds[k] = found[:0]
			ids := slices.Grow(dst[k], len(found))
			for _, local := range found {
				ids = append(ids, p.ids[local])
			}
			dst[k] = ids
		}
	}
}

// appendBatch appends to found[i] what the index finds for events[i], for complete.
func (s *segment) appendBatch(found [][]index.ID, m *matchers, events []*index.Event) {
	x := s.one.matcher(&m.one)
	if x == nil {
		return
	}
	if b, ok := x.(index.Batcher); ok {
		b.AppendBatch(found, events)
		return
	}
	for i, e := range events {
		found[i] = x.AppendMatches(found[i], e)
	}
}

// fitBatch is fit of many events. The scratch has as many lists in founds.
func fitBatch[ID comparable](sc *scratch, s *snapshot[ID], events []*predicate.Event) []*index.Event {
	fitLayout(sc, s)
	for len(sc.encoders) < len(events) {
		sc.encoders = append(sc.encoders, index.NewEncoder(s.dict))
	}
	sc.events = sc.events[:0]
	for i, ev := range events {
		if ev == nil {
			ev = &sc.nothing
		}
		sc.events = append(sc.events, encode(sc.encoders[i], s, ev))
	}
	sc.founds = slices.Grow(sc.founds[:0], len(events))[:len(events)]
	return sc.events
}
