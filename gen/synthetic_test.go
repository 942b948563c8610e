package gen

import (
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/thresh-dev/thresh/predicate"
)

// The generator's first numbers, as published for SplitMix64.
func TestSplitMix64(t *testing.T) {
	s := splitMix64(1234567)
	for _, want := range []uint64{
		6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821,
	} {
		require.Equal(t, want, s.next())
	}
}

// interval is a predicate as plain integers.
type interval struct {
	attr   int
	lo, hi int32
}

// eachConjunction gives visit the first n subscriptions of a synthetic workload
// as plain integers. The slice is valid until the next.
func eachConjunction(t *testing.T, w *Workload, n int, visit func([]interval)) {
	t.Helper()
	attrs := map[string]int{}
	for a, name := range attrNames(w.Attrs()) {
		attrs[name] = a
	}
	var c []interval
	for e := range w.Subscriptions(n) {
		c = c[:0]
		for _, x := range e.(predicate.And) {
			test := x.(*predicate.Test)
			a, ok := attrs[test.Attr.Path]
			lo, okLo := test.Args[0].Int64()
			hi, okHi := test.Args[1].Int64()
			if !ok || test.Op != predicate.OpBetween || !okLo || !okHi || lo > hi || lo < 0 || hi > valueRange {
				t.Fatalf("subscription %s", test)
			}
			c = append(c, interval{a, int32(lo), int32(hi)})
		}
		visit(c)
	}
}

// eventValues returns the values of the first n events by attribute, -1 where an
// attribute is absent.
func eventValues(t *testing.T, w *Workload, n int) [][]int32 {
	t.Helper()
	var all [][]int32
	for ev := range w.Events(n) {
		values := make([]int32, w.Attrs())
		for a := range values {
			values[a] = -1
		}
		for i := range ev.Len() {
			path, v, k := ev.At(i)
			x, ok := v.Int64()
			a, err := strconv.Atoi(path[1:])
			if !ok || err != nil || k != 1 || x < 0 || x >= valueRange {
				t.Fatalf("%s = %s", path, v)
			}
			values[a] = int32(x)
		}
		all = append(all, values)
	}
	return all
}

// matches counts the pairs of the first subscriptions and events that match, by
// looking at each interval.
func matches(t *testing.T, w *Workload, nsubs, nevents int) int {
	t.Helper()
	events := eventValues(t, w, nevents)
	count := 0
	eachConjunction(t, w, nsubs, func(c []interval) {
	next:
		for _, values := range events {
			for i := range c {
				if v := values[c[i].attr]; v < c[i].lo || v > c[i].hi {
					continue next
				}
			}
			count++
		}
	})
	return count
}

// The published count: 59.755 matches an event.
func TestW1Matches(t *testing.T) {
	w := lookup(t, "w1")
	require.Equal(t, 11_951, matches(t, w, 100_000, 200))
}

// The published count at a million: 577.86 matches an event.
func TestW1MatchesAtAMillion(t *testing.T) {
	if testing.Short() {
		t.Skip("a million subscriptions take seconds")
	}
	w := lookup(t, "w1")
	require.Equal(t, 57_786, matches(t, w, 1_000_000, 100))
}

// The published rough figures, scaled down from one million.
func TestSyntheticMatches(t *testing.T) {
	if testing.Short() {
		t.Skip("evaluates hundreds of millions of pairs")
	}
	for _, c := range []struct {
		name         string
		subs, events int
		perMillion   float64 // matches per event at 1M subscriptions
		tolerance    float64 // of that
	}{
		{"w1", 100_000, 100, 577.86, 0.1},
		{"w2", 100_000, 200, 100, 0.15},
		{"w4", 100_000, 500, 9.9, 0.15},
		{"w5", 200_000, 2000, 0.01, 0.5},
		{"w6", 100_000, 100, 592, 0.15},
		{"w7", 20_000, 100, 325_000, 0.1},
		{"wide", 100_000, 100, 3300, 0.15},
	} {
		w := lookup(t, c.name)
		got := float64(matches(t, w, c.subs, c.events)) / float64(c.events) / float64(c.subs) * 1e6
		t.Logf("%s: %.4g matches per event per million", c.name, got)
		require.InEpsilon(t, c.perMillion, got+1e-9, c.tolerance, c.name)
	}
	w := lookup(t, "narrow")
	require.LessOrEqual(t, matches(t, w, 100_000, 100), 100*100_000/1_000_000) // "almost none"
}

func TestCustomIsThePresetOfItsParameters(t *testing.T) {
	p := Synthetic{Attrs: 20, PredsMin: 5, PredsMax: 10, WidthMin: 0.1, WidthMax: 0.5, EventAttrs: 20, Seed: DefaultSeed}
	w := Custom(p)
	require.Equal(t, "custom", w.Name())
	require.Equal(t, texts(lookup(t, "w1").Subscriptions(100)), texts(w.Subscriptions(100)))
	require.Equal(t, eventTexts(lookup(t, "w1"), 10), eventTexts(w, 10))
}

// The whole of a domain, and one of all attributes: the corners of the parameters.
func TestCustomCorners(t *testing.T) {
	for _, p := range []Synthetic{
		{Attrs: 1, PredsMin: 1, PredsMax: 1, WidthMin: 1, WidthMax: 1},
		{Attrs: 3, PredsMin: 3, PredsMax: 3, WidthMin: 0, WidthMax: 0, EventAttrs: 2},
		{Attrs: 8, PredsMin: 1, PredsMax: 8, WidthMin: 0, WidthMax: 1, EventAttrs: 1, Zipf: 2.5},
	} {
		require.NoError(t, p.Validate())
		w := Custom(p)
		n := 0
		eachConjunction(t, w, 500, func(c []interval) {
			require.GreaterOrEqual(t, len(c), p.PredsMin)
			require.LessOrEqual(t, len(c), p.PredsMax)
			for _, i := range c {
				require.GreaterOrEqual(t, i.hi-i.lo, int32(p.WidthMin*valueRange))
				require.LessOrEqual(t, i.hi-i.lo, int32(p.WidthMax*valueRange))
			}
			n++
		})
		require.Equal(t, 500, n)
		require.Len(t, eventValues(t, w, 20), 20)
		for ev := range w.Events(20) {
			if p.EventAttrs == 0 {
				require.Equal(t, p.Attrs, ev.Len())
			} else {
				require.Equal(t, p.EventAttrs, ev.Len())
			}
		}
	}
}

func TestZipfSkewsSubscriptions(t *testing.T) {
	w := lookup(t, "w6")
	count := make([]int, w.Attrs())
	eachConjunction(t, w, 2000, func(c []interval) {
		for i := range c {
			count[c[i].attr]++
		}
	})
	require.Greater(t, count[0], 5*count[40])
	require.Positive(t, count[40])
}

func TestBadParameters(t *testing.T) {
	good := Synthetic{Attrs: 20, PredsMin: 5, PredsMax: 10, WidthMin: 0.1, WidthMax: 0.5}
	require.NoError(t, good.Validate())
	for _, change := range []func(*Synthetic){
		func(p *Synthetic) { p.Attrs = 0 },
		func(p *Synthetic) { p.Attrs = math.MaxInt },
		func(p *Synthetic) { p.PredsMin = 0 },
		func(p *Synthetic) { p.PredsMin = 11 },
		func(p *Synthetic) { p.PredsMax = 21 },
		func(p *Synthetic) { p.WidthMin = -0.1 },
		func(p *Synthetic) { p.WidthMin = 0.6 },
		func(p *Synthetic) { p.WidthMax = 1.1 },
		func(p *Synthetic) { p.WidthMax = math.NaN() },
		func(p *Synthetic) { p.EventAttrs = -1 },
		func(p *Synthetic) { p.EventAttrs = 21 },
		func(p *Synthetic) { p.Zipf = -1 },
		func(p *Synthetic) { p.Zipf = math.NaN() },
		func(p *Synthetic) { p.Zipf = math.Inf(1) },
		func(p *Synthetic) { p.Zipf = 50 },
	} {
		p := good
		change(&p)
		require.ErrorIs(t, p.Validate(), ErrBadSynthetic, "%+v", p)
		w := Custom(p)
		require.Empty(t, texts(w.Subscriptions(3)))
		require.Empty(t, eventTexts(w, 3))
	}
}

func BenchmarkSubscriptions(b *testing.B) {
	for _, p := range Presets() {
		b.Run("workload="+p.Name, func(b *testing.B) {
			b.ReportAllocs()
			w := lookup(b, p.Name)
			for range w.Subscriptions(1) { // reads the sample
			}
			for range w.Subscriptions(math.MaxInt) {
				if !b.Loop() {
					break
				}
			}
		})
	}
}

func BenchmarkEvents(b *testing.B) {
	for _, p := range Presets() {
		b.Run("workload="+p.Name, func(b *testing.B) {
			b.ReportAllocs()
			w := lookup(b, p.Name)
			for b.Loop() {
				for range w.Events(100) {
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(100*b.N), "ns/event")
		})
	}
}
