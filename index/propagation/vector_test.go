package propagation

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestRuns compares runs of all places in three words with bits set one by one.
func TestRuns(t *testing.T) {
	const bits = 192
	for from := range uint32(bits + 1) {
		for to := range uint32(bits + 1) {
			set, unset := make(vector, 3), vector{^uint64(0), ^uint64(0), ^uint64(0)}
			want, wantUnset := make(vector, 3), vector{^uint64(0), ^uint64(0), ^uint64(0)}
			for i := from; i < to; i++ {
				want.set(i)
				wantUnset.clear(i)
			}
			set.setRun(from, to)
			unset.clearRun(from, to)
			if from == 70 && to == 130 {
				require.EqualValues(t, 1, set.bit(70))
				require.EqualValues(t, 0, set.bit(69))
				require.EqualValues(t, 1, set.bit(129))
				require.EqualValues(t, 0, set.bit(130))
			}
			require.Equal(t, want, set, "%d to %d", from, to)
			require.Equal(t, wantUnset, unset, "%d to %d", from, to)
		}
	}
}
