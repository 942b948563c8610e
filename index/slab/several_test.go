package slab

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestSortRanks sorts few ranks and many, which differ in one byte or in several, and by
// marks.
func TestSortRanks(t *testing.T) {
	const seed = 23
	rng := rand.New(rand.NewPCG(seed, 0))
	for _, n := range []int{1, 2, minRankDigits - 1, minRankDigits, minRankDigits + 1, 1000} {
		for _, most := range []uint32{1, 2, 256, 257, 1 << 16, maxRank, 1<<32 - 1} {
			ranks := make([]uint32, n)
			for i := range ranks {
				ranks[i] = rng.Uint32N(most)
			}
			want := slices.Sorted(slices.Values(ranks))
			if most <= 1<<16 {
				marked := (&encoded{}).markRanks(slices.Clone(ranks), int(most))
				require.Equal(t, slices.Compact(slices.Clone(want)), marked, "seed %d, %d ranks below %d", seed, n, most)
			}
			require.Equal(t, want, sortRanks(ranks, make([]uint32, n)), "seed %d, %d ranks below %d", seed, n, most)
		}
	}
}

// TestSomeIn compares the search among ranks with a walk.
func TestSomeIn(t *testing.T) {
	const seed = 24
	rng := rand.New(rand.NewPCG(seed, 0))
	for range 2000 {
		ranks := make([]uint32, 1+rng.IntN(9))
		for i := range ranks {
			ranks[i] = rng.Uint32N(20)
		}
		slices.Sort(ranks)
		lo := rng.Uint32N(20)
		hi := lo + rng.Uint32N(4)
		want := slices.ContainsFunc(ranks, func(r uint32) bool { return lo <= r && r <= hi })
		require.Equal(t, want, someIn(ranks, lo, hi), "seed %d: %d to %d in %v", seed, lo, hi, ranks)
	}
}
