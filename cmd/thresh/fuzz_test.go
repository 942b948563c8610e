package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzMatch gives the program any subscriptions and any events. Whatever they are
// it prints whole lines, says what is wrong with its place, and ends as it should.
func FuzzMatch(f *testing.F) {
	for _, name := range []string{"shop", "bad"} {
		subs, err := os.ReadFile("testdata/" + name + ".subs.jsonl")
		require.NoError(f, err)
		events, err := os.ReadFile("testdata/" + name + ".events.jsonl")
		require.NoError(f, err)
		f.Add(subs, events, name == "bad")
	}
	f.Add([]byte("\x1f\x8b"), []byte("{}"), true)
	f.Add([]byte(`{"id":"a","where":"not (x.y > 1)"}`), []byte("\ufeff{\"x\":[{\"y\":1},{\"y\":[[2]]}]}\r\n{"), false)
	f.Add([]byte(`{"id":"\u0000","where":"lower(a) matches \"^(?i)Ä\" or b == nil"}`), []byte(`{"a":["ä",null,{}]}`), false)
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, subs, events []byte, skip bool) {
		checkMatch(t, dir, subs, events, skip)
	})
}

func checkMatch(t *testing.T, dir string, subs, events []byte, skip bool) {
	t.Helper()
	subsFile := filepath.Join(dir, "s"+strconv.Itoa(os.Getpid())+".jsonl")
	require.NoError(t, os.WriteFile(subsFile, subs, 0o600))
	args := []string{"match", "-subs", subsFile}
	if skip {
		args = append(args, "-skip-invalid")
	}
	r := thresh(t, string(events), args...)
	place := regexp.MustCompile(`^(` + regexp.QuoteMeta(subsFile) + `|-):[1-9]\d*:[1-9]\d*: .`)
	complaints := strings.Count(r.errOut, "\n")
	if r.errOut != "" {
		require.Regexp(t, place, r.errOut)
	}
	zipped := strings.HasPrefix(string(subs), "\x1f\x8b") || strings.HasPrefix(string(events), "\x1f\x8b")
	switch {
	case r.code == 0 && !skip:
		require.Empty(t, r.errOut)
	case r.code == 1 && !skip:
		require.NotEmpty(t, r.errOut)
	default:
		require.True(t, r.code == 0 || zipped, "exit %d: %s", r.code, r.errOut)
	}
	require.True(t, r.out == "" || strings.HasSuffix(r.out, "}\n"), "half a line")
	last, printed := -1, 0
	for _, m := range parseMatches(t, r.out) {
		require.Greater(t, m.Event, last)
		require.NotNil(t, m.IDs)
		last = m.Event
		printed++
	}
	if r.code == 0 && !zipped {
		// Each line of the events is blank, printed or complained of.
		lines := 0
		for line := range strings.SplitSeq(strings.TrimPrefix(string(events), "\ufeff"), "\n") {
			if strings.Trim(line, " \t\r") != "" {
				lines++
			}
		}
		bad := complaints - strings.Count("\n"+r.errOut, "\n"+subsFile)
		require.LessOrEqual(t, printed, lines)
		require.GreaterOrEqual(t, printed+bad, lines)
	}
	// What check says of the subscriptions is what match says.
	c := thresh(t, "", "check", "-subs", subsFile)
	require.Equal(t, strings.Contains(r.errOut, subsFile+":"), c.code == 1, "%s", c.errOut)
}
