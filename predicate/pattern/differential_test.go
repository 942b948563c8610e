package pattern_test

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/internal/randpattern"
	"github.com/thresh-dev/thresh/predicate"
)

// Random patterns are lowered to what the oracle says of them, on random events,
// and written as text that is read as the same.
func TestRandomPairs(t *testing.T) {
	patterns, each := 25_000, 200
	if testing.Short() {
		patterns, each = 3_000, 50
	}
	const events = 4000
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	g := randpattern.New(rng)
	docs := make([][]byte, events)
	evs := make([]*predicate.Event, events)
	for i := range evs {
		var err error
		docs[i] = g.Event()
		evs[i], err = predicate.ParseJSON(docs[i])
		require.NoError(t, err, "%s", docs[i])
	}
	var o oracle.Oracle
	matches := 0
	for n := range patterns {
		p := g.Pattern()
		s, err := predicate.New(p, predicate.Options{})
		if errors.Is(err, predicate.ErrTooManyConjunctions) {
			continue // an or within an or within an and
		}
		require.NoError(t, err)
		if n%50 == 0 {
			checkText(t, s, evs[:50])
		}
		for range each {
			i := rng.IntN(events)
			want := o.Eval(p, evs[i])
			if want == oracle.Unknown {
				continue // more choices than it looks at
			}
			if want == oracle.True {
				matches++
			}
			if got := s.Satisfied(evs[i]); got != (want == oracle.True) {
				require.Failf(t, "lowering", "%s on %s: %v, oracle %v", s, docs[i], got, want)
			}
		}
	}
	require.Greater(t, matches, patterns*each/50)
	t.Logf("%d pairs, %d matches", patterns*each, matches)
}

func checkText(t *testing.T, s *predicate.Subscription, evs []*predicate.Event) {
	t.Helper()
	e, err := predicate.DecodeExpr(predicate.AppendExpr(nil, s.Expr()))
	require.NoError(t, err)
	require.Equal(t, s.String(), e.String())
	again, err := predicate.New(e, predicate.Options{})
	require.NoError(t, err)
	for _, ev := range evs {
		require.Equal(t, s.Satisfied(ev), again.Satisfied(ev), "%s", s)
	}
}
