package main

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/bench"
)

// written writes a file of the test.
func written(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	return file
}

// adviseFiles returns a subscriptions file of n lines and an events file.
func adviseFiles(t *testing.T, n int) (subs, events string) {
	t.Helper()
	var b strings.Builder
	for i := range n {
		switch {
		case i == 7:
			b.WriteString(`{"id":"never","where":"price > 2 && price < 1"}` + "\n")
		case i == 8:
			b.WriteString(`{"id":"typo","where":"prcie > 1"}` + "\n")
		case i%2 == 0:
			fmt.Fprintf(&b, `{"id":"s%d","where":"symbol == \"S%d\" && price > %d"}`+"\n", i, i%500, i%100)
		default:
			fmt.Fprintf(&b, `{"id":"s%d","pattern":{"symbol":["S%d"],"price":[{"numeric":["<",%d]}]}}`+"\n", i, i%500, i%100)
		}
	}
	subs = written(t, "subs.jsonl", b.String())
	b.Reset()
	for i := range 50 {
		fmt.Fprintf(&b, `{"symbol":"S%d","price":%d.5}`+"\n", 10*i, 2*i)
	}
	return subs, written(t, "events.jsonl", b.String())
}

// masks hide from the advice what differs from run to run.
var masks = []struct{ of, by string }{
	{`^go1\S+, .*\n`, "HOST\n"},
	{`(\d[\d,.]*) (ns|µs|ms|s)\b`, "TIME"},
	{`(\d[\d,.]*)×`, "N×"},
	{`N×  +[\d,.]+  `, "N× BYTES "},
	{`(\d[\d,.]*) ([kMG]?B)\b`, "BYTES"},
	{`n\^-?[\d.]+`, "n^X"},
	{`the time [^(]*\(`, "the time HOW ("},
	{`it would be (about TIME|between TIME and TIME)`, "it would be TIME"},
	{` +`, " "},
}

func masked(text string) string {
	host, rest, _ := strings.Cut(text, "\n")
	rest = strings.ReplaceAll(rest, "\n\n", "\x00")
	table, prose, _ := strings.Cut(rest[strings.Index(rest, "\x00")+1:], "\x00")
	title := rest[:strings.Index(rest, "\x00")]
	prose = strings.ReplaceAll(prose, "\n  - ", "\x01")
	prose = strings.ReplaceAll(prose, "\n", " ")
	prose = strings.ReplaceAll(prose, "\x01", "\n  - ")
	text = host + "\n" + title + "\n\n" + table + "\n\n" + strings.TrimSpace(strings.ReplaceAll(prose, "\x00", "\n\n")) + "\n"
	for _, m := range masks {
		text = regexp.MustCompile(m.of).ReplaceAllString(text, m.by)
	}
	return text
}

func TestAdviseGolden(t *testing.T) {
	subs, events := adviseFiles(t, 8000)
	got := command("advise", "-subs", subs, "-events", events, "-algo", "slab,scan", "-time", "10s", "-verify", "3")
	require.Zero(t, got.code, got.err)
	require.Empty(t, got.err)
	golden(t, "advise.golden", masked(got.out))
}

func TestAdviseJSON(t *testing.T) {
	subs, events := adviseFiles(t, 100)
	out := filepath.Join(t.TempDir(), "advice.json")
	got := command("advise", "-subs", subs, "-events", events, "-algo", "scan", "-time", "1s", "-mode", "count", "-sample", "20",
		"-format", "json", "-o", out)
	require.Zero(t, got.code, got.err)
	require.Empty(t, got.out+got.err)
	data, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Equal(t, 1, strings.Count(string(data), "\n"))
	var a bench.Advice
	require.NoError(t, json.Unmarshal(data, &a))
	require.Equal(t, 100, a.Subs)
	require.Equal(t, 20, a.Events)
	require.Equal(t, bench.Count, a.Mode)
	require.Equal(t, "scan", a.Recommendation.Algo)
	require.Equal(t, []string{"never"}, a.Profile.OnlySeveral.IDs)
	require.Equal(t, "prcie", a.Profile.Unseen[0].Name)
	require.Positive(t, a.Candidates[0].Results[0].MeanNS)
	require.Positive(t, a.Engine.UpdateMeanNS)
}

func TestAdviseBadInput(t *testing.T) {
	subs, events := adviseFiles(t, 20)
	bad := written(t, "bad.jsonl", `{"id":"a","where":"x > 1"}
{"id":"b","where":"x >"}

{"id":"a","where":"x > 2"}
`)
	badEvents := written(t, "events.jsonl", "{\"x\":3}\n{\"x\":}\n")
	empty := written(t, "empty.jsonl", "\n")
	none := filepath.Join(t.TempDir(), "none.jsonl")
	cut := written(t, "cut.jsonl.gz", "")
	f, err := os.Create(cut)
	require.NoError(t, err)
	z := gzip.NewWriter(f)
	_, err = z.Write([]byte(strings.Repeat(`{"x":1}`+"\n", 100)))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	require.NoError(t, f.Truncate(20))
	require.NoError(t, f.Close())
	for _, tc := range []struct{ subs, events, want string }{
		{none, events, "matchbench: " + none + ": no such file or directory\n"},
		{subs, none, "matchbench: " + none + ": no such file or directory\n"},
		{filepath.Dir(subs), events, "is a directory"},
		{bad, events, bad + ":2:"},
		{subs, badEvents, badEvents + ":2:6: "},
		{subs, cut, "the compressed data ends too early"},
		{empty, events, "matchbench: " + empty + ": there are no subscriptions\n"},
		{subs, empty, "matchbench: " + empty + ": there are no events\n"},
	} {
		got := command("advise", "-subs", tc.subs, "-events", tc.events, "-time", "1s")
		require.Equal(t, exitFailed, got.code, got.err)
		require.Contains(t, got.err, tc.want)
		require.Empty(t, got.out)
	}

	got := command("advise", "-subs", bad, "-events", badEvents, "-algo", "scan", "-time", "1s", "-skip-invalid", "-format", "json")
	require.Zero(t, got.code, got.err)
	require.Regexp(t, `^\S+bad.jsonl:2:\d+: .*\n\S+bad.jsonl:4:7: duplicate id "a", first on line 1\n\S+events.jsonl:2:6: .*\n$`, got.err)
	require.Contains(t, got.out, `"subs":1,"events":1,`)
}

func TestAdviseReadsGzip(t *testing.T) {
	subs, events := adviseFiles(t, 10)
	packed := filepath.Join(t.TempDir(), "subs.jsonl.gz")
	f, err := os.Create(packed)
	require.NoError(t, err)
	z := gzip.NewWriter(f)
	data, err := os.ReadFile(subs)
	require.NoError(t, err)
	_, err = z.Write(data)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	require.NoError(t, f.Close())
	got := command("advise", "-subs", packed, "-events", events, "-algo", "scan", "-time", "1s")
	require.Zero(t, got.code, got.err)
	require.Contains(t, got.out, "10 subscriptions of subs.jsonl.gz, 50 events, ids\n")
}

func TestAdviseFindsWrongAnswers(t *testing.T) {
	subs := written(t, "subs.jsonl", strings.Join([]string{
		`{"id":"x0","where":"a > 0"}`, `{"id":"x1","where":"a > 0"}`, `{"id":"x2","where":"a > 0"}`, `{"id":"x3","where":"a > 0"}`,
	}, "\n"))
	events := written(t, "events.jsonl", "\n{\"a\":1}\n")
	p, out, errs := testProgram(true)
	require.Equal(t, exitFailed, p.run(t.Context(), []string{"advise", "-subs", subs, "-events", events, "-time", "1s"}))
	require.Equal(t, "matchbench: verification failed: algorithm other, workload subs.jsonl, seed 0, 4 subscriptions, "+
		"event 1, mode ids: 1 id missing (\"x3\")\n", errs.String())
	require.Empty(t, out.String())
}

func TestAdviseInterrupted(t *testing.T) {
	subs, events := adviseFiles(t, 10)
	p, out, errs := testProgram(false)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.Equal(t, exitInterrupted, p.run(ctx, []string{"advise", "-subs", subs, "-events", events}))
	require.Equal(t, "matchbench: interrupted\n", errs.String())
	require.Empty(t, out.String())
}

// brokenPipe is an output that nobody reads.
type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) {
	return 0, &os.PathError{Op: "write", Path: "|1", Err: syscall.EPIPE}
}

func TestBrokenPipeIsNoError(t *testing.T) {
	subs, events := adviseFiles(t, 10)
	p, _, errs := testProgram(false)
	p.out = brokenPipe{}
	require.Zero(t, p.run(t.Context(), []string{"advise", "-subs", subs, "-events", events, "-time", "1s"}))
	require.Zero(t, p.run(t.Context(), []string{"help"}))
	require.Empty(t, errs.String())
}

// The sample has each event as likely as any other.
func TestReservoir(t *testing.T) {
	const size, offered, rounds = 5, 20, 4000
	counts := make([]int, offered)
	for seed := range rounds {
		r := newReservoir(size, uint64(seed))
		for i := range offered {
			r.offer(i, nil)
		}
		require.Len(t, r.kept, size)
		for _, e := range r.kept {
			counts[e.number]++
		}
	}
	for i, n := range counts {
		require.InDelta(t, rounds*size/offered, n, 130, "event %d", i) // 4.7 standard deviations
	}
}
