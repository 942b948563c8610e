package bench

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func report(t *testing.T, results []Result, o ReportOptions) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, WriteReport(&b, results, o))
	return b.String()
}

func TestReport(t *testing.T) {
	results := testResults()
	old := results[0] // an older result of the same cell does not count
	old.Date, old.MeanNS = "2025-12-31T00:00:00Z", 1e12
	elsewhere := results[1] // nor is one of another machine mixed in
	elsewhere.CPU, elsewhere.Cores = "Other CPU", 16
	results = append(results, old, elsewhere)
	o := ReportOptions{Chart: func(name string) string {
		if name == "w1-ids" {
			return "charts/w1-ids.svg"
		}
		return ""
	}}
	want := report(t, results, o)
	golden(t, "report.golden", want)

	rng := rand.New(rand.NewPCG(1, 2))
	for range 10 {
		rng.Shuffle(len(results), func(i, j int) { results[i], results[j] = results[j], results[i] })
		require.Equal(t, want, report(t, results, o), "the order of the results is of no account")
	}
}

func TestReportOfNothing(t *testing.T) {
	require.Contains(t, report(t, nil, ReportOptions{}), "There are no results.")
	require.Contains(t, report(t, nil, ReportOptions{Note: "A note.\n"}), "oracle.\n\nA note.\n\nThere")
}

func TestHost(t *testing.T) {
	require.Equal(t, "go1.26.0, linux/amd64, Test CPU @ 1 GHz, 2 cores, commit 0123456789ab", testHost().String())
	h := testHost()
	h.CPU, h.Commit, h.Cores = "", "", 1
	require.Equal(t, "go1.26.0, linux/amd64, 1 core", h.String())
}
