package indextest

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// Benchmark times matches of 100,000 conjunctions of the presets w1, wide and
// narrow, compiled where the algorithm can be. It reports matches/op, which is
// 59.755 for w1 over the preset's first 200 events.
func Benchmark(b *testing.B, newIndex func(*index.Dictionary) index.Index) {
	const subs = 100_000
	for _, f := range rangeFamilies(Seed) {
		var x index.Index
		var d *index.Dictionary
		var events []*index.Event
		load := func(b *testing.B) {
			b.Helper()
			if x != nil {
				return
			}
			d = index.NewDictionary()
			x = newIndex(d)
			for i := range subs {
				require.NoError(b, x.Insert(index.ID(i), one(b, f.expr())))
			}
			if c, ok := x.(index.Compiler); ok {
				c.Compile()
			}
			for range 200 {
				events = append(events, index.NewEncoder(d).Encode(f.event()))
			}
		}
		for _, listed := range []bool{true, false} {
			mode := "count"
			if listed {
				mode = "ids"
			}
			b.Run(fmt.Sprintf("workload=%s/subs=%d/mode=%s", f.name, subs, mode), func(b *testing.B) {
				load(b)
				m := x.NewMatcher()
				var dst []index.ID
				i, matches := 0, 0
				match := func() {
					e := events[i%len(events)]
					i++
					if listed {
						dst = m.AppendMatches(dst[:0], e)
						matches += len(dst)
					} else {
						matches += m.Count(e)
					}
				}
				for range events { // warm, and one whole round
					match()
				}
				perRound := float64(matches) / float64(len(events))
				b.ReportAllocs()
				for b.Loop() {
					match()
				}
				b.ReportMetric(perRound, "matches/op")
			})
		}
		if x == nil {
			continue
		}
		b.Run(fmt.Sprintf("workload=%s/insert", f.name), func(b *testing.B) {
			cs := make([]*predicate.Conjunction, 10_000)
			for i := range cs {
				cs[i] = one(b, f.expr())
			}
			for b.Loop() {
				d := index.NewDictionary()
				x := newIndex(d)
				for i, c := range cs {
					require.NoError(b, x.Insert(index.ID(i), c))
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(cs)), "ns/insert")
		})
	}
}
