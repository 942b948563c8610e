package indextest

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// Seed is the seed of Run.
const Seed = 42

// New makes the index under test.
type New = func(*index.Dictionary) index.Index

// Run puts the algorithm through the conformance test. With -short it is fit for
// the race detector.
func Run(t *testing.T, newIndex func(*index.Dictionary) index.Index) {
	t.Helper()
	RunSeed(t, newIndex, Seed)
}

// RunSeed is Run with another seed.
func RunSeed(t *testing.T, newIndex func(*index.Dictionary) index.Index, seed uint64) {
	t.Helper()
	s := &suite{newIndex: newIndex, seed: seed, short: testing.Short()}
	for _, p := range parts() {
		t.Run(p.name, func(t *testing.T) { p.run(s, t) })
	}
}

// part is one of the tests. It takes a testing.TB so that a test of the test can
// see it fail.
type part struct {
	name string
	run  func(s *suite, tb testing.TB)
}

func parts() []part {
	return []part{
		{"Empty", (*suite).empty},
		{"Errors", (*suite).errors},
		{"Oracle", (*suite).oracle},
		{"Workloads", (*suite).workloads},
		{"Churn", (*suite).churn},
		{"Order", (*suite).order},
		{"NoTrace", (*suite).noTrace},
		{"Narrower", (*suite).narrower},
		{"Adversaries", (*suite).adversaries},
		{"Goroutines", (*suite).goroutines},
		{"Allocations", (*suite).allocations},
	}
}

// suite is what the parts share.
type suite struct {
	newIndex New
	seed     uint64
	short    bool
}

// size returns n, or the smaller number with -short.
func (s *suite) size(n, short int) int {
	if s.short {
		return short
	}
	return n
}

// rng returns a generator of its own for each purpose.
func (s *suite) rng(purpose uint64) *rand.Rand { return rand.New(rand.NewPCG(s.seed, purpose)) }

// The modes of a subject.
type mode bool

const (
	inserted mode = false
	compiled mode = true
)

func (m mode) String() string {
	if m == compiled {
		return "compiled"
	}
	return "as inserted"
}

// modes returns those that make a difference to the algorithm.
func (s *suite) modes() []mode {
	if _, ok := s.newIndex(index.NewDictionary()).(index.Compiler); ok {
		return []mode{inserted, compiled}
	}
	return []mode{inserted}
}

// lower returns the conjunctions of the expression.
func lower(tb testing.TB, e predicate.Expr) []*predicate.Conjunction {
	tb.Helper()
	sub, err := predicate.New(e, predicate.Options{})
	require.NoError(tb, err, "lowering %s", e)
	cs := sub.Conjunctions()
	ps := make([]*predicate.Conjunction, len(cs))
	for i := range cs {
		ps[i] = &cs[i]
	}
	return ps
}

// one returns the conjunction of an expression that has a single one.
func one(tb testing.TB, e predicate.Expr) *predicate.Conjunction {
	tb.Helper()
	cs := lower(tb, e)
	require.Len(tb, cs, 1, "conjunctions of %s", e)
	return cs[0]
}

// event returns the event that fill makes, with a builder of its own.
func event(fill func(b *predicate.Builder)) *predicate.Event {
	var b predicate.Builder
	fill(&b)
	e, err := b.Event()
	if err != nil {
		return &predicate.Event{} // a generator of this package gave NaN: it has none
	}
	return e
}
