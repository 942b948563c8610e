package textindex

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestHandful goes up to as many patterns as are tried one by one, and one beyond, and
// back by removals.
func TestHandful(t *testing.T) {
	x, want := New(), model{}
	var m Matcher
	tried := func() bool { return x.body.Load().handful.Load() != nil }
	pattern := func(i int) Pattern { return Pattern{fmt.Sprint("a", i%3), fmt.Sprint(i), "z"} }
	text := func(i int) string { return fmt.Sprint("a", i%3, "-", i, "-z") }
	for i := range maxHandful {
		want[x.Add(pattern(i))] = pattern(i)
		require.Equal(t, uint32(1), x.Add(pattern(0)), "again, which is no more")
		require.True(t, tried())
		requireSame(t, want, x, &m, text(i))
	}
	last := x.Add(pattern(maxHandful))
	want[last] = pattern(maxHandful)
	require.False(t, tried())
	for i := range maxHandful + 1 {
		require.NotEmpty(t, want.matches(text(i)))
		requireSame(t, want, x, &m, text(i))
	}
	x.Remove(last)
	delete(want, last)
	require.False(t, tried(), "before all is built again")
	for i := range minGone {
		n := x.Add(Contains(fmt.Sprint("x", i)))
		require.Equal(t, last, n)
		x.Remove(n)
	}
	require.True(t, tried())
	x.Remove(2)
	delete(want, 2)
	requireSame(t, want, x, &m, text(1))
	x.check()
}

// TestTrial has parts of each length around that of a word, in strings of each length.
func TestTrial(t *testing.T) {
	var m Matcher
	letters := strings.Repeat("abcdefghijklmnopqrstuvwxy", 2)
	matches := 0
	for head := range 11 {
		for tail := range 11 {
			x, want := New(), model{}
			for _, p := range []Pattern{
				{letters[:head], letters[25-tail : 25]},
				{letters[:head], "k", letters[25-tail : 25]},
				{letters[:head] + "\xff", letters[25-tail : 25]},
				{letters[:head], "\x00" + letters[25-tail:25]},
				{letters[:head]},
			} {
				want[x.Add(p)] = p
			}
			for n := range 13 {
				for _, s := range []string{letters[:n], letters[25-n : 25], letters[:n] + letters[25-n:25], letters[:n] + "\x00" + letters[25-n:25], letters[:n] + "\xff"} {
					requireSame(t, want, x, &m, s)
					matches += len(want.matches(s))
				}
			}
		}
	}
	require.Greater(t, matches, 1000)
}

// BenchmarkHandful has as many patterns as are tried one by one, and one more.
func BenchmarkHandful(b *testing.B) {
	for _, w := range workloads() {
		for _, n := range []int{1, 5, maxHandful, maxHandful + 1} {
			b.Run(fmt.Sprintf("workload=%s/patterns=%d", w.name, n), func(b *testing.B) {
				benchmarkMatches(b, w, n)
			})
		}
	}
}
