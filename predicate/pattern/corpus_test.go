package pattern_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/pattern"
)

// recorded is a case whose outcome another library decided.
type recorded struct {
	line                   int
	Source, Pattern, Event string
	Match                  bool
}

func recordedCases(t *testing.T) []recorded {
	t.Helper()
	f, err := os.Open("testdata/patterns.jsonl.gz")
	require.NoError(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(t, err)
	var out []recorded
	dec := json.NewDecoder(bufio.NewReader(z))
	for {
		c := recorded{line: len(out) + 1}
		err := dec.Decode(&c)
		if err == io.EOF {
			return out
		}
		require.NoError(t, err)
		out = append(out, c)
	}
}

// differences returns the outcomes that DIFFERENCES.md lists, by line.
func differences(t *testing.T) map[int]string {
	t.Helper()
	text, err := os.ReadFile("DIFFERENCES.md")
	require.NoError(t, err)
	out := map[int]string{}
	for row := range strings.Lines(string(text)) {
		cells := strings.Split(row, "|")
		if len(cells) < 5 {
			continue
		}
		if line, err := strconv.Atoi(strings.TrimSpace(cells[1])); err == nil {
			require.NotEqual(t, strings.TrimSpace(cells[2]), strings.TrimSpace(cells[3]), row)
			out[line] = strings.TrimSpace(cells[2]) + " → " + strings.TrimSpace(cells[3])
		}
	}
	require.NotEmpty(t, out)
	return out
}

// outcome names a verdict as DIFFERENCES.md does.
func outcome(match bool) string {
	if match {
		return "match"
	}
	return "no match"
}

// Every case has the recorded outcome, by the oracle, by its conjunctions, and by
// those of its binary form and of its text, unless it is listed.
func TestRecordedCases(t *testing.T) {
	cases := recordedCases(t)
	require.Len(t, cases, 4555)
	listed := differences(t)
	for _, c := range cases {
		s, err := pattern.Parse(c.Pattern, predicate.Options{})
		require.NoError(t, err, "line %d: %s", c.line, c.Pattern)
		got := "bad event"
		if ev, err := predicate.ParseJSON([]byte(c.Event)); err == nil {
			got = outcome(s.Satisfied(ev))
			require.Equal(t, got, outcome(oracle.Matches(s.Expr(), ev)), "line %d: %s on %s", c.line, c.Pattern, c.Event)
			e, err := predicate.DecodeExpr(predicate.AppendExpr(nil, s.Expr()))
			require.NoError(t, err)
			require.Equal(t, s.Expr(), e)
			again, err := pattern.Parse(s.String(), predicate.Options{})
			require.NoError(t, err, s.String())
			require.Equal(t, got, outcome(again.Satisfied(ev)), "line %d: %s as %s on %s", c.line, c.Pattern, s, c.Event)
			require.True(t, predicate.Covers(s, s), c.Pattern)
		}
		if got == outcome(c.Match) {
			require.NotContains(t, listed, c.line, "DIFFERENCES.md")
			continue
		}
		require.Equal(t, outcome(c.Match)+" → "+got, listed[c.line], "line %d, %s: %s on %s", c.line, c.Source, c.Pattern, c.Event)
	}
}
