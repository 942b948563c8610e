package engine

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/predicate"
)

// heap returns the bytes in use.
func heap() int {
	runtime.GC()
	runtime.GC() // the pools let go at the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

func settle(tb testing.TB, e *Engine[int]) {
	tb.Helper()
	require.Eventually(tb, func() bool { return e.Stats().Merging == 0 }, 30*time.Second, time.Millisecond)
}

func TestMatchingDoesNotAllocate(t *testing.T) {
	if invariant.Enabled {
		t.Skip("the race detector has pools drop what they hold")
	}
	e := New[int](Options{})
	subs := bands(t, 3000)
	require.NoError(t, e.SubscribeAll(numbered(subs[:2000])))
	for i, s := range subs[2000:] {
		require.NoError(t, e.Subscribe(2000+i, s))
	}
	// Subscriptions of several conjunctions, and some that are gone.
	for i := range 100 {
		v := predicate.Int(int64(10_000 * i))
		require.NoError(t, e.Replace(i, lowered(t, predicate.Or{predicate.Ge("a0", v), predicate.Le("a1", v)})))
	}
	require.Equal(t, 3, e.Unsubscribe(200, 2500, 2999))
	settle(t, e)
	require.NotZero(t, e.Stats().Head)
	require.NotEmpty(t, e.Stats().Segments)
	doc := []byte(`{"a0":500000,"a1":300000,"a2":1,"a3":500000}`)
	dst := make([]int, 0, 3000)
	events := bandEvents(t, 5)
	for name, f := range map[string]func(){
		"AppendMatches": func() {
			for _, ev := range events {
				dst = e.AppendMatches(dst[:0], ev)
			}
		},
		"Count": func() {
			for _, ev := range events {
				e.Count(ev)
			}
		},
		"MatchFirst": func() {
			for _, ev := range events {
				_, _ = e.MatchFirst(ev)
			}
		},
		"MatchJSON": func() {
			var err error
			if dst, err = e.MatchJSON(dst[:0], doc); err != nil {
				t.Error(err)
			}
		},
	} {
		f()
		require.Zero(t, allocsPerRun(200, f), name)
	}
	require.NotEmpty(t, dst)
	// Match allocates its result alone.
	require.LessOrEqual(t, allocsPerRun(200, func() { e.Match(events[0]) }), 1.0)
}

// allocsPerRun is the least of a few measurements: what engines of other tests do in the
// background, or a collection that empties pools, adds to some of them.
func allocsPerRun(runs int, f func()) float64 {
	least := math.Inf(1)
	for i := 0; i < 10 && least > 0; i++ {
		least = min(least, testing.AllocsPerRun(runs, f))
	}
	return least
}

// What comes and goes leaves nothing behind, be it ever so often.
func TestChurnIsBounded(t *testing.T) {
	if invariant.Enabled {
		t.Skip("the checks take the time, and the race detector the memory")
	}
	n := 300_000
	if testing.Short() {
		n = 20_000
	}
	subs := bands(t, 64)
	e := New[int](Options{})
	for i := range 500 {
		require.NoError(t, e.Subscribe(-1-i, subs[i%len(subs)]))
	}
	settle(t, e)
	before := heap()
	for i := range n {
		if err := e.Subscribe(i, subs[i%len(subs)]); err != nil {
			t.Fatal(err)
		}
		if i >= 100 && e.Unsubscribe(i-100) != 1 { // a hundred stay behind
			t.Fatal("not there")
		}
	}
	settle(t, e)
	require.Equal(t, 600, e.Len())
	require.Less(t, heap()-before, 4<<20)
	st := e.Stats()
	require.Less(t, st.Tombstones, 2000)
	require.Less(t, len(st.Segments), 10)
	runtime.KeepAlive(subs)
}

func TestUnsubscribingGivesMemoryBack(t *testing.T) {
	if invariant.Enabled {
		t.Skip("the checks take the time, and the race detector the memory")
	}
	n := 50_000
	if testing.Short() {
		n = 5000
	}
	e := New[int](Options{})
	before := heap()
	rng := rand.New(rand.NewPCG(3, 3))
	require.NoError(t, e.SubscribeAll(func(yield func(int, *predicate.Subscription) bool) {
		for i := range n {
			if !yield(i, band(t, rng)) {
				return
			}
		}
	}))
	full := heap() - before
	require.Greater(t, full, 100*n)
	for i := range n {
		if i%10 > 0 {
			require.Equal(t, 1, e.Unsubscribe(i))
		}
	}
	settle(t, e)
	require.Less(t, heap()-before, full/2)
	require.Less(t, e.Stats().Tombstones, e.Len())
	for i := 0; i < n; i += 10 {
		require.Equal(t, 1, e.Unsubscribe(i))
	}
	settle(t, e)
	require.Less(t, heap()-before, full/20+100_000)
	require.Zero(t, e.Stats().Attributes)
	require.Empty(t, e.Stats().Segments)
}

// Attributes that no subscription has any more are forgotten in time.
func TestDictionaryIsRenewed(t *testing.T) {
	e := New[int](tiny())
	stays := lowered(t, predicate.Eq("stays", predicate.Int(1)))
	require.NoError(t, e.Subscribe(-1, stays))
	most := 0
	n := 2000
	if invariant.Enabled {
		n = 500
	}
	for i := range n {
		s := lowered(t, predicate.Eq(fmt.Sprintf("k%d", i), predicate.Int(1)))
		require.NoError(t, e.Subscribe(i, s))
		require.Equal(t, []int{i}, e.Match(one(fmt.Sprintf("k%d", i), 1)))
		if i >= 3 {
			require.Equal(t, 1, e.Unsubscribe(i-3))
		}
		most = max(most, e.Stats().Attributes)
	}
	settle(t, e)
	require.Less(t, most, 3*n/4)
	require.Equal(t, []int{-1}, e.Match(one("stays", 1)))
	e.Compact()
	require.Equal(t, 4, e.Stats().Attributes)
	require.Len(t, e.Stats().Segments, 1)
	require.Equal(t, []int{-1}, e.Match(one("stays", 1)))
}

// Tests that no subscription has any more are forgotten in time, and those that stay
// are found all the while.
func TestTestsAreForgotten(t *testing.T) {
	e := New[int](tiny())
	contains := func(i int) *predicate.Subscription {
		return lowered(t, predicate.Contains("name", fmt.Sprintf("-%d-", i)))
	}
	named := func(i int) *predicate.Event {
		var b predicate.Builder
		b.AddString("name", fmt.Sprintf("x-%d-y-0-", i))
		ev, err := b.Event()
		require.NoError(t, err)
		return ev
	}
	require.NoError(t, e.Subscribe(0, contains(0)))
	n := 1500
	if invariant.Enabled {
		n = 300
	}
	most := 0
	for i := 1; i <= n; i++ {
		require.NoError(t, e.Subscribe(i, contains(i)))
		require.Equal(t, []int{0, i}, e.Match(named(i)))
		if i > 5 {
			require.Equal(t, 1, e.Unsubscribe(i-5))
			require.Equal(t, []int{0}, e.Match(named(i-5)))
		}
		if i%50 == 0 {
			settle(t, e)
		}
		most = max(most, e.snapshot.Load().dict.Tests())
	}
	require.Less(t, most, 150)
	e.Compact()
	require.Equal(t, e.Len(), e.snapshot.Load().dict.Tests())
}

// The second halves of conjunctions may have tests of their own: they are known
// before an event is matched that needs them.
func TestTestsOfLateConjunctions(t *testing.T) {
	e := New[int](tiny())
	both := predicate.And{predicate.Contains("name", "ab"), predicate.Contains("name", "abcd")}
	apart := predicate.And{predicate.Contains("name", "xy"), predicate.Contains("name", "uvw")}
	for i := range 40 {
		require.NoError(t, e.Subscribe(2*i, lowered(t, both)))
		require.NoError(t, e.Subscribe(2*i+1, lowered(t, apart)))
	}
	e.Compact()
	ev, err := predicate.ParseJSON([]byte(`{"name":["xy","uvw"]}`))
	require.NoError(t, err)
	for range 2 {
		require.Len(t, e.Match(ev), 40)
	}
	ev, err = predicate.ParseJSON([]byte(`{"name":["ab","abcd"]}`))
	require.NoError(t, err)
	require.Len(t, e.Match(ev), 40)
}
