package kernel

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestExpand(t *testing.T) {
	const seed = 6
	rng := rand.New(rand.NewPCG(seed, 0))
	for n := range 70 {
		for offset := range 4 {
			from := make([]uint32, 64*n+offset)[offset:]
			for i := range from {
				from[i] = rng.Uint32()
			}
			words := make([]uint64, n)
			var want []uint32
			for i := range words {
				switch rng.IntN(4) {
				case 0:
					words[i] = ^uint64(0)
				case 1:
					words[i] = rng.Uint64()
				case 2:
					words[i] = 1 << rng.IntN(64)
				}
				for b := range 64 {
					if words[i]>>b&1 != 0 {
						want = append(want, from[64*i+b])
					}
				}
			}
			for _, f := range []func(dst, from []uint32, words []uint64){Expand[uint32], expand[uint32]} {
				const guard = 0xdeadbeef
				dst := make([]uint32, len(want)+Spare+1)
				dst[len(dst)-1] = guard
				f(dst, from, words)
				require.Equal(t, want, append([]uint32(nil), dst[:len(want)]...), "seed %d, %d words, offset %d", seed, n, offset)
				require.EqualValues(t, guard, dst[len(dst)-1])
			}
		}
	}
}
