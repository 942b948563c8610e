package slab

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/scan"
	"github.com/thresh-dev/thresh/predicate"
)

// narrowTest returns a test that a bucket may have, and others of the same attribute.
func narrowTest(rng *rand.Rand, p string) predicate.Expr {
	from := rng.Int64N(1_000_000)
	lo, hi := predicate.Int(from), predicate.Int(from+1+rng.Int64N(20))
	switch rng.IntN(12) {
	case 0:
		return predicate.Gt(p, lo)
	case 1: // all values
		return predicate.And{predicate.Not{X: predicate.Lt(p, lo)}, predicate.Not{X: predicate.Gt(p, hi)}}
	case 2: // in one range of two
		return predicate.Or{predicate.Between(p, lo, hi), predicate.Absent(p)}
	case 3:
		return predicate.Eq(p, lo)
	case 4:
		return predicate.Between(p, lo, predicate.Int(from+100_000))
	case 5, 6, 7:
		return predicate.StartsWith(p, host(rng))
	default:
		return predicate.Between(p, lo, hi)
	}
}

func host(rng *rand.Rand) string {
	s := fmt.Sprintf("https://host-%d/", rng.IntN(30_000))
	if rng.IntN(4) == 0 {
		s += fmt.Sprint(rng.IntN(3), "/")
	}
	return s
}

func narrowEvent(rng *rand.Rand) *predicate.Event {
	var b predicate.Builder
	for _, p := range []string{"a", "b"} {
		for range rng.IntN(4) * rng.IntN(2) {
			if rng.IntN(2) == 0 {
				b.AddString(p, host(rng)+"1/x")
			} else {
				b.AddInt(p, rng.Int64N(1_000_400))
			}
		}
		b.AddInt(p, rng.Int64N(1_000_400))
	}
	e, err := b.Event()
	if err != nil {
		panic(err)
	}
	return e
}

// TestBuckets compares with a scan, of lanes in buckets of each level and beside them,
// which die and are compiled again.
func TestBuckets(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	d := index.NewDictionary()
	x, s := New(d), scan.New(d)
	n, levels := 200_000, maxBucketLevels
	if testing.Short() {
		n, levels = 3*minBucketLanes, 1
	}
	id := index.ID(0)
	insert := func(e predicate.Expr) {
		sub, err := predicate.New(e, predicate.Options{})
		require.NoError(t, err)
		for i := range sub.Conjunctions() {
			c := &sub.Conjunctions()[i]
			require.NoError(t, x.Insert(id, c))
			require.NoError(t, s.Insert(id, c))
			id++
		}
	}
	for range n {
		e := narrowTest(rng, "a")
		if rng.IntN(3) == 0 {
			e = predicate.And{e, predicate.Gt("b", predicate.Int(rng.Int64N(1_000_000)))}
		}
		insert(e)
	}
	for range 600 { // a bucket with very many: no two buckets share both of these ranges
		insert(predicate.Between("a", predicate.Int(500_000), predicate.Int(500_001)))
		insert(predicate.Between("a", predicate.Int(500_002), predicate.Int(500_003)))
	}
	x.Compile()
	enc := index.NewEncoder(d)
	compare := func() int {
		m, want := x.NewMatcher(), s.NewMatcher()
		matches := 0
		for range 50 {
			e := enc.Encode(narrowEvent(rng))
			ids := m.AppendMatches(nil, e)
			slices.Sort(ids)
			all := want.AppendMatches(nil, e)
			slices.Sort(all)
			require.Equal(t, all, ids)
			require.Equal(t, len(ids), m.Count(e))
			matches += len(ids)
		}
		return matches
	}
	require.Len(t, x.segments, 1)
	g := x.segments[0]
	k := g.access[g.local[d.Attr(predicate.Attribute{Path: "a"})]-1].narrow
	require.NotNil(t, k)
	require.GreaterOrEqual(t, len(k.levels), levels)
	long, crossing := 0, 0
	for _, v := range k.levels {
		lanes := 0
		for _, r := range v.runs {
			lanes += int(r.to - r.from)
			if r.to-r.from >= treeLanes {
				long++
			}
			if r.to > r.from && r.to-r.from <= fewLanes && r.from/tileLanes != (r.to-1)/tileLanes {
				crossing++
			}
		}
		require.Positive(t, lanes)
	}
	require.Positive(t, long, "a bucket with a tree")
	require.Positive(t, crossing, "a bucket in two tiles")
	g.check()
	require.Greater(t, compare(), 300)
	for i := range id {
		if rng.IntN(3) == 0 {
			require.True(t, x.Delete(i))
			require.True(t, s.Delete(i))
		}
	}
	require.Greater(t, compare(), 200)
	insert(predicate.Between("a", predicate.Int(1), predicate.Int(2)))
	x.Compile()
	require.Greater(t, compare(), 200)
}

// TestFewHaveNoBuckets has one narrow range less than buckets are for.
func TestFewHaveNoBuckets(t *testing.T) {
	for _, n := range []int{minBucketLanes - 1, minBucketLanes} {
		d := index.NewDictionary()
		x := New(d)
		for i := range n {
			s, err := predicate.New(predicate.Between("a", predicate.Int(int64(i)*10), predicate.Int(int64(i)*10+3)), predicate.Options{})
			require.NoError(t, err)
			require.NoError(t, x.Insert(index.ID(i), &s.Conjunctions()[0]))
		}
		x.Compile()
		require.Equal(t, n >= minBucketLanes, x.segments[0].access[0].narrow != nil)
	}
}

// TestBucketsAlone has nothing but narrow ranges, none of which lies across the buckets of
// all levels.
func TestBucketsAlone(t *testing.T) {
	d := index.NewDictionary()
	x := New(d)
	insert := func(id, lo, hi int) {
		s, err := predicate.New(predicate.Between("a", predicate.Int(int64(lo)), predicate.Int(int64(hi))), predicate.Options{})
		require.NoError(t, err)
		require.NoError(t, x.Insert(index.ID(id), &s.Conjunctions()[0]))
	}
	for i := range minBucketLanes {
		insert(i, 10*i, 10*i+3)
	}
	insert(minBucketLanes, -10, 3) // so that the others begin at multiples of four ranks
	x.Compile()
	require.NotNil(t, x.segments[0].access[0].narrow)
	require.Equal(t, run{}, x.segments[0].access[0].ranges)
	enc, m := index.NewEncoder(d), x.NewMatcher()
	for i := 1; i < minBucketLanes; i += 97 {
		require.Equal(t, []index.ID{index.ID(i)}, m.AppendMatches(nil, enc.Encode(event(t, int64(10*i+2)))))
		require.Empty(t, m.AppendMatches(nil, enc.Encode(event(t, int64(10*i+5)))))
	}
}

// event has the value of the attribute a.
func event(t *testing.T, v int64) *predicate.Event {
	t.Helper()
	var b predicate.Builder
	b.Reset()
	b.Add("a", predicate.Int(v))
	e, err := b.Event()
	require.NoError(t, err)
	return e
}

// TestWideHaveNoBuckets has ranges that are narrower than a cell, and wider than the
// narrowest buckets would be.
func TestWideHaveNoBuckets(t *testing.T) {
	d := index.NewDictionary()
	x := New(d)
	for i := range 3 * minBucketLanes {
		s, err := predicate.New(predicate.Between("a", predicate.Int(int64(i)*10), predicate.Int(int64(i)*10+203)), predicate.Options{})
		require.NoError(t, err)
		require.NoError(t, x.Insert(index.ID(i), &s.Conjunctions()[0]))
	}
	x.Compile()
	require.Nil(t, x.segments[0].access[0].narrow)
}
