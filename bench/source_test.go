package bench

import (
	"iter"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/scan"
	"github.com/thresh-dev/thresh/index/slab"
	"github.com/thresh-dev/thresh/predicate"
)

// pairs is a source of subscriptions of up to several conjunctions: a comparison
// each on two of three attributes, joined by and, or or not.
type pairs struct{ seed uint64 }

func (p pairs) Attrs() int { return 3 }

func (p pairs) Subscriptions(n int) iter.Seq[predicate.Expr] {
	return func(yield func(predicate.Expr) bool) {
		rng := rand.New(rand.NewPCG(p.seed, 1))
		for range n {
			a := predicate.Ge(attrNames[rng.IntN(3)], predicate.Int(rng.Int64N(100)))
			b := predicate.Le(attrNames[rng.IntN(3)], predicate.Int(rng.Int64N(100)))
			var e predicate.Expr
			switch rng.IntN(8) {
			case 0, 1, 2:
				e = predicate.And{a, b}
			case 3, 4, 5:
				e = predicate.Or{a, b, predicate.Eq("x", predicate.Int(7))}
			case 6:
				e = predicate.Not{X: predicate.Or{a, b}}
			default:
				e = predicate.Const(false)
			}
			if !yield(e) {
				return
			}
		}
	}
}

var attrNames = [3]string{"x", "y", "z"}

func (p pairs) Events(n int) iter.Seq[*predicate.Event] {
	return func(yield func(*predicate.Event) bool) {
		rng := rand.New(rand.NewPCG(p.seed, 2))
		for range n {
			var b predicate.Builder
			for _, name := range attrNames {
				if rng.IntN(4) > 0 {
					b.AddInt(name, rng.Int64N(100))
				}
			}
			ev, err := b.Event()
			if err != nil || !yield(ev) {
				return
			}
		}
	}
}

func pairsWorkload() Workload {
	return Workload{Name: "pairs", Seed: 3, Open: func() (Source, error) { return pairs{3}, nil }}
}

// single is a source whose subscriptions are one conjunction each.
type single struct{ pairs }

func (s single) Subscriptions(n int) iter.Seq[predicate.Expr] {
	return func(yield func(predicate.Expr) bool) {
		i := int64(0)
		for range n {
			if !yield(predicate.Ge("x", predicate.Int(i%100))) {
				return
			}
			i++
		}
	}
}

func singleWorkload() Workload {
	return Workload{Name: "single", Open: func() (Source, error) { return single{pairs{3}}, nil }}
}

func scanAlgorithm() Algorithm {
	return Algorithm{Baseline, func(d *index.Dictionary) index.Index { return scan.New(d) }}
}

func slabAlgorithm() Algorithm {
	return Algorithm{Featured, func(d *index.Dictionary) index.Index { return slab.New(d) }}
}

// meaning says by the conjunctions themselves which subscriptions match.
func meaning(t *testing.T, src Source, subs int, ev *predicate.Event) []index.ID {
	t.Helper()
	var out []index.ID
	id := index.ID(0)
	for e := range src.Subscriptions(subs) {
		s, err := predicate.New(e, predicate.Options{})
		require.NoError(t, err)
		if s.Satisfied(ev) {
			out = append(out, id)
		}
		id++
	}
	return out
}
