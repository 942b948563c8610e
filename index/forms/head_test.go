package forms

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/randexpr"
	"github.com/thresh-dev/thresh/predicate"
)

// TestHeadsLoseNothing checks that a head lets all satisfied conjunctions through,
// and not all of the others.
func TestHeadsLoseNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(seed, 5))
	g := randexpr.New(rng)
	d := index.NewDictionary()
	table := New(d)
	cs := conjunctions(t, g, 300)
	heads := MakeHeads(len(cs))
	for i := range cs {
		slot, err := table.Add(index.ID(i), &cs[i])
		require.NoError(t, err)
		heads = append(heads, table.Head(slot, func(int, index.AttrID) float64 { return rng.Float64() }))
	}
	enc := index.NewEncoder(d)
	var b predicate.Builder
	var buf []predicate.Code
	satisfied, dropped := 0, 0
	for range 300 {
		ev := g.Event(&b)
		e := enc.Encode(ev)
		var slots []uint32
		if e.HasSeveral() {
			n := max(table.Attrs(), e.NumAttrs())
			least, greatest := make([]predicate.Code, n), make([]predicate.Code, n)
			for _, a := range e.Attrs() {
				least[a], greatest[a] = slices.Min(e.Codes(a)), slices.Max(e.Codes(a))
			}
			slots = AppendMaybe(nil, heads, least, greatest)
		} else {
			slots = AppendMet(nil, heads, table.Codes(&buf, e))
		}
		dropped += len(cs) - len(slots)
		for i := range cs {
			if cs[i].Satisfied(ev) {
				satisfied++
				require.Contains(t, slots, uint32(i), "seed %d: %s", seed, cs[i].String())
			}
		}
	}
	require.Greater(t, satisfied, 1000)
	require.Greater(t, dropped, 1000)
}
