package cesql

import (
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/predicate"
)

// The numerals of an interval are the strings that are parsed as an integer in it.
func TestNumerals(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	edges := []int64{math.MinInt32, math.MinInt32 + 1, -1000, -999, -100, -10, -9, -1, 0, 1, 9, 10, 99, 100, 101, 12345, math.MaxInt32 - 1, math.MaxInt32}
	bound := func() int64 {
		if rng.IntN(2) == 0 {
			return edges[rng.IntN(len(edges))]
		}
		return int64(int32(rng.Uint32())) >> rng.IntN(32)
	}
	inside := 0
	for range 3_000 {
		i := interval{bound(), bound()}
		is := []interval{i}
		if rng.IntN(2) == 0 {
			is = i.others()
		}
		e := numerals("a", is...)
		test, some := e.(*predicate.Test)
		var re *regexp.Regexp
		if some {
			re = regexp.MustCompile(test.Args[0].Text())
		}
		for range 30 {
			n := bound() + int64(rng.IntN(3)) - 1
			if rng.IntN(4) == 0 {
				n = []int64{i.lo, i.hi}[rng.IntN(2)] + int64(rng.IntN(3)) - 1
			}
			s := []string{"", "+", "-", "0", "00", "-0", "x", "+0", " "}[rng.IntN(9)] + strconv.FormatInt(n, 10)
			if rng.IntN(3) > 0 {
				s = strconv.FormatInt(n, 10)
			}
			v, err := strconv.ParseInt(s, 10, 32)
			want := false
			for _, i := range is {
				want = want || err == nil && i.lo <= v && v <= i.hi
			}
			require.Equal(t, want, some && re.MatchString(s), "%q in %v: %s", s, is, e)
			if want {
				inside++
			}
		}
	}
	require.Greater(t, inside, 5_000)
}

// An integer of some form is found for the patterns of which there is one.
func TestSomeIntegerLike(t *testing.T) {
	for pattern, want := range map[string]bool{
		"%": true, "5%": true, "_": true, "-_": true, "__%": true, "%5%": true, "-%": true, "%-%": true, "23_": true,
		"": false, "-": false, "5-%": false, "a%": false, "%_-": false, "%.%": false, `\%5`: false, "%--%": false,
	} {
		require.Equal(t, want, someIntegerLike(pattern), pattern)
		found := isLike("-5", pattern)
		for n := range 300 {
			found = found || isLike(fmt.Sprint(n), pattern) || isLike(fmt.Sprint(-n), pattern)
		}
		require.Equal(t, want, found, pattern)
	}
}
