package engine

import (
	"fmt"
	"iter"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/predicate"
)

// intervals yields n subscriptions of two comparisons on one attribute, which mean
// another thing for events with several values.
func intervals(tb testing.TB, n int) iter.Seq2[int, *predicate.Subscription] {
	tb.Helper()
	return func(yield func(int, *predicate.Subscription) bool) {
		for i := range n {
			s := lowered(tb, predicate.And{
				predicate.Ge("price", predicate.Int(int64(i))), predicate.Lt("price", predicate.Int(int64(i+10))),
				predicate.Eq("sym", predicate.String(fmt.Sprintf("s%d", i%5))),
			})
			if !yield(i, s) {
				return
			}
		}
	}
}

// quote returns an event of one symbol and any number of prices and tags.
func quote(tb testing.TB, sym string, prices []int64, tags ...int64) *predicate.Event {
	tb.Helper()
	var b predicate.Builder
	b.AddString("sym", sym)
	for _, p := range prices {
		b.AddInt("price", p)
	}
	for _, x := range tags {
		b.AddInt("tags", x)
	}
	ev, err := b.Event()
	require.NoError(tb, err)
	return ev
}

func lateOf(e *Engine[int]) *late { return e.snapshot.Load().parts[0].late }

func TestConjunctionsForSeveralValuesAreLate(t *testing.T) {
	n := 2000
	if invariant.Enabled {
		n = 600 // the checks take the time
	}
	e := New[int](Options{})
	require.NoError(t, e.SubscribeAll(intervals(t, n)))
	require.NoError(t, e.Subscribe(n, lowered(t, predicate.Exists("tags"))))
	require.Equal(t, n, lateOf(e).n)

	require.Equal(t, []int{92, 97}, e.Match(quote(t, "s2", []int64{99})))
	// Several values, but not where it matters.
	require.Equal(t, []int{92, 97, n}, e.Match(quote(t, "s2", []int64{99}, 1, 2)))
	require.Equal(t, 3, e.Count(quote(t, "s2", []int64{99}, 1, 2)))
	require.False(t, lateOf(e).used())

	// Many at once, each of which needs them.
	var wg sync.WaitGroup
	got := make([][]int, 4)
	ev := quote(t, "s2", []int64{99, 120})
	for i := range got {
		wg.Go(func() { got[i] = e.Match(ev) })
	}
	wg.Wait()
	// Some price is at least i, and some less than i+10.
	var want []int
	for i := range n {
		if i%5 == 2 && i <= 120 && i+10 > 99 {
			want = append(want, i)
		}
	}
	require.Greater(t, len(want), 3)
	for i := range got {
		require.Equal(t, want, got[i])
	}
	require.True(t, lateOf(e).used())
	require.Equal(t, []int{92, 97}, e.Match(quote(t, "s2", []int64{99})))

	// Once there was such an event, what is merged has them at once.
	require.Equal(t, 1, e.Unsubscribe(92))
	e.Compact()
	require.True(t, lateOf(e).used())
	want = slices.DeleteFunc(want, func(i int) bool { return i == 92 })
	require.Equal(t, want, e.Match(ev))
	require.Equal(t, len(want), e.Count(ev))
}

// What only the late conjunctions number is known to the very event that has them
// indexed.
func TestLateAttributes(t *testing.T) {
	for _, minIndex := range []int{1, 100} {
		o := tiny()
		o.HeadSize, o.tuning.minIndex = 1, minIndex
		// For one value, a range of one text; for several, a text that codes do not tell.
		sub := lowered(t, predicate.And{
			predicate.StartsWith("d", "prefix"), predicate.Eq("d", predicate.String("Prefix/and more")),
		})
		match := []func(*Engine[int], *predicate.Event) int{
			func(e *Engine[int], ev *predicate.Event) int { return len(e.Match(ev)) },
			func(e *Engine[int], ev *predicate.Event) int { return e.Count(ev) },
			func(e *Engine[int], ev *predicate.Event) int {
				return len(e.MatchBatch(nil, []*predicate.Event{nil, ev, ev})[2])
			},
		}
		for i, f := range match {
			e := New[int](o)
			require.NoError(t, e.SubscribeAll(numbered([]*predicate.Subscription{sub, sub, sub})))
			var b predicate.Builder
			b.AddString("d", "prefix/x")
			b.AddString("d", "Prefix/and more")
			ev, err := b.Event()
			require.NoError(t, err)
			require.Equal(t, 3, f(e, ev), i)
		}
	}
}

// A subscription both of whose sides have conjunctions for several values, or only
// one of them, is found once.
func TestLateOrs(t *testing.T) {
	between := func(path string) predicate.Expr {
		return predicate.And{predicate.Gt(path, predicate.Int(3)), predicate.Lt(path, predicate.Int(7))}
	}
	empty := predicate.And{predicate.Gt("a", predicate.Int(7)), predicate.Lt("a", predicate.Int(3))}
	subs := []*predicate.Subscription{
		lowered(t, predicate.Or{between("a"), between("b")}),
		lowered(t, predicate.Or{predicate.Eq("x", predicate.Int(1)), empty}),
		lowered(t, predicate.And{predicate.Or{between("a"), predicate.Eq("x", predicate.Int(1))}, predicate.Or{between("b"), predicate.Eq("x", predicate.Int(1))}}),
	}
	for _, headSize := range []int{1, 100} {
		o := tiny()
		o.HeadSize, o.tuning.minIndex = headSize, 1
		e := New[int](o)
		require.NoError(t, e.SubscribeAll(numbered(subs)))
		for _, c := range []struct {
			doc  string
			want []int
		}{
			{`{"a":5,"b":5}`, []int{0, 2}},
			{`{"a":[1,9],"b":[1,9]}`, []int{0, 1, 2}},
			{`{"a":[1,9],"b":5,"x":1}`, []int{0, 1, 2}},
			{`{"a":[1,9],"x":[1,2]}`, []int{0, 1, 2}},
			{`{"a":[1,2],"b":[9,8]}`, nil},
			{`{"a":[1,2],"x":1}`, []int{1, 2}},
		} {
			var b predicate.Builder
			require.NoError(t, b.DecodeJSON([]byte(c.doc)))
			ev, err := b.Event()
			require.NoError(t, err)
			require.Equal(t, c.want, e.Match(ev), c.doc)
			require.Equal(t, len(c.want), e.Count(ev), c.doc)
		}
	}
}
