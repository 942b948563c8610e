package engine

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/scan"
	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/predicate"
)

// batching is an index whose matchers are index.Batchers.
type batching struct {
	index.Index
	batches *int
}

type batcher struct {
	index.Matcher
	batches *int
}

func (b batching) NewMatcher() index.Matcher { return batcher{b.Index.NewMatcher(), b.batches} }

func (b batcher) AppendBatch(dst [][]index.ID, events []*index.Event) [][]index.ID {
	*b.batches++
	for i, e := range events {
		dst[i] = b.AppendMatches(dst[i], e)
	}
	return dst
}

func TestMatchBatch(t *testing.T) {
	batches := 0
	for name, newIndex := range map[string]func(*index.Dictionary) index.Index{
		"one by one": func(d *index.Dictionary) index.Index { return scan.New(d) },
		"batcher":    func(d *index.Dictionary) index.Index { return batching{scan.New(d), &batches} },
		"default":    nil,
	} {
		t.Run(name, func(t *testing.T) {
			o := tiny()
			o.Index = newIndex
			d := newDriver(t, seeded(t), o)
			for range 200 {
				d.step()
			}
			var dst [][]int
			for _, n := range []int{0, 1, batchEvents, 5, 2*batchEvents + 3} {
				events := make([]*predicate.Event, n)
				for i := range events {
					if i%7 != 3 {
						var b predicate.Builder
						events[i] = d.gen.Event(&b)
					}
				}
				dst = d.e.MatchBatch(dst, events)
				require.Len(t, dst, n)
				for i, ev := range events {
					require.ElementsMatch(t, d.e.Match(ev), dst[i])
				}
			}
		})
	}
	require.NotZero(t, batches)
}

func TestBatchOf(t *testing.T) {
	require.Equal(t, batchEvents, batchOf(0, 0))
	require.Equal(t, batchEvents, batchOf(100_000_000, 1_000_000))
	require.Equal(t, batchMost, batchOf(100_000_000, 20))
	require.Equal(t, 200, batchOf(200*batchSubs, 20))
	require.Equal(t, 128, batchOf(100_000_000, batchCodes/128))
}

func TestMatchBatchDoesNotAllocate(t *testing.T) {
	if invariant.Enabled {
		t.Skip("the race detector has pools drop what they hold")
	}
	e := New[int](Options{})
	require.NoError(t, e.SubscribeAll(numbered(bands(t, 2000))))
	require.NoError(t, e.Subscribe(-1, lowered(t, predicate.Gt("a1", predicate.Int(0)))))
	events := bandEvents(t, batchEvents+10)
	var dst [][]int
	f := func() { dst = e.MatchBatch(dst, events) }
	f()
	require.NotEmpty(t, dst[0])
	require.Zero(t, allocsPerRun(100, f))
}
