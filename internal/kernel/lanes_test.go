package kernel

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// randomBlocks returns blocks of rows on so many attributes, a lane of which passes
// often enough that some blocks do.
func randomBlocks(rng *rand.Rand, blocks, attrs int) *LaneBlocks {
	b := &LaneBlocks{}
	for range blocks {
		b.From = append(b.From, uint32(len(b.Rows)))
		b.Live = append(b.Live, rng.Uint32()|rng.Uint32())
		if rng.IntN(10) == 0 {
			b.Live[len(b.Live)-1] = 0
		}
		for range rng.IntN(7) {
			var r LaneRow
			for l := range ShortLanes {
				r.Attr[l] = uint16(rng.IntN(attrs))
				r.Lo[l], r.Hi[l] = uint16(rng.IntN(10)), uint16(1<<16-1-rng.IntN(30_000))
				if rng.IntN(9) == 0 {
					r.Lo[l], r.Hi[l] = uint16(rng.IntN(1<<16)), uint16(rng.IntN(1<<16))
				}
			}
			b.Rows = append(b.Rows, r)
		}
	}
	end := uint32(len(b.Rows))
	b.From = append(b.From, end, end, end)
	return b
}

func TestScanLanes(t *testing.T) {
	const seed = 13
	rng := rand.New(rand.NewPCG(seed, 0))
	passed, sure := 0, 0
	for _, attrs := range []int{1, 2, 31, 32, 33, 63, 64, 65, 200, 1 << 16} {
		for blocks := range 70 {
			b := randomBlocks(rng, blocks, attrs)
			codes := make(LaneCodes, max(64, attrs))
			for i := range codes {
				// Small ones meet the ends of many ranges.
				lowest := uint32(rng.IntN(1 << rng.IntN(17)))
				codes[i] = lowest | lowest<<16
				if rng.IntN(5) == 0 {
					codes[i] = lowest | uint32(rng.IntN(int(1<<16-lowest))+int(lowest))<<16
				}
			}
			first := rng.IntN(blocks + 1)
			n := rng.IntN(blocks - first + 1)
			want, got := make([]LaneHit, n), make([]LaneHit, n+1)
			found := scanLanes(b, first, n, codes, want)
			require.Equal(t, found, ScanLanes(b, first, n, codes, attrs, got), "seed %d, %d attributes, %d blocks", seed, attrs, blocks)
			require.Equal(t, want[:found], got[:found], "seed %d, %d attributes, %d blocks", seed, attrs, blocks)
			require.Zero(t, got[n])
			for _, h := range want[:found] {
				passed++
				if h.Sure != 0 {
					sure++
				}
				require.Zero(t, h.Sure&^h.Any)
			}
		}
	}
	require.Greater(t, passed, 1000)
	require.Greater(t, sure, 100)
	require.Greater(t, passed, sure)
}
