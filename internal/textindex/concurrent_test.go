package textindex

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestReadersWithAWriter matches while patterns come and go. Of those that stay, and
// those that were added before a match began, none may be missed; what is found has to
// match.
func TestReadersWithAWriter(t *testing.T) {
	rng := newRand(t)
	x := New()
	const stay = 200
	patterns := make([]Key, 0, 4000) // those that stay by number - 1
	for len(patterns) < cap(patterns) {
		var p Key = Contains(text(rng, 3, 7))
		if len(patterns)%4 > 0 {
			p = randomKey(rng, 3)
		}
		p = canonical(p)
		asBefore := func(q Key) bool { return same(p, q) }
		if len(patterns) >= stay || !slices.ContainsFunc(patterns, asBefore) {
			patterns = append(patterns, p)
		}
	}
	for i, p := range patterns[:stay] {
		require.Equal(t, uint32(i)+1, x.Add(p))
	}
	texts := make([]string, 100)
	want := make([][]uint32, len(texts))
	for i := range texts {
		texts[i] = text(rng, 3, 40)
		for n, p := range patterns[:stay] {
			if p.Match(texts[i]) {
				want[i] = append(want[i], uint32(n)+1)
			}
		}
	}
	var done atomic.Bool
	var newest atomic.Pointer[Key] // added, and not removed before the next one is
	var newestNumber atomic.Uint32
	var wg sync.WaitGroup
	errs := make(chan error, 4)
	for g := range cap(errs) {
		wg.Go(func() {
			var m Matcher
			var dst []uint32
			for i := g; !done.Load(); i++ {
				k := i % len(texts)
				number, p := newestNumber.Load(), newest.Load()
				dst = m.AppendMatches(dst[:0], x, texts[k])
				slices.Sort(dst)
				if len(slices.Compact(slices.Clone(dst))) != len(dst) {
					errs <- fmt.Errorf("%q: a number is found twice", texts[k])
					return
				}
				for _, n := range want[k] {
					if _, ok := slices.BinarySearch(dst, n); !ok {
						errs <- fmt.Errorf("%q: %s is missing", texts[k], patterns[n-1])
						return
					}
				}
				if p != nil && newestNumber.Load() == number && newest.Load() == p && (*p).Match(texts[k]) {
					if _, ok := slices.BinarySearch(dst, number); !ok {
						errs <- fmt.Errorf("%q: %s, new, is missing", texts[k], *p)
						return
					}
				}
			}
		})
	}
	rounds := 3
	if testing.Short() {
		rounds = 1
	}
	for range rounds {
		var numbers []uint32
		for i := stay; i < len(patterns); i++ {
			n := x.Add(patterns[i])
			newest.Store(nil)
			newestNumber.Store(n)
			newest.Store(&patterns[i])
			numbers = append(numbers, n)
		}
		newest.Store(nil)
		for _, n := range numbers {
			x.Remove(n)
		}
	}
	done.Store(true)
	wg.Wait()
	close(errs)
	for err := range errs {
		require.NoError(t, err)
	}
	require.GreaterOrEqual(t, stay, x.Len())
	x.check()
}
