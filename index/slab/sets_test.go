package slab

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/predicate"
)

// TestSets writes sets of few and of many ranges, near to each other and far apart,
// and asks for all ranks.
func TestSets(t *testing.T) {
	const seed = 28
	rng := rand.New(rand.NewPCG(seed, 0))
	withBits, without := 0, 0
	for round := range 300 {
		n := []int{1, minBits - 1, minBits, minBits + 1, 200}[round%5]
		gap := uint32(1) << rng.IntN(9)
		var ranks []uint32
		r := rng.Uint32N(100)
		for range n {
			hi := r + rng.Uint32N(2)
			ranks = append(ranks, r, hi)
			r = hi + 1 + rng.Uint32N(gap)
		}
		size, isBits := sizeOfSet(ranks)
		require.LessOrEqual(t, int(size), 1+2*n)
		if isBits {
			withBits++
		} else {
			without++
		}
		g := &segment{sets: make([]uint32, 3+size+2)}
		g.sets[0] = 7 // other sets' elements
		require.Equal(t, size, writeSet(g.sets[3:], ranks))
		in := func(r uint32) bool {
			for i := 0; i < len(ranks); i += 2 {
				if ranks[i] <= r && r <= ranks[i+1] {
					return true
				}
			}
			return false
		}
		back := g.rangesOfSet(3)
		for r := range ranks[len(ranks)-1] + 70 {
			require.Equal(t, in(r), g.inSet(3, r), "seed %d, round %d: rank %d in %v", seed, round, r, ranks)
			again := false
			for i := 0; i < len(back); i += 2 {
				again = again || back[i] <= r && r <= back[i+1]
			}
			require.Equal(t, in(r), again)
			several := []uint32{r, r + 5}
			require.Equal(t, slices.ContainsFunc(several, in), g.someInSet(3, several))
		}
	}
	require.Positive(t, withBits)
	require.Positive(t, without)
}

// TestLargeSets compares sets of as many values as have bits, and of fewer and more,
// and their complements, with a scan, and compiles them again.
func TestLargeSets(t *testing.T) {
	const seed = 29
	rng := rand.New(rand.NewPCG(seed, 0))
	f := family{attrs: 1, values: 3}
	w := newTwins(t, rng, f)
	value := func() predicate.Value {
		if rng.IntN(3) == 0 {
			return predicate.String(fmt.Sprintf("a long text %d", rng.IntN(300)))
		}
		return predicate.Int(rng.Int64N(1000))
	}
	for i := range 60 {
		set := make([]predicate.Value, []int{minBits - 1, minBits, minBits + 1, 300, 700}[i%5])
		for j := range set {
			set[j] = value()
		}
		e := predicate.Expr(predicate.In(path(0), set...))
		if i%3 == 0 {
			e = predicate.Not{X: e}
		}
		w.add(e)
	}
	for range 3 {
		w.x.Compile()
		isBits := 0
		for at, g := 0, w.x.segments[0]; at < len(g.sets); {
			size, bits := sizeOfSet(g.rangesOfSet(at))
			if g.sets[at]&bitSet != 0 {
				isBits++
				size, bits = 3+(g.sets[at+2]-g.sets[at+1])/setWords+1, true
			}
			require.Equal(t, g.sets[at]&bitSet != 0, bits)
			at += int(size)
		}
		require.Positive(t, isBits)
		require.Positive(t, w.compare(200))
		w.remove(10)
		w.add(predicate.In(path(0), value(), value()))
	}
}
