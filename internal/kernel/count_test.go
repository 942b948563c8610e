package kernel

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCount(t *testing.T) { testCount(t, Count) }

// testCount counts at every length up to some registers, at every alignment, between
// words that are not to be counted.
func testCount(t *testing.T, of func([]uint64) int) {
	t.Helper()
	const seed = 13
	rng := rand.New(rand.NewPCG(seed, 0))
	for n := range 100 {
		for at := range 9 {
			words := make([]uint64, at+n+9)
			for i := range words {
				words[i] = ^uint64(0)
			}
			for i := range n {
				words[at+i] = rng.Uint64() & rng.Uint64() >> rng.IntN(64)
			}
			require.Equal(t, count(words[at:at+n]), of(words[at:at+n]), "seed %d: %d words at %d", seed, n, at)
		}
	}
	all := make([]uint64, 70_000)
	for i := range all {
		all[i] = ^uint64(0)
	}
	require.Equal(t, 64*len(all), of(all))
	require.Zero(t, of(nil))
}

func BenchmarkCount(b *testing.B) {
	words := make([]uint64, 15_625)
	for i := range words {
		words[i] = uint64(i) * 0x9e3779b97f4a7c15
	}
	for name, of := range map[string]func([]uint64) int{"chosen": Count, "portable": count} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(8 * len(words)))
			for b.Loop() {
				of(words)
			}
		})
	}
}
