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
