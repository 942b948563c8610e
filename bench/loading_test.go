package bench

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
)

func loadConfig() Config {
	c := smallConfig()
	c.Load, c.Subs, c.Time = true, []int{50, 20_000}, 20*time.Millisecond
	return c
}

func TestRunLoads(t *testing.T) {
	c := loadConfig()
	n := 0
	require.NoError(t, Run(t.Context(), c, func(r Result) error {
		n++
		require.Equal(t, Load, r.Mode)
		require.True(t, r.InEngine())
		require.Equal(t, 1, r.Parallel)
		require.Zero(t, r.Churn)
		require.True(t, r.Verified)
		require.InEpsilon(t, float64(r.Subs)/r.BuildSeconds, r.LoadPerSec, 0.01)
		if processCPU() > 0 {
			require.Positive(t, r.LoadCPUNS)
		}
		require.Positive(t, r.MeanNS)
		require.LessOrEqual(t, r.P50NS, r.P99NS)
		require.LessOrEqual(t, r.P99NS, r.MaxNS)
		require.Positive(t, r.UnsubscribeMeanNS)
		require.Positive(t, r.UnsubscribeP99NS)
		require.Positive(t, r.LeavePerSec)
		require.Positive(t, r.ChurnPerSecond)
		require.Positive(t, r.Samples)
		require.Equal(t, map[int]int{50: 5, 20_000: 1000}[r.Subs], r.SubsLeft)
		require.InEpsilon(t, r.BytesPerSub*float64(r.Subs), r.BytesLoaded, 0.01)
		if r.Subs == 20_000 {
			require.Less(t, r.BytesLeft, r.BytesLoaded)
		}
		return nil
	}))
	require.Equal(t, 2*2*2, n)
}

// What is loaded, changed and left is verified.
func TestRunLoadsNothingWrong(t *testing.T) {
	for name, with := range map[string]wrapped{
		"loaded":  {change: func(ids []index.ID) []index.ID { return ids[:max(0, len(ids)-1)] }},
		"counted": {count: func(n int) int { return n + 1 }},
	} {
		t.Run(name, func(t *testing.T) {
			c := loadConfig()
			c.Workloads, c.Algorithms = c.Workloads[1:], []Algorithm{wrap("broken", with)}
			c.Subs = []int{3000}
			m := (*MismatchError)(nil)
			require.ErrorAs(t, Run(t.Context(), c, func(Result) error { return nil }), &m)
			require.Equal(t, "broken", m.Algo)
		})
	}
}

// A change that a match does not see at once is found.
func TestChangesAreLookedFor(t *testing.T) {
	c := loadConfig()
	w := c.Workloads[0]
	src, err := w.Open()
	require.NoError(t, err)
	x, _, err := loadEngine(t.Context(), scanAlgorithm(), src, 100, func(int, int) error { return nil })
	require.NoError(t, err)
	r := &runner{Config: c.withDefaults(), clock: newClock()}
	cell := cell{runner: r, workload: &w, source: src, subs: 100, verdicts: newVerdicts(nil)}
	for ev := range src.Events(10) {
		cell.events = append(cell.events, ev)
	}
	cell.verdicts = newVerdicts(cell.events)
	require.NoError(t, cell.verdicts.extend(t.Context(), src, 100))
	_, err = cell.change(t.Context(), x)
	require.NoError(t, err)
	for i := range cell.verdicts.matches { // as if the oracle said that others match
		cell.verdicts.matches[i] = nil
		for id := range index.ID(100) {
			if len(meaningOf(x, id, cell, i)) == 0 {
				cell.verdicts.matches[i] = append(cell.verdicts.matches[i], id)
			}
		}
	}
	_, err = cell.change(t.Context(), x)
	require.ErrorContains(t, err, "a match after a change does not see it")
}

// meaningOf returns the subscription, if the event is found to satisfy it.
func meaningOf(x *engineSubject, id index.ID, c cell, event int) []index.ID {
	var out []index.ID
	for _, got := range x.session().appendMatches(nil, c.events[event]) {
		if got == x.churn.current[id] {
			out = append(out, got)
		}
	}
	return out
}

func TestLoadResults(t *testing.T) {
	r := Result{
		Workload: "w1", Seed: 42, Algo: "slab", Subs: 1_000_000, Attrs: 20, Events: 50, Mode: Load, Parallel: 1, Engine: true,
		Conjunctions: 1_000_000, LowerSeconds: 1.5, BuildSeconds: 2, LoadPerSec: 500_000, LoadCPUNS: 3900,
		MeanNS: 3000, CPUMeanNS: 2900, P50NS: 2500, P99NS: 30_000, MaxNS: 400_000, ChurnPerSecond: 9990,
		UnsubscribeMeanNS: 1500, UnsubscribeP99NS: 9000, LeavePerSec: 1e6, BytesPerSub: 400, BytesLoaded: 4e8,
		SubsLeft: 1000, BytesLeft: 1e6, Samples: 30_000, Verified: true, VerifiedEvents: 20, Host: testHost(),
	}
	older := r
	older.Date, older.LoadPerSec = "2025-01-01T00:00:00Z", 1
	unverified := r
	unverified.Workload, unverified.Verified, unverified.LoadCPUNS = "mixed", false, 0
	all := []Result{r, older, unverified}

	golden(t, "loading.golden", report(t, all, ReportOptions{}))
	alone := report(t, testResults(), ReportOptions{})
	both := report(t, append(testResults(), all...), ReportOptions{})
	require.Contains(t, both, "## Loading and changing")
	require.NotContains(t, alone, "## Loading and changing")
	require.Empty(t, Latest(all))
	require.Empty(t, Charts(all))

	golden(t, "loading-table.golden", write(t, "table", []Result{r, unverified}))
	require.Contains(t, write(t, "benchfmt", []Result{r}), "BenchmarkLoad/algo=slab/workload=w1/subs=1000000-1")
	back, err := ReadResults(strings.NewReader(write(t, "json", []Result{r})), "x")
	require.NoError(t, err)
	require.Equal(t, []Result{r}, back)
	back, err = ReadResults(strings.NewReader(write(t, "benchfmt", []Result{r})), "x")
	require.NoError(t, err)
	require.Empty(t, back, "a benchmark of another name")
}
