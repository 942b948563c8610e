package kernel

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// randomSlots returns n slots of attributes below attrs that about half of the
// lanes pass.
func randomSlots(rng *rand.Rand, n, attrs int) []Slot {
	slots := make([]Slot, n)
	for i := range slots {
		for l := range Lanes {
			a, b := uint8(rng.IntN(256)), uint8(rng.IntN(256))
			slots[i].Attr[l] = uint8(rng.IntN(attrs))
			slots[i].Lo[l], slots[i].Hi[l] = min(a, b)/2, max(a, b)
			switch rng.IntN(8) {
			case 0:
				slots[i].Lo[l], slots[i].Hi[l] = 0, 255
			case 1:
				slots[i].Lo[l] = slots[i].Hi[l]
			}
		}
	}
	return slots
}

func randomTables(rng *rand.Rand) *Tables {
	t := &Tables{}
	for a := range t.Min {
		x, y := uint8(rng.IntN(256)), uint8(rng.IntN(256))
		if rng.IntN(2) == 0 {
			y = x
		}
		t.Min[a], t.Max[a] = min(x, y), max(x, y)
		if rng.IntN(10) == 0 { // as a test for certainty has it: above Max
			t.Min[a], t.Max[a] = max(x, y), min(x, y)
		}
	}
	return t
}

func TestFilter(t *testing.T) {
	const seed = 1
	rng := rand.New(rand.NewPCG(seed, 0))
	for _, attrs := range []int{1, 2, 63, 64, 65, 127, 128, 129, 255, 256} {
		for n := range 20 {
			backing := randomSlots(rng, n+3, attrs)
			for at := range 3 { // slots at other places in memory
				tables := randomTables(rng)
				for _, mask := range []uint64{0, 1, 1 << 63, ^uint64(0), rng.Uint64()} {
					slots := backing[at : at+n]
					require.Equal(t, filter(slots, tables, mask), Filter(slots, tables, attrs, mask),
						"seed %d, %d attributes, %d slots, mask %x", seed, attrs, n, mask)
				}
			}
		}
	}
}

func TestFilterTiles(t *testing.T) {
	const seed = 2
	rng := rand.New(rand.NewPCG(seed, 0))
	for round := range 500 {
		attrs := 1 + rng.IntN(256)
		tiles := &Tiles{From: []uint32{0}}
		n := 1 + rng.IntN(80)
		for range n {
			tiles.Slots = append(tiles.Slots, randomSlots(rng, rng.IntN(6), attrs)...)
			tiles.From = append(tiles.From, uint32(len(tiles.Slots)))
		}
		first := rng.IntN(n)
		which := rng.Uint64() & rng.Uint64()
		if n-first < 64 {
			which &= 1<<(n-first) - 1
		}
		live := make([]uint64, min(64, n-first))
		for i := range live {
			live[i] = rng.Uint64()
			if rng.IntN(5) == 0 {
				live[i] = 0
			}
		}
		tables := randomTables(rng)
		var want, got [Lanes]uint64
		found := filterTiles(tiles, uint32(first), live, tables, which, &want)
		require.Equal(t, found, FilterTiles(tiles, uint32(first), live, tables, attrs, which, &got), "seed %d, round %d", seed, round)
		for i := range Lanes {
			if found>>i&1 != 0 {
				require.Equal(t, want[i], got[i], "seed %d, round %d, tile %d", seed, round, i)
			}
		}
	}
}

func BenchmarkFilter(b *testing.B) {
	rng := rand.New(rand.NewPCG(3, 0))
	for _, attrs := range []int{64, 128, 256} {
		slots, tables := randomSlots(rng, 1, attrs), randomTables(rng)
		b.Run(fmt.Sprintf("attrs=%d", attrs), func(b *testing.B) {
			b.SetBytes(int64(len(slots)) * 3 * Lanes)
			for b.Loop() {
				Filter(slots, tables, attrs, ^uint64(0))
			}
		})
	}
}
