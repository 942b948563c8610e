package bench

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/gen"
	"github.com/thresh-dev/thresh/index/catalog"
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
	require.Contains(t, report(t, nil, ReportOptions{Note: "A note.\n"}), "all of them.\n\nA note.\n\nThere")
}

func TestHost(t *testing.T) {
	require.Equal(t, "go1.26.0, linux/amd64, Test CPU @ 1 GHz, 2 cores, commit 0123456789ab", testHost().String())
	h := testHost()
	h.CPU, h.Commit, h.Cores = "", "", 1
	require.Equal(t, "go1.26.0, linux/amd64, 1 core", h.String())
}

// presetResults are of all sorts of things that the summary of a report tells.
func presetResults() []Result {
	times := map[string]map[string]float64{ // by preset and algorithm, at 1k
		"w5":     {"slab": 1000, "scan": 40_000, "hem": 9000, "betree": 4000},
		"w7":     {"slab": 5000, "scan": 90_000, "hem": 4000, "betree": 99_000},
		"narrow": {"slab": 500, "scan": 40_000, "hem": 800},
		"w1":     {"slab": 9000, "scan": 300_000, "hem": 20_000, "betree": 100_000, "hem:512": 12_000},
	}
	var out []Result
	for preset, of := range times {
		for algo, ns := range of {
			for i, subs := range []int{1000, 10_000, 100_000} {
				r := testResults()[0]
				r.Workload, r.Algo, r.Subs, r.MeanNS = preset, algo, subs, ns*float64(1+3*i)
				r.CPUMeanNS, r.P50NS, r.P99NS, r.BytesPerSub, r.BytesPerEvent, r.XLimit = r.MeanNS, r.MeanNS/2, r.MeanNS*3, ns/50, 0, 0
				switch {
				case algo == "betree" && subs == 10_000 && preset == "w7":
					r.Skipped = "takes more than the 20s that a cell is given"
				case subs == 100_000 && (algo != "slab" && algo != "hem:512" || preset == "narrow"):
					r.Skipped = "left out: minutes to build"
				}
				if algo == "hem:512" && subs == 100_000 {
					count := r
					count.Mode = Count
					out = append(out, count)
				}
				out = append(out, r)
			}
		}
	}
	slab := testResults()[0]
	slab.Workload, slab.Algo, slab.Subs, slab.Mode, slab.MeanNS, slab.CPUMeanNS = "w1", "slab", 100_000, Count, 24_000, 24_000
	return append(out, slab)
}

// TestReportSummary is of the parts that say what the tables mean.
func TestReportSummary(t *testing.T) {
	results := append(append(presetResults(), sweptResults()...), loadedResults()...)
	o := ReportOptions{Chart: func(name string) string { return "charts/" + name + ".svg" }}
	whole := report(t, results, o)
	summary, details, ok := strings.Cut(whole, "\n## Details")
	require.True(t, ok)
	golden(t, "summary.golden", summary)
	require.Equal(t, strings.Count(details, "<details>"), strings.Count(details, "</details>"))

	rng := rand.New(rand.NewPCG(3, 4))
	for range 5 {
		rng.Shuffle(len(results), func(i, j int) { results[i], results[j] = results[j], results[i] })
		require.Equal(t, whole, report(t, results, o), "the order of the results is of no account")
	}

	// Every picture that is linked is drawn, and the other way round.
	linked := map[string]bool{}
	for _, part := range strings.Split(whole, "](charts/")[1:] {
		name, _, _ := strings.Cut(part, ".svg)")
		linked[name] = true
	}
	for _, c := range Charts(results) {
		require.True(t, linked[c.Name], c.Name)
		require.NotEmpty(t, c.Panels)
		for _, p := range c.Panels {
			require.NotEmpty(t, p.Lines, c.Name)
		}
	}
}

// No table of the summary has a cell that is neither a figure nor leads to a reason.
func TestReportExplainsBlanks(t *testing.T) {
	results := presetResults()
	m := newMatrix(newest(results), skippedOf(results, hostKey(&results[0])))
	for _, n := range m.sizes {
		var notes footnotes
		g := m.table(n, processorTime, relative, &notes)
		var b bytes.Buffer
		notes.write(&b)
		for _, row := range g.rows {
			for _, cell := range row {
				if strings.HasPrefix(cell, "–") {
					require.Regexp(t, `^– \([a-z]+\)$`, cell)
					require.Contains(t, b.String(), "- "+strings.TrimPrefix(cell, "– ")+" ")
				}
			}
		}
		for _, p := range m.presets {
			has := slices.ContainsFunc(g.rows, func(row []string) bool { return row[0] == "`"+p+"`" })
			require.True(t, has || strings.Contains(b.String(), "`"+p+"`"), "%s at %d", p, n)
		}
	}
	require.Equal(t, []string{"a", "z", "aa", "az", "ba"}, []string{letters(0), letters(25), letters(26), letters(51), letters(52)})
}

// A reason is told where the figures bear it out, and else it is not.
func TestReasonsFollowFigures(t *testing.T) {
	results := presetResults()
	const text = "`slab` sorts them by the attributes"
	require.NotContains(t, report(t, results, ReportOptions{}), text, "hem is faster on w7")
	for i := range results {
		if results[i].Workload == "w7" && results[i].Algo == "slab" {
			results[i].CPUMeanNS /= 2
		}
	}
	require.Contains(t, report(t, results, ReportOptions{}), "- `slab` is 1.60× as fast as `hem` (`w7`, 10k): ")
	require.Contains(t, report(t, results, ReportOptions{}), text)
	for _, k := range kinds() {
		for _, r := range k.reasons {
			for _, name := range []string{r.faster, r.slower} {
				_, ok := catalog.Lookup(name)
				require.True(t, ok, name)
			}
			require.Regexp(t, `[a-z.]\.$`, r.why)
		}
		for _, p := range k.presets {
			_, err := gen.Lookup(p, 1)
			require.NoError(t, err)
		}
	}
}
