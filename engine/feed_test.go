package engine

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/predicate"
)

// Many at once, in several batches, are what the model says, however often a load has
// failed before: by an error, or as the sequence panics.
func TestSubscribeAllOfMany(t *testing.T) {
	for _, n := range []int{1, DefaultHeadSize + 1, feedBatch, 2*feedBatch + 1, 10*feedBatch - 1} {
		d := newDriver(t, seeded(t), Options{})
		ids := make([]int, n)
		for i := range ids {
			ids[i] = 3 * i
		}
		d.subscribeAll(append(slices.Clone(ids), ids[n-1])) // the last one twice
		require.Zero(t, d.e.Len())
		require.PanicsWithValue(t, "broken", func() {
			_ = d.e.SubscribeAll(func(yield func(int, *predicate.Subscription) bool) {
				for _, id := range ids {
					if !yield(id, d.subscription()) {
						return
					}
				}
				panic("broken")
			})
		})
		require.Zero(t, d.e.Len())
		d.subscribeAll(ids)
		require.Equal(t, n, d.e.Len())
		for range 50 {
			d.match(d.gen.Event(&d.b))
		}
		d.compare()
	}
}
