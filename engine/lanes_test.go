package engine

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/kernel"
	"github.com/thresh-dev/thresh/internal/randexpr"
	"github.com/thresh-dev/thresh/predicate"
)

// laneExpr returns an expression on some of so many attributes: ranges of numbers, some
// of them open, and now and then anything else.
func laneExpr(rng *rand.Rand, gen *randexpr.Generator, attrs int) predicate.Expr {
	if rng.IntN(8) == 0 {
		return gen.Expr()
	}
	var and predicate.And
	for range rng.IntN(7) {
		path := fmt.Sprintf("x%d", rng.IntN(attrs))
		lo := rng.IntN(100)
		switch rng.IntN(6) {
		case 0:
			and = append(and, predicate.Ge(path, predicate.Int(int64(lo))))
		case 1:
			and = append(and, predicate.Not{X: predicate.Eq(path, predicate.Int(int64(lo)))})
		default:
			and = append(and, predicate.Between(path, predicate.Int(int64(lo)), predicate.Int(int64(lo+rng.IntN(100)))))
		}
	}
	return and
}

// laneEvent returns an event on the same attributes, of which one may have several values.
func laneEvent(tb testing.TB, rng *rand.Rand, gen *randexpr.Generator, b *predicate.Builder, attrs int) *predicate.Event {
	tb.Helper()
	if rng.IntN(5) == 0 {
		return gen.Event(b)
	}
	b.Reset()
	for i := range attrs {
		if rng.IntN(10) > 0 {
			b.AddInt(fmt.Sprintf("x%d", i), rng.Int64N(200))
		}
	}
	if rng.IntN(3) == 0 {
		b.AddInt("x0", rng.Int64N(200))
	}
	ev, err := b.Event()
	require.NoError(tb, err)
	return ev
}

// What is found in lanes is what the conjunctions mean, in every copy that was made on
// the way, with fewer attributes and more than have scales.
func TestLanes(t *testing.T) {
	rng := seeded(t)
	for _, attrs := range []int{1, 5, 31, 33, laneScales, 2 * laneScales} {
		gen := randexpr.New(rng)
		d := index.NewDictionary()
		var (
			f      flat
			b      predicate.Builder
			conjs  []*predicate.Conjunction // by number in f
			copies []flat
		)
		for len(conjs) < 70*kernel.ShortLanes {
			s, err := predicate.New(laneExpr(rng, gen, attrs), predicate.Options{})
			if err != nil {
				continue
			}
			cs := s.Conjunctions()
			for i := range cs {
				f.add(d.Form(&cs[i]), index.ID(len(conjs)))
				f.pack()
				conjs = append(conjs, &cs[i])
				if rng.IntN(100) == 0 {
					copies = append(copies, f)
				}
			}
		}
		f.checkLanes()
		require.Greater(t, f.lanes.len(), 64*kernel.ShortLanes, "more blocks than are scanned at a time")
		copies = append(copies, f)
		enc := index.NewEncoder(d)
		found := 0
		for range 40 {
			ev := laneEvent(t, rng, gen, &b, attrs)
			x := enc.Encode(ev)
			c := &copies[rng.IntN(len(copies))]
			if rng.IntN(4) == 0 {
				c = &copies[len(copies)-1]
			}
			var dead *tombstones
			var want []index.ID
			for i, conj := range conjs[:c.len()] {
				if rng.IntN(3) == 0 {
					dead = dead.with(index.ID(i))
				} else if conj.Satisfied(ev) {
					want = append(want, index.ID(i))
				}
			}
			got := slices.DeleteFunc(c.appendSubs(nil, dead, x), dead.has)
			require.Len(t, got, len(want))
			require.True(t, slices.Equal(want, got), "%v, not %v", got, want)
			found += len(want)
		}
		require.Greater(t, found, 100)
	}
}

// Cells ascend with the codes, and absence has one of its own.
func TestScale(t *testing.T) {
	rng := seeded(t)
	for range 300 {
		ends := make([]predicate.Code, 1+rng.IntN(40))
		for i := range ends {
			ends[i] = predicate.Code(rng.Uint64() >> rng.IntN(64))
			if rng.IntN(5) == 0 {
				ends[i] = ^predicate.Code(0) - ends[i]
			}
		}
		s := newScale(0, ends)
		require.Zero(t, s.cell(0))
		codes := append([]predicate.Code{1, ^predicate.Code(0)}, ends...)
		for _, c := range ends {
			codes = append(codes, c-1, c+1)
		}
		slices.Sort(codes)
		for i, c := range codes {
			require.Equal(t, c == 0, s.cell(c) == 0)
			if i > 0 {
				require.LessOrEqual(t, s.cell(codes[i-1]), s.cell(c))
			}
		}
		require.LessOrEqual(t, s.from, s.to)
	}
	// Few ends far from the others take no cells from these.
	ends := []predicate.Code{1, 1 << 63}
	for i := range 30 {
		ends = append(ends, predicate.Code(1<<40+i))
	}
	s := newScale(0, ends)
	require.NotEqual(t, s.cell(1<<40+10), s.cell(1<<40+11))
}

// While subscriptions come and go, heads and segments without an index have lanes, and
// matches are as a model says.
func TestLanesInEngine(t *testing.T) {
	rng := seeded(t)
	gen := randexpr.New(rng)
	o := Options{}.withDefaults()
	o.HeadSize = 64
	o.tuning.keep = 512
	d := newDriver(t, rng, o)
	var b predicate.Builder
	for i := range 1500 {
		s, err := predicate.New(laneExpr(rng, gen, 20), predicate.Options{})
		if err != nil {
			continue
		}
		d.subscribe(1000+i, s)
		switch rng.IntN(4) {
		case 0:
			d.unsubscribe([]int{1000 + rng.IntN(i+1), 1000 + rng.IntN(i+1)})
		case 1:
			d.replace(1000+rng.IntN(i+1), s)
		}
		if i%25 == 0 {
			d.match(laneEvent(t, rng, gen, &b, 20))
		}
	}
	d.compare()
	require.Greater(t, d.matched, 100)
}
