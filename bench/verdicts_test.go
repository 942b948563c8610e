package bench

import (
	"context"
	"iter"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

func TestVerdicts(t *testing.T) {
	src := pairs{5}
	events := slices.Collect(src.Events(15))
	v := newVerdicts(events)
	// Sizes around the batches of the workers.
	for _, subs := range []int{1, 500, 500, verdictBatch, 3*verdictBatch + 1} {
		require.NoError(t, v.extend(t.Context(), src, subs))
		require.GreaterOrEqual(t, v.subs, subs)
		for j, ev := range events {
			want := meaning(t, src, subs, ev)
			require.Len(t, v.of(j, subs), len(want), "event %d of %d subscriptions", j, subs)
			if len(want) > 0 {
				require.Equal(t, want, v.of(j, subs))
			}
		}
	}
	// Fewer than were decided.
	require.NoError(t, v.extend(t.Context(), src, 10))
	require.Equal(t, meaning(t, src, 100, events[0]), slices.Clone(v.of(0, 100)))
}

func TestVerdictsStop(t *testing.T) {
	src := pairs{5}
	v := newVerdicts(slices.Collect(src.Events(2)))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, v.extend(ctx, src, 5000), context.Canceled)

	v = newVerdicts(slices.Collect(src.Events(2)))
	require.EqualError(t, v.extend(t.Context(), short{src}, 50), "bench: the workload has 49 subscriptions, not 50")
}

// short has one subscription less than it is asked for.
type short struct{ pairs }

func (s short) Subscriptions(n int) iter.Seq[predicate.Expr] { return s.pairs.Subscriptions(n - 1) }

func TestCompare(t *testing.T) {
	ids := func(ids ...index.ID) []index.ID { return ids }
	for _, tc := range []struct{ got, want, missing, extra, repeated []index.ID }{
		{nil, nil, nil, nil, nil},
		{ids(3, 1, 2), ids(1, 2, 3), nil, nil, nil},
		{nil, ids(1, 2), ids(1, 2), nil, nil},
		{ids(2, 1), nil, nil, ids(1, 2), nil},
		{ids(5, 1, 5, 5), ids(1, 3), ids(3), ids(5), ids(5)},
		{ids(1, 1, 9), ids(0, 1, 4, 9, 10), ids(0, 4, 10), nil, ids(1)},
	} {
		missing, extra, repeated := compare(slices.Clone(tc.got), tc.want)
		require.Equal(t, tc.missing, missing, "%v", tc)
		require.Equal(t, tc.extra, extra, "%v", tc)
		require.Equal(t, tc.repeated, repeated, "%v", tc)
	}
}

func TestMismatchText(t *testing.T) {
	m := MismatchError{
		Workload: "w1", Seed: 42, Algo: "slab", Subs: 1000, Mode: IDs, Event: 7,
		Missing: []index.ID{4}, Extra: []index.ID{0, 1, 2, 3, 5, 6, 7, 8, 9}, Repeated: []index.ID{11, 12},
	}
	require.EqualError(t, &m, "verification failed: algorithm slab, workload w1, seed 42, 1000 subscriptions, event 7, "+
		"mode ids: 1 id missing (s4), 9 ids extra (s0 s1 s2 s3 s5 s6 s7 s8 …), 2 ids repeated (s11 s12)")
	m = MismatchError{Workload: "custom", Params: "attrs=3", Algo: "x", Mode: Count, When: ", after churn", Got: 3, Want: 4}
	require.EqualError(t, &m, "verification failed: algorithm x, workload custom (attrs=3), seed 0, 0 subscriptions, event 0, "+
		"mode count, after churn: count 3, the oracle's is 4")
}
