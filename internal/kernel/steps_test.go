package kernel

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestSteps has every number of steps, with repetitions, and asks for each step and its
// neighbours.
func TestSteps(t *testing.T) {
	const seed = 12
	rng := rand.New(rand.NewPCG(seed, 0))
	for n := range MaxSteps + 1 {
		numbers := make([]uint64, n)
		for i := range numbers {
			numbers[i] = rng.Uint64() - 1
			if rng.IntN(2) == 0 {
				numbers[i] = rng.Uint64N(1000)
			}
		}
		slices.Sort(numbers)
		if n > 0 {
			numbers[n-1] = min(numbers[n-1], math.MaxUint64-1)
		}
		s := MakeSteps(numbers)
		require.Equal(t, n, s.Len())
		for _, x := range append([]uint64{0, 500, math.MaxUint64 - 1, math.MaxUint64}, numbers...) {
			for _, x := range []uint64{x - 1, x, x + 1} {
				want := 0
				for want < n && numbers[want] <= x {
					want++
				}
				require.Equal(t, want, s.count(x), "seed %d, %d steps, %d", seed, n, x)
				require.Equal(t, want, s.Count(x), "seed %d, %d steps, %d", seed, n, x)
			}
		}
	}
}
