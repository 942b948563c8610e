package profile

import (
	"context"
	"fmt"
	"iter"

	"github.com/thresh-dev/thresh/engine"
	"github.com/thresh-dev/thresh/predicate"
)

// lookEvery is after how many subscriptions or events the context is looked at.
const lookEvery = 1024

// CountMatches matches the events by an engine that it fills with the subscriptions,
// whose IDs id tells by their number. The error is the context's, or that of a
// subscription.
func CountMatches(ctx context.Context, subs iter.Seq2[*predicate.Subscription, error], events []*predicate.Event, id func(int) string) (*Matches, error) {
	e := engine.New[uint32](engine.Options{})
	n := 0
	var stopped error
	err := e.SubscribeAll(func(yield func(uint32, *predicate.Subscription) bool) {
		for s, err := range subs {
			if n%lookEvery == 0 && err == nil {
				err = ctx.Err()
			}
			if err != nil {
				stopped = err
				return
			}
			if !yield(uint32(n), s) {
				return
			}
			n++
		}
	})
	if stopped != nil {
		return nil, stopped
	}
	if err != nil {
		return nil, fmt.Errorf("profile: %w", err)
	}
	m := &Matches{}
	counts := make([]int, n)
	var ids []uint32
	total := 0
	for _, ev := range events {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		ids = e.AppendMatches(ids[:0], ev)
		total += len(ids)
		m.Max = max(m.Max, len(ids))
		for _, id := range ids {
			counts[id]++
		}
	}
	m.Mean = float64(total) / float64(max(1, len(events)))
	for i, count := range counts {
		switch {
		case count == 0:
			m.None++
		case 2*count >= len(events):
			m.FrequentCount++
			m.Frequent = insertMost(m.Frequent, Of{id(i), count})
		}
	}
	return m, nil
}
