package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/engine"
	"github.com/thresh-dev/thresh/gen"
	"github.com/thresh-dev/thresh/index/catalog"
	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/expr"
)

// subscription is a line of a subscriptions file, read in another way than the
// program does.
type subscription struct {
	ID    string `json:"id"`
	Where string `json:"where"`
	expr  predicate.Expr
}

func readSubscriptions(tb testing.TB, name string) []subscription {
	tb.Helper()
	text, err := os.ReadFile(name)
	require.NoError(tb, err)
	var subs []subscription
	for line := range strings.Lines(string(text)) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		var s subscription
		require.NoError(tb, json.Unmarshal([]byte(line), &s))
		s.expr, err = expr.ParseExpr(s.Where)
		require.NoError(tb, err)
		subs = append(subs, s)
	}
	return subs
}

// realEvents returns at most limit lines of a data set, from all parts of it.
func realEvents(tb testing.TB, name string, limit int) []string {
	tb.Helper()
	var packed []byte
	for _, dir := range []string{"../../gen/data", "../../../shared/data"} {
		var err error
		if packed, err = os.ReadFile(filepath.Join(dir, name+".jsonl.gz")); err == nil {
			break
		}
	}
	if packed == nil {
		tb.Skipf("the data set %s is not here", name)
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	require.NoError(tb, err)
	text, err := io.ReadAll(z)
	require.NoError(tb, err)
	all := slices.Collect(strings.Lines(string(text)))
	step := max(1, len(all)/limit)
	var lines []string
	for i := 0; i < len(all); i += step {
		lines = append(lines, all[i])
	}
	return lines
}

type matchLine struct {
	Event int      `json:"event"`
	IDs   []string `json:"ids"`
	Count *int     `json:"count"`
}

func parseMatches(tb testing.TB, out string) []matchLine {
	tb.Helper()
	var lines []matchLine
	for line := range strings.Lines(out) {
		var m matchLine
		require.NoError(tb, json.Unmarshal([]byte(line), &m), line)
		lines = append(lines, m)
	}
	return lines
}

// What the program prints is what the oracle finds, for every event; each
// subscription but the named matches some events and not others.
func TestMatchesAreThoseOfTheOracle(t *testing.T) {
	for _, c := range []struct {
		name          string
		always, never []string
	}{
		{"flights", []string{"always"}, []string{"never", "unknown-gate"}},
		{"birdstrikes", nil, []string{"wrong type", "state not said"}},
		{"earthquakes", nil, []string{"not green"}}, // an alert is green or null
		{"shop", nil, []string{""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			limit := 5000
			if testing.Short() {
				limit = 500
			}
			file := filepath.Join("testdata", c.name+".subs.jsonl")
			subs := readSubscriptions(t, file)
			var events []string
			if c.name == "shop" {
				text, err := os.ReadFile("testdata/shop.events.jsonl")
				require.NoError(t, err)
				events = slices.Collect(strings.Lines(string(text)))
			} else {
				events = realEvents(t, c.name, limit)
			}
			input := strings.Join(events, "")
			r := thresh(t, input, "match", "-subs", file)
			require.Zero(t, r.code)
			require.Empty(t, r.errOut)
			matches := parseMatches(t, r.out)

			var counts strings.Builder
			oracles := make([]oracle.Oracle, len(subs))
			hits := map[string]int{}
			var b predicate.Builder
			n := 0
			for i, line := range events {
				if strings.TrimSpace(line) == "" {
					continue
				}
				require.NoError(t, b.DecodeJSON([]byte(line)))
				ev, err := b.Event()
				require.NoError(t, err)
				want := []string{}
				for j, s := range subs {
					if oracles[j].Matches(s.expr, ev) {
						want = append(want, s.ID)
						hits[s.ID]++
					}
				}
				require.Less(t, n, len(matches))
				require.Equal(t, matchLine{Event: i, IDs: want}, matches[n], "event %s", line)
				fmt.Fprintf(&counts, "{\"event\":%d,\"count\":%d}\n", i, len(want))
				n++
			}
			require.Len(t, matches, n)
			for _, s := range subs {
				if limit < 5000 {
					break // too few for the rare
				}
				if !slices.Contains(c.never, s.ID) {
					require.Positive(t, hits[s.ID], "%q matches nothing", s.ID)
				}
				if !slices.Contains(c.always, s.ID) {
					require.Less(t, hits[s.ID], n, "%q matches everything", s.ID)
				}
			}
			r = thresh(t, input, "match", "-subs", file, "-count")
			require.Equal(t, result{0, counts.String(), ""}, r)
		})
	}
}

// explain says that an event matches just where match does.
func TestExplainAgreesWithMatch(t *testing.T) {
	file := "testdata/shop.subs.jsonl"
	const events = "testdata/shop.events.jsonl"
	matches := parseMatches(t, thresh(t, "", "match", "-subs", file, "-events", events).out)
	for _, s := range readSubscriptions(t, file) {
		r := thresh(t, "", "explain", "-subs", file, "-id", s.ID, "-events", events, "-format", "json")
		require.Zero(t, r.code)
		lines := slices.Collect(strings.Lines(r.out))
		require.Len(t, lines, len(matches))
		for i, line := range lines {
			var got struct {
				Event       int    `json:"event"`
				ID          string `json:"id"`
				Match       bool   `json:"match"`
				Explanation struct {
					Matched bool `json:"matched"`
				} `json:"explanation"`
			}
			require.NoError(t, json.Unmarshal([]byte(line), &got))
			require.Equal(t, matches[i].Event, got.Event)
			require.Equal(t, s.ID, got.ID)
			require.Equal(t, slices.Contains(matches[i].IDs, s.ID), got.Match)
			require.Equal(t, got.Match, got.Explanation.Matched)
		}
	}
}

// manySubscriptions writes a file of n subscriptions that are those of a file over
// and over, each time with other numbers, so many that every algorithm builds what
// it has.
func manySubscriptions(tb testing.TB, name string, n int) string {
	tb.Helper()
	subs := readSubscriptions(tb, filepath.Join("testdata", name+".subs.jsonl"))
	var b bytes.Buffer
	w := bufio.NewWriter(&b)
	for i := range n {
		s := subs[i%len(subs)]
		shift := i / len(subs)
		s.ID = fmt.Sprintf("%s/%d", s.ID, shift)
		if shift > 0 {
			s.Where = fmt.Sprintf("(%s) && (distance > %d || delay == %d || weekday == nil)", s.Where, shift*7%2500, shift%60)
		}
		line, err := json.Marshal(s)
		require.NoError(tb, err)
		w.Write(append(line, '\n'))
	}
	require.NoError(tb, w.Flush())
	return file(tb, "many.jsonl", b.String())
}

// Every algorithm prints the same.
func TestAlgorithmsAgree(t *testing.T) {
	n := 1500
	if invariant.Enabled { // each change of an index is checked in full
		n = 220
	}
	subs := manySubscriptions(t, "flights", n)
	input := strings.Join(realEvents(t, "flights", 400), "")
	want := thresh(t, input, "match", "-subs", subs)
	require.Zero(t, want.code)
	wantCount := thresh(t, input, "match", "-subs", subs, "-count")
	total := 0
	for i, m := range parseMatches(t, wantCount.out) {
		require.Equal(t, i, m.Event)
		total += *m.Count
	}
	require.Positive(t, total)
	require.NotEmpty(t, catalog.All())
	for _, a := range catalog.All() {
		t.Run(a.Name, func(t *testing.T) {
			require.Equal(t, want, thresh(t, input, "match", "-subs", subs, "-algo", a.Name))
			require.Equal(t, wantCount, thresh(t, input, "match", "-subs", subs, "-algo", a.Name, "-count"))
		})
	}
}

// An algorithm's name with a mistake in it is told from one that is far off.
func TestAlgorithmSuggested(t *testing.T) {
	for _, a := range catalog.All() {
		r := thresh(t, "", "match", "-subs", "testdata/shop.subs.jsonl", "-algo", a.Name+"x")
		require.Equal(t, 2, r.code)
		require.Contains(t, r.errOut, fmt.Sprintf("unknown algorithm %q, did you mean ", a.Name+"x"))
	}
}

// A match of many subscriptions allocates nothing once it is warm.
func TestMatchAllocations(t *testing.T) {
	if invariant.Enabled {
		t.Skip("what checks invariants allocates")
	}
	var subs strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&subs, "{\"id\":\"%d\",\"where\":\"distance > %d && origin != \\\"X%d\\\"\"}\n", i, i, i)
	}
	m := &matcher{subs: file(t, "s.jsonl", subs.String())}
	s := newSession(strings.NewReader(""), io.Discard, io.Discard)
	s.turn.Lock()
	require.NoError(t, m.load(s, engine.Options{}))
	ev, err := predicate.ParseJSON([]byte(`{"origin":"X7","destination":"ORD","distance":500}`))
	require.NoError(t, err)
	require.Equal(t, 499, strings.Count(string(m.match(1, ev)), `","`)+1)
	require.Zero(t, testing.AllocsPerRun(100, func() { m.match(1, ev) }))
	m.count = true
	require.Zero(t, testing.AllocsPerRun(100, func() { m.match(1, ev) }))
}

// generated writes a file of the first n subscriptions of a workload, and returns
// their expressions too.
func generated(tb testing.TB, preset string, n int) (string, []predicate.Expr) {
	tb.Helper()
	w, err := gen.Lookup(preset, 42)
	require.NoError(tb, err)
	exprs := slices.Collect(w.Subscriptions(n))
	var text strings.Builder
	for i, e := range exprs {
		line, err := json.Marshal(subscription{ID: strconv.Itoa(i), Where: e.String()})
		require.NoError(tb, err)
		text.Write(append(line, '\n'))
	}
	return file(tb, preset+".subs.jsonl", text.String()), exprs
}

// What a workload's subscriptions say once they are written to a file is what they
// said before.
func TestGeneratedSubscriptions(t *testing.T) {
	for _, preset := range []string{"flights", "birdstrikes", "earthquakes"} {
		t.Run(preset, func(t *testing.T) {
			n, limit := 800, 150
			if invariant.Enabled {
				n, limit = 550, 50
			}
			subs, exprs := generated(t, preset, n)
			events := realEvents(t, preset, limit)
			r := thresh(t, strings.Join(events, ""), "match", "-subs", subs)
			require.Zero(t, r.code, r.errOut)
			matches := parseMatches(t, r.out)
			require.Len(t, matches, len(events))
			oracles := make([]oracle.Oracle, len(exprs))
			total := 0
			for i, line := range events {
				ev, err := predicate.ParseJSON([]byte(line))
				require.NoError(t, err)
				want := []string{}
				for j, e := range exprs {
					if oracles[j].Matches(e, ev) {
						want = append(want, strconv.Itoa(j))
					}
				}
				require.Equal(t, want, matches[i].IDs, line)
				total += len(want)
			}
			require.Positive(t, total)
		})
	}
}

// BenchmarkMatch matches flights against 1,000 subscriptions, from bytes to bytes.
func BenchmarkMatch(b *testing.B) {
	lines := realEvents(b, "flights", 100_000)
	input := strings.Join(lines, "")
	subs, _ := generated(b, "flights", 1000)
	b.SetBytes(int64(len(input)))
	for b.Loop() {
		if code := run([]string{"match", "-subs", subs}, strings.NewReader(input), io.Discard, io.Discard); code != 0 {
			b.Fatal(code)
		}
	}
	b.ReportMetric(float64(len(lines)*b.N)/b.Elapsed().Seconds(), "events/s")
}
