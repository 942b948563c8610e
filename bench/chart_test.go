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
	require.Equal(t, []string{"w1-count", "w1-ids"}, names(charts), "one size is no line")
	require.Equal(t, "w1, ids", charts[1].Title)
	require.Len(t, charts[1].Lines, 3)
	for i, algo := range []string{"slab", "counting", "scan"} {
		l := charts[1].Lines[i]
		require.Equal(t, algo, l.Name)
		require.Len(t, l.Results, 2)
		require.Equal(t, 1000, l.Results[0].Subs)
		require.Equal(t, 100_000, l.Results[1].Subs)
		require.Equal(t, algo, l.Results[1].Algo)
	}

	large := results[0]
	large.Subs = 10_000_000
	charts = Charts(append(results, large))
	require.Equal(t, []string{"sizes-slab", "w1-count", "w1-ids"}, names(charts))
	require.Equal(t, "slab, 1k to 10M subscriptions, ids", charts[0].Title)
	require.Len(t, charts[0].Lines, 1)
	require.Equal(t, "w1", charts[0].Lines[0].Name)
	require.Len(t, charts[0].Lines[0].Results, 3)

	later := results[0]
	later.CPU, later.Date = "Newer CPU", "2027-01-01T00:00:00Z"
	require.Empty(t, Charts(append(results, later)), "the machine measured last has one size")
}
