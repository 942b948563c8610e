package slab

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/predicate"
)

// textFamilies make strings that share much, end where words do, and have zeros.
func textFamilies() map[string]func(rng *rand.Rand) string {
	letters := func(rng *rand.Rand, of string, n int) string {
		var b strings.Builder
		for range n {
			b.WriteByte(of[rng.IntN(len(of))])
		}
		return b.String()
	}
	return map[string]func(rng *rand.Rand) string{
		"short": func(rng *rand.Rand) string { return letters(rng, "ab", rng.IntN(14)) },
		"chain": func(rng *rand.Rand) string { return strings.Repeat("a", rng.IntN(200)) },
		"zeros": func(rng *rand.Rand) string { return "abcdefg" + letters(rng, "\x00\x00\x00\x01", rng.IntN(24)) },
		"high":  func(rng *rand.Rand) string { return "abcdefgh" + letters(rng, "\x00a\xff", rng.IntN(12)) },
		"words": func(rng *rand.Rand) string {
			return strings.Repeat("abcdefgh", rng.IntN(4)) + letters(rng, "ax", 8*rng.IntN(3))
		},
		"urls": func(rng *rand.Rand) string {
			return fmt.Sprintf("https://host-%d.example/%d/", rng.IntN(30), rng.IntN(40))
		},
		"numbers": func(rng *rand.Rand) string { return fmt.Sprint(rng.IntN(100_000_000)) },
	}
}

// TestTexts compares the ranks of strings with those by a walk over the keys.
func TestTexts(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	tries := 0
	for name, text := range textFamilies() {
		for range 30 {
			cuts := cutList{any: true}
			var keys []string
			for range 1 + rng.IntN(300) {
				v := predicate.String(text(rng))
				cuts.addKey(predicate.CodeOf(v), &v, 0)
				keys = append(keys, v.Text())
			}
			if rng.IntN(2) == 0 { // keys that are no strings, and are not told by their codes
				for i := range 10 {
					v := predicate.Int(1<<60 + int64(i))
					cuts.addKey(predicate.CodeOf(v), &v, 0)
				}
			}
			n := cuts.codes.len()
			d := newDomain(&cuts, make([]uint32, n), make([]uint8, n), &spares{})
			if d.texts != nil {
				tries++
			}
			numbers := uint32(d.keys.len()) - uint32(len(slices.Compact(slices.Sorted(slices.Values(keys)))))
			keys = slices.Compact(slices.Sorted(slices.Values(keys)))
			for i := range 400 {
				s := text(rng)
				if i < len(keys) {
					s = keys[i]
				}
				for _, s := range []string{s, s + "\x00", s + "a", s[:max(0, len(s)-1)], s[:len(s)/2] + "\xff"} {
					at, found := slices.BinarySearch(keys, s)
					want := 2*(numbers+uint32(at)) + 1
					if found {
						want++
					}
					v := predicate.String(s)
					require.Equal(t, want, d.rank(predicate.CodeOf(v), v), "%s: %q", name, s)
				}
			}
			d.check()
		}
	}
	require.Greater(t, tries, 100)
}

// BenchmarkRankText finds the ranks of strings that begin with a key.
func BenchmarkRankText(b *testing.B) {
	for _, n := range []int{1000, 100_000, 1_000_000} {
		b.Run(fmt.Sprintf("keys=%d", n), func(b *testing.B) {
			cuts := cutList{any: true}
			texts := make([]predicate.Value, 1024)
			for i := range n {
				s := fmt.Sprintf("https://www.host-%d.example/%d/", i*7919%10_000, i)
				v := predicate.String(s)
				cuts.addKey(predicate.CodeOf(v), &v, 0)
				texts[i*7919%len(texts)] = predicate.String(s + "item")
			}
			d := newDomain(&cuts, make([]uint32, n), make([]uint8, n), &spares{})
			i, sum := 0, uint32(0)
			for b.Loop() {
				v := texts[i%len(texts)]
				sum += d.rank(predicate.CodeOf(v), v)
				i++
			}
			require.NotZero(b, sum)
		})
	}
}
