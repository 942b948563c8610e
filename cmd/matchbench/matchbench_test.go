package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/bench"
	"github.com/thresh-dev/thresh/gen"
	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/catalog"
	"github.com/thresh-dev/thresh/index/scan"
	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/expr"
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

// result is what a run gave.
type result struct {
	code     int
	out, err string
}

// command runs a command line as main does.
func command(args ...string) result {
	var out, err bytes.Buffer
	code := run(args, strings.NewReader(""), &out, &err)
	return result{code, out.String(), err.String()}
}

// testProgram is a program of two algorithms, one of which finds too little if
// told so.
func testProgram(wrong bool) (p *program, out, err *bytes.Buffer) {
	out, err = new(bytes.Buffer), new(bytes.Buffer)
	newScan := func(d *index.Dictionary) index.Index { return scan.New(d) }
	p = &program{
		out: out, err: err,
		algorithms: []catalog.Algorithm{
			{Name: "scan", Summary: "looks at every conjunction", New: newScan},
			{Name: "other", Summary: "does so too", New: func(d *index.Dictionary) index.Index {
				return forgetful{newScan(d), wrong}
			}},
		},
		host:   func() bench.Host { return bench.Host{Go: "go1.26.0", OS: "linux", Arch: "amd64", Cores: 2} },
		stream: func() float64 { return 12.5 },
	}
	return p, out, err
}

// forgetful is an index that, if wrong, leaves out the conjunction 3.
type forgetful struct {
	index.Index
	wrong bool
}

func (f forgetful) Insert(id index.ID, c *predicate.Conjunction) error {
	if f.wrong && id == 3 {
		return nil
	}
	return f.Index.Insert(id, c)
}

func TestGolden(t *testing.T) {
	for _, name := range []string{"help", "help-advise", "help-list", "help-gen", "help-report", "help-roofline", "list-workloads"} {
		t.Run(name, func(t *testing.T) {
			got := command(strings.Split(name, "-")...)
			require.Zero(t, got.code)
			require.Empty(t, got.err)
			golden(t, name+".golden", got.out)
		})
	}
}

func TestListAlgos(t *testing.T) {
	p, out, _ := testProgram(false)
	require.Zero(t, p.run(t.Context(), []string{"list", "algos"}))
	require.Equal(t, "scan\tlooks at every conjunction\nother\tdoes so too\n", out.String())

	got := command("list", "algos")
	require.Zero(t, got.code)
	for line := range strings.Lines(got.out) {
		require.Regexp(t, `^[a-z0-9-]+\t[^\t]+\n$`, line)
	}
	require.Contains(t, got.out, "scan\t")
}

func TestHelpIsWhatAnyFlagForItGives(t *testing.T) {
	help := command("help")
	for _, args := range [][]string{{"-h"}, {"-help"}, {"--help"}, {"-subs", "1k", "-h"}, {"help", "help"}} {
		require.Equal(t, help, command(args...))
	}
	require.Equal(t, command("help", "gen"), command("gen", "-h"))
}

func TestHelpNamesEveryFlag(t *testing.T) {
	fs := newFlags()
	var o options
	o.define(fs)
	fs.VisitAll(func(f *flag.Flag) { require.Contains(t, helpText(""), "\n  -"+f.Name+" ") })
}

func TestUsageErrors(t *testing.T) {
	for _, tc := range []struct{ args, want string }{
		{"repotr", `unknown command "repotr", did you mean "report"? (there are: advise, list, gen, report, roofline, help)`},
		{"-evnts 5", `unknown flag "evnts", did you mean "events"? (there are: algo, `},
		{"-workload flihgts", `unknown workload "flihgts", did you mean "flights"? (there are: w1, `},
		{"-workload zzzzzz", `unknown workload "zzzzzz" (there are: w1, `},
		{"-workload w1,W55", `unknown workload "W55", did you mean "w5"? (there are: w1, `},
		{"-workload w1,,w2", `invalid value "w1,,w2" for flag -workload: an empty list or name`},
		{"-algo scna", `unknown algorithm "scna", did you mean "scan"? (there are: `},
		{"-mode idz", `unknown mode "idz", did you mean "ids"? (there are: ids, count, batch, all)`},
		{"-format jsn", `unknown format "jsn", did you mean "json"? (there are: table, json, benchfmt, csv)`},
		{"-subs 10q", `invalid value "10q" for flag -subs: not a number such as 1000, 10k or 1.5M`},
		{"-subs 1e3", `invalid value "1e3" for flag -subs: not a number such as`},
		{"-subs 0.5", `invalid value "0.5" for flag -subs: not a number such as`},
		{"-subs 0", `invalid value "0" for flag -subs: not a whole number from 1 up`},
		{"-subs 1k,", `invalid value "1k," for flag -subs: not a number such as`},
		{"-subs 9G", `-subs 9000000000 is more than there are ids for`},
		{"-events 0", `invalid value "0" for flag -events: not a whole number from 1 up`},
		{"-verify -1", `invalid value "-1" for flag -verify: not a number such as`},
		{"-parallel 0", `invalid value "0" for flag -parallel: not a whole number from 1 up`},
		{"-churn -1", `-churn -1 is no number of replacements per second`},
		{"-churn NaN", `-churn NaN is no number of replacements per second`},
		{"-churn x", `invalid value "x" for flag -churn: parse error`},
		{"-load -churn 5", `-load measures no matches: it goes without -mode, -parallel and -churn`},
		{"-load -mode count", `-load measures no matches: it goes without -mode, -parallel and -churn`},
		{"-time 0s", `-time 0s is no time to measure for`},
		{"-seed -1", `invalid value "-1" for flag -seed: parse error`},
		{"-preds 7-5", `invalid value "7-5" for flag -preds: not a number or a range such as 5-10`},
		{"-preds 1.5-2", `-preds 1.5-2: the numbers are whole ones`},
		{"-attrs 5 -preds 3-6", `workload custom: 6 predicates on 5 attributes`},
		{"-width 0.5-1.5", `workload custom: widths from 0.5 to 1.5, not within 0 and 1`},
		{"-event-attrs 21", `workload custom: 21 of 20 attributes in an event`},
		{"-workload w1 -attrs 5", `-attrs is for the workload custom, which -workload does not name`},
		{"-workload", `flag needs an argument: -workload`},
		{"-subs 1k extra", `unexpected argument "extra"`},
		{"-resume", `-resume needs -format json and -o FILE`},
		{"-resume -o x", `-resume needs -format json and -o FILE`},
		{"-skipped", `-skipped and -omit need -format json`},
		{"-omit x", `-skipped and -omit need -format json`},
		{"-omit x -format json", `-omit needs -skipped`},
		{"-budget -1s", `-budget -1s is no time for a cell`},
		{"roofline x", `unexpected argument "x"`},
		{"list", `list what? (there are: algos, workloads)`},
		{"list alogs", `unknown list "alogs", did you mean "algos"? (there are: algos, workloads)`},
		{"help gne", `unknown command "gne", did you mean "gen"? (there are: advise, list, gen, report, roofline, help)`},
		{"gen -workload w1,w2", `gen writes one workload at a time, not 2`},
		{"advise -events x", `the flag -subs FILE is missing`},
		{"advise -subs x", `the flag -events FILE is missing`},
		{"advise -subs x -events y z", `unexpected argument "z"`},
		{"advise -subs x -events y -mode idz", `unknown mode "idz", did you mean "ids"? (there are: ids, count, batch)`},
		{"advise -subs x -events y -format table", `unknown format "table" (there are: text, json)`},
		{"advise -subs x -events y -algo scna", `unknown algorithm "scna", did you mean "scan"? (there are: `},
		{"advise -subs x -events y -time -1s", `-time -1s is no time to measure for`},
		{"gen x", `unexpected argument "x"`},
		{"report -x", `unknown flag "x" (there are: o)`},
	} {
		got := command(strings.Split(tc.args, " ")...)
		require.Equal(t, exitUsage, got.code, tc.args)
		require.Empty(t, got.out, tc.args)
		require.True(t, strings.HasPrefix(got.err, "matchbench: "+tc.want), "%s\n%s", tc.args, got.err)
		require.Regexp(t, "\nrun `matchbench help( [a-z]+)?` for help\n$", got.err, tc.args)
	}
}

func small(args ...string) []string {
	return append([]string{"-workload", "w1", "-subs", "200", "-events", "20", "-time", "1ms"}, args...)
}

func TestLoadEndToEnd(t *testing.T) {
	got := command(small("-algo", "slab", "-load", "-format", "json")...)
	require.Empty(t, got.err)
	require.Zero(t, got.code)
	var r bench.Result
	require.NoError(t, json.Unmarshal([]byte(got.out), &r))
	require.Equal(t, bench.Load, r.Mode)
	require.True(t, r.Verified)
	require.Positive(t, r.LoadPerSec)
	require.Equal(t, 20, r.SubsLeft)

	got = command(small("-algo", "slab", "-load")...)
	require.Zero(t, got.code)
	require.Contains(t, got.out, "loading and changing 200 subscriptions in an engine\nworkload ")
}

func TestJSONEndToEnd(t *testing.T) {
	got := command(small("-algo", "all", "-mode", "ids,count", "-format", "json", "-workload", "w1,earthquakes", "-subs", "200,1k")...)
	require.Empty(t, got.err)
	require.Zero(t, got.code)
	algos := catalog.All()
	require.NotEmpty(t, algos)
	matches := map[string]float64{}
	n := 0
	for line := range strings.Lines(got.out) {
		var r bench.Result
		require.NoError(t, json.Unmarshal([]byte(line), &r), line)
		require.Equal(t, 20, r.Events)
		require.EqualValues(t, 42, r.Seed)
		require.True(t, r.Verified)
		require.Positive(t, r.MeanNS)
		require.NotEmpty(t, r.Go)
		require.NotEmpty(t, r.Date)
		key := r.Workload + string(rune(r.Subs))
		if m, ok := matches[key]; ok {
			require.InDelta(t, m, r.MatchesPerEv, 1e-9, "every algorithm finds the same")
		}
		matches[key] = r.MatchesPerEv
		n++
	}
	require.Equal(t, 2*2*2*len(algos), n)
	require.Positive(t, matches["w1"+string(rune(1000))])
}

func TestDefaultsAreAllAlgorithms(t *testing.T) {
	p, out, errs := testProgram(false)
	require.Zero(t, p.run(t.Context(), small()), errs)
	require.Contains(t, out.String(), "w1, 200 subscriptions, 20 events, ids\n")
	require.Contains(t, out.String(), "\nother ")
	require.Contains(t, out.String(), "verified against the oracle on 20 events\n")
	require.Empty(t, errs.String(), "progress is for terminals")
}

func TestCustomWorkload(t *testing.T) {
	p, out, errs := testProgram(false)
	args := []string{"-attrs", "8", "-preds", "2-3", "-width", "0.4", "-event-attrs", "6", "-attr-zipf", "1", "-seed", "7"}
	args = append(args, "-subs", "300", "-events", "10", "-time", "1ms", "-format", "json")
	require.Zero(t, p.run(t.Context(), args), errs)
	for line := range strings.Lines(out.String()) {
		var r bench.Result
		require.NoError(t, json.Unmarshal([]byte(line), &r))
		require.Equal(t, custom, r.Workload)
		require.Equal(t, "attrs=8,preds=2-3,width=0.4,event-attrs=6,attr-zipf=1", r.Params)
		require.EqualValues(t, 7, r.Seed)
		require.Equal(t, 8, r.Attrs)
		require.Positive(t, r.MatchesPerEv)
	}
	require.Equal(t, 2, strings.Count(out.String(), "\n"))
}

func TestFailedVerification(t *testing.T) {
	p, out, errs := testProgram(true)
	args := []string{"-workload", "w7", "-subs", "50", "-events", "20", "-time", "1ms", "-format", "json"}
	require.Equal(t, exitFailed, p.run(t.Context(), args))
	require.Regexp(t, `^matchbench: verification failed: algorithm other, workload w7, seed 42, 50 subscriptions, event \d+, `+
		`mode ids: 1 id missing \(s3\)\n$`, errs.String())
	require.Equal(t, 1, strings.Count(out.String(), "\n"), "what was measured before is written")
	require.Contains(t, out.String(), `"algo":"scan"`)

	p, _, errs = testProgram(true)
	require.Zero(t, p.run(t.Context(), append(args, "-verify", "0")), errs)
}

func TestInterrupt(t *testing.T) {
	p, out, errs := testProgram(false)
	ctx, cancel := context.WithCancel(t.Context())
	built := 0
	newIndex := p.algorithms[1].New
	p.algorithms[1].New = func(d *index.Dictionary) index.Index {
		if built++; built == 2 {
			cancel()
		}
		return newIndex(d)
	}
	require.Equal(t, exitInterrupted, p.run(ctx, small("-subs", "200,300,400")))
	require.Equal(t, "matchbench: interrupted\n", errs.String())
	require.Contains(t, out.String(), "w1, 200 subscriptions")
	require.Contains(t, out.String(), "w1, 300 subscriptions", "the table that was begun")
	require.NotContains(t, out.String(), "w1, 400 subscriptions")
}

type littleMemory struct{}

func (littleMemory) Available() (uint64, bool) { return 1 << 20, true }

func TestSkippedForMemory(t *testing.T) {
	p, out, errs := testProgram(false)
	p.meter = littleMemory{}
	require.Equal(t, exitFailed, p.run(t.Context(), small("-subs", "5k", "-verify", "0")))
	require.Regexp(t, `matchbench: w1, 5000 subscriptions, scan, ids: skipped: would need about \S+ MB, 1\.0 MB available\n`, errs.String())
	require.Contains(t, errs.String(), "matchbench: 2 of the results asked for could not be measured\n")
	require.Contains(t, out.String(), "skipped: would need about")

	p, out, errs = testProgram(false)
	p.meter = littleMemory{}
	require.Zero(t, p.run(t.Context(), small("-subs", "5k", "-verify", "0", "-format", "json", "-skipped")))
	require.Contains(t, errs.String(), "scan, ids: skipped: would need about")
	require.Contains(t, out.String(), `"skipped":"would need about`)
}

func TestOutputFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "r.json")
	p, out, errs := testProgram(false)
	require.Zero(t, p.run(t.Context(), small("-format", "json", "-o", file)), errs)
	require.Empty(t, out.String())
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, 2, bytes.Count(data, []byte("\n")))

	require.Equal(t, exitFailed, p.run(t.Context(), small("-o", filepath.Join(dir, "none", "r.json"))))
	require.Contains(t, errs.String(), "none/r.json")

	p.out = fullDisk{}
	errs.Reset()
	require.Equal(t, exitFailed, p.run(t.Context(), small()))
	require.Equal(t, "matchbench: disk full\n", errs.String())
}

func TestResume(t *testing.T) {
	file := filepath.Join(t.TempDir(), "r.json")
	lines := func() []string {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		return strings.SplitAfter(strings.TrimSuffix(string(data), "\n"), "\n")
	}
	measure := func(args ...string) {
		p, _, errs := testProgram(false)
		require.Zero(t, p.run(t.Context(), small(append([]string{"-format", "json", "-resume", "-o", file}, args...)...)), errs)
	}
	measure("-algo", "scan", "-verify", "0")
	require.Len(t, lines(), 1, "there was no file")
	first := lines()[0]
	require.Contains(t, first, `"stream_gbs":12.5`)

	measure("-verify", "0")
	require.Len(t, lines(), 2)
	require.Equal(t, first+"\n", lines()[0], "what was there stays")
	require.Contains(t, lines()[1], `"algo":"other"`)
	measure("-verify", "0")
	require.Len(t, lines(), 2, "nothing is missing")
	measure()
	require.Len(t, lines(), 4, "those were not verified")
	measure("-mode", "all")
	require.Len(t, lines(), 8, "the modes are results of their own")
	measure("-mode", "all", "-events", "10", "-algo", "scan")
	require.Len(t, lines(), 11, "so are other numbers of events")

	require.NoError(t, os.WriteFile(file, []byte("{\n"), 0o600))
	p, _, errs := testProgram(false)
	require.Equal(t, exitFailed, p.run(t.Context(), small("-format", "json", "-resume", "-o", file)))
	require.Contains(t, errs.String(), "r.json:1: ")
}

func TestOmit(t *testing.T) {
	file := filepath.Join(t.TempDir(), "r.json")
	for range 2 { // the second finds the reason, and measures nothing either
		p, _, errs := testProgram(false)
		require.Zero(t, p.run(t.Context(), small("-format", "json", "-skipped", "-resume", "-o", file, "-algo", "scan", "-omit", "too slow")), errs)
		require.Empty(t, errs.String())
		p, _, errs = testProgram(false)
		require.Zero(t, p.run(t.Context(), small("-format", "json", "-skipped", "-resume", "-o", file, "-engine", "-algo", "other")), errs)
		p, _, errs = testProgram(false)
		require.Zero(t, p.run(t.Context(), small("-format", "json", "-skipped", "-resume", "-o", file, "-algo", "scan")), errs)
	}
	results, err := readFile(file)
	require.NoError(t, err)
	require.Len(t, results, 2)
	require.Equal(t, "too slow", results[0].Skipped)
	require.True(t, results[1].Engine)
	require.Positive(t, results[1].MeanNS)
}

func TestRoofline(t *testing.T) {
	p, out, errs := testProgram(false)
	require.Zero(t, p.run(t.Context(), []string{"roofline"}), errs)
	require.Equal(t, "go1.26.0, linux/amd64, 2 cores\none core reads memory in order at 12.5 GB/s\n", out.String())
	p.stream = func() float64 { return 0 }
	require.Equal(t, exitFailed, p.run(t.Context(), []string{"roofline"}))
	require.Contains(t, errs.String(), "too little memory")
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestProfiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	p, _, errs := testProgram(false)
	require.Zero(t, p.run(t.Context(), small("-algo", "scan", "-pprof", dir)), errs)
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 2)
}

func TestGen(t *testing.T) {
	all := workloadNames()
	if testing.Short() {
		all = []string{"w1", "mixed", "earthquakes", custom}
	}
	for _, name := range all {
		dir := filepath.Join(t.TempDir(), name)
		got := command("gen", "-workload", name, "-subs", "60", "-events", "30", "-o", dir)
		require.Zero(t, got.code, got.err)
		require.Contains(t, got.out, "subscriptions.jsonl: 60 lines\n")
		require.Contains(t, got.out, "events.jsonl: 30 lines\n")

		var g generator
		g.define(newFlags())
		w, err := g.open(name)
		require.NoError(t, err)
		subs := lines(t, filepath.Join(dir, "subscriptions.jsonl"))
		require.Len(t, subs, 60)
		i := 0
		for e := range w.Subscriptions(60) {
			var line struct{ ID, Where string }
			require.NoError(t, json.Unmarshal([]byte(subs[i]), &line))
			require.Equal(t, bench.SubscriptionID(i), line.ID)
			back, err := expr.ParseExpr(line.Where)
			require.NoError(t, err, line.Where)
			for ev := range w.Events(30) {
				require.Equal(t, oracle.Eval(e, ev), oracle.Eval(back, ev), "%s is not %s", line.Where, e)
			}
			i++
		}
		events := lines(t, filepath.Join(dir, "events.jsonl"))
		require.Len(t, events, 30)
		i = 0
		for ev := range w.Events(30) {
			back, err := predicate.ParseJSON([]byte(events[i]))
			require.NoError(t, err, events[i])
			require.Equal(t, ev.Len(), back.Len())
			for a := range ev.Len() {
				path, first, n := ev.At(a)
				values := back.AppendValues(nil, path)
				require.Len(t, values, n, path)
				if n > 0 {
					require.Equal(t, first, values[0], path)
				}
			}
			i++
		}
	}
}

func lines(t *testing.T, file string) []string {
	t.Helper()
	f, err := os.Open(file)
	require.NoError(t, err)
	defer f.Close()
	var out []string
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		out = append(out, in.Text())
	}
	require.NoError(t, in.Err())
	return out
}

func TestGenErrors(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	got := command("gen", "-workload", "w1", "-o", file)
	require.Equal(t, exitFailed, got.code)
	require.Contains(t, got.err, file)
}

// A file is replaced as a whole or not at all.
func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "f")
	require.NoError(t, os.WriteFile(name, []byte("old"), 0o600))
	broken := errors.New("broken")
	require.ErrorIs(t, writeFile(name, func(w io.Writer) error {
		_, err := io.WriteString(w, "half")
		return errors.Join(err, broken)
	}), broken)
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, "old", string(data))
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 1)
}

func TestReport(t *testing.T) {
	dir := t.TempDir()
	raw := filepath.Join(dir, "raw")
	got := command("report", "-o", dir)
	require.Equal(t, exitFailed, got.code)
	require.Contains(t, got.err, "no results in "+raw)

	require.NoError(t, os.MkdirAll(raw, 0o777))
	for _, format := range []string{"json", "benchfmt"} {
		p, _, errs := testProgram(false)
		file := filepath.Join(raw, format+map[string]string{"json": ".json", "benchfmt": ".bench"}[format])
		workload := map[string]string{"json": "w1", "benchfmt": "w5"}[format]
		require.Zero(t, p.run(t.Context(), small("-format", format, "-o", file, "-workload", workload)), errs)
	}
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "charts"), 0o777))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "charts", "w5-ids.svg"), nil, 0o600))
	got = command("report", "-o", dir)
	require.Zero(t, got.code, got.err)
	require.Equal(t, filepath.Join(dir, "REPORT.md")+": 4 results of 2 files\n"+
		filepath.Join(dir, "index.html")+": 4 results of 2 files\n"+
		filepath.Join(dir, "results.bench")+": 4 results of 2 files\n", got.out)
	lines, err := readFile(filepath.Join(dir, "results.bench"))
	require.NoError(t, err)
	require.Len(t, lines, 4)
	text, err := os.ReadFile(filepath.Join(dir, "REPORT.md"))
	require.NoError(t, err)
	require.Contains(t, string(text), "<summary>w1, ids</summary>\n\n| mean time (times as fast as `scan`) | 200 |")
	require.Contains(t, string(text), "<summary>w5, ids</summary>\n\n![time, 99th percentile, memory and building by number of subscriptions](charts/w5-ids.svg)\n")
	html, err := os.ReadFile(filepath.Join(dir, "index.html"))
	require.NoError(t, err)
	require.Contains(t, string(html), `"workload":{"words":["w1","w5"],"rows":[0,0,1,1]}`)

	require.Zero(t, command("report", "-o", dir).code)
	again, err := os.ReadFile(filepath.Join(dir, "REPORT.md"))
	require.NoError(t, err)
	require.Equal(t, string(text), string(again))

	bad := filepath.Join(dir, "bad.json")
	require.NoError(t, os.WriteFile(bad, []byte("{\"workload\":1}\n"), 0o600))
	got = command("report", "-o", dir, bad)
	require.Equal(t, exitFailed, got.code)
	require.Contains(t, got.err, "bad.json:1: ")
	got = command("report", "-o", dir, filepath.Join(dir, "none.json"))
	require.Equal(t, exitFailed, got.code)
}

func TestParseNumber(t *testing.T) {
	for s, want := range map[string]int{"1": 1, "10k": 10_000, "1.5M": 1_500_000, "2G": 2_000_000_000, "1_000": 1000, "0": 0, "0.1k": 100} {
		n, err := parseNumber(s)
		require.NoError(t, err, s)
		require.Equal(t, want, n, s)
	}
	for _, s := range []string{"", "k", "-5", "+5", "1e3", "0x10", "1.0005k", "1..2", "nan", "inf", "1 k", "99999G"} {
		_, err := parseNumber(s)
		require.Error(t, err, s)
	}
}

func TestChooseWorkloads(t *testing.T) {
	var presets []string
	for _, p := range gen.Presets() {
		presets = append(presets, p.Name)
	}
	for _, tc := range []struct {
		args string
		want []string
	}{
		{"-workload w1,w5,w1", []string{"w1", "w5"}},
		{"-workload all", presets},
		{"-workload w5,all,custom", append(append([]string{"w5"}, without(presets, "w5")...), custom)},
		{"-preds 3", []string{custom}},
		{"-preds 3 -workload w1,custom", []string{"w1", custom}},
		{"-seed 1", []string{"flights"}},
	} {
		var o options
		fs := newFlags()
		o.define(fs)
		require.NoError(t, parse(fs, strings.Split(tc.args, " ")))
		got, err := o.generator.choose(fs, o.workloads)
		require.NoError(t, err)
		require.Equal(t, tc.want, got, tc.args)
	}
}

func without(all []string, name string) []string {
	var out []string
	for _, n := range all {
		if n != name {
			out = append(out, n)
		}
	}
	return out
}
