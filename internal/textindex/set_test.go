package textindex

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func newRand(tb testing.TB) *rand.Rand {
	tb.Helper()
	seed := rand.Uint64()
	tb.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// model is the plain way: key by number.
type model map[uint32]Key

func (m model) matches(s string) []uint32 {
	var out []uint32
	for n, p := range m {
		if p.Match(s) {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}

// requireSame compares with the plain way; where the set has a handful of patterns, also
// what it does with many.
func requireSame(tb testing.TB, want model, x *Set, m *Matcher, s string) {
	tb.Helper()
	requireMatches(tb, want, x, m, s)
	if b := x.body.Load(); b.handful.Load() != nil {
		defer b.handful.Store(b.handful.Swap(nil))
		requireMatches(tb, want, x, m, s)
	}
}

func requireMatches(tb testing.TB, want model, x *Set, m *Matcher, s string) {
	tb.Helper()
	got := m.AppendMatches(nil, x, s)
	slices.Sort(got)
	if !slices.Equal(want.matches(s), got) {
		require.Equal(tb, fmt.Sprint(want.named(want.matches(s))), fmt.Sprint(want.named(got)), "%q", s)
		require.Equal(tb, want.matches(s), got, "%q", s)
	}
}

func (m model) named(ns []uint32) []string {
	var out []string
	for _, n := range ns {
		out = append(out, fmt.Sprintf("%d:%s", n, m[n]))
	}
	return out
}

func TestPattern(t *testing.T) {
	for _, c := range []struct {
		pattern string
		yes, no []string
	}{
		{"", []string{""}, []string{"a", " "}},
		{"abc", []string{"abc"}, []string{"", "ab", "abcd", "xabc"}},
		{"*", []string{"", "a", "\xff"}, nil},
		{"**", []string{"", "a", "\xff"}, nil},
		{"a*", []string{"a", "ab", "aa"}, []string{"", "ba"}},
		{"*a", []string{"a", "ba", "aa"}, []string{"", "ab"}},
		{"ab*ba", []string{"abba", "abxba", "abba*ba"}, []string{"aba", "ab", "abb"}},
		{"*ab*ba*", []string{"abba", "xabxbax", "abab ba"}, []string{"aba", "baab"}},
		{"a*a*a", []string{"aaa", "aaaa", "abaaca"}, []string{"aa", "a", "baaa"}},
		{"*ab*b", []string{"abb", "aabxb", "ababb"}, []string{"ab", "aab", "aba"}},
	} {
		p := Pattern(strings.Split(c.pattern, "*"))
		x := New()
		n := x.Add(p)
		require.Equal(t, uint32(1), n)
		var m Matcher
		for _, s := range c.yes {
			require.True(t, p.Match(s), "%s: %q", c.pattern, s)
			requireSame(t, model{1: p}, x, &m, s)
		}
		for _, s := range c.no {
			require.False(t, p.Match(s), "%s: %q", c.pattern, s)
			requireSame(t, model{1: p}, x, &m, s)
		}
	}
}

// text returns a short string over few letters.
func text(rng *rand.Rand, letters, most int) string {
	b := make([]byte, rng.IntN(most+1))
	for i := range b {
		b[i] = "abcdefgh"[rng.IntN(letters)]
	}
	return string(b)
}

func randomPattern(rng *rand.Rand, letters int) Pattern {
	p := make(Pattern, 1+rng.IntN(4))
	for i := range p {
		if most := 9; rng.IntN(3) > 0 {
			p[i] = text(rng, letters, most)
		}
	}
	return p
}

// randomWindow returns a window of few classes over the letters that text takes.
func randomWindow(rng *rand.Rand, letters int) Window {
	w := Window{place(rng.IntN(int(numPlaces))), make([]class, 1+rng.IntN(5))}
	for i := range w.classes {
		for range 1 + rng.IntN(3) {
			w.classes[i].add("abcdefgh"[rng.IntN(letters)])
		}
	}
	return w
}

func randomKey(rng *rand.Rand, letters int) Key {
	if rng.IntN(2) == 0 {
		ws := Windows{randomWindow(rng, letters)}
		for range rng.IntN(maxWindows) {
			if w := randomWindow(rng, letters); !slices.ContainsFunc(ws, w.equal) {
				ws = append(ws, w)
			}
		}
		return ws
	}
	return randomPattern(rng, letters)
}

// TestChanges adds and removes at random, and compares with the plain way.
func TestChanges(t *testing.T) {
	rng := newRand(t)
	rounds := 12
	if testing.Short() {
		rounds = 4
	}
	var m Matcher
	matches := 0
	for round := range rounds {
		letters := 1 + round%5
		x, want := New(), model{}
		refs := map[uint32]int{}
		var added []uint32
		for _, target := range []int{30, 300, 10, 800, 0, 50} {
			for k := 0; k < 2000 && len(added) != target; k++ {
				if len(added) < target && rng.IntN(4) > 0 || len(added) == 0 {
					p := randomKey(rng, letters)
					n := x.Add(p)
					if old, ok := want[n]; ok {
						require.True(t, same(canonical(old), canonical(p)), "one number for %s and %s", old, p)
					}
					want[n] = p
					refs[n]++
					added = append(added, n)
				} else {
					i := rng.IntN(len(added))
					n := added[i]
					x.Remove(n)
					if refs[n]--; refs[n] == 0 {
						delete(refs, n)
						delete(want, n)
					}
					added[i] = added[len(added)-1]
					added = added[:len(added)-1]
				}
				if rng.IntN(10) == 0 {
					s := text(rng, letters, 30)
					requireSame(t, want, x, &m, s)
					matches += len(want.matches(s))
				}
			}
			require.Equal(t, len(want), x.Len())
			x.check()
		}
	}
	require.Greater(t, matches, 1000)
}

// canonical leaves out parts that say nothing.
func canonical(k Key) Key {
	p, ok := k.(Pattern)
	if !ok {
		return k
	}
	var out Pattern
	for i, part := range p {
		if i == 0 || i == len(p)-1 || part != "" {
			out = append(out, part)
		}
	}
	return out
}

func TestNumbersAreDense(t *testing.T) {
	x := New()
	for i := range 1000 {
		require.Equal(t, uint32(i+1), x.Add(Contains(fmt.Sprint("word", i))))
		require.Equal(t, uint32(i+1), x.Add(Contains(fmt.Sprint("word", i))))
	}
	for i := range uint32(1000) {
		x.Remove(i + 1)
	}
	require.Equal(t, 1000, x.Len())
	for i := range uint32(999) {
		x.Remove(i + 1)
	}
	require.Equal(t, 1, x.Len())
	var m Matcher
	require.Equal(t, []uint32{1000}, m.AppendMatches(nil, x, "a word999"))
	for i := range 500 {
		require.Less(t, x.Add(Contains(fmt.Sprint("other", i))), uint32(1000))
	}
}

// heap returns how many bytes are in use.
func heap() int64 {
	runtime.GC()
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return int64(s.HeapAlloc)
}

// TestMemoryIsGivenBack adds many and removes most of them.
func TestMemoryIsGivenBack(t *testing.T) {
	n := 40_000
	empty := heap()
	x := New()
	for i := range n {
		x.Add(Contains(fmt.Sprintf("-app%d-", i)))
	}
	full := heap()
	perPattern := float64(full-empty) / float64(n)
	t.Logf("%.0f bytes a pattern", perPattern)
	require.Less(t, perPattern, 400.0)
	for i := n; i > 100; i-- { // the greatest first: 16 bytes a number stay up to the greatest
		x.Remove(uint32(i))
	}
	left := heap()
	require.Less(t, left-empty, (full-empty)/20)
	runtime.KeepAlive(x)
}

func TestMatchDoesNotAllocate(t *testing.T) {
	x := New()
	for i := range 2000 {
		x.Add(Pattern{"", "-app" + fmt.Sprint(i%50), fmt.Sprint("x", i), ""})
		x.Add(Contains(fmt.Sprint(i)))
	}
	s := "prod-app17-x17-x117-1234567890"
	var m Matcher
	dst := m.AppendMatches(nil, x, s)
	require.NotEmpty(t, dst)
	require.Zero(t, testing.AllocsPerRun(100, func() { dst = m.AppendMatches(dst[:0], x, s) }))
}

// TestLongWords has words of which each begins the next, and a long string of them.
func TestLongWords(t *testing.T) {
	n, size := 1500, 30_000
	rng := newRand(t)
	x := New()
	for _, i := range rng.Perm(n) {
		x.Add(Contains(strings.Repeat("a", i+1)))
	}
	x.Add(Pattern{"", strings.Repeat("a", size+1), ""})
	x.Add(Pattern(strings.Split(strings.Repeat("a*", 500)+"b", "*")))
	x.check()
	var m Matcher
	require.Len(t, m.AppendMatches(nil, x, strings.Repeat("a", size)), n)
	require.Len(t, m.AppendMatches(nil, x, strings.Repeat("a", size)+"b"), n+1)
	require.Len(t, m.AppendMatches(nil, x, strings.Repeat("a", 700)), 700)
	require.Len(t, m.AppendMatches(nil, x, strings.Repeat("ab", size)), 2)
}

// TestMatcherLetsGo has a match in which very much is found.
func TestMatcherLetsGo(t *testing.T) {
	x := New()
	for i := range maxKeptFound + 10 {
		x.Add(Contains(fmt.Sprintf("%06d", i)))
	}
	var b strings.Builder
	for i := range maxKeptFound + 10 {
		fmt.Fprintf(&b, "%06d;", i)
	}
	var m Matcher
	require.Len(t, m.AppendMatches(nil, x, b.String()), maxKeptFound+10)
	require.Less(t, cap(m.found), maxKeptFound)
	require.Less(t, cap(m.hashes), maxKeptHashes)
	require.Len(t, m.AppendMatches(nil, x, "000007"), 1)
}

// TestSharedPrefixes has states with few and with many edges, and the same word in
// many places.
func TestSharedPrefixes(t *testing.T) {
	rng := newRand(t)
	x, want := New(), model{}
	add := func(p Pattern) { want[x.Add(p)] = p }
	for i := range 40 {
		for j := range 40 {
			if rng.IntN(3) == 0 {
				add(Pattern{"", fmt.Sprint("k", i, "="), fmt.Sprint("v", j), ""})
				add(Pattern{"", fmt.Sprint("k", i, "="), fmt.Sprint("v", j)})
				add(Pattern{"pre", fmt.Sprint("k", i, "="), "mid", fmt.Sprint("v", j), ""})
			}
		}
	}
	var m Matcher
	matches := 0
	for range 500 {
		var b strings.Builder
		if rng.IntN(2) == 0 {
			b.WriteString("pre")
		}
		for range rng.IntN(12) {
			switch rng.IntN(3) {
			case 0:
				fmt.Fprint(&b, "k", rng.IntN(40), "=")
			case 1:
				fmt.Fprint(&b, "v", rng.IntN(40))
			default:
				b.WriteString("mid")
			}
		}
		requireSame(t, want, x, &m, b.String())
		matches += len(want.matches(b.String()))
	}
	require.Greater(t, matches, 500)
}
