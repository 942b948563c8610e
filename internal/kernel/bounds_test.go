package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAtMost(t *testing.T) {
	const seed = 31
	rng := rand.New(rand.NewPCG(seed, 0))
	values := []uint16{0, 1, 0x7fff, 0x8000, 0x8001, math.MaxUint16 - 1, math.MaxUint16}
	for tiles := range Lanes + 1 {
		for range 20 {
			bounds := make([]uint16, tiles*Lanes)
			for i := range bounds {
				bounds[i] = uint16(rng.Uint32())
				if rng.IntN(2) == 0 {
					bounds[i] = values[rng.IntN(len(values))]
				}
			}
			v := values[rng.IntN(len(values))]
			which := rng.Uint64() | rng.Uint64()
			if tiles < Lanes {
				which &= 1<<tiles - 1
			}
			var masks, want [Lanes]uint64
			some := uint64(0)
			for i := range masks {
				masks[i] = rng.Uint64() & rng.Uint64()
				want[i] = masks[i]
				if which>>i&1 == 0 {
					continue
				}
				for l := range Lanes {
					if bounds[i*Lanes+l] > v {
						want[i] &^= 1 << l
					}
				}
				if want[i] != 0 {
					some |= 1 << i
				}
			}
			portable := masks
			require.Equal(t, some, AtMost(bounds, which, v, &masks), "seed %d, %d tiles", seed, tiles)
			require.Equal(t, want, masks)
			require.Equal(t, some, atMost(bounds, which, v, &portable))
			require.Equal(t, want, portable)
		}
	}
}

func BenchmarkAtMost(b *testing.B) {
	const tiles = Lanes
	bounds := make([]uint16, tiles*Lanes)
	for i := range bounds {
		bounds[i] = uint16(i * 40503)
	}
	b.SetBytes(int64(2 * len(bounds)))
	var masks [Lanes]uint64
	for b.Loop() {
		for i := range masks {
			masks[i] = ^uint64(0)
		}
		AtMost(bounds, ^uint64(0), 30_000, &masks)
	}
}
