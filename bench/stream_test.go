package bench

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestStreamSum(t *testing.T) {
	var words []uint64
	want := uint64(0)
	for n := range 50 {
		require.Equal(t, want, streamSum(words), n)
		words = append(words, uint64(n*n+1))
		want += uint64(n*n + 1)
	}
}

func TestStreamBandwidth(t *testing.T) {
	require.Zero(t, StreamBandwidth(&fakeMeter{[]uint64{1 << 20}}), "no room")
	if testing.Short() {
		t.Skip("reads gigabytes")
	}
	gbs := StreamBandwidth(nil)
	require.Greater(t, gbs, 0.1)
	require.Less(t, gbs, 1000.0)
}
