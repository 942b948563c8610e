package gen

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/thresh-dev/thresh/predicate"
)

// strides has the strides by which the files of origin are walked.
var strides = map[string]int{"flights": 123_607, "birdstrikes": 6181, "earthquakes": 1054}

// The recorded events are those of the files of origin, in the order that the
// package's documentation states.
func TestRecordedEventsAreTheOriginals(t *testing.T) {
	if testing.Short() {
		t.Skip("unpacks all events twice")
	}
	for name, stride := range strides {
		file, err := os.Open(filepath.Join("..", "..", "shared", "data", name+".jsonl.gz"))
		if err != nil {
			t.Skip("the files of origin are not part of the repository: ", err)
		}
		in, err := gzip.NewReader(file)
		require.NoError(t, err)
		text, err := io.ReadAll(in)
		require.NoError(t, err)
		require.NoError(t, file.Close())
		origin := bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n"))

		w := lookup(t, name)
		require.Len(t, origin, w.MaxEvents())
		i := 0
		for line := range w.src.lines() {
			if !bytes.Equal(origin[i*stride%len(origin)], line) {
				t.Fatalf("%s: line %d is %s", name, i, line)
			}
			i++
		}
		require.Equal(t, len(origin), i)
	}
}

func TestRecordedEventsDecode(t *testing.T) {
	for name := range strides {
		w := lookup(t, name)
		var b predicate.Builder
		i := 0
		for line := range w.src.lines() {
			if i%40 == 0 || !testing.Short() {
				require.NoError(t, b.DecodeJSON(line), "%s line %d", name, i)
			}
			i++
		}
		require.Equal(t, w.MaxEvents(), i)
		if name == "flights" {
			continue
		}
		events := 0
		for range w.Events(1_000_000) { // more than there are
			events++
		}
		require.Equal(t, w.MaxEvents(), events)
	}
}

// Every operator that suits the data is asked for, every facet among them.
func TestRecordedSubscriptionsUseAllOperators(t *testing.T) {
	all := map[predicate.Op]bool{}
	lower, nots, ors, several := 0, 0, 0, 0
	for name := range strides {
		for e := range lookup(t, name).Subscriptions(20_000) {
			walk(e, func(test *predicate.Test) {
				all[test.Op] = true
				if test.Attr.View == predicate.Folded {
					lower++
				}
			})
			switch e := e.(type) {
			case predicate.Or:
				ors++
			case predicate.And:
				for _, x := range e {
					if _, ok := x.(predicate.Not); ok {
						nots++
					}
				}
			}
			if name == "earthquakes" && several == 0 {
				s, err := predicate.New(e, predicate.Options{})
				require.NoError(t, err)
				for _, c := range s.Conjunctions() {
					if c.Several {
						several++
					}
				}
			}
		}
	}
	for op := predicate.OpEqual; op <= predicate.OpAbsent; op++ {
		require.Equal(t, op != predicate.OpCIDR, all[op], op) // no addresses in the data
	}
	require.Positive(t, lower)
	require.Positive(t, nots)
	require.Positive(t, several)
	require.InDelta(t, 0.05, float64(ors)/60_000, 0.01)
}

// A clause is made around an event of the sample and matches that event.
func TestRecordedSubscriptionsMatchTheirSample(t *testing.T) {
	for name, n := range map[string]int{"flights": 2000, "birdstrikes": 2000, "earthquakes": 5000} {
		if testing.Short() {
			n /= 20
		}
		w := lookup(t, name)
		r := w.src.(*recorded)
		var events []*predicate.Event
		for ev := range w.Events(sampleRows) {
			events = append(events, ev)
		}
		require.Len(t, events, r.sample().rows)
		d := drawer{splitMix64: splitMix64(w.Seed()), sample: r.sample(), used: newDistinct(len(r.shape.facets))}
		for i := range n {
			e := d.clause(&r.shape)
			s, err := predicate.New(e, predicate.Options{})
			require.NoError(t, err)
			require.True(t, s.Satisfied(events[d.row]), "%s clause %d: %s on %s", name, i, e, canonicalEvent(events[d.row]))
		}
	}
}

func TestBandHoldsItsValue(t *testing.T) {
	w := lookup(t, "flights")
	d := drawer{splitMix64: 1, sample: w.src.(*recorded).sample()}
	n := float64(d.rows)
	for range 200 {
		d.row = d.intn(d.rows)
		v := d.value(flightDistance)
		lo, hi := d.band(flightDistance, v, 0.05, 0.3)
		require.LessOrEqual(t, predicate.Compare(lo, v), 0)
		require.GreaterOrEqual(t, predicate.Compare(hi, v), 0)
		within := 0
		for _, x := range d.ordered[flightDistance] {
			if predicate.Compare(lo, x) <= 0 && predicate.Compare(x, hi) <= 0 {
				within++
			}
		}
		require.Less(t, float64(within), 0.33*n)
	}
}

// Events are decoded one by one; the rest of the file costs nothing.
func TestRecordedEventsStream(t *testing.T) {
	var before, after runtime.MemStats
	w := lookup(t, "flights")
	runtime.GC()
	runtime.ReadMemStats(&before)
	events := make([]*predicate.Event, 0, 1000)
	for ev := range w.Events(1000) {
		events = append(events, ev)
	}
	runtime.ReadMemStats(&after)
	t.Logf("%d bytes an event", (after.TotalAlloc-before.TotalAlloc)/uint64(len(events)))
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(len(events)*16<<10))
	runtime.GC()
	runtime.ReadMemStats(&after)
	t.Logf("%d bytes live an event", (after.HeapAlloc-before.HeapAlloc)/uint64(len(events)))
	runtime.KeepAlive(events)
}
