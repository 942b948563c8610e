package slab

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/predicate"
)

func TestNumberOf(t *testing.T) {
	for _, f := range []float64{0, 1, -1, 2, 1e6, -1e6, 0.1, -0.1, 1e299, -1e299, 123456789} {
		require.InEpsilon(t, f+3, numberOf(predicate.CodeOf(predicate.Float(f)))+3, 1e-12, "%v", f)
	}
	require.InEpsilon(t, -1e300, numberOf(predicate.CodeOf(predicate.Float(-math.MaxFloat64))), 1e-12)
	require.InEpsilon(t, 1e300, numberOf(predicate.CodeOf(predicate.Float(math.MaxFloat64))), 1e-12)
}

// TestValueShareOfNeighbours has two keys that are different numbers of one code.
func TestValueShareOfNeighbours(t *testing.T) {
	a, b := predicate.Int(1<<60+1), predicate.Int(1<<60+2)
	require.Equal(t, predicate.CodeOf(a), predicate.CodeOf(b))
	cuts := cutList{}
	cuts.addKey(predicate.CodeOf(a), &a, 0)
	cuts.addKey(predicate.CodeOf(b), &b, 0)
	ranks, cells := make([]uint32, 2), make([]uint8, 2)
	d := newDomain(&cuts, ranks, cells, &spares{})
	require.Equal(t, []uint32{2, 4}, ranks)
	require.Equal(t, []uint8{2, 4}, cells)
	require.Zero(t, d.valueShare(2, 4, predicate.CodeOf(a), predicate.CodeOf(b)))
}
