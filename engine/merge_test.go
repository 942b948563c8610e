package engine

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/predicate"
)

// Once all merges are done, no tier has as many segments as are merged.
func TestTiers(t *testing.T) {
	for _, ratio := range []int{2, 3, 8} {
		o := tiny()
		o.tuning.ratio = ratio
		e := New[int](o)
		sub := lowered(t, predicate.Eq("a", predicate.Int(1)))
		for i := range 3000 {
			require.NoError(t, e.Subscribe(i, sub))
			if i%5 == 4 {
				require.Equal(t, 1, e.Unsubscribe(i-3))
			}
		}
		settle(t, e)
		count := map[int]int{}
		s := e.snapshot.Load()
		for i := range s.parts {
			tier := e.tier(s.parts[i].weight())
			count[tier]++
			require.Less(t, count[tier], ratio)
			require.LessOrEqual(t, tier, 14)
		}
		require.NotEmpty(t, count)
	}
}

// Heavy merges do not hold up light ones.
func TestMergesSideBySide(t *testing.T) {
	e := New[int](Options{})
	require.True(t, e.beside(1000))
	e.weights = []int{100_000}
	require.True(t, e.beside(2000))
	require.False(t, e.beside(80_000))
	require.False(t, e.beside(200_000))
	e.weights = []int{100_000, 2000}
	require.False(t, e.beside(2000))
	require.True(t, e.beside(256))
}

// A merge that fails, as one would if an expression could not be lowered again,
// leaves everything as it was and is not tried again and again.
func TestFailedMerge(t *testing.T) {
	if invariant.Enabled {
		t.Skip("a failure is a panic there")
	}
	o := tiny()
	o.tuning.keep = 1 // binary forms from the start
	e := New[int](o)
	sub, ev := lowered(t, predicate.Eq("a", predicate.Int(1))), one("a", 1)
	var want []int
	subscribe := func(n int) {
		for range n {
			i := len(want)
			require.NoError(t, e.Subscribe(i, sub))
			want = append(want, i)
		}
	}
	subscribe(100)
	e.Compact()
	s := e.snapshot.Load()
	require.Len(t, s.parts, 1)
	broken := s.parts[0].segment
	whole := broken.sources.data
	broken.sources.data = make([]byte, len(whole))
	_, err := broken.subscription(0)
	require.Error(t, err)

	merges := e.Stats().Merges
	subscribe(400) // merged with the broken one, or not
	settle(t, e)
	require.Greater(t, e.Stats().Merges, merges)
	require.Equal(t, want, e.Match(ev))
	for range 3 {
		e.Compact()
		require.Equal(t, want, e.Match(ev))
	}
	_, ok := e.Subscription(5)
	require.False(t, ok)
	require.GreaterOrEqual(t, e.snapshot.Load().indexOf(broken), 0)

	// Changes go on, and what is gone is gone.
	require.Equal(t, 2, e.Unsubscribe(3, 300))
	want = append(append(want[:3:3], want[4:300]...), want[301:]...)
	require.Equal(t, want, e.Match(ev))
	settle(t, e)
	before := e.Stats().Merges
	runtime.Gosched()
	require.Zero(t, e.Stats().Merging)
	require.Equal(t, before, e.Stats().Merges)
}
