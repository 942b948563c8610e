package engine

import (
	"flag"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/scan"
	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/internal/randexpr"
	"github.com/thresh-dev/thresh/predicate"
)

// tiny has heads, segments and merges happen all the time.
func tiny() Options {
	return Options{
		HeadSize: 4,
		tuning: tuning{
			minIndex: 8, keyedHead: 2, ratio: 2, keep: 20, deadShare: 33, lightDeadShare: 60, maxMerges: 3, maxParts: 6, minAttributes: 6,
		},
	}
}

var seedFlag = flag.Uint64("seed", 0, "the seed of all random tests; 0 draws one")

// seeded returns a source of random numbers whose seed a failure shows.
func seeded(tb testing.TB) *rand.Rand {
	tb.Helper()
	seed := *seedFlag
	if seed == 0 {
		seed = rand.Uint64()
	}
	tb.Cleanup(func() {
		if tb.Failed() {
			tb.Logf("seed %d", seed)
		}
	})
	return rand.New(rand.NewPCG(seed, 0))
}

// model is an engine as it is meant: IDs in the order of subscription, and
// expressions.
type model struct {
	ids   []int
	exprs map[int]predicate.Expr
}

func (m *model) matches(ev *predicate.Event) []int {
	var out []int
	var o oracle.Oracle
	for _, id := range m.ids {
		if o.Matches(m.exprs[id], ev) {
			out = append(out, id)
		}
	}
	return out
}

func (m *model) remove(ids []int) int {
	n := 0
	for _, id := range ids {
		if _, ok := m.exprs[id]; ok {
			delete(m.exprs, id)
			m.ids = slices.DeleteFunc(m.ids, func(x int) bool { return x == id })
			n++
		}
	}
	return n
}

// driver does to an engine and to a model the same random things.
type driver struct {
	t   testing.TB
	rng *rand.Rand
	gen *randexpr.Generator
	b   predicate.Builder
	e   *Engine[int]
	m   model
	log []string

	matched int // hits so far
	batch   [][]int
}

func newDriver(tb testing.TB, rng *rand.Rand, o Options) *driver {
	tb.Helper()
	return &driver{
		t: tb, rng: rng, gen: randexpr.New(rng), e: New[int](o),
		m: model{exprs: map[int]predicate.Expr{}},
	}
}

// subscription returns a random one.
func (d *driver) subscription() *predicate.Subscription {
	for {
		var x predicate.Expr
		switch d.rng.IntN(20) {
		case 0:
			x = predicate.Const(true)
		case 1:
			x = predicate.Const(false)
		default:
			x = d.gen.Expr()
		}
		if s, err := predicate.New(x, predicate.Options{}); err == nil {
			return s
		}
	}
}

// id returns one of few IDs, so that they meet again.
func (d *driver) id() int { return d.rng.IntN(200) }

func (d *driver) step() {
	switch op := d.rng.IntN(100); {
	case op < 30:
		d.subscribe(d.id(), d.subscription())
	case op < 45:
		ids := make([]int, d.rng.IntN(8))
		for i := range ids {
			ids[i] = d.id()
		}
		d.unsubscribe(ids)
	case op < 60:
		d.replace(d.id(), d.subscription())
	case op < 68:
		n := d.rng.IntN(4)
		if d.rng.IntN(2) == 0 {
			n = d.rng.IntN(30)
		}
		ids := make([]int, n)
		for i := range ids {
			ids[i] = d.id()
			if d.rng.IntN(3) > 0 {
				ids[i] += 1000 * (1 + d.rng.IntN(1000)) // likely new
			}
		}
		d.subscribeAll(ids)
	case op < 69:
		d.e.Compact()
		d.log = append(d.log, "compact")
	case op < 70:
		d.unsubscribe(slices.Clone(d.m.ids))
	default:
		d.match(d.gen.Event(&d.b))
	}
}

func (d *driver) subscribe(id int, s *predicate.Subscription) {
	d.log = append(d.log, fmt.Sprintf("subscribe %d %s", id, s))
	err := d.e.Subscribe(id, s)
	if _, ok := d.m.exprs[id]; ok {
		require.ErrorIs(d.t, err, ErrDuplicate)
		return
	}
	require.NoError(d.t, err)
	d.m.ids = append(d.m.ids, id)
	d.m.exprs[id] = s.Expr()
}

func (d *driver) replace(id int, s *predicate.Subscription) {
	d.log = append(d.log, fmt.Sprintf("replace %d %s", id, s))
	err := d.e.Replace(id, s)
	if _, ok := d.m.exprs[id]; !ok {
		require.ErrorIs(d.t, err, ErrNotFound)
		return
	}
	require.NoError(d.t, err)
	d.m.exprs[id] = s.Expr()
}

func (d *driver) unsubscribe(ids []int) {
	d.log = append(d.log, fmt.Sprintf("unsubscribe %v", ids))
	require.Equal(d.t, d.m.remove(ids), d.e.Unsubscribe(ids...))
}

func (d *driver) subscribeAll(ids []int) {
	seen := map[int]bool{}
	duplicate := false
	subs := make([]*predicate.Subscription, len(ids))
	for i, id := range ids {
		_, had := d.m.exprs[id]
		duplicate = duplicate || had || seen[id]
		seen[id] = true
		subs[i] = d.subscription()
	}
	d.log = append(d.log, fmt.Sprintf("subscribe all %v", ids))
	err := d.e.SubscribeAll(func(yield func(int, *predicate.Subscription) bool) {
		for i, id := range ids {
			if !yield(id, subs[i]) {
				return
			}
		}
	})
	if duplicate {
		require.ErrorIs(d.t, err, ErrDuplicate)
		return
	}
	require.NoError(d.t, err)
	for i, id := range ids {
		d.m.ids = append(d.m.ids, id)
		d.m.exprs[id] = subs[i].Expr()
	}
}

// match compares all ways of matching.
func (d *driver) match(ev *predicate.Event) {
	want := d.m.matches(ev)
	got := d.e.Match(ev)
	d.matched += len(want)
	if !slices.Equal(want, got) {
		for _, l := range d.log[max(0, len(d.log)-40):] {
			d.t.Log(l)
		}
	}
	require.True(d.t, slices.Equal(want, got), "%v, not %v", got, want)
	require.Equal(d.t, len(want), d.e.Count(ev))
	some := d.e.AppendMatches([]int{-1}, ev)
	require.Equal(d.t, -1, some[0])
	require.ElementsMatch(d.t, want, some[1:])
	d.batch = d.e.MatchBatch(d.batch, []*predicate.Event{ev, nil, ev})
	require.Len(d.t, d.batch, 3)
	require.ElementsMatch(d.t, want, d.batch[0])
	require.ElementsMatch(d.t, d.e.Match(nil), d.batch[1])
	require.ElementsMatch(d.t, want, d.batch[2])
	first, ok := d.e.MatchFirst(ev)
	require.Equal(d.t, len(want) > 0, ok)
	if ok {
		require.Equal(d.t, want[0], first)
	}
}

// compare compares what can be asked without an event.
func (d *driver) compare() {
	require.Equal(d.t, len(d.m.ids), d.e.Len())
	var ids []int
	for id, s := range d.e.Subscriptions() {
		ids = append(ids, id)
		require.Equal(d.t, d.m.exprs[id].String(), s.String())
	}
	require.True(d.t, slices.Equal(d.m.ids, ids), "%v, not %v", ids, d.m.ids)
	for id := range 200 {
		s, ok := d.e.Subscription(id)
		x, want := d.m.exprs[id]
		require.Equal(d.t, want, ok)
		if ok {
			require.Equal(d.t, x.String(), s.String())
		}
	}
}

func algorithms() iter.Seq2[string, func(*index.Dictionary) index.Index] {
	return maps.All(map[string]func(*index.Dictionary) index.Index{
		"default": nil,
		"scan":    func(d *index.Dictionary) index.Index { return scan.New(d) },
	})
}

func TestAgainstOracle(t *testing.T) {
	for name, newIndex := range algorithms() {
		t.Run(name, func(t *testing.T) {
			rng := seeded(t)
			var merges uint64
			matched := 0
			for range 6 {
				o := tiny()
				o.Index = newIndex
				d := newDriver(t, rng, o)
				for i := range 600 {
					d.step()
					if i%100 == 0 {
						d.compare()
					}
				}
				d.compare()
				merges += d.e.Stats().Merges
				matched += d.matched
			}
			require.Greater(t, merges, uint64(200))
			require.Greater(t, matched, 500)
		})
	}
}
