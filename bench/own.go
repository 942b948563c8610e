package bench

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"

	"github.com/thresh-dev/thresh/bench/profile"
	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/predicate"
)

// Own is a workload of one's own subscriptions and events, in memory: expressions in
// binary form, some tens of bytes each, and the events. It is for one goroutine.
type Own struct {
	Name string // for results

	exprs   []byte
	ends    []int // of each expression in exprs
	ids     []string
	events  []*predicate.Event
	numbers []int // of the events
	profile *profile.Collector
}

// NewOwn returns a workload of nothing.
func NewOwn(name string) *Own { return &Own{Name: name, profile: profile.NewCollector()} }

// Add adds a subscription, of which nothing is kept but a copy. The ID is for
// messages.
func (o *Own) Add(id string, s *predicate.Subscription) {
	o.exprs = predicate.AppendExpr(o.exprs, s.Expr())
	o.ends = append(o.ends, len(o.exprs))
	o.ids = append(o.ids, id)
	o.profile.Add(id, s)
}

// AddEvent adds an event, which is to stay valid, and its number for messages.
func (o *Own) AddEvent(number int, ev *predicate.Event) {
	o.events = append(o.events, ev)
	o.numbers = append(o.numbers, number)
	o.profile.AddEvent(ev)
}

// Len returns the number of subscriptions.
func (o *Own) Len() int { return len(o.ids) }

func (o *Own) expr(i int) (predicate.Expr, error) {
	from := 0
	if i > 0 {
		from = o.ends[i-1]
	}
	return predicate.DecodeExpr(o.exprs[from:o.ends[i]])
}

// all iterates over the subscriptions, lowered.
func (o *Own) all() iter.Seq2[*predicate.Subscription, error] {
	return func(yield func(*predicate.Subscription, error) bool) {
		for i := range o.ids {
			e, err := o.expr(i)
			var s *predicate.Subscription
			if err == nil {
				s, err = predicate.New(e, predicate.Options{})
			}
			if err != nil {
				err = fmt.Errorf("bench: subscription %q: %w", o.ids[i], err)
			}
			if !yield(s, err) {
				return
			}
		}
	}
}

// ownSource is a Source of an Own that has random samples of some sizes.
type ownSource struct {
	*Own
	order  []int // of the subscriptions
	chosen []int // order of the events
}

// sampleSeed makes the samples the same in every run.
const sampleSeed = 42

// source returns a Source whose first n subscriptions are, for each of the sizes, a
// random sample, all of those of a smaller one in it: a file may be sorted. Within
// what one size adds to another subscriptions are in the order of the file. The
// events are shuffled. The sizes ascend, and the last is Len.
func (o *Own) source(sizes []int) *ownSource {
	rng := rand.New(rand.NewPCG(sampleSeed, 0))
	s := &ownSource{Own: o, order: rng.Perm(o.Len())}
	from := 0
	for _, n := range sizes {
		slices.Sort(s.order[from:n])
		from = n
	}
	s.chosen = rng.Perm(len(o.events))
	return s
}

func (s *ownSource) Attrs() int { return s.profile.Profile().Attributes }

func (s *ownSource) Subscriptions(n int) iter.Seq[predicate.Expr] {
	return func(yield func(predicate.Expr) bool) {
		for _, i := range s.order[:min(n, len(s.order))] {
			e, err := s.expr(i)
			invariant.Assert(err == nil, "bench: what was encoded does not decode: %v", err)
			if err != nil || !yield(e) {
				return // too few subscriptions are an error of who asks
			}
		}
	}
}

func (s *ownSource) Events(n int) iter.Seq[*predicate.Event] {
	return func(yield func(*predicate.Event) bool) {
		for _, i := range s.chosen[:min(n, len(s.chosen))] {
			if !yield(s.events[i]) {
				return
			}
		}
	}
}

// growingSizes returns the numbers of subscriptions to measure at: a sixteenth, a
// quarter and all, those left out that are too few to tell anything.
func growingSizes(n int) []int {
	var sizes []int
	for _, part := range []int{16, 4} {
		if n/part >= leastSample {
			sizes = append(sizes, n/part)
		}
	}
	return append(sizes, n)
}

// leastSample is how many subscriptions there must be for their number to decide
// what a match takes, rather than the encoding of the event.
const leastSample = 256
