package slab

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/predicate"
)

// TestAlways has lanes without a predicate, alone and among others of every access, of
// which some die.
func TestAlways(t *testing.T) {
	for i, c := range []struct{ always, others int }{
		{1, 0},
		{63, 0},
		{64, 40},
		{65, 400},
		{3 * treeLanes, 0},
		{300, 3000},
	} {
		f := family{attrs: 6, preds: 3, narrow: 20, width: 95, mixed: true}
		w := newTwins(t, rand.New(rand.NewPCG(41, uint64(i))), f)
		w.x.few = nil
		for j := range max(c.always, c.others) {
			if j < c.always {
				w.add(predicate.Const(true))
			}
			if j < c.others {
				w.add(f.expr(w.rng))
			}
		}
		w.x.Compile()
		g := w.x.segments[0]
		require.Equal(t, c.always, int(g.always.to-g.always.from))
		require.GreaterOrEqual(t, w.compare(10), 10*c.always)
		w.remove(len(w.ids) / 3)
		w.compare(10)
		w.insert(50)
		w.x.Compile()
		w.compare(10)
		w.remove(len(w.ids))
		require.Zero(t, w.compare(2))
	}
}
