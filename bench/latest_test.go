package bench

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLatest(t *testing.T) {
	results := testResults()
	n := len(results)
	old, excused := results[3], peerResult("mute", "event", 1000, 0)
	old.Date, old.MeanNS = "2000-01-01T00:00:00Z", 1
	skipped := results[0]
	skipped.Skipped, skipped.Date = "would not fit", "2030-01-01T00:00:00Z"
	excused.Skipped = "cannot say: ranges"
	oldPeer := peerResult("fast", "event", 1000, 1)
	oldPeer.Date = "2000-01-01T00:00:00Z"
	latest := Latest(append(results, old, skipped, excused, oldPeer, peerResult("fast", "event", 1000, 50)))
	require.Len(t, latest, n+2)
	require.ElementsMatch(t, results, latest[:n])
	require.Equal(t, peerResult("fast", "event", 1000, 50), latest[n])
	require.Equal(t, excused, latest[n+1])
}

func TestReference(t *testing.T) {
	scan, slab := testResults()[1], testResults()[0]
	require.Equal(t, Baseline, slab.Reference())
	require.InDelta(t, 8550.0/350, slab.TimesAsFast(&scan), 1e-9, "by CPU time")
	scan.CPUMeanNS = 0
	require.InDelta(t, 9500.0/700, slab.TimesAsFast(&scan), 1e-9, "by the clock")
	require.Zero(t, new(Result).TimesAsFast(&scan))
	peer := peerResult("texts", "json", 1000, 3000)
	require.Equal(t, "thresh-json", peer.Reference())
	peer.Input = "event"
	require.Equal(t, Featured, peer.Reference())
}
