package slab

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/scan"
	"github.com/thresh-dev/thresh/internal/kernel"
	"github.com/thresh-dev/thresh/predicate"
)

// family makes conjunctions and events that lead to one part of the layout.
type family struct {
	name   string
	attrs  int // attributes there are
	n      int // conjunctions
	least  int // predicates of each
	preds  int // at most
	narrow int // of ranges, in hundredths
	width  int // likewise: the widest
	mixed  bool
	seldom bool // mixed less often
	points int  // distinct values of equality tests; 0: none
	sets   bool
	values int // of an attribute of an event, at most; 0: a few
}

// families reach every way a lane can be found and tested: by rows, by slots named
// in one, two or four table registers, by no slot as there are too many attributes, by
// attribute numbers that need a word of their own, by long records, by keys, and by sets
// of keys in domains that are small enough for a word of them or not.
func families() []family {
	return []family{
		{name: "rows", attrs: 6, n: 36_000, least: 5, preds: 6, width: 40},
		{name: "rows and others", attrs: 8, n: 48_000, least: 6, preds: 8, width: 30, mixed: true},
		{name: "rows and short records", attrs: 10, n: 48_000, least: 8, preds: 10, width: 60},
		{name: "rows and open records", attrs: 10, n: 48_000, least: 7, preds: 9, width: 50, mixed: true, seldom: true},
		{name: "slots", attrs: 60, n: 6000, preds: 4, width: 10, mixed: true},
		{name: "two tables", attrs: 100, n: 4000, preds: 5, width: 50},
		{name: "four tables", attrs: 250, n: 4000, preds: 5, width: 50, mixed: true},
		{name: "no table", attrs: 600, n: 4000, preds: 6, width: 60},
		{name: "far attributes", attrs: 10_000, n: 12_000, preds: 4, width: 90},
		{name: "rare attributes", attrs: 3000, n: 4000, preds: 1, width: 99, mixed: true},
		{name: "long records", attrs: 120, n: 700, preds: 60, width: 99},
		{name: "keys", attrs: 5, n: 5000, preds: 3, points: 40, mixed: true},
		{name: "sets", attrs: 5, n: 5000, preds: 3, points: 250, sets: true},
		{name: "sets of many keys", attrs: 5, n: 5000, preds: 3, points: 260, sets: true},
		{name: "sets with rows", attrs: 6, n: 24_000, least: 5, preds: 6, points: 12, sets: true},
		{name: "many values", attrs: 8, n: 3000, preds: 4, width: 3, mixed: true, values: 2 * minRankDigits},
		{name: "many values of few", attrs: 8, n: 3000, preds: 4, points: 30, mixed: true, values: 40},
		{name: "wide", attrs: 10, n: 5000, preds: 3, width: 95},
		{name: "dense", attrs: 10, n: 24_000, least: 2, preds: 3, narrow: 70, width: 95, mixed: true},
	}
}

func path(i int) string { return fmt.Sprintf("a%d", i) }

// expr returns one conjunction's expression.
func (f family) expr(rng *rand.Rand) predicate.Expr {
	var and predicate.And
	used := map[int]bool{}
	n := max(f.least, 1)
	n += rng.IntN(f.preds - n + 1)
	for len(and) < n {
		a := rng.IntN(f.attrs)
		if used[a] {
			continue
		}
		used[a] = true
		and = append(and, f.test(rng, path(a)))
	}
	return and
}

func (f family) test(rng *rand.Rand, p string) predicate.Expr {
	if f.mixed && (!f.seldom || rng.IntN(20) == 0) {
		switch rng.IntN(12) {
		case 0:
			return predicate.Ne(p, f.value(rng))
		case 1:
			return predicate.In(p, f.value(rng), f.value(rng), f.value(rng))
		case 2:
			return predicate.Absent(p)
		case 3:
			return predicate.Contains(p, "7")
		case 4:
			return predicate.Not{X: predicate.Lt(p, predicate.Int(int64(rng.IntN(900))))}
		case 5: // two literals on one attribute
			return predicate.And{predicate.Ge(p, predicate.Int(int64(rng.IntN(400)))), predicate.Le(p, predicate.Int(int64(500+rng.IntN(400))))}
		case 6:
			return predicate.Or{predicate.Absent(p), predicate.Gt(p, predicate.Int(int64(rng.IntN(900))))}
		default:
		}
	}
	if f.sets && rng.IntN(4) > 0 {
		values := make([]predicate.Value, 1+rng.IntN(maxInKeys+2))
		for i := range values {
			values[i] = f.value(rng)
		}
		if rng.IntN(2) == 0 {
			return predicate.Not{X: predicate.In(p, values...)}
		}
		return predicate.In(p, values...)
	}
	if f.points > 0 {
		return predicate.Eq(p, f.value(rng))
	}
	w := int64(10 * (f.narrow + 1 + rng.IntN(f.width-f.narrow)))
	lo := rng.Int64N(1001 - w)
	return predicate.Between(p, predicate.Int(lo), predicate.Int(lo+w))
}

func (f family) value(rng *rand.Rand) predicate.Value {
	if f.points > 0 {
		return predicate.String(fmt.Sprintf("a long value %d", rng.IntN(f.points)))
	}
	return predicate.Int(rng.Int64N(1000))
}

func (f family) event(rng *rand.Rand) *predicate.Event {
	b := &predicate.Builder{}
	b.Reset()
	present, several := rng.IntN(4) > 0, rng.IntN(4) == 0
	for a := range min(f.attrs, 1000) {
		p := path(a)
		if f.attrs > 1000 {
			p = path(rng.IntN(f.attrs))
		}
		if !present && rng.IntN(3) == 0 {
			continue
		}
		b.Add(p, f.value(rng))
		for several && rng.IntN(4) == 0 {
			b.Add(p, f.value(rng))
		}
		if f.values > 0 {
			for range rng.IntN(f.values) {
				b.Add(p, f.value(rng))
			}
		}
	}
	e, err := b.Event()
	if err != nil {
		panic(err)
	}
	return e
}

// twins is an index and a scan that hold the same.
type twins struct {
	t    *testing.T
	rng  *rand.Rand
	f    family
	dict *index.Dictionary
	x    *Index
	scan *scan.Index
	ids  []index.ID // held
	next index.ID
}

// newTwins returns both, empty.
func newTwins(t *testing.T, rng *rand.Rand, f family) *twins {
	t.Helper()
	d := index.NewDictionary()
	return &twins{t: t, rng: rng, f: f, dict: d, x: New(d), scan: scan.New(d)}
}

func (w *twins) insert(n int) {
	for range n {
		w.add(w.f.expr(w.rng))
	}
}

// add inserts the conjunctions of an expression.
func (w *twins) add(e predicate.Expr) {
	s, err := predicate.New(e, predicate.Options{})
	require.NoError(w.t, err)
	for i := range s.Conjunctions() {
		c := &s.Conjunctions()[i]
		require.NoError(w.t, w.x.Insert(w.next, c))
		require.NoError(w.t, w.scan.Insert(w.next, c))
		w.ids = append(w.ids, w.next)
		w.next++
	}
}

func (w *twins) remove(n int) {
	for range min(n, len(w.ids)) {
		i := w.rng.IntN(len(w.ids))
		id := w.ids[i]
		w.ids[i] = w.ids[len(w.ids)-1]
		w.ids = w.ids[:len(w.ids)-1]
		require.True(w.t, w.x.Delete(id))
		require.True(w.t, w.scan.Delete(id))
	}
}

// match has matchers of both match an event, and returns how many matches there were.
func (w *twins) match(m, s index.Matcher, e *index.Event) int {
	got, want := m.AppendMatches([]index.ID{}, e), s.AppendMatches([]index.ID{}, e)
	slices.Sort(got)
	slices.Sort(want)
	require.Equal(w.t, want, got)
	require.Equal(w.t, len(want), m.Count(e))
	if few := w.x.few; few != nil && few.scan != nil { // once more, without a scan
		w.x.few = nil
		got = m.AppendMatches(got[:0], e)
		slices.Sort(got)
		require.Equal(w.t, want, got)
		require.Equal(w.t, len(want), m.Count(e))
		w.x.few = few
	}
	return len(got)
}

// compare matches events against both, and returns how many matches there were.
func (w *twins) compare(events int) int {
	enc := index.NewEncoder(w.dict)
	m, s := w.x.NewMatcher(), w.scan.NewMatcher()
	found := 0
	for range events {
		e := enc.Encode(w.f.event(w.rng))
		found += w.match(m, s, e)
	}
	if len(w.x.segments) > 0 {
		w.x.check()
	}
	return found
}

// TestLayouts compares with a scan while the index is staged, compiled, grown,
// compiled in part and as a whole, and emptied.
func TestLayouts(t *testing.T) {
	const seed = 11
	for _, f := range families() {
		t.Run(f.name, func(t *testing.T) {
			t.Logf("seed %d", seed)
			w := newTwins(t, rand.New(rand.NewPCG(seed, 1)), f)
			events := 60
			if testing.Short() {
				f.n, events = f.n/4, 10
				w.f = f
			}
			w.insert(f.n / 10)
			w.compare(events / 3)
			w.remove(f.n / 20)
			w.compare(events / 3)
			w.insert(f.n)
			w.x.Compile()
			found := w.compare(events)
			w.remove(f.n / 4)
			w.compare(events / 3)
			w.insert(minCompile + f.n/8) // compiles what is staged without being asked
			require.NotEmpty(t, w.x.segments)
			found += w.compare(events / 3)
			w.remove(len(w.ids) / 2)
			w.insert(10)
			w.compare(events / 3)
			w.x.Compile()
			require.LessOrEqual(t, len(w.x.segments), 1)
			found += w.compare(events / 3)
			w.remove(len(w.ids) - 5)
			w.compare(events / 3)
			w.remove(5)
			require.Zero(t, w.compare(events/3))
			require.Zero(t, w.x.Len())
			if f.name != "long records" && f.name != "far attributes" {
				require.Positive(t, found, "nothing ever matched")
			}
		})
	}
}

// TestDense says that the family that is to have a dense run has one, and that a
// part of its lanes is decided by records.
func TestDense(t *testing.T) {
	f := families()[len(families())-1]
	w := newTwins(t, rand.New(rand.NewPCG(13, 1)), f)
	w.insert(f.n)
	w.x.Compile()
	g := w.x.segments[0]
	require.NotNil(t, g.dense)
	exact, lanes := 0, 0
	for i := g.dense.from; i < g.dense.from+g.dense.tiles; i++ {
		exact += bits.OnesCount64(g.exact[i] & g.live[i])
		lanes += bits.OnesCount64(g.live[i])
	}
	require.GreaterOrEqual(t, lanes, denseLanes)
	require.Greater(t, exact, lanes/4)
	require.Less(t, exact, lanes)
	require.Positive(t, w.compare(20))
}

// TestRows says that the families that are to be filtered by rows are, and whose records
// are to be short or open.
func TestRows(t *testing.T) {
	if testing.Short() {
		t.Skip("runs long enough for rows take their time")
	}
	for i, f := range families()[:4] {
		w := newTwins(t, rand.New(rand.NewPCG(12, 1)), f)
		w.insert(f.n)
		w.x.Compile()
		g := w.x.segments[0]
		rows, short, open := 0, 0, 0
		for _, tr := range g.trees {
			switch set := tr.columns; {
			case set == nil:
			case set.short == nil:
				rows++
			default:
				rows++
				short++
				records := g.shortRecords(set)
				first := int(set.block) * kernel.BlockTiles
				for t, live := range g.live[first:][:len(set.Data)/set.Stride*kernel.BlockTiles] {
					for ; live != 0; live &= live - 1 {
						if _, is, _ := kernel.ShortID(&records[t*tileLanes+bits.TrailingZeros64(live)]); is {
							open++
						}
					}
				}
			}
		}
		require.Positive(t, rows, f.name)
		require.Equal(t, i >= 2, short > 0, f.name)
		require.Equal(t, i == 3, open > 0, f.name)
		require.Positive(t, w.compare(20))
	}
}
