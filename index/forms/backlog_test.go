package forms

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBacklog(t *testing.T) {
	rng := rand.New(rand.NewPCG(seed, 3))
	var b Backlog
	model := map[uint32]bool{}
	for range 5000 {
		slot := uint32(rng.IntN(100))
		require.Equal(t, model[slot], b.Has(slot))
		if rng.IntN(2) == 0 {
			require.Equal(t, model[slot], b.Remove(slot))
			delete(model, slot)
		} else if !model[slot] {
			b.Add(slot)
			model[slot] = true
		}
		require.Equal(t, len(model), b.Len())
		got := slices.Sorted(slices.Values(b.Slots()))
		require.Len(t, slices.Compact(got), len(model))
		for _, s := range got {
			require.True(t, model[s])
		}
	}
}
