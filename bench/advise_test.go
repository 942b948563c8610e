package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// ownPairs is a workload of one's own of the subscriptions and events of pairs.
func ownPairs(t *testing.T, subs, events int) *Own {
	t.Helper()
	o := NewOwn("mine")
	i := 0
	for e := range (pairs{5}).Subscriptions(subs) {
		s, err := predicate.New(e, predicate.Options{})
		require.NoError(t, err)
		o.Add(fmt.Sprintf("id %d", i), s)
		i++
	}
	for ev := range (pairs{5}).Events(events) {
		o.AddEvent(10*len(o.events), ev)
	}
	return o
}

func TestOwnSource(t *testing.T) {
	o := ownPairs(t, 400, 30)
	require.Equal(t, 400, o.Len())
	src := o.source([]int{25, 100, 400})
	require.Equal(t, 3, src.Attrs())
	require.True(t, slices.IsSorted(src.order[:25]))
	require.True(t, slices.IsSorted(src.order[25:100]))
	require.Greater(t, src.order[24], 200, "a sample is of the whole file")
	require.Equal(t, src.order, o.source([]int{25, 100, 400}).order, "each time the same")

	want := slices.Collect((pairs{5}).Subscriptions(400))
	all := slices.Collect(src.Subscriptions(400))
	for i, e := range all {
		require.Equal(t, want[src.order[i]].String(), e.String())
	}
	few := slices.Collect(src.Subscriptions(25))
	require.Len(t, few, 25)
	for i, e := range few {
		require.Equal(t, all[i].String(), e.String(), "the first of many are those of few")
	}
	require.Len(t, slices.Sorted(slices.Values(src.order)), 400)
	require.Len(t, slices.Compact(slices.Sorted(slices.Values(src.order))), 400)
	require.Len(t, slices.Collect(src.Events(7)), 7)
	require.Len(t, slices.Collect(src.Events(70)), 30)
}

func adviceConfig(o *Own) AdviceConfig {
	return AdviceConfig{
		Own: o, Algorithms: []Algorithm{scanAlgorithm(), slabAlgorithm(), wrap("other", wrapped{})},
		Verify: 5, Time: 5 * time.Second,
	}
}

func TestAdvise(t *testing.T) {
	o := ownPairs(t, 5000, 40)
	c := adviceConfig(o)
	steps := 0
	c.Progress = func(Step) { steps++ }
	a, err := Advise(t.Context(), c)
	require.NoError(t, err)
	require.Positive(t, steps)
	require.Equal(t, []int{312, 1250, 5000}, a.Sizes)
	require.Equal(t, IDs, a.Mode)
	require.Positive(t, a.VerifiedEvents)
	require.Len(t, a.Candidates, 3)
	total := 0
	for ev := range (pairs{5}).Events(40) {
		total += len(meaning(t, pairs{5}, 5000, ev))
	}
	require.InDelta(t, float64(total)/40, a.Profile.Matches.Mean, 1e-9)
	for _, c := range a.Candidates {
		require.Len(t, c.Results, 3, c.Algo)
		require.NotNil(t, c.Growth, c.Algo)
		require.Equal(t, 50_000, c.Growth.At)
		require.Positive(t, c.XScan)
		require.Empty(t, c.NotMeasured)
		last := c.Results[2]
		require.True(t, last.Verified)
		if last.Events == 40 {
			require.InDelta(t, float64(total)/40, last.MatchesPerEv, 1e-9)
		}
	}
	require.Empty(t, a.Engine.Skipped)
	require.Positive(t, a.Engine.UpdateP99NS)
	require.Equal(t, a.Recommendation.Algo, a.Engine.Algo)
	require.Equal(t, 5000, a.Engine.Subs)
	var b bytes.Buffer
	require.NoError(t, a.WriteText(&b))
	require.Contains(t, b.String(), "5,000 subscriptions of mine, ")
	require.Contains(t, b.String(), "can match no event: id ")
}

func TestAdviseOnFew(t *testing.T) {
	a, err := Advise(t.Context(), adviceConfig(ownPairs(t, 3, 1)))
	require.NoError(t, err)
	require.Equal(t, []int{3}, a.Sizes)
	require.Nil(t, a.Candidates[0].Growth)
	require.True(t, a.Recommendation.ScanEnough || a.Recommendation.ScanTies)
	var b bytes.Buffer
	require.NoError(t, a.WriteText(&b))
	require.Contains(t, b.String(), "Growth: too few subscriptions to tell.\n")
}

func TestAdviseOnNothing(t *testing.T) {
	_, err := Advise(t.Context(), adviceConfig(ownPairs(t, 0, 5)))
	require.ErrorIs(t, err, ErrNoSubscriptions)
	_, err = Advise(t.Context(), adviceConfig(ownPairs(t, 5, 0)))
	require.ErrorIs(t, err, ErrNoEvents)

	c := adviceConfig(ownPairs(t, 5, 5))
	c.Algorithms = []Algorithm{wrap("choosy", wrapped{insert: func(index.ID) error { return index.ErrTooLarge }})}
	_, err = Advise(t.Context(), c)
	require.ErrorIs(t, err, ErrNothingMeasured)
	require.ErrorContains(t, err, "with 5 subscriptions: ")
}

// A mismatch is told in the user's names.
func TestAdviseFindsMismatches(t *testing.T) {
	o := ownPairs(t, 60, 10)
	c := adviceConfig(o)
	c.Algorithms = append(c.Algorithms, wrap("forgets", wrapped{change: func(ids []index.ID) []index.ID { return ids[:0] }}))
	_, err := Advise(t.Context(), c)
	m := (*MismatchError)(nil)
	require.ErrorAs(t, err, &m)
	require.Contains(t, err.Error(), "algorithm forgets, workload mine")
	require.Regexp(t, `event \d+, mode ids: \d+ ids? missing \("id \d+"`, err.Error())
	i := slices.Index(o.numbers, m.Event)
	require.GreaterOrEqual(t, i, 0)
	found := 0
	for s, err := range o.all() {
		require.NoError(t, err)
		if s.Satisfied(o.events[i]) {
			found++
		}
	}
	require.Len(t, m.Missing, found, "it is the event of that number")
}

func TestAdviseStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Advise(ctx, adviceConfig(ownPairs(t, 500, 10)))
	require.ErrorIs(t, err, context.Canceled)
}

// What time is up for is left out, and what was measured is told.
func TestAdviseInLittleTime(t *testing.T) {
	c := adviceConfig(ownPairs(t, 2000, 10))
	c.Time = 600 * time.Millisecond
	c.Algorithms = append(c.Algorithms, wrap("slow", wrapped{insert: func(id index.ID) error {
		if id == 1 {
			time.Sleep(time.Second)
		}
		return nil
	}}))
	a, err := Advise(t.Context(), c)
	if errors.Is(err, ErrNothingMeasured) {
		t.Skip("the machine is too busy")
	}
	require.NoError(t, err)
	i := slices.IndexFunc(a.Candidates, func(c Candidate) bool { return c.Algo == "slow" })
	require.NotEmpty(t, a.Candidates[i].NotMeasured)
	require.NotEqual(t, "slow", a.Recommendation.Algo)
}
