package slab

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestKeysWord says that a word of a few keys has them and no others.
func TestKeysWord(t *testing.T) {
	const seed = 14
	rng := rand.New(rand.NewPCG(seed, 0))
	for n := 1; n <= maxInKeys; n++ {
		for range 300 {
			var ranks []uint32
			for _, k := range rng.Perm(maxInOfAll)[:n] {
				ranks = append(ranks, uint32(2*k+2), uint32(2*k+2))
			}
			slices.Sort(ranks)
			w := appendWords(nil, 7, kindIn, keysWord(ranks))[0]
			require.Equal(t, kindIn, w.kind())
			require.Equal(t, uint32(7), w.attr())
			require.Equal(t, ranks, w.appendRanks(nil), "seed %d", seed)
			for r := range uint32(2*maxInOfAll + 2) {
				require.Equal(t, slices.Contains(ranks, r), w.holdsKey(r), "seed %d: %d in %v", seed, r, ranks)
			}
		}
	}
	for _, k := range []kind{kindSet, kindSetAll, kindSetOne, kindCheck} {
		w := appendWords(nil, 9, k, 1<<32-1)[0]
		require.Equal(t, k, w.kind())
		require.Equal(t, 1<<32-1, w.pos())
	}
}

// TestFewKeys says which of the families with sets have words of a few keys, and words
// of excluded keys.
func TestFewKeys(t *testing.T) {
	for _, f := range families() {
		if !f.sets {
			continue
		}
		w := newTwins(t, rand.New(rand.NewPCG(15, 1)), f)
		w.insert(1000)
		w.x.Compile()
		count := map[kind]int{}
		for _, word := range w.x.segments[0].words {
			count[word.kind()]++
		}
		if f.points < maxInOfAll {
			require.Greater(t, count[kindIn], 300, f.name)
		} else {
			require.Zero(t, count[kindIn], f.name)
		}
		require.Positive(t, count[kindNot], f.name)
		require.Positive(t, count[kindSetAll], f.name) // of more keys than are excluded by words
		require.Positive(t, count[kindSet], f.name)
	}
}
