package engine

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/scan"
	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/expr"
)

func TestErrors(t *testing.T) {
	e := New[string](Options{MaxConjunctions: 2})
	ok := expr.MustParse(`a == 1`)
	big := expr.MustParse(`a == 1 or b == 1 or c == 1`)
	require.NoError(t, e.Subscribe("x", ok))
	for _, c := range []struct {
		err  error
		want error
	}{
		{e.Subscribe("x", ok), ErrDuplicate},
		{e.Subscribe("y", nil), ErrNoSubscription},
		{e.Subscribe("y", &predicate.Subscription{}), ErrNoSubscription},
		{e.Subscribe("y", big), ErrTooManyConjunctions},
		{e.Replace("y", ok), ErrNotFound},
		{e.Replace("y", nil), ErrNoSubscription},
		{e.Replace("y", big), ErrTooManyConjunctions},
		{e.SubscribeAll(maps.All(map[string]*predicate.Subscription{"y": nil})), ErrNoSubscription},
		{e.SubscribeAll(maps.All(map[string]*predicate.Subscription{"y": ok, "x": ok})), ErrDuplicate},
	} {
		require.ErrorIs(t, c.err, c.want)
	}
	require.ErrorContains(t, e.Subscribe("x", ok), "x")
	require.Equal(t, 1, e.Len())
	require.NoError(t, e.Replace("x", expr.MustParse(`b == 1`)))
	require.NoError(t, e.SubscribeAll(maps.All(map[string]*predicate.Subscription{})))
}

func TestEmpty(t *testing.T) {
	e := New[int](Options{})
	for _, ev := range []*predicate.Event{nil, {}, one("a", 1)} {
		require.Empty(t, e.Match(ev))
		require.Equal(t, []int{1}, e.AppendMatches([]int{1}, ev))
		require.Zero(t, e.Count(ev))
		_, ok := e.MatchFirst(ev)
		require.False(t, ok)
	}
	require.Zero(t, e.Unsubscribe(1, 2))
	require.Zero(t, e.Unsubscribe())
	e.Compact()
	require.Zero(t, e.Stats().Subscriptions)
}

// A subscription that is never true is one all the same; one that is always true
// matches the event without attributes as well.
func TestConstants(t *testing.T) {
	for _, load := range []func(*Engine[int], ...*predicate.Subscription){
		func(e *Engine[int], subs ...*predicate.Subscription) {
			for i, s := range subs {
				require.NoError(t, e.Subscribe(i, s))
			}
		},
		func(e *Engine[int], subs ...*predicate.Subscription) {
			require.NoError(t, e.SubscribeAll(numbered(subs)))
			e.Compact()
		},
	} {
		o := tiny()
		o.HeadSize = 1
		o.tuning.minIndex = 1
		e := New[int](o)
		load(e, expr.MustParse(`false`), expr.MustParse(`true`), expr.MustParse(`a == 1 && a == nil`), expr.MustParse(`a == nil`))
		require.Equal(t, 4, e.Len())
		require.Equal(t, []int{1, 3}, e.Match(nil))
		require.Equal(t, []int{1}, e.Match(one("a", 1)))
		require.Equal(t, 3, e.Unsubscribe(0, 2, 3))
		require.Equal(t, []int{1}, e.Match(nil))
	}
}

func TestMatchJSON(t *testing.T) {
	e := New[int](Options{})
	require.NoError(t, e.Subscribe(1, expr.MustParse(`a.b > 1`)))
	got, err := e.MatchJSON([]int{7}, []byte(`{"a":{"b":2}}`))
	require.NoError(t, err)
	require.Equal(t, []int{7, 1}, got)
	got, err = e.MatchJSON([]int{7}, []byte(`{"a":{"b":2}`))
	require.Equal(t, []int{7}, got)
	var je *predicate.JSONError
	require.ErrorAs(t, err, &je)
	require.Equal(t, 12, je.Offset)
}

// picky refuses every third conjunction.
type picky struct {
	index.Index
	refused int
}

func (p *picky) Insert(id index.ID, c *predicate.Conjunction) error {
	if (p.Len()+p.refused)%3 == 2 {
		p.refused++
		return index.ErrTooLarge
	}
	return p.Index.Insert(id, c)
}

// What an index refuses is matched all the same.
func TestIndexThatRefuses(t *testing.T) {
	rng := seeded(t)
	o := tiny()
	o.Index = func(d *index.Dictionary) index.Index { return &picky{Index: scan.New(d)} }
	d := newDriver(t, rng, o)
	for range 800 {
		d.step()
	}
	d.compare()
	require.NotZero(t, d.matched)
}

// What does not change what is subscribed does not change what matches.
func TestMetamorphic(t *testing.T) {
	rng := seeded(t)
	d := newDriver(t, rng, Options{})
	n := 300
	if invariant.Enabled {
		n = 60 // the checks take the time
	}
	subs := make([]*predicate.Subscription, n)
	for i := range subs {
		subs[i] = d.subscription()
	}
	original := New[int](Options{})
	require.NoError(t, original.SubscribeAll(numbered(subs)))

	shuffled := New[int](tiny())
	for _, i := range rng.Perm(n) {
		require.NoError(t, shuffled.Subscribe(i, subs[i]))
	}
	visited := New[int](tiny()) // others have come and gone
	for i, s := range subs {
		require.NoError(t, visited.Subscribe(n+i, subs[rng.IntN(n)]))
		require.NoError(t, visited.Subscribe(i, s))
		if i > 10 {
			require.Equal(t, 1, visited.Unsubscribe(n+i-10))
		}
	}
	for i := range 2 * n {
		visited.Unsubscribe(n + i)
	}
	copied := New[int](tiny())
	require.NoError(t, copied.SubscribeAll(original.Subscriptions()))
	split := New[int](tiny()) // each term of an or on its own, under n times the number, and the rest
	for i, s := range subs {
		or, ok := s.Expr().(predicate.Or)
		if !ok {
			or = predicate.Or{s.Expr()}
		}
		for k, x := range or {
			require.NoError(t, split.Subscribe(i+n*k, lowered(t, x)))
		}
	}
	hits := 0
	for range 300 {
		ev := d.gen.Event(&d.b)
		want := original.Match(ev)
		hits += len(want)
		require.ElementsMatch(t, want, shuffled.Match(ev))
		require.True(t, slices.Equal(want, visited.Match(ev)))
		require.True(t, slices.Equal(want, copied.Match(ev)))
		parts := split.Match(ev)
		for i := range parts {
			parts[i] %= n
		}
		slices.Sort(parts)
		require.True(t, slices.Equal(want, slices.Compact(parts)))
	}
	require.NotZero(t, hits)
}

func TestCompact(t *testing.T) {
	n := 3000
	if invariant.Enabled {
		n = 2200 // the checks take the time, and few more than a head has get an index
	}
	subs := bands(t, n)
	e := New[int](Options{})
	for i, s := range subs {
		require.NoError(t, e.Subscribe(i, s))
	}
	for i := range 100 {
		require.Equal(t, 1, e.Unsubscribe(i*6))
	}
	events := bandEvents(t, 50)
	before := make([][]int, len(events))
	for i, ev := range events {
		before[i] = e.Match(ev)
	}
	e.Compact()
	st := e.Stats()
	require.Len(t, st.Segments, 1)
	require.Equal(t, SegmentStats{Subscriptions: n - 100, Conjunctions: n - 100, Indexed: true, OffHeap: st.OffHeap}, st.Segments[0])
	require.Zero(t, st.Head)
	require.Zero(t, st.Tombstones)
	require.Equal(t, 20, st.Attributes)
	for i, ev := range events {
		require.Equal(t, before[i], e.Match(ev))
	}
	merges := st.Merges
	e.Compact()
	require.Equal(t, merges, e.Stats().Merges, "nothing was left to do")
}

// The loop over subscriptions may change the engine.
func TestSubscriptionsWhileChanging(t *testing.T) {
	e := New[int](tiny())
	s := expr.MustParse(`a == 1`)
	for i := range 50 {
		require.NoError(t, e.Subscribe(i, s))
	}
	seen := 0
	for id := range e.Subscriptions() {
		require.Equal(t, seen, id)
		require.Equal(t, 1, e.Unsubscribe(id))
		require.NoError(t, e.Subscribe(id+1000, s))
		seen++
	}
	require.Equal(t, 50, seen)
	require.Equal(t, 50, e.Len())
}
