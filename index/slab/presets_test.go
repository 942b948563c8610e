package slab

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/gen"
	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// BenchmarkCount counts the matches of a dense run.
func BenchmarkCount(b *testing.B) {
	for _, subs := range []int{1000, 10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprintf("algo=slab/workload=w7/mode=count/subs=%d", subs), func(b *testing.B) {
			benchmarkMatch(b, "w7", subs, func(m *Matcher, _ []index.ID, e *index.Event) ([]index.ID, int) { return nil, m.Count(e) })
		})
	}
}

// BenchmarkMatch matches events of the presets, listing IDs.
func BenchmarkMatch(b *testing.B) {
	presets := []string{
		"w1", "w2", "w4", "w5", "w6", "w7", "wide", "narrow", "exact", "flights", "mixed", "anybut", "ticks", "topics",
		"adv-attributes", "adv-values", "adv-set", "adv-wildcards", "adv-unknown", "adv-wide-event", "adv-many-values",
	}
	for _, preset := range presets {
		for _, subs := range []int{1000, 10_000, 100_000, 1_000_000} {
			b.Run(fmt.Sprintf("algo=slab/workload=%s/subs=%d", preset, subs), func(b *testing.B) {
				benchmarkMatch(b, preset, subs, func(m *Matcher, dst []index.ID, e *index.Event) ([]index.ID, int) {
					dst = m.AppendMatches(dst, e)
					return dst, len(dst)
				})
			})
		}
	}
}

func benchmarkMatch(b *testing.B, preset string, subs int, match func(*Matcher, []index.ID, *index.Event) ([]index.ID, int)) {
	b.Helper()
	x, events := compiledPreset(b, preset, subs, manyEvents(subs))
	m := &Matcher{index: x}
	var ids []index.ID
	matched, n := 0, 0
	best := time.Duration(math.MaxInt64) // what other programs take of the machine is mostly not in it
	for b.Loop() {
		begin := time.Now()
		for _, e := range events {
			var n int
			ids, n = match(m, ids[:0], e)
			matched += n
		}
		best = min(best, time.Since(begin))
		n += len(events)
	}
	b.ReportMetric(float64(best.Nanoseconds())/float64(len(events)), "best-ns/event")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/event")
	b.ReportMetric(float64(matched)/float64(n), "matches/event")
	if profiling {
		reportRead(b, m, n)
	}
}

// compiledPreset returns an index of a preset's subscriptions, and some of its events.
func compiledPreset(b *testing.B, preset string, subs, events int) (*Index, []*index.Event) {
	b.Helper()
	const seed = 42
	w, err := gen.Lookup(preset, seed)
	require.NoError(b, err)
	d := index.NewDictionary()
	x := New(d)
	id := index.ID(0)
	for expr := range w.Subscriptions(subs) {
		s, err := predicate.New(expr, predicate.Options{})
		require.NoError(b, err)
		for _, c := range s.Conjunctions() {
			if !c.Several {
				require.NoError(b, x.Insert(id, &c))
				id++
			}
		}
	}
	x.Compile()
	var encoded []*index.Event
	for ev := range w.Events(events) {
		encoded = append(encoded, index.NewEncoder(d).Encode(ev))
	}
	return x, encoded
}

// manyEvents returns how many events make a match find little in the caches that the
// one before has left there.
func manyEvents(subs int) int {
	if subs > 100_000 {
		return 50
	}
	return 300
}

// reportRead reports the bytes read of each kind.
func reportRead(b *testing.B, m *Matcher, n int) {
	b.Helper()
	var sum bytesRead
	for _, p := range m.parts {
		sum.hulls += p.read.hulls
		sum.slots += p.read.slots
		sum.rows += p.read.rows
		sum.records += p.read.records
		sum.ids += p.read.ids
	}
	for unit, bytes := range map[string]uint64{
		"hullB/event": sum.hulls, "slotB/event": sum.slots, "rowB/event": sum.rows, "recordB/event": sum.records, "idB/event": sum.ids,
	} {
		b.ReportMetric(float64(bytes)/float64(n), unit)
	}
}
