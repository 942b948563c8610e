package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files")

// mainVariable has the test program be thresh itself.
const mainVariable = "THRESH_TEST_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(mainVariable) != "" {
		main()
	}
	os.Exit(m.Run())
}

// result is what a run left behind.
type result struct {
	code        int
	out, errOut string
}

// thresh runs the program in this process.
func thresh(tb testing.TB, stdin string, args ...string) result {
	tb.Helper()
	return threshFrom(tb, strings.NewReader(stdin), args...)
}

func threshFrom(tb testing.TB, stdin io.Reader, args ...string) result {
	tb.Helper()
	var out, errOut bytes.Buffer
	code := run(args, stdin, &out, &errOut)
	require.NotContains(tb, errOut.String(), "internal error")
	return result{code, out.String(), errOut.String()}
}

// file writes a file and returns its name.
func file(tb testing.TB, name, text string) string {
	tb.Helper()
	name = filepath.Join(tb.TempDir(), name)
	require.NoError(tb, os.WriteFile(name, []byte(text), 0o600))
	return name
}

// TestGolden compares what commands print with files under testdata/golden, which
// -update writes anew.
func TestGolden(t *testing.T) {
	t.Chdir("testdata")
	for _, c := range []struct {
		name  string
		args  string
		stdin string
	}{
		{name: "help", args: "help"},
		{name: "help-flag", args: "-h"},
		{name: "help-match", args: "help match"},
		{name: "help-match-flag", args: "match -subs x -h"},
		{name: "help-check", args: "help check"},
		{name: "help-explain", args: "help explain"},
		{name: "help-convert", args: "help convert"},
		{name: "help-help", args: "help help"},
		{name: "help-version", args: "version --help"},
		{name: "help-unknown", args: "help mach"},
		{name: "help-two", args: "help match check"},

		{name: "usage-nothing", args: ""},
		{name: "usage-unknown-command", args: "mtach -subs shop.subs.jsonl"},
		{name: "usage-no-near-command", args: "frobnicate"},
		{name: "usage-no-subs", args: "match -events shop.events.jsonl"},
		{name: "usage-no-subs-check", args: "check"},
		{name: "usage-no-subs-explain", args: "explain -id s1"},
		{name: "usage-no-id", args: "explain -subs shop.subs.jsonl"},
		{name: "usage-extra-argument", args: "match -subs shop.subs.jsonl shop.events.jsonl"},
		{name: "usage-unknown-flag", args: "match -sub shop.subs.jsonl"},
		{name: "usage-bad-value", args: "match -subs shop.subs.jsonl -count=maybe"},
		{name: "usage-unknown-algo", args: "match -subs shop.subs.jsonl -algo nosuch"},
		{name: "usage-unknown-format", args: "explain -subs shop.subs.jsonl -id s1 -format yaml"},
		{name: "usage-no-from", args: "convert jms.jsonl"},
		{name: "usage-unknown-from", args: "convert -from jsm jms.jsonl"},
		{name: "usage-no-file", args: "convert -from jms"},
		{name: "usage-two-files", args: "convert -from jms jms.jsonl more.jsonl"},
		{name: "usage-stdin-twice", args: "match -subs -"},

		{name: "match", args: "match -subs shop.subs.jsonl -events shop.events.jsonl"},
		{name: "match-cloudevents", args: "match -subs cloud.subs.jsonl -events cloud.events.jsonl -format cloudevents"},
		{name: "match-cloudevents-bad", args: "match -subs cloud.subs.jsonl -events bad.cloud.events.jsonl -format cloudevents"},
		{name: "match-cloudevents-bad-skip", args: "match -subs cloud.subs.jsonl -events bad.cloud.events.jsonl -format cloudevents -skip-invalid"},
		{name: "usage-match-format", args: "match -subs cloud.subs.jsonl -format cloudevent"},
		{name: "match-count", args: "match -subs shop.subs.jsonl -events shop.events.jsonl -count"},
		{name: "match-stdin", args: "match -subs shop.subs.jsonl", stdin: "\ufeff{\"symbol\":\"ünïcode\"}\r\n\r\n{\"vip\":true}"},
		{name: "match-stdin-dash", args: "match -subs=shop.subs.jsonl -events=-", stdin: "{\"vip\":true}\n"},
		{name: "match-subs-from-stdin", args: "match -subs - -events shop.events.jsonl", stdin: `{"id":"a","where":"true"}`},
		{name: "match-no-events", args: "match -subs shop.subs.jsonl"},
		{name: "match-no-subs", args: "match -subs - -events shop.events.jsonl"},
		{name: "match-bad-subs", args: "match -subs bad.subs.jsonl -events shop.events.jsonl"},
		{name: "match-bad-subs-skip", args: "match -subs bad.subs.jsonl -events shop.events.jsonl -skip-invalid"},
		{name: "match-bad-events", args: "match -subs shop.subs.jsonl -events bad.events.jsonl"},
		{name: "match-bad-events-skip", args: "match -subs shop.subs.jsonl -events bad.events.jsonl -skip-invalid"},
		{name: "match-bad-events-stdin", args: "match -subs shop.subs.jsonl", stdin: "{}\n{\"é\":\"é\",x}\n{}\n"},
		{name: "match-missing-subs", args: "match -subs nosuch.jsonl"},
		{name: "match-missing-events", args: "match -subs shop.subs.jsonl -events nosuch.jsonl"},
		{name: "match-directory", args: "match -subs golden"},

		{name: "check", args: "check -subs shop.subs.jsonl"},
		{name: "check-one", args: "check -subs -", stdin: `{"id":"a","where":"x > 1"}`},
		{name: "check-bad", args: "check -subs bad.subs.jsonl"},
		{name: "check-one-bad", args: "check -subs -", stdin: `{"id":"a"}`},
		{name: "check-empty", args: "check -subs -"},
		{name: "check-flights", args: "check -subs flights.subs.jsonl"},
		{name: "check-birdstrikes", args: "check -subs birdstrikes.subs.jsonl"},
		{name: "check-earthquakes", args: "check -subs earthquakes.subs.jsonl"},

		{name: "explain", args: "explain -subs shop.subs.jsonl -id s1"},
		{name: "explain-disjunction", args: "explain -subs shop.subs.jsonl -id s13"},
		{name: "explain-split", args: "explain -subs shop.subs.jsonl -id s6"},
		{name: "explain-negation", args: "explain -subs shop.subs.jsonl -id s4"},
		{name: "explain-never", args: "explain -subs flights.subs.jsonl -id never"},
		{name: "explain-always", args: "explain -subs flights.subs.jsonl -id always"},
		{name: "explain-json", args: "explain -subs shop.subs.jsonl -id s7 -format json"},
		{name: "explain-split-json", args: "explain -subs shop.subs.jsonl -id s6 -format json"},
		{name: "explain-never-json", args: "explain -subs flights.subs.jsonl -id never -format json"},
		{name: "explain-events", args: "explain -subs shop.subs.jsonl -id s1 -events shop.events.jsonl"},
		{name: "explain-events-split", args: "explain -subs shop.subs.jsonl -id s6 -events -", stdin: `{"order":{"items":[{"price":6},{"price":2}]}}`},
		{name: "explain-events-json", args: "explain -subs shop.subs.jsonl -id s1 -events shop.events.jsonl -format json"},
		{name: "explain-closest", args: "explain -subs shop.subs.jsonl -id s13 -events shop.events.jsonl"},
		{name: "explain-closest-json", args: "explain -subs shop.subs.jsonl -id s13 -events shop.events.jsonl -format json"},
		{name: "explain-cloudevents", args: "explain -subs cloud.subs.jsonl -id order -events cloud.events.jsonl -read cloudevents"},
		{name: "usage-unknown-read", args: "explain -subs shop.subs.jsonl -id s1 -events shop.events.jsonl -read xml"},
		{name: "explain-events-bad", args: "explain -subs shop.subs.jsonl -id s10 -events bad.events.jsonl"},
		{name: "explain-events-bad-skip", args: "explain -subs shop.subs.jsonl -id s10 -events bad.events.jsonl -skip-invalid"},
		{name: "match-patterns", args: "match -subs patterns.subs.jsonl -events patterns.events.jsonl"},
		{name: "check-patterns", args: "check -subs patterns.subs.jsonl"},
		{name: "check-patterns-bad", args: "check -subs bad-patterns.subs.jsonl"},
		{name: "explain-patterns", args: "explain -subs patterns.subs.jsonl -id p1 -events patterns.events.jsonl"},
		{name: "explain-patterns-apart", args: "explain -subs patterns.subs.jsonl -id p2 -events patterns.events.jsonl"},
		{name: "explain-patterns-json", args: "explain -subs patterns.subs.jsonl -id p2 -events patterns.events.jsonl -format json"},
		{name: "explain-unknown-id", args: "explain -subs shop.subs.jsonl -id s99"},
		{name: "explain-bad-subs", args: "explain -subs bad.subs.jsonl -id good"},
		{name: "explain-bad-subs-skip", args: "explain -subs bad.subs.jsonl -id good -skip-invalid"},

		{name: "convert-headers", args: "convert -from headers headers.jsonl"},
		{name: "convert-headers-bad", args: "convert -from headers bad.headers.jsonl"},
		{name: "convert-headers-bad-skip", args: "convert -from headers -skip-invalid bad.headers.jsonl"},
		{name: "convert-jms", args: "convert -from jms jms.jsonl"},
		{name: "convert-jms-bad", args: "convert -from jms bad.jms.jsonl"},
		{name: "convert-jms-bad-skip", args: "convert -from jms -skip-invalid bad.jms.jsonl"},
		{name: "convert-servicebus", args: "convert -from servicebus servicebus.jsonl"},
		{name: "convert-sns", args: "convert -from sns sns.jsonl"},
		{name: "convert-sns-where", args: "convert -from sns -to where -skip-invalid sns.jsonl"},
		{name: "convert-sns-bad", args: "convert -from sns bad.sns.jsonl"},
		{name: "convert-where", args: "convert -from where -skip-invalid exprs.jsonl"},
		{name: "convert-where-bad", args: "convert -from where -to pattern exprs.jsonl"},
		{name: "convert-where-single", args: "convert -from where -single-objects -skip-invalid exprs.jsonl"},
		{name: "convert-pattern", args: "convert -from pattern -to where -skip-invalid pats.jsonl"},
		{name: "convert-pattern-bad", args: "convert -from pattern pats.jsonl"},
		{name: "convert-pattern-single", args: "convert -from pattern -single-objects -skip-invalid pats.jsonl"},
		{name: "convert-jms-pattern", args: "convert -from jms -to pattern -skip-invalid jms.jsonl"},
		{name: "usage-unknown-to", args: "convert -from jms -to patern jms.jsonl"},
		{name: "convert-one-bad", args: "convert -from servicebus -", stdin: `{"id":"a","selector":"p BETWEEN 1 AND 2"}`},
		{name: "convert-stdin", args: "convert -from jms -", stdin: `{"id":"a","selector":"p BETWEEN 1 AND 2"}`},
		{name: "convert-empty", args: "convert -from jms -"},
		{name: "convert-missing", args: "convert -from jms nosuch.jsonl"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := thresh(t, c.stdin, strings.Fields(c.args)...)
			got := strings.TrimSpace("$ thresh "+c.args) + "\n"
			if c.stdin != "" {
				got += fmt.Sprintf("stdin %q\n", c.stdin)
			}
			got += fmt.Sprintf("exit %d\n-- stdout --\n%s-- stderr --\n%s", r.code, r.out, r.errOut)
			// The algorithms are many and will be more.
			got = strings.ReplaceAll(got, algorithmNames(), "ALGORITHMS")
			golden := filepath.Join("golden", c.name+".golden")
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), got)
		})
	}
}

func TestVersion(t *testing.T) {
	for _, args := range [][]string{{"version"}, {"-version"}, {"--version"}} {
		r := thresh(t, "", args...)
		require.Zero(t, r.code)
		require.Regexp(t, `^thresh \S+ go1\.\S+ \w+/\w+\n$`, r.out)
		require.Empty(t, r.errOut)
	}
}
