package kernel

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAppendLanes(t *testing.T) {
	const seed = 5
	rng := rand.New(rand.NewPCG(seed, 0))
	for range 300 {
		c := &Columns{Stride: 1 + rng.IntN(50)}
		c.Data = make([]Block, 70*c.Stride)
		for i := range c.Data {
			for w := range BlockTiles {
				c.Data[i][w] = rng.Uint64() | rng.Uint64() | rng.Uint64()
			}
		}
		live := make([]Block, 70)
		for i := range live {
			for w := range BlockTiles {
				live[i][w] = rng.Uint64()
			}
			if rng.IntN(5) == 0 {
				live[i] = Block{}
			}
		}
		blocks := make([]uint32, rng.IntN(MaxBlocks+1))
		for i := range blocks {
			blocks[i] = uint32(rng.IntN(70))
		}
		rows := make([]uint32, rng.IntN(40))
		for i := range rows {
			rows[i] = uint32(rng.IntN(c.Stride))
		}
		for _, b := range blocks { // does nothing that can be told
			FetchRows(c, b, rows)
		}
		had := make([]uint32, rng.IntN(3))
		require.Equal(t, appendLanes(had, c, blocks, rows, live), AppendLanes(had, c, blocks, rows, live), "seed %d", seed)
	}
}
