package slab

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// TestBatch compares batches of many sizes with one match after the other, on runs with
// rows and others, of events with several values and without, while conjunctions die.
func TestBatch(t *testing.T) {
	const seed = 16
	for _, f := range append(families()[:3], families()[9:]...) {
		t.Run(f.name, func(t *testing.T) {
			if testing.Short() {
				f.n /= 4
			}
			w := newTwins(t, rand.New(rand.NewPCG(seed, 1)), f)
			w.insert(f.n)
			w.insertLong(f.n / 120)
			w.x.Compile()
			w.insert(20)
			one, many := w.x.NewMatcher(), &Matcher{index: w.x}
			dst := make([][]index.ID, 2*fewBatch)
			for _, n := range []int{0, 1, fewBatch - 1, fewBatch, fewBatch + 1, 2 * fewBatch} {
				events := make([]*index.Event, n)
				for i := range events {
					events[i] = index.NewEncoder(w.dict).Encode(f.event(w.rng))
				}
				if n > 0 { // what the last event was does not matter to the others
					events[n-1] = index.NewEncoder(w.dict).Encode(f.several(w.rng))
				}
				for i := range dst {
					dst[i] = dst[i][:0]
				}
				many.AppendBatch(dst[:n], events)
				for i, e := range events {
					require.ElementsMatch(t, one.AppendMatches(nil, e), dst[i], "seed %d: event %d of %d", seed, i, n)
				}
				w.remove(f.n / 20)
			}
			if f.name == "rows" && !testing.Short() {
				require.NotEmpty(t, many.parts[0].batch.sorted, "nothing was left to the batch")
			}
		})
	}
}

// insertLong inserts conjunctions whose records are longer than those of their run.
func (w *twins) insertLong(n int) {
	for range n {
		and := predicate.And{w.f.expr(w.rng)}
		for i := range maxStride {
			p := fmt.Sprintf("never%d", i)
			and = append(and, predicate.Or{predicate.Absent(p), predicate.Gt(p, predicate.Int(1))})
		}
		w.add(and)
	}
}

// several returns an event with two values of every attribute.
func (f family) several(rng *rand.Rand) *predicate.Event {
	b := &predicate.Builder{}
	b.Reset()
	for a := range min(f.attrs, 1000) {
		b.Add(path(a), f.value(rng))
		b.Add(path(a), f.value(rng))
	}
	e, err := b.Event()
	if err != nil {
		panic(err)
	}
	return e
}

// BenchmarkBatch matches 2048 events in batches of several sizes; 1 is one by one.
func BenchmarkBatch(b *testing.B) {
	for _, preset := range []string{"w1", "w2", "wide"} {
		for _, subs := range []int{100_000, 1_000_000} {
			x, events := compiledPreset(b, preset, subs, 2048)
			for _, size := range []int{1, 64, 256, 1024} {
				b.Run(fmt.Sprintf("algo=slab/workload=%s/subs=%d/batch=%d", preset, subs, size), func(b *testing.B) {
					benchmarkBatch(b, x, events, size)
				})
			}
		}
	}
}

func benchmarkBatch(b *testing.B, x *Index, events []*index.Event, size int) {
	b.Helper()
	m := &Matcher{index: x, leastRows: batchRows}
	found := make([][]index.ID, size)
	best := time.Duration(math.MaxInt64)
	for b.Loop() {
		begin := time.Now()
		for chunk := range slices.Chunk(events, size) {
			for k := range found {
				found[k] = found[k][:0]
			}
			if size == 1 {
				found[0] = m.AppendMatches(found[0], chunk[0])
			} else {
				m.AppendBatch(found, chunk)
			}
		}
		best = min(best, time.Since(begin))
	}
	b.ReportMetric(float64(best.Nanoseconds())/float64(len(events)), "best-ns/event")
}
