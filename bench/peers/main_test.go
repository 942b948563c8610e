package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/bench"
	"github.com/thresh-dev/thresh/gen"
	"github.com/thresh-dev/thresh/internal/citylots"
)

// write writes a workload as matchbench gen does, and prepares it.
func write(t *testing.T, workload string, subs, events int) string {
	t.Helper()
	dir := t.TempDir()
	w, err := gen.Lookup(workload, gen.DefaultSeed)
	require.NoError(t, err)
	for name, fill := range map[string]func(*os.File) error{
		subsName:   func(f *os.File) error { return w.WriteSubscriptions(f, subs) },
		eventsName: func(f *os.File) error { return w.WriteEvents(f, events) },
	} {
		f, err := os.Create(filepath.Join(dir, name))
		require.NoError(t, err)
		require.NoError(t, fill(f))
		require.NoError(t, f.Close())
	}
	command(t, "", "prepare", "-dir", dir)
	return dir
}

// command runs the program and returns what it prints.
func command(t *testing.T, in string, args ...string) string {
	t.Helper()
	var out, log bytes.Buffer
	require.Zero(t, run(args, strings.NewReader(in), &out, &log), "%s", &log)
	return out.String()
}

func result(t *testing.T, line string) bench.Result {
	t.Helper()
	var r bench.Result
	require.NoError(t, json.Unmarshal([]byte(line), &r))
	return r
}

// says holds what the engines that cannot say all workloads can say.
func says() map[string][]string {
	return map[string][]string{
		"be_indexer": {"exact", "narrow", "anybut", "topics"},
		"nats-gsl":   {"exact", "topics"},
		"quamina":    {"exact", "anybut", "topics"},
	}
}

// TestPeers runs every engine on workloads of each kind of test.
func TestPeers(t *testing.T) {
	for _, workload := range []string{"exact", "narrow", "wide", "mixed", "anybut", "wildcard", "flights", "topics"} {
		dir := write(t, workload, 300, 20)
		for _, p := range peers() {
			if p.name == "be_indexer" && workload == "wide" {
				continue // the integers of its ranges take a gigabyte
			}
			line := command(t, "", "run", "-dir", dir, "-algo", p.name, "-subs", "200", "-time", "10ms")
			r := result(t, line)
			if some := says()[p.name]; some != nil && !slices.Contains(some, workload) {
				require.Contains(t, r.Skipped, "cannot say: ", "%s %s", workload, p.name)
				require.Zero(t, r.MeanNS)
				continue
			}
			require.True(t, r.Verified, "%s %s: %s", workload, p.name, line)
			require.Positive(t, r.MeanNS)
			require.Positive(t, r.BytesPerSub)
			require.Equal(t, 20, r.Events)
		}
	}
}

// TestCityLots writes the rule sets, and runs the engines that take JSON on them.
func TestCityLots(t *testing.T) {
	if _, err := citylots.Lines(); err != nil {
		t.Skipf("no citylots: %v", err)
	}
	dir := t.TempDir()
	for range 2 { // the second time over the first
		names := strings.Fields(command(t, "", "citylots", "-dir", dir, "-lines", "1000"))
		require.Len(t, names, len(citylots.RuleSets()))
	}
	matched := 0
	for _, set := range citylots.RuleSets() {
		of := filepath.Join(dir, set.Name)
		rules, err := os.ReadFile(filepath.Join(of, "event-ruler.tsv"))
		require.NoError(t, err)
		for i, line := range strings.Split(strings.TrimSpace(string(rules)), "\n") {
			require.Equal(t, fmt.Sprintf("%d\t%s", i, set.Patterns[i]), line)
		}
		for _, p := range peers() {
			if p.input != jsonInput {
				continue
			}
			line := command(t, "", "run", "-dir", of, "-algo", p.name, "-subs", "5", "-time", "1ms")
			r := result(t, line)
			if p.name == "quamina" && !slices.Contains([]string{"exact", "prefix", "suffix", "anything-but"}, set.Name) {
				require.Contains(t, r.Skipped, "cannot say: ", set.Name)
				continue
			}
			require.True(t, r.Verified, "%s %s: %s", set.Name, p.name, line)
			require.Equal(t, 1000, r.Events)
			if r.MatchesPerEv > 0 {
				matched++
			}
		}
	}
	require.Greater(t, matched, 5, "rules that some of these lines match")
}

func TestWrongAnswer(t *testing.T) {
	dir := write(t, "exact", 300, 3)
	require.NoError(t, os.WriteFile(filepath.Join(dir, expectedName), []byte("[0]\n[1]\n[2]\n"), 0o666))
	for _, p := range peers() {
		r := result(t, command(t, "", "run", "-dir", dir, "-algo", p.name, "-subs", "300", "-time", "10ms"))
		require.False(t, r.Verified)
		require.Contains(t, r.Skipped, "wrong answer: event 0")
		require.Zero(t, r.MeanNS)
	}
	require.Equal(t, "wrong answer: event 7, 1 ids missing, 2 extra or repeated, of 2",
		wrongAnswer(7, []int32{1, 1, 5}, []int32{1, 2}))
}

func TestTranslatedFiles(t *testing.T) {
	dir := write(t, "flights", 300, 20)
	require.FileExists(t, filepath.Join(dir, "lucene.tsv"))
	for _, name := range []string{"event-ruler", "a-tree"} {
		require.NoFileExists(t, filepath.Join(dir, name+".tsv"))
		text, err := os.ReadFile(filepath.Join(dir, name+".cannot"))
		require.NoError(t, err)
		require.Contains(t, string(text), "% of the subscriptions")
	}
	dir = write(t, "earthquakes", 10, 10)
	text, err := os.ReadFile(filepath.Join(dir, "lucene.cannot"))
	require.NoError(t, err)
	require.NotEmpty(t, text)

	dir = write(t, "anybut", 10, 10)
	text, err = os.ReadFile(filepath.Join(dir, "event-ruler.tsv"))
	require.NoError(t, err)
	require.Len(t, strings.Split(strings.TrimSpace(string(text)), "\n"), 10)
}

func TestCollect(t *testing.T) {
	line := `{"events":50,"build_s":0.123456,"bytes_per_sub":10,"mean_ns":500,"p50_ns":1,"p99_ns":2,"max_ns":3,"matches_per_event":4,"samples":50,"verified":true}`
	args := []string{"collect", "-algo", "x", "-workload", "w1", "-subs", "1000", "-peer", "X 1.0", "-input", "json"}
	rs, err := bench.ReadResults(strings.NewReader(command(t, line, args...)), "collected")
	require.NoError(t, err)
	require.Len(t, rs, 1)
	require.InDelta(t, 2e6, rs[0].EventsPerSec, 1)
	require.InDelta(t, 0.1235, rs[0].BuildSeconds, 1e-9)
	require.Equal(t, "X 1.0", rs[0].Peer)
	require.Equal(t, 50, rs[0].VerifiedEvents)

	rs, err = bench.ReadResults(strings.NewReader(command(t, "", append(args, "-reason", "gave up")...)), "collected")
	require.NoError(t, err)
	require.Equal(t, "gave up", rs[0].Skipped)

	var out, log bytes.Buffer
	require.Equal(t, 1, run(args, strings.NewReader(""), &out, &log))
	require.Equal(t, 1, run(args, strings.NewReader("{"), &out, &log))
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{nil, {"nothing"}, {"run", "-x"}, {"run", "x"}, {"run", "-algo", "none"}} {
		var out, log bytes.Buffer
		require.Equal(t, 2, run(args, nil, &out, &log))
	}
	require.Contains(t, command(t, "", "list"), "thresh-json\tjson\tthresh\n")
}
