package engine

import (
	"sync"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

const (
	// feedBatch is how many subscriptions are handed over at a time.
	feedBatch = 256
	// feedAhead is how many batches may wait.
	feedAhead = 2
)

// feeder loads subscriptions into a segment from two goroutines beside the one that
// has them: one for their expressions, one for their conjunctions.
//
//	add ──batch──┬─▶ expressions in binary form ──▶ sources
//	             └─▶ orders, conjunctions ────────▶ index
type feeder struct {
	batch        []*predicate.Subscription
	exprs, conjs chan []*predicate.Subscription
	working      sync.WaitGroup
}

// feed returns a feeder of the segment, which is empty. Until it is stopped it has the
// segment to itself.
func feed(s *segment, d *index.Dictionary) *feeder {
	exprs := make(chan []*predicate.Subscription, feedAhead)
	conjs := make(chan []*predicate.Subscription, feedAhead)
	f := &feeder{exprs: exprs, conjs: conjs}
	f.working.Go(func() {
		var own sources // so that the goroutines do not write to the same lines of memory
		for batch := range exprs {
			for _, x := range batch {
				own.add(x.Expr())
			}
		}
		s.sources = own
	})
	f.working.Go(func() {
		for batch := range conjs {
			for _, x := range batch {
				s.conjoin(s.begin(uint64(s.len())), x.Conjunctions(), d)
			}
		}
	})
	return f
}

// add loads a subscription, whose order is the number of those before it.
func (f *feeder) add(x *predicate.Subscription) {
	if f.batch == nil {
		f.batch = make([]*predicate.Subscription, 0, feedBatch)
	}
	f.batch = append(f.batch, x)
	if len(f.batch) == feedBatch {
		f.flush()
	}
}

func (f *feeder) flush() {
	f.exprs <- f.batch
	f.conjs <- f.batch
	f.batch = nil
}

// stop returns once all that was added is in the segment. It may be called again.
func (f *feeder) stop() {
	if f.exprs == nil {
		return
	}
	f.flush()
	close(f.exprs)
	close(f.conjs)
	f.exprs, f.conjs = nil, nil
	f.working.Wait()
}
