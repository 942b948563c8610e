package engine

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/predicate"
)

// lowered returns the subscription of the expression.
func lowered(tb testing.TB, e predicate.Expr) *predicate.Subscription {
	tb.Helper()
	s, err := predicate.New(e, predicate.Options{})
	require.NoError(tb, err)
	return s
}

// one returns the event with a single attribute.
func one(path string, v int64) *predicate.Event {
	var b predicate.Builder
	b.AddInt(path, v)
	ev, _ := b.Event()
	return ev
}

// together runs each function again and again, in a goroutine of its own, for
// some time or until one of them fails.
func together(t *testing.T, each ...func(*rand.Rand) error) {
	t.Helper()
	d := 600 * time.Millisecond
	if testing.Short() {
		d /= 3
	}
	var stop atomic.Bool
	errs := make([]error, len(each))
	var wg sync.WaitGroup
	for i, f := range each {
		rng := rand.New(rand.NewPCG(seeded(t).Uint64(), 0))
		wg.Go(func() {
			for !stop.Load() && errs[i] == nil {
				errs[i] = f(rng)
			}
			stop.Store(true)
		})
	}
	for end := time.Now().Add(d); time.Now().Before(end) && !stop.Load(); {
		time.Sleep(5 * time.Millisecond)
	}
	stop.Store(true)
	wg.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
}

// noise subscribes and unsubscribes what no other function does.
func noise(t *testing.T, e *Engine[int], base int) func(*rand.Rand) error {
	t.Helper()
	sub := lowered(t, predicate.Eq("noise", predicate.Int(1)))
	return func(rng *rand.Rand) error {
		id := base + rng.IntN(300)
		if e.Unsubscribe(id) == 0 {
			return e.Subscribe(id, sub)
		}
		return nil
	}
}

func TestVisibleOnceReturned(t *testing.T) {
	e := New[int](tiny())
	var each []func(*rand.Rand) error
	for g := range 3 {
		path := fmt.Sprintf("p%d", g)
		sub, ev := lowered(t, predicate.Ge(path, predicate.Int(0))), one(path, 1)
		id := g
		each = append(each, func(*rand.Rand) error {
			if err := e.Subscribe(id, sub); err != nil {
				return err
			}
			if got := e.Match(ev); len(got) != 1 || got[0] != id {
				return fmt.Errorf("%v after Subscribe(%d)", got, id)
			}
			if n := e.Unsubscribe(id); n != 1 {
				return fmt.Errorf("Unsubscribe returned %d", n)
			}
			if got := e.Count(ev); got != 0 {
				return fmt.Errorf("%d after Unsubscribe", got)
			}
			id += 3
			return nil
		})
	}
	each = append(each, noise(t, e, -1000), func(*rand.Rand) error {
		e.Compact()
		time.Sleep(time.Millisecond)
		return nil
	})
	together(t, each...)
}

func TestReplaceIsNeverSeenHalf(t *testing.T) {
	e := New[int](tiny())
	low, high := lowered(t, predicate.Lt("x", predicate.Int(5))), lowered(t, predicate.Ge("x", predicate.Int(5)))
	const n = 20
	for id := range n { // each two are one low and one high
		require.NoError(t, e.Subscribe(id, low))
	}
	// A subscription that asks for both, so that every match of one snapshot has it once.
	lowEvent, highEvent := one("x", 1), one("x", 9)
	var both predicate.Builder
	both.AddInt("x", 1)
	both.AddInt("x", 9)
	bothEvent, err := both.Event()
	require.NoError(t, err)
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	match := func(*rand.Rand) error {
		// Either form matches the event with both values: none may be missing or double.
		if got := e.Match(bothEvent); !slices.Equal(got, all) {
			return fmt.Errorf("%v", got)
		}
		for _, ev := range []*predicate.Event{lowEvent, highEvent} {
			if got := e.AppendMatches(nil, ev); len(got) > n {
				return fmt.Errorf("too many: %v", got)
			}
		}
		return nil
	}
	together(t, match, match, noise(t, e, 1000),
		func(rng *rand.Rand) error {
			if rng.IntN(2) == 0 {
				return e.Replace(rng.IntN(n), low)
			}
			return e.Replace(rng.IntN(n), high)
		},
		func(*rand.Rand) error {
			e.Compact()
			time.Sleep(time.Millisecond)
			return nil
		})
}

func TestManyAreSeenAllOrNone(t *testing.T) {
	e := New[int](tiny())
	sub, ev := lowered(t, predicate.Exists("batch")), one("batch", 1)
	sizes := []int{2, 5, 30}
	var each []func(*rand.Rand) error
	for _, n := range sizes {
		ids := make([]int, n)
		for i := range ids {
			ids[i] = 100*n + i
		}
		each = append(each, func(*rand.Rand) error {
			err := e.SubscribeAll(func(yield func(int, *predicate.Subscription) bool) {
				for _, id := range ids {
					if !yield(id, sub) {
						return
					}
				}
			})
			if err != nil {
				return err
			}
			if got := e.Unsubscribe(ids...); got != n {
				return fmt.Errorf("Unsubscribe returned %d of %d", got, n)
			}
			return nil
		})
	}
	match := func(*rand.Rand) error {
		count := map[int]int{}
		for _, id := range e.Match(ev) {
			count[id/100]++
		}
		for n, c := range count {
			if c != n {
				return fmt.Errorf("%d of %d", c, n)
			}
		}
		return nil
	}
	together(t, append(each, match, match, noise(t, e, -1000))...)
}

// Whatever runs at the same time, all is as the one goroutine that owns its IDs
// has left it.
func TestConcurrentChanges(t *testing.T) {
	e := New[int](tiny())
	const owners = 3
	models := make([]map[int]string, owners)
	subs := make([]*predicate.Subscription, 12)
	for i := range subs {
		subs[i] = lowered(t, predicate.Eq(fmt.Sprintf("k%d", i), predicate.Int(1)))
	}
	var each []func(*rand.Rand) error
	for o := range owners {
		mine := map[int]string{}
		models[o] = mine
		each = append(each, func(rng *rand.Rand) error {
			id, s := o+owners*rng.IntN(40), subs[rng.IntN(len(subs))]
			switch _, there := mine[id]; {
			case !there:
				mine[id] = s.String()
				return e.Subscribe(id, s)
			case rng.IntN(2) == 0:
				mine[id] = s.String()
				return e.Replace(id, s)
			default:
				delete(mine, id)
				if e.Unsubscribe(id) != 1 {
					return fmt.Errorf("%d was not there", id)
				}
				return nil
			}
		})
	}
	each = append(each, func(rng *rand.Rand) error {
		for range e.Subscriptions() {
			if rng.IntN(50) == 0 {
				break
			}
		}
		e.Stats()
		e.Compact()
		return nil
	})
	together(t, each...)
	want := map[int]string{}
	for _, m := range models {
		maps.Copy(want, m)
	}
	got := map[int]string{}
	for id, s := range e.Subscriptions() {
		got[id] = s.String()
	}
	require.Equal(t, want, got)
}

// Once nothing is left to merge, no goroutine is left.
func TestNoGoroutineStays(t *testing.T) {
	before := runtime.NumGoroutine()
	e := New[int](tiny())
	sub := lowered(t, predicate.Eq("a", predicate.Int(1)))
	for id := range 500 {
		require.NoError(t, e.Subscribe(id, sub))
	}
	require.Eventually(t, func() bool { return e.Stats().Merging == 0 }, 10*time.Second, time.Millisecond)
	require.NotZero(t, e.Stats().Merges)
	for range 5000 { // not with Eventually, which has goroutines of its own
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}
