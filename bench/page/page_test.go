package page

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/bench"
)

var update = flag.Bool("update", false, "write golden files")

// testResults are results of each kind: two algorithms at two sizes, a sweep of a
// parameter, an engine under churn, an outside engine with figures and one without.
func testResults() []bench.Result {
	host := bench.Host{
		Go: "go1.26.0", OS: "linux", Arch: "amd64", CPU: "Test CPU @ 1 GHz", Cores: 2,
		Commit: "0123456789ab", Date: "2026-01-02T03:04:05Z", StreamGBs: 10,
	}
	result := func(workload, algo string, subs int, ns float64) bench.Result {
		return bench.Result{
			Workload: workload, Seed: 42, Algo: algo, Subs: subs, Attrs: 20, Events: 1000, Mode: bench.IDs, Parallel: 1,
			LowerSeconds: 0.5, BuildSeconds: 0.25, BytesPerSub: 100, MeanNS: ns, CPUMeanNS: ns / 2, P50NS: ns, P99NS: 2 * ns,
			MaxNS: 3 * ns, EventsPerSec: 1e9 / ns, MatchesPerEv: 1.5, Verified: true, VerifiedEvents: 20, Host: host,
		}
	}
	var out []bench.Result
	for _, subs := range []int{1000, 100_000} {
		out = append(out, result("w1", "slab", subs, float64(subs)), result("w1", "scan", subs, 10*float64(subs)))
	}
	for _, width := range []string{"0.1", "0.2-0.4"} {
		r := result("custom", "slab", 1000, 500)
		r.Params = "attrs=20,width=" + width
		out = append(out, r)
	}
	churned := result("w1", "slab", 1000, 2000)
	churned.Parallel, churned.Churn, churned.CPUMeanNS, churned.Verified = 2, 1000, 0, false
	ours, other, mute := result("exact", "slab", 1000, 100), result("exact", "other", 1000, 300), result("exact", "mute", 1000, 0)
	ours.Peer, ours.Input = "thresh", "event"
	other.Peer, other.Input = "other 1.0", "event"
	mute.Peer, mute.Skipped, mute.Verified = "mute 2.0", "cannot say: ranges", false
	mute.EventsPerSec = 0
	return append(out, churned, ours, other, mute)
}

func page(t *testing.T, results []bench.Result) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, Write(&b, results))
	return b.String()
}

// dataOf returns the rows that a page holds, as a browser finds them.
func dataOf(t *testing.T, page string) *columns {
	t.Helper()
	_, rest, found := strings.Cut(page, `<script type="application/json" id="data">`)
	require.True(t, found)
	text, _, found := strings.Cut(rest, "</script>")
	require.True(t, found)
	var c columns
	require.NoError(t, json.Unmarshal([]byte(text), &c))
	return &c
}

func (t *text) at(row int) string { return t.Words[t.Rows[row]] }

// The golden file holds all but the style and the scripts, which are themselves files.
func TestGolden(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, write(&b, testResults(), "/* style */", "/* script */"))
	name := filepath.Join("testdata", "page.golden")
	if *update {
		require.NoError(t, os.WriteFile(name, b.Bytes(), 0o644))
	}
	want, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String())
}

func TestRows(t *testing.T) {
	results := testResults()
	c := dataOf(t, page(t, results))
	require.Equal(t, len(results), c.Rows)
	for i, r := range bench.Latest(results) {
		require.Equal(t, r.Workload, c.Texts["workload"].at(i))
		require.Equal(t, r.Params, c.Texts["params"].at(i))
		require.Equal(t, r.Algo, c.Texts["algo"].at(i))
		require.Equal(t, r.Peer, c.Texts["peer"].at(i))
		require.Equal(t, r.Skipped, c.Texts["skipped"].at(i))
		require.Equal(t, "linux/amd64, Test CPU @ 1 GHz, 2 cores", c.Texts["machine"].at(i))
		times := 0.0 // of what has nothing to be compared with
		switch {
		case r.Peer == "" && r.Workload == "w1" && r.Parallel == 1 && r.Algo == "slab":
			times = 10
		case r.Algo == "scan", r.Peer != "" && r.Algo == "slab":
			times = 1
		case r.Algo == "other":
			times = 0.3333
		}
		var figures []float64
		for _, name := range []string{"subs", "mean", "cpu", "memory", "build", "times"} {
			figures = append(figures, c.Figures[name][i])
		}
		require.Equal(t, []float64{float64(r.Subs), r.MeanNS, r.CPUMeanNS, r.BytesPerSub, 0.75e9, times}, figures,
			"%s %s", r.Workload, r.Algo)
	}
	for name, f := range c.Figures {
		require.Len(t, f, c.Rows, name)
	}
	for name, of := range c.Texts {
		require.Len(t, of.Rows, c.Rows, name)
	}
}

func TestOrderIsOfNoAccount(t *testing.T) {
	results := testResults()
	want := page(t, results)
	rng := rand.New(rand.NewPCG(1, 2))
	for range 10 {
		rng.Shuffle(len(results), func(i, j int) { results[i], results[j] = results[j], results[i] })
		require.Equal(t, want, page(t, results))
	}
}

// A page of no results is a page.
func TestNothing(t *testing.T) {
	text := page(t, nil)
	require.Contains(t, text, "There are no results.")
	require.Zero(t, dataOf(t, text).Rows)
}

// Whatever the strings hold, they end no element and begin none.
func TestEscaping(t *testing.T) {
	const evil = "</script><script>alert(1)</script><!--<script>&amp;\u2028'\"`${x}"
	clean := page(t, testResults())
	results := testResults()
	for i := range results {
		r := &results[i]
		r.Workload, r.Algo, r.CPU, r.Commit, r.Go = evil, evil+r.Algo, evil, evil, evil
		r.Params = "a=" + evil
		if r.Peer != "" {
			r.Peer = evil
		}
	}
	text := page(t, results)
	require.NotContains(t, text, "alert(1)</script>")
	for _, tag := range []string{"<script", "</script", "<!--", "<p"} {
		require.Equal(t, strings.Count(clean, tag), strings.Count(text, tag), tag)
	}
	c := dataOf(t, text)
	require.Equal(t, evil, c.Texts["workload"].at(0))
	require.Equal(t, evil, c.Texts["commit"].at(0))
}

// The only address in the page is the name of a namespace.
func TestNoRequests(t *testing.T) {
	text := page(t, testResults())
	for _, address := range regexp.MustCompile(`\w+://[^\s'"<>]*`).FindAllString(text, -1) {
		require.Equal(t, "http://www.w3.org/2000/svg", address)
	}
	for _, reference := range regexp.MustCompile(`(?:src|href|action)="([^"]*)"|url\(|@import|\bimport\(|fetch\(`).FindAllStringSubmatch(text, -1) {
		require.Contains(t, []string{"data:,", "#charts", "REPORT.md", "raw/"}, reference[1], reference[0])
	}
	require.Contains(t, text, `content="default-src &#39;none&#39;; script-src &#39;sha256-`)
	require.NotContains(t, text, "unsafe-inline")
	require.NotContains(t, text, "innerHTML")
}

// The page of 2,000 results is under a megabyte.
func TestSize(t *testing.T) {
	var results []bench.Result
	rng := rand.New(rand.NewPCG(3, 4))
	for i := range 2000 {
		r := testResults()[0]
		r.Workload, r.Algo = fmt.Sprintf("workload%d", i%20), fmt.Sprintf("algorithm%d", i/20%20)
		r.Subs = 1000 * (1 + i/400)
		for _, x := range []*float64{&r.MeanNS, &r.CPUMeanNS, &r.P50NS, &r.P99NS, &r.MaxNS, &r.BytesPerSub, &r.EventsPerSec, &r.MatchesPerEv} {
			*x = rng.ExpFloat64() * 1e6
		}
		results = append(results, r)
	}
	text := page(t, results)
	require.Equal(t, 2000, dataOf(t, text).Rows)
	require.Less(t, len(text), 500_000)
}
