package slab

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/predicate"
)

// Texts that share their first bytes are in order after they were sorted word by word,
// whatever their lengths, zero bytes at their ends and repetitions.
func TestSortText(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	for range 30 {
		var c cutList
		letters := []byte("\x00ab\xff")[:2+rng.IntN(3)]
		longest := []int{2, wordBytes - 1, wordBytes, wordBytes + 1, 2*wordBytes + 1, 40}[rng.IntN(6)]
		ends := make([]keyed, minRadix+rng.IntN(4*minRadix))
		for i := range ends {
			text := []byte("shared!")
			for range rng.IntN(longest + 1) {
				text = append(text, letters[rng.IntN(len(letters))])
			}
			if rng.IntN(4) == 0 {
				text = append(text, "a long text that many of them have"...)
			}
			c.long.add(predicate.String(string(text)))
			ends[i] = keyed{at: uint32(i), long: uint32(i)}
		}
		want := slices.Clone(ends)
		c.sortValues(want)
		c.sortText(ends, make([]keyed, len(ends)), codeBytes)
		seen := make([]bool, len(ends))
		for i := range ends {
			require.Equal(t, c.long.at(want[i].long), c.long.at(ends[i].long), "the %d-th of %d", i, len(ends))
			require.False(t, seen[ends[i].at])
			seen[ends[i].at] = true
		}
	}
}
