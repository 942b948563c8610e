package bench

import (
	"context"
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// BatchEvents is how many events are matched together in mode Batch.
const BatchEvents = 1024

// batchPass matches all events in batches. The time of an event is the mean of its batch.
func (t *timer) batchPass(ctx context.Context) error {
	at := 0
	for events := range slices.Chunk(t.events, BatchEvents) {
		if err := ctx.Err(); err != nil {
			return err
		}
		t.matchBatch(events, t.times[at:at+len(events)])
		at += len(events)
	}
	return nil
}

// matchBatch matches the events together, and gives each the same part of the time.
func (t *timer) matchBatch(events []*predicate.Event, times []int64) {
	begin := t.clock.now()
	t.found = t.session.appendBatch(t.found, events)
	each := (t.clock.now() - begin) / int64(len(events))
	for i := range events {
		times[i] = each
		t.matches += len(t.found[i])
	}
}

// batch is the memory of an index's session for a batch.
type batch struct {
	encoders []*index.Encoder // one an event, as all are valid at the same time
	events   []*index.Event
}

// resize returns dst with n elements, which are empty.
func resize(dst [][]index.ID, n int) [][]index.ID {
	dst = slices.Grow(dst[:0], n)[:n]
	for i := range dst {
		dst[i] = dst[i][:0]
	}
	return dst
}

func (s *indexSession) encodeBatch(events []*predicate.Event) []*index.Event {
	b := &s.batch
	b.events = b.events[:0]
	for i, ev := range events {
		if i == len(b.encoders) {
			b.encoders = append(b.encoders, index.NewEncoder(s.dict))
		}
		b.events = append(b.events, b.encoders[i].Encode(ev))
	}
	return b.events
}

func (s *indexSession) appendBatch(dst [][]index.ID, events []*predicate.Event) [][]index.ID {
	dst = resize(dst, len(events))
	encoded := s.encodeBatch(events)
	if b, ok := s.matcher.(index.Batcher); ok {
		return b.AppendBatch(dst, encoded)
	}
	for i, e := range encoded {
		dst[i] = s.matcher.AppendMatches(dst[i], e)
	}
	return dst
}

func (s *owningSession) appendBatch(dst [][]index.ID, events []*predicate.Event) [][]index.ID {
	dst = s.indexSession.appendBatch(dst, events)
	for i, e := range s.batch.events {
		s.next()
		dst[i] = s.ownAll(dst[i], 0, e)
	}
	return dst
}

func (s *engineSession) appendBatch(dst [][]index.ID, events []*predicate.Event) [][]index.ID {
	return s.engine.MatchBatch(dst, events)
}

func (s *churnedSession) appendBatch(dst [][]index.ID, events []*predicate.Event) [][]index.ID {
	dst = s.session.appendBatch(dst, events)
	for _, ids := range dst {
		s.restore(ids)
	}
	return dst
}

// checkBatch compares what a session says of the verified events, in one batch, with the
// verdicts. Each comes so often that the batch is no small one.
func (v *verdicts) checkBatch(s session, subs int) *MismatchError {
	if len(v.events) == 0 {
		return nil
	}
	events := slices.Clone(v.events)
	for len(events) < BatchEvents/4 {
		events = append(events, v.events...)
	}
	for i, got := range s.appendBatch(nil, events) {
		j := i % len(v.events)
		if m := mismatch(Batch, j, got, v.of(j, subs)); m != nil {
			return m
		}
	}
	return nil
}

// mismatch says how what was matched differs from what is to match, nil if it does not.
func mismatch(mode Mode, event int, got, want []index.ID) *MismatchError {
	missing, extra, repeated := compare(got, want)
	if len(missing)+len(extra)+len(repeated) == 0 {
		return nil
	}
	return &MismatchError{Event: event, Mode: mode, Missing: missing, Extra: extra, Repeated: repeated}
}
