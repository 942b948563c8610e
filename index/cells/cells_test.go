package cells

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

const seed = 42

func TestQuantiles(t *testing.T) {
	rng := rand.New(rand.NewPCG(seed, 1))
	for range 300 {
		var ends []predicate.Code
		spans := make([]index.Span, rng.IntN(200))
		for i := range spans {
			lo := predicate.Code(rng.Uint64() >> rng.IntN(64))
			spans[i] = index.Span{Lo: lo, Hi: lo + predicate.Code(rng.Uint64N(max(1, uint64(^lo))))}
			if rng.IntN(4) == 0 {
				spans[i] = index.Span{Lo: 7, Hi: 9} // shared by many
			}
			ends = AppendEnds(ends, spans[i])
		}
		n := 1 + rng.IntN(40)
		c := Quantiles(ends, n)
		require.LessOrEqual(t, c.Len(), n+1, "seed %d", seed)
		require.Equal(t, index.Span{}, c.Span(0))
		require.Equal(t, predicate.Code(1), c.Span(1).Lo)
		require.Equal(t, predicate.Code(1<<64-1), c.Span(c.Len()-1).Hi)
		for i := range c.Len() {
			s := c.Span(i)
			require.LessOrEqual(t, s.Lo, s.Hi)
			require.Equal(t, i, c.Of(s.Lo))
			require.Equal(t, i, c.Of(s.Hi))
		}
		for _, s := range spans {
			first, last, exactLo, exactHi := c.Range(s)
			require.True(t, c.Span(first).Contains(s.Lo))
			require.True(t, c.Span(last).Contains(s.Hi))
			require.Equal(t, c.Span(first).Lo == s.Lo, exactLo)
			require.Equal(t, c.Span(last).Hi == s.Hi, exactHi)
		}
	}
}

func TestQuantilesShareTheEnds(t *testing.T) {
	var ends []predicate.Code
	for i := range 10_000 {
		ends = append(ends, predicate.Code(100+i))
	}
	c := Quantiles(ends, 100)
	require.Equal(t, 101, c.Len())
	for i := 2; i < c.Len()-1; i++ {
		s := c.Span(i)
		require.InDelta(t, 100, float64(s.Hi-s.Lo+1), 1)
	}
}

func TestSingle(t *testing.T) {
	c := Single()
	require.Equal(t, 2, c.Len())
	require.Equal(t, 0, c.Of(0))
	require.Equal(t, 1, c.Of(1))
	require.Equal(t, 1, c.Of(1<<64-1))
}
