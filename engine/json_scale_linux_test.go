package engine

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/gen"
	"github.com/thresh-dev/thresh/predicate"
)

// BenchmarkMatchJSONPreset matches the events of workloads, given as JSON, with many
// subscriptions. It reports the processor time of an event and the memory of a
// subscription, off the Go heap and on it.
func BenchmarkMatchJSONPreset(b *testing.B) {
	for _, c := range []struct {
		preset string
		subs   []int
	}{
		{"exact", []int{100_000, 1_000_000}},
		{"anybut", []int{100_000}},
		{"wildcard", []int{100_000}},
		{"prefix", []int{100_000}},
		{"mixed", []int{100_000}},
		{"wide", []int{10_000, 1_000_000}},
		{"narrow", []int{10_000, 1_000_000}},
	} {
		for _, n := range c.subs {
			b.Run(fmt.Sprintf("preset=%s/subs=%d", c.preset, n), func(b *testing.B) {
				if testing.Short() && n > 100_000 {
					b.Skip("a million subscriptions take a minute")
				}
				w, err := gen.Lookup(c.preset, gen.DefaultSeed)
				require.NoError(b, err)
				var events bytes.Buffer
				require.NoError(b, w.WriteEvents(&events, 1000))
				docs := bytes.Split(bytes.TrimSpace(events.Bytes()), []byte("\n"))
				before := heap()
				e := New[int](Options{})
				require.NoError(b, e.SubscribeAll(subscriptionsOf(b, w, n)))
				settle(b, e)
				held := heap() - before + e.Stats().OffHeap
				benchmarkJSON(b, e, docs)
				b.ReportMetric(float64(held)/float64(n), "B/sub")
			})
		}
	}
}

// subscriptionsOf numbers the first n subscriptions of a workload.
func subscriptionsOf(tb testing.TB, w *gen.Workload, n int) func(yield func(int, *predicate.Subscription) bool) {
	tb.Helper()
	return func(yield func(int, *predicate.Subscription) bool) {
		i := 0
		for x := range w.Subscriptions(n) {
			s, err := predicate.New(x, predicate.Options{})
			require.NoError(tb, err)
			if !yield(i, s) {
				return
			}
			i++
		}
	}
}
