package bench

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// loadBatch is how many subscriptions are generated, lowered and inserted at a
// time: enough that reading the clock costs nothing, few enough to stay in cache.
const loadBatch = 1024

// watchEvery is after how many batches a load looks at the memory left.
const watchEvery = 4

// load is what loading a subject took.
type load struct {
	lower, build time.Duration
	cpu          int64 // processor time of build, in nanoseconds; of engines alone, 0 if not known
	conjunctions int
}

// refusalError says that an index did not take a subscription, or that a cell is not
// to be measured.
type refusalError struct{ err error }

func (r *refusalError) Error() string { return r.err.Error() }

func (r *refusalError) Unwrap() error { return r.err }

// overBudgetError says that a cell took longer than it may.
type overBudgetError struct{ budget time.Duration }

func (o *overBudgetError) Error() string {
	return fmt.Sprintf("takes more than the %v that a cell is given", o.budget)
}

// loadIndex fills a fresh index with the first subs subscriptions of the source. It
// calls watch now and then, and where there is something to compile once more
// before that, with loaded == of. Conjunctions that only events with several values
// can satisfy go into an index of their own, or nowhere if no event has any.
func loadIndex(ctx context.Context, a Algorithm, src Source, subs int, several bool, watch func(loaded, of int) error) (*indexSubject, load, error) {
	var l load
	x := &indexSubject{dict: index.NewDictionary(), subs: subs}
	begin := time.Now()
	x.index = a.New(x.dict)
	l.build = time.Since(begin)
	identity := true
	owner := make([]index.ID, 0, subs)
	for b, err := range lowered(ctx, src, subs, watch) {
		if err != nil {
			return nil, l, err
		}
		l.lower += b.took
		begin := time.Now()
		for i, s := range b.subs {
			conjunctions := s.Conjunctions()
			before := len(owner)
			for j := range conjunctions {
				to, owners := x.index, &owner
				if conjunctions[j].Several {
					if !several {
						continue
					}
					if x.late == nil {
						x.late = a.New(x.dict)
					}
					to, owners = x.late, &x.lateOwner
				}
				if err := to.Insert(index.ID(len(*owners)), &conjunctions[j]); err != nil {
					return nil, l, &refusalError{fmt.Errorf("subscription %s: %w", SubscriptionID(b.first+i), err)}
				}
				*owners = append(*owners, index.ID(b.first+i))
			}
			identity = identity && len(owner) == before+1
		}
		l.build += time.Since(begin)
	}
	l.conjunctions = len(owner) + len(x.lateOwner)
	if !identity || x.late != nil {
		x.owner = owner
	}
	if c, ok := x.index.(index.Compiler); ok {
		if err := watch(subs, subs); err != nil {
			return nil, l, err
		}
		begin := time.Now()
		c.Compile()
		if late, ok := x.late.(index.Compiler); ok {
			late.Compile()
		}
		l.build += time.Since(begin)
	}
	return x, l, nil
}

// loweredBatch is some subscriptions in a row. The next batch overwrites it.
type loweredBatch struct {
	first int
	subs  []*predicate.Subscription
	took  time.Duration // to lower them
}

// lowered streams the first n subscriptions of the source, lowered.
func lowered(ctx context.Context, src Source, n int, watch func(loaded, of int) error) iter.Seq2[loweredBatch, error] {
	return func(yield func(loweredBatch, error) bool) {
		exprs := make([]predicate.Expr, 0, loadBatch)
		b := loweredBatch{subs: make([]*predicate.Subscription, 0, loadBatch)}
		batches := 0
		flush := func() error {
			begin := time.Now()
			for i, e := range exprs {
				s, err := predicate.New(e, predicate.Options{})
				if err != nil {
					return fmt.Errorf("bench: subscription %s: %w", SubscriptionID(b.first+i), err)
				}
				b.subs = append(b.subs, s)
			}
			b.took = time.Since(begin)
			if batches++; batches%watchEvery == 0 {
				if err := watch(b.first, n); err != nil {
					return err
				}
			}
			return ctx.Err()
		}
		loaded := 0
		for e := range src.Subscriptions(n) {
			exprs = append(exprs, e)
			loaded++
			if len(exprs) < loadBatch && loaded < n {
				continue
			}
			if err := flush(); err != nil {
				yield(loweredBatch{}, err)
				return
			}
			if !yield(b, nil) {
				return
			}
			clear(exprs) // let go of what the index did not keep
			clear(b.subs)
			exprs, b.subs, b.first = exprs[:0], b.subs[:0], loaded
		}
		if loaded != n {
			yield(loweredBatch{}, fmt.Errorf("bench: the workload has %d subscriptions, not %d", loaded, n))
		}
	}
}

// collect frees what is garbage. The second collection frees what the first has
// finalized, and what pools have kept over it.
func collect() {
	runtime.GC()
	runtime.GC()
}

// release gives the memory of a cell back, so that the next one finds it
// available.
func release() {
	runtime.GC()
	debug.FreeOSMemory()
}

// liveHeap returns the bytes of live objects on the heap.
func liveHeap() float64 {
	collect()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// reasonToSkip returns why the cell of an error is left out, where that concerns
// this cell alone.
func reasonToSkip(err error) (reason string, skip bool) {
	if s := (*shortageError)(nil); errors.As(err, &s) {
		return s.Error(), true
	}
	if r := (*refusalError)(nil); errors.As(err, &r) {
		return r.Error(), true
	}
	if o := (*overBudgetError)(nil); errors.As(err, &o) {
		return o.Error(), true
	}
	return "", false
}
