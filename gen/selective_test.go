package gen

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/thresh-dev/thresh/predicate"
)

// matchCounts returns how many of the first nsubs subscriptions each of the first
// nevents events matches. Subscriptions whose first test is an equality are looked
// up by it, so that the count is cheap; what they mean is left to the library.
func matchCounts(t *testing.T, w *Workload, nsubs, nevents int) []int {
	t.Helper()
	type key struct {
		path  string
		value predicate.Value
	}
	byFirst := map[key][]*predicate.Subscription{}
	var rest []*predicate.Subscription
	for e := range w.Subscriptions(nsubs) {
		s, err := predicate.New(e, predicate.Options{})
		require.NoError(t, err)
		if and, ok := e.(predicate.And); ok {
			if test, ok := and[0].(*predicate.Test); ok && test.Op == predicate.OpEqual && test.Attr.View == predicate.Plain {
				k := key{test.Attr.Path, test.Args[0]}
				byFirst[k] = append(byFirst[k], s)
				continue
			}
		}
		rest = append(rest, s)
	}
	var counts []int
	for ev := range w.Events(nevents) {
		n := 0
		count := func(subs []*predicate.Subscription) {
			for _, s := range subs {
				if s.Satisfied(ev) {
					n++
				}
			}
		}
		count(rest)
		for i := range ev.Len() {
			path, _, _ := ev.At(i)
			for v := range ev.ValuesAt(i) {
				count(byFirst[key{path, v}])
			}
		}
		counts = append(counts, n)
	}
	return counts
}

func mean(counts []int) float64 {
	sum := 0
	for _, n := range counts {
		sum += n
	}
	return float64(sum) / float64(len(counts))
}

// The matches per event that the package's documentation states.
func TestSelectivity(t *testing.T) {
	if testing.Short() {
		t.Skip("evaluates millions of pairs")
	}
	for _, c := range []struct {
		name         string
		subs, events int
		lo, hi       float64 // matches per event per 100,000 subscriptions
	}{
		{"exact", 100_000, 100, 0.9, 1.2},
		{"anybut", 20_000, 50, 35, 44},
		{"mixed", 100_000, 600, 5, 20},
		{"wildcard", 10_000, 60, 0, 10},
		{"prefix", 10_000, 60, 0, 14},
		{"topics", 20_000, 50, 50, 70},
		{"ticks", 100_000, 150, 50, 150},
		{"flights", 10_000, 100, 100, 400},
		{"birdstrikes", 5000, 100, 500, 2000},
		{"earthquakes", 5000, 100, 700, 2500},
	} {
		t.Run(c.name, func(t *testing.T) {
			counts := matchCounts(t, lookup(t, c.name), c.subs, c.events)
			got := mean(counts) * 100_000 / float64(c.subs)
			slices.Sort(counts)
			t.Logf("mean %.4g per event per 100k; of %d: min %d, median %d, max %d",
				got, c.subs, counts[0], counts[len(counts)/2], counts[len(counts)-1])
			require.GreaterOrEqual(t, got, c.lo)
			require.LessOrEqual(t, got, c.hi)
			require.Positive(t, counts[len(counts)-1])
		})
	}
}

// Each event is made for a subscription among the first 1,000, 10,000 or 100,000.
func TestTargetsMatch(t *testing.T) {
	if testing.Short() {
		t.Skip("looks for each event through 100,000 subscriptions")
	}
	for _, name := range []string{"exact", "wildcard", "prefix"} {
		w := lookup(t, name)
		var all []*predicate.Test // the first test of each subscription
		var exprs []predicate.Expr
		for e := range w.Subscriptions(maxTargets) {
			all = append(all, e.(predicate.And)[0].(*predicate.Test))
			exprs = append(exprs, e)
		}
		for ev := range w.Events(8) {
			hit := false
			path, _, _ := ev.At(0)
			for i, test := range all {
				if test.Attr.Path == path && test.Op == predicate.OpEqual && !slices.Contains(ev.AppendValues(nil, path), test.Args[0]) {
					continue
				}
				s, err := predicate.New(exprs[i], predicate.Options{})
				require.NoError(t, err)
				if hit = s.Satisfied(ev); hit {
					break
				}
			}
			require.True(t, hit, "%s: %s", name, canonicalEvent(ev))
		}
	}
}

// No two subscriptions of these presets are the same.
func TestDifferentPerSubscription(t *testing.T) {
	for _, name := range []string{"wildcard", "prefix"} {
		seen := map[string]bool{}
		for e := range lookup(t, name).Subscriptions(100_000) {
			text := e.(predicate.And)[0].(*predicate.Test).Args[0].Text()
			require.False(t, seen[text], text)
			seen[text] = true
		}
	}
}

func TestTickers(t *testing.T) {
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 27: "AB", 701: "ZZ", 702: "AAA", 4999: "GJH"} {
		require.Equal(t, want, ticker(i))
	}
}

// The shapes that WORKLOADS promises.
func TestShapes(t *testing.T) {
	ops := func(name string) (shapes map[string]int) {
		shapes = map[string]int{}
		for e := range lookup(t, name).Subscriptions(2000) {
			paths := map[string]bool{}
			shape := ""
			for _, x := range e.(predicate.And) {
				if not, ok := x.(predicate.Not); ok {
					x = not.X
					shape += "not "
				}
				test := x.(*predicate.Test)
				require.False(t, paths[test.Attr.Path], e)
				paths[test.Attr.Path] = true
				shape += test.Op.String() + " "
			}
			shapes[shape]++
		}
		return shapes
	}
	require.Equal(t, map[string]int{"== == == ": 2000}, ops("exact"))
	require.Equal(t, map[string]int{"== not == == ": 2000}, ops("anybut"))
	require.Equal(t, map[string]int{"== == >= in not == startsWith ": 2000}, ops("mixed"))
	require.Equal(t, map[string]int{"== between >= ": 2000}, ops("ticks"))
	topics := ops("topics")
	levels := 4*topics["== == == == "] + 3*topics["== == == "] + 2*topics["== == "] + topics["== "]
	require.InDelta(t, 0.8, float64(levels)/8000, 0.02)
}

func TestDistinctValues(t *testing.T) {
	for name, want := range map[string]map[string]int{
		"exact":  {"a0": 1000, "a4": 1000},
		"anybut": {"a0": 50, "a19": 50},
		"mixed":  {"type": 20, "region": 20, "status": 8},
		"topics": {"level1": 50, "level4": 50},
	} {
		w := lookup(t, name)
		values := map[string]map[predicate.Value]bool{}
		for ev := range w.Events(12_000) {
			for path := range want {
				if values[path] == nil {
					values[path] = map[predicate.Value]bool{}
				}
				values[path][ev.AppendValues(nil, path)[0]] = true
			}
		}
		for path, n := range want {
			require.Len(t, values[path], n, "%s: %s", name, path)
		}
	}
}
