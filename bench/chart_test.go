package bench

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCharts(t *testing.T) {
	require.Empty(t, Charts(nil))
	results := testResults()
	names := func(charts []Chart) (out []string) {
		for _, c := range charts {
			out = append(out, c.Name)
		}
		return out
	}
	charts := Charts(results)
	require.Equal(t, []string{"w1-count", "w1-count-latency", "w1-ids", "w1-ids-latency"}, names(charts), "one size is no line")
	sizes, latency := charts[2], charts[3]
	require.Equal(t, "w1, ids", sizes.Title)
	require.Len(t, sizes.Panels, 4)
	labels := map[string]Point{
		"time per event": {1e5, 3.5e4}, "99th percentile": {1e5, 1.4e5}, "memory per subscription": {1e5, 333.3}, "time to build": {1e5, 1e5 / 3e6 * 1e9},
	}
	for _, p := range sizes.Panels {
		require.Equal(t, "subscriptions", p.X.Label)
		require.Len(t, p.Lines, 3)
		for i, algo := range []string{"slab", "counting", "scan"} {
			require.Equal(t, algo, p.Lines[i].Name)
			require.Len(t, p.Lines[i].Points, 2)
		}
		require.InDelta(t, 1000, p.Lines[0].Points[0].X, 0)
		want := labels[p.Y.Label]
		require.InDelta(t, want.X, p.Lines[0].Points[1].X, 0)
		require.InEpsilon(t, want.Y, p.Lines[0].Points[1].Y, 1e-9, p.Y.Label)
	}
	require.Equal(t, "w1, ids, 100k subscriptions", latency.Title)
	require.Len(t, latency.Panels, 1)
	require.Equal(t, []string{"scan", "counting", "slab"}, latency.Panels[0].Y.Ticks)
	require.Equal(t, []Point{{63_000, 2}, {140_000, 2}}, latency.Panels[0].Lines[2].Points)

	large := results[0]
	large.Subs = 10_000_000
	charts = Charts(append(results, large))
	require.Equal(t, []string{"sizes-slab", "w1-count", "w1-count-latency", "w1-ids", "w1-ids-latency"}, names(charts))
	require.Equal(t, "slab, 1k to 10M subscriptions, ids", charts[0].Title)
	require.Len(t, charts[0].Panels[0].Lines, 1)
	require.Equal(t, "w1", charts[0].Panels[0].Lines[0].Name)
	require.Len(t, charts[0].Panels[0].Lines[0].Points, 3)

	later := results[0]
	later.CPU, later.Date = "Newer CPU", "2027-01-01T00:00:00Z"
	require.Empty(t, Charts(append(results, later)), "the machine measured last has one result")
}
