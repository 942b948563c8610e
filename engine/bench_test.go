package engine

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// band returns a random subscription of bands on 5 to 10 of 20 attributes.
func band(tb testing.TB, rng *rand.Rand) *predicate.Subscription {
	tb.Helper()
	var and predicate.And
	for _, a := range rng.Perm(20)[:5+rng.IntN(6)] {
		width := 100_000 + rng.IntN(400_000)
		lo := rng.IntN(1_000_000 - width)
		and = append(and, predicate.Between(fmt.Sprintf("a%d", a), predicate.Int(int64(lo)), predicate.Int(int64(lo+width))))
	}
	s, err := predicate.New(and, predicate.Options{})
	require.NoError(tb, err)
	return s
}

func bands(tb testing.TB, n int) []*predicate.Subscription {
	tb.Helper()
	rng := rand.New(rand.NewPCG(1, 1))
	subs := make([]*predicate.Subscription, n)
	for i := range subs {
		subs[i] = band(tb, rng)
	}
	return subs
}

func bandEvents(tb testing.TB, n int) []*predicate.Event {
	tb.Helper()
	rng := rand.New(rand.NewPCG(2, 2))
	events := make([]*predicate.Event, n)
	for i := range events {
		var b predicate.Builder
		for a := range 20 {
			b.AddInt(fmt.Sprintf("a%d", a), rng.Int64N(1_000_000))
		}
		ev, err := b.Event()
		require.NoError(tb, err)
		events[i] = ev
	}
	return events
}

func numbered(subs []*predicate.Subscription) iter.Seq2[int, *predicate.Subscription] {
	return func(yield func(int, *predicate.Subscription) bool) {
		for i, s := range subs {
			if !yield(i, s) {
				return
			}
		}
	}
}

const benchSubs = 100_000

// BenchmarkSubscribe is one subscription of a load of many by single calls.
func BenchmarkSubscribe(b *testing.B) {
	subs := bands(b, benchSubs)
	b.ReportAllocs()
	e := New[int](Options{})
	i := 0
	for b.Loop() {
		if i == len(subs) {
			e, i = New[int](Options{}), 0
		}
		if err := e.Subscribe(i, subs[i]); err != nil {
			b.Fatal(err)
		}
		i++
	}
	b.ReportMetric(float64(e.Stats().Merges), "merges")
}

// BenchmarkSubscribeAll is a load of many at once, beside that of the index alone.
func BenchmarkSubscribeAll(b *testing.B) {
	subs := bands(b, benchSubs)
	b.Run("what=index", func(b *testing.B) {
		for b.Loop() {
			x := defaultIndex(index.NewDictionary())
			for i, s := range subs {
				if err := x.Insert(index.ID(i), &s.Conjunctions()[0]); err != nil {
					b.Fatal(err)
				}
			}
			if c, ok := x.(index.Compiler); ok {
				c.Compile()
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchSubs, "ns/sub")
	})
	b.Run("what=engine", func(b *testing.B) {
		for b.Loop() {
			if err := New[int](Options{}).SubscribeAll(numbered(subs)); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchSubs, "ns/sub")
	})
}

// BenchmarkIntervals is a load of subscriptions that have a conjunction for events
// with several values each, and what it takes until and after the first such event.
func BenchmarkIntervals(b *testing.B) {
	subs := make([]*predicate.Subscription, 0, benchSubs)
	for _, s := range intervals(b, benchSubs) {
		subs = append(subs, s)
	}
	ev := quote(b, "s1", []int64{5, 70})
	var load, first, before, after float64
	for b.Loop() {
		start := time.Now()
		require.NoError(b, New[int](Options{}).SubscribeAll(numbered(subs)))
		load += float64(time.Since(start).Nanoseconds()) / benchSubs

		none := heap()
		e := New[int](Options{})
		require.NoError(b, e.SubscribeAll(intervals(b, benchSubs))) // which nothing else holds
		before += float64(heap()-none) / benchSubs
		start = time.Now()
		e.Count(ev)
		first += float64(time.Since(start).Nanoseconds()) / benchSubs
		after += float64(heap()-none) / benchSubs
		runtime.KeepAlive(e)
	}
	n := float64(b.N)
	b.ReportMetric(load/n, "ns/sub")
	b.ReportMetric(before/n, "B/sub")
	b.ReportMetric(first/n, "ns-of-first-several/sub")
	b.ReportMetric(after/n, "B-after-several/sub")
}

// BenchmarkFlat compares an index with none: where they are equally fast is
// tuning.minIndex, and what one costs that is as fast as the other HeadSize.
func BenchmarkFlat(b *testing.B) {
	events := bandEvents(b, 500)
	for _, n := range []int{64, 128, 256, 512, 1024, 2048, 4096} {
		subs := bands(b, n)
		for _, how := range []string{"index", "flat"} {
			o := Options{HeadSize: 1}
			if how == "flat" {
				o.HeadSize = 2 * n
			}
			e := New[int](o)
			require.NoError(b, e.SubscribeAll(numbered(subs)))
			b.Run(fmt.Sprintf("how=%s/subs=%d", how, n), func(b *testing.B) {
				i := 0
				for b.Loop() {
					e.Count(events[i%len(events)])
					i++
				}
			})
		}
	}
}

// BenchmarkMatchBatch is one event of a batch.
func BenchmarkMatchBatch(b *testing.B) {
	events := bandEvents(b, 512)
	e := New[int](Options{})
	require.NoError(b, e.SubscribeAll(numbered(bands(b, benchSubs))))
	for _, n := range []int{1, 16, 64, 512} {
		b.Run(fmt.Sprintf("events=%d", n), func(b *testing.B) {
			var dst [][]int
			i := 0
			for b.Loop() {
				dst = e.MatchBatch(dst, events[i:i+n])
				i = (i + n) % len(events)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/event")
		})
	}
}

// BenchmarkChurn is one Subscribe and one Unsubscribe beside many subscriptions.
func BenchmarkChurn(b *testing.B) {
	subs := bands(b, benchSubs)
	e := New[int](Options{})
	require.NoError(b, e.SubscribeAll(numbered(subs)))
	i := 0
	for b.Loop() {
		if e.Unsubscribe(i) != 1 {
			b.Fatal("not there")
		}
		if err := e.Subscribe(i+benchSubs, subs[i%benchSubs]); err != nil {
			b.Fatal(err)
		}
		i++
	}
}

// BenchmarkUnsubscribe removes from many.
func BenchmarkUnsubscribe(b *testing.B) {
	subs := bands(b, benchSubs)
	e := New[int](Options{})
	require.NoError(b, e.SubscribeAll(numbered(subs)))
	i := 0
	for b.Loop() {
		if i == benchSubs {
			b.StopTimer()
			require.NoError(b, e.SubscribeAll(numbered(subs)))
			i = 0
			b.StartTimer()
		}
		e.Unsubscribe(i)
		i++
	}
}

// BenchmarkMatch compares the engine with its index alone.
func BenchmarkMatch(b *testing.B) {
	for _, n := range []int{100, 10_000, benchSubs} {
		subs := bands(b, n)
		events := bandEvents(b, 100)
		b.Run(fmt.Sprintf("what=index/subs=%d", n), func(b *testing.B) {
			d := index.NewDictionary()
			x := defaultIndex(d)
			for i, s := range subs {
				require.NoError(b, x.Insert(index.ID(i), &s.Conjunctions()[0]))
			}
			if c, ok := x.(index.Compiler); ok {
				c.Compile()
			}
			m, enc := x.NewMatcher(), index.NewEncoder(d)
			var dst []index.ID
			i, found := 0, 0
			for b.Loop() {
				dst = m.AppendMatches(dst[:0], enc.Encode(events[i%len(events)]))
				found += len(dst)
				i++
			}
			b.ReportMetric(float64(found)/float64(b.N), "matches/op")
		})
		e := New[int](Options{})
		require.NoError(b, e.SubscribeAll(numbered(subs)))
		benchmarkMatch(b, fmt.Sprintf("what=engine/subs=%d", n), e, events)
		single := New[int](Options{})
		for i, s := range subs {
			require.NoError(b, single.Subscribe(i, s))
		}
		b.Logf("%+v", single.Stats())
		benchmarkMatch(b, fmt.Sprintf("what=engine-by-one/subs=%d", n), single, events)
	}
}

func benchmarkMatch(b *testing.B, name string, e *Engine[int], events []*predicate.Event) {
	b.Helper()
	b.Run(name+"/op=append", func(b *testing.B) {
		b.ReportAllocs()
		var dst []int
		i, found := 0, 0
		for b.Loop() {
			dst = e.AppendMatches(dst[:0], events[i%len(events)])
			found += len(dst)
			i++
		}
		b.ReportMetric(float64(found)/float64(b.N), "matches/op")
	})
	b.Run(name+"/op=match", func(b *testing.B) {
		i := 0
		for b.Loop() {
			e.Match(events[i%len(events)])
			i++
		}
	})
	b.Run(name+"/op=count", func(b *testing.B) {
		i := 0
		for b.Loop() {
			e.Count(events[i%len(events)])
			i++
		}
	})
}

// BenchmarkBookkeeping measures what a subscription costs beside its index.
func BenchmarkBookkeeping(b *testing.B) {
	e := New[int](Options{Index: func(*index.Dictionary) index.Index { return hollow{} }})
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	rng := rand.New(rand.NewPCG(1, 1))
	require.NoError(b, e.SubscribeAll(func(yield func(int, *predicate.Subscription) bool) {
		for i := range benchSubs {
			if !yield(i, band(b, rng)) {
				return
			}
		}
	}))
	runtime.GC()
	runtime.ReadMemStats(&after)
	for b.Loop() {
		e.Len()
	}
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/benchSubs, "B/sub")
	b.ReportMetric(float64(len(e.snapshot.Load().parts[0].sources.data))/benchSubs, "B-of-expr/sub")
}

// hollow is an index that holds nothing.
type hollow struct{}

func (hollow) Insert(index.ID, *predicate.Conjunction) error { return nil }
func (hollow) Delete(index.ID) bool                          { return false }
func (hollow) NewMatcher() index.Matcher                     { return nil }
func (hollow) Len() int                                      { return 0 }
func (hollow) Bytes() int                                    { return 0 }
