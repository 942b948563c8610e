package bench

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/perf/benchfmt"
)

var update = flag.Bool("update", false, "write golden files")

// golden compares with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

func testHost() Host {
	return Host{Go: "go1.26.0", OS: "linux", Arch: "amd64", CPU: "Test CPU @ 1 GHz", Cores: 2, Commit: "0123456789ab", Date: "2026-01-02T03:04:05Z"}
}

// testResults are results of two workloads, made up.
func testResults() []Result {
	var out []Result
	for _, mode := range []Mode{IDs, Count} {
		for _, subs := range []int{1000, 100_000} {
			for i, algo := range []string{"slab", "scan", "counting"} {
				ns := float64(subs) * []float64{0.7, 9.5, 4.25}[i]
				r := Result{
					Workload: "w1", Seed: 42, Algo: algo, Subs: subs, Attrs: 20, Events: 1000, Mode: mode, Parallel: 1,
					Conjunctions: subs, LowerSeconds: float64(subs) / 1e6, BuildSeconds: float64(subs*(i+1)) / 3e6,
					BytesPerSub: []float64{333.3, 52, 140}[i], MeanNS: ns, P50NS: ns * 0.9, P99NS: ns * 2, MaxNS: ns * 30,
					EventsPerSec: 1e9 / ns, MatchesPerEv: float64(subs) * 0.00059755, Samples: 5000,
					Verified: true, VerifiedEvents: 20, Host: testHost(),
				}
				out = append(out, r)
			}
		}
	}
	r := out[0]
	for i := range out[:6] { // as of a build that counts bytes, on Linux
		out[i].CPUMeanNS = out[i].MeanNS * 0.9
		out[i].StreamGBs = 10
		if out[i].Algo == "slab" {
			out[i].CPUMeanNS, out[i].BytesPerEvent, out[i].XLimit = out[i].MeanNS*0.5, out[i].MeanNS*4, 2.5
		}
	}
	r.Workload, r.Params = "custom", "attrs=20,preds=5-10"
	r.Parallel, r.Churn, r.ChurnPerSecond = 2, 1000, 998.7
	r.Verified, r.VerifiedEvents = false, 0
	alone := r
	alone.Parallel, alone.Churn, alone.ChurnPerSecond, alone.Engine = 1, 0, 0, true
	return append(out, r, alone)
}

func write(t *testing.T, format string, results []Result) string {
	t.Helper()
	var b bytes.Buffer
	w, err := NewWriter(format, &b)
	require.NoError(t, err)
	for _, r := range results {
		require.NoError(t, w.Write(r))
	}
	require.NoError(t, w.Close())
	return b.String()
}

func TestTable(t *testing.T) {
	results := testResults()
	skipped := results[5]
	skipped.Algo, skipped.Skipped = "hem", "would need about 9.1 GB, 6.0 GB available"
	results = append(results[:6:6], append([]Result{skipped}, results[6:]...)...)
	golden(t, "table.golden", write(t, "table", results))
}

func TestTableOfNothing(t *testing.T) {
	require.Empty(t, write(t, "table", nil))
}

func TestJSON(t *testing.T) {
	text := write(t, "json", testResults())
	golden(t, "results.json", text)
	back, err := ReadResults(strings.NewReader(text), "x.json")
	require.NoError(t, err)
	require.Equal(t, testResults(), back)

	// The names that are depended on.
	var line map[string]any
	first, _, _ := strings.Cut(text, "\n")
	require.NoError(t, json.Unmarshal([]byte(first), &line))
	for name := range strings.SplitSeq("workload algo subs attrs events mode parallel build_s bytes_per_sub mean_ns p50_ns p99_ns "+
		"max_ns events_per_s matches_per_event verified", " ") {
		require.Contains(t, line, name)
	}
}

func TestCSV(t *testing.T) {
	text := write(t, "csv", testResults())
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 1+len(testResults()))
	require.Equal(t, []string{"workload", "params", "seed", "algo", "subs"}, rows[0][:5])
	require.Equal(t, []string{"w1", "", "42", "slab", "1000"}, rows[1][:5])
	require.Equal(t, "attrs=20,preds=5-10", rows[len(rows)-1][1])

	// The columns are the members of the JSON form that have figures, in the same order.
	var want []string
	var walk func(reflect.Type)
	walk = func(rt reflect.Type) {
		for f := range rt.Fields() {
			if f.Anonymous {
				walk(f.Type)
				continue
			}
			if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); !slices.Contains([]string{"skipped", "peer", "input"}, name) {
				want = append(want, name)
			}
		}
	}
	walk(reflect.TypeFor[Result]())
	require.ElementsMatch(t, want, rows[0])
}

func TestBenchFormat(t *testing.T) {
	text := write(t, "benchfmt", testResults())
	golden(t, "results.bench", text)
	require.Contains(t, text, "BenchmarkMatch/algo=slab/workload=w1/subs=1000/mode=ids-1 ")

	in := benchfmt.NewReader(strings.NewReader(text), "x")
	n := 0
	for in.Scan() {
		r, ok := in.Result().(*benchfmt.Result)
		require.True(t, ok, "%v", in.Result())
		base, parts := r.Name.Parts()
		require.Equal(t, "Match", string(base))
		require.Equal(t, "/algo="+testResults()[n].Algo, string(parts[0]))
		seconds, ok := r.Value("sec/op")
		require.True(t, ok, "benchstat knows the unit")
		require.InEpsilon(t, testResults()[n].MeanNS/1e9, seconds, 1e-9)
		require.Equal(t, "linux", r.GetConfig("goos"))
		require.Equal(t, "Test CPU @ 1 GHz", r.GetConfig("cpu"))
		n++
	}
	require.NoError(t, in.Err())
	require.Equal(t, len(testResults()), n)

	back, err := ReadResults(strings.NewReader(text), "x.bench")
	require.NoError(t, err)
	for i, r := range testResults() {
		// What the format has no room for.
		r.Seed, r.Attrs, r.Events, r.Conjunctions, r.LowerSeconds, r.ChurnPerSecond = 0, 0, 0, 0, 0, 0
		r.Verified, r.VerifiedEvents, r.XLimit, r.StreamGBs = false, 0, 0, 0
		require.Equal(t, r, back[i])
	}
}

func TestSkippedResultsAreNoLines(t *testing.T) {
	r := testResults()[0]
	r.Skipped = "too large"
	for _, format := range []string{"json", "csv", "benchfmt"} {
		require.Empty(t, write(t, format, []Result{r}), format)
	}
	var b bytes.Buffer
	w := NewSkipWriter(&b)
	require.NoError(t, w.Write(r))
	require.NoError(t, w.Close())
	back, err := ReadResults(&b, "x.json")
	require.NoError(t, err)
	require.Equal(t, []Result{r}, back, "unless they are asked for")
}

func TestUnknownFormat(t *testing.T) {
	_, err := NewWriter("xml", nil)
	require.ErrorIs(t, err, ErrFormat)
}

type fullDisk struct{}

var errFull = errors.New("disk full")

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestWritersReportErrors(t *testing.T) {
	for _, format := range Formats() {
		w, err := NewWriter(format, fullDisk{})
		require.NoError(t, err)
		require.ErrorIs(t, errors.Join(w.Write(testResults()[0]), w.Close()), errFull, format)
	}
}

func TestReadResultsErrors(t *testing.T) {
	for _, tc := range []struct{ text, want string }{
		{"{\"workload\":\"w\"}\n", "f:1: bench: a result needs workload, algo, subs and mode"},
		{"\n{\"workload\":\"w\",\"algo\":\"a\",\"subs\":1,\"mode\":\"ids\"}", "f:2: bench: a result needs mean_ns"},
		{"{\"workload\":\"w\"\n", "f:1: unexpected end of JSON input"},
		{"BenchmarkMatch/algo=a/subs=x-1 10 5 ns/op\n", `f:1: strconv.Atoi: parsing "x": invalid syntax`},
		{"BenchmarkMatch/algo=a 10 x ns/op\n", "f:1: parsing measurement: invalid syntax"},
	} {
		_, err := ReadResults(strings.NewReader(tc.text), "f")
		require.EqualError(t, err, tc.want)
		require.ErrorAs(t, err, new(*ReadError))
	}
	others, err := ReadResults(strings.NewReader("PASS\nBenchmarkOther-2 10 5 ns/op\nok\tpkg\t1s\n"), "f")
	require.NoError(t, err)
	require.Empty(t, others)
}

func TestFormatNumbers(t *testing.T) {
	for _, tc := range []struct {
		x    float64
		want string
	}{
		{0, "0"},
		{0.0123456, "0.0123"},
		{0.5, "0.500"},
		{0.9996, "1.00"},
		{1.234, "1.23"},
		{9.999, "10.0"},
		{12.34, "12.3"},
		{99.96, "100"},
		{123.4, "123"},
		{1234.5, "1,235"},
		{1e6, "1,000,000"},
		{0.00001234, "1.2e-05"},
	} {
		require.Equal(t, tc.want, significant(tc.x), "%v", tc.x)
	}
	require.Equal(t, "999 ns", formatDuration(999))
	require.Equal(t, "1.00 µs", formatDuration(999.6))
	require.Equal(t, "12.3 ms", formatDuration(12_340_000))
	require.Equal(t, "7,200 s", formatSeconds(7200))
	require.Equal(t, "100k", formatSubs(100_000))
	require.Equal(t, "10M", formatSubs(10_000_000))
	require.Equal(t, "1500", formatSubs(1500))
	require.InDelta(t, 1.235, round(1.23456), 1e-12)
	require.InDelta(t, 123457, round(123456.7), 1e-12)
	require.Zero(t, round(0))
}
