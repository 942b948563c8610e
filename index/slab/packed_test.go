package slab

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// packable makes conjunctions on a key whose other values lie close to each other, and
// events of the same.
type packable struct {
	rng    *rand.Rand
	keys   int
	spread int  // prices of a key
	odd    bool // some lanes ask for more than columns tell
}

func (f *packable) key(k int) predicate.Value { return predicate.String(fmt.Sprintf("the key %d", k)) }

func (f *packable) price(k int) float64 {
	return float64(k*f.spread/2+f.rng.IntN(f.spread)) / 8
}

func (f *packable) region() predicate.Value {
	return predicate.String(fmt.Sprintf("a long region %d", f.rng.IntN(9)))
}

func (f *packable) expr() predicate.Expr {
	rng := f.rng
	k := rng.IntN(f.keys)
	and := predicate.And{predicate.Eq("key", f.key(k))}
	lo := f.price(k)
	width := float64(rng.IntN(f.spread/2)) / 8
	switch rng.IntN(10) {
	case 0:
		and = append(and, predicate.Ge("price", predicate.Float(lo)))
	case 1:
		and = append(and, predicate.Lt("price", predicate.Float(lo)))
	case 2: // none
	default:
		and = append(and, predicate.Between("price", predicate.Float(lo), predicate.Float(lo+width)))
	}
	if !f.odd || rng.IntN(8) > 0 {
		and = append(and, predicate.Ge("volume", predicate.Int(rng.Int64N(int64(f.spread)))))
	}
	switch rng.IntN(4) {
	case 0:
		and = append(and, predicate.Ne("region", f.region()))
	case 1:
		and = append(and, predicate.Not{X: predicate.In("region", f.region(), f.region())})
	case 2:
		and = append(and, predicate.In("region", f.region(), f.region(), f.region()))
	default:
	}
	if f.odd {
		switch rng.IntN(8) {
		case 0:
			and = append(and, predicate.Contains("region", "1"))
		case 1:
			and = append(and, predicate.Eq(path(rng.IntN(20)), predicate.Int(1)))
		case 2:
			and = append(and, predicate.Absent("volume"))
		case 3:
			and = append(and, predicate.Or{predicate.Absent("state"), predicate.Gt("state", predicate.Int(3))})
		case 4:
			and = append(and, predicate.Ne("price", predicate.Float(f.price(k))))
		case 5:
			and = append(and, predicate.In("price", predicate.Float(f.price(k)), predicate.Float(f.price(k))))
		default:
		}
	}
	return and
}

func (f *packable) event() *predicate.Event {
	rng := f.rng
	var b predicate.Builder
	several := rng.IntN(3) == 0
	k := rng.IntN(f.keys)
	add := func(p string, v func() predicate.Value) {
		for more := rng.IntN(8) > 0; more; more = several && rng.IntN(2) == 0 {
			b.Add(p, v())
		}
	}
	add("key", func() predicate.Value {
		if several {
			k = rng.IntN(f.keys)
		}
		return f.key(k)
	})
	add("price", func() predicate.Value {
		v := f.price(k)
		switch rng.IntN(12) {
		case 0:
			v += 1.0 / 16
		case 1:
			v = -1
		case 2:
			v = 1e9
		case 3:
			return f.region() // not a number
		default:
		}
		return predicate.Float(v)
	})
	add("volume", func() predicate.Value { return predicate.Int(rng.Int64N(int64(f.spread+10)) - 5) })
	add("region", f.region)
	add("state", func() predicate.Value { return predicate.Int(rng.Int64N(6)) })
	add(path(rng.IntN(20)), func() predicate.Value { return predicate.Int(rng.Int64N(3)) })
	e, err := b.Event()
	if err != nil {
		panic(err)
	}
	return e
}

// TestPacked compares with a scan where keys have runs of every depth, with bits and
// bounds, whose lanes all are sure or not, some die and are compiled again.
func TestPacked(t *testing.T) {
	cases := []packedCase{
		{9 * minPacked, 7, 40, false},
		{30 * minPacked, 7, 40, true},
		{1200, 7, 500, false},
		{1500, 7, 500, true},
		{12_000, 8, 300, true},
		{20_000, 9, 3000, false},
		{80_000, 7, 120_000, false},
	}
	forms := map[string]bool{}
	for i, c := range cases {
		t.Run(fmt.Sprintf("lanes=%d/keys=%d/odd=%t", c.lanes, c.keys, c.odd), func(t *testing.T) {
			if testing.Short() && c.lanes > 10_000 {
				t.Skip("many lanes take their time")
			}
			found, packed := c.test(t, rand.New(rand.NewPCG(33, uint64(i))), forms)
			require.Positive(t, found)
			require.True(t, packed)
		})
	}
	for _, form := range []string{"bits", "low", "high", "same", "cuts", "linear", "sure", "odd", "flat", "two levels"} {
		require.True(t, forms[form] || testing.Short(), form)
	}
	for _, c := range cases[:4] { // packed or not
		t.Run(fmt.Sprintf("any/lanes=%d/odd=%t", c.lanes, c.odd), func(t *testing.T) {
			seed := rand.Uint64()
			t.Logf("seed %d", seed)
			c.test(t, rand.New(rand.NewPCG(seed, 0)), forms)
		})
	}
}

// packedCase is an index for TestPacked.
type packedCase struct {
	lanes, keys, spread int
	odd                 bool
}

// test compares with a scan. It returns how many matches there were, and whether there
// always was a packed run.
func (c packedCase) test(t *testing.T, rng *rand.Rand, forms map[string]bool) (found int, packed bool) {
	t.Helper()
	f := &packable{rng, c.keys, c.spread, c.odd}
	w := newTwins(t, rng, family{})
	enc := index.NewEncoder(w.dict)
	packed = true
	for round := range 3 {
		for range c.lanes >> round {
			w.add(f.expr())
		}
		w.x.Compile()
		w.x.check()
		packed = packed && len(w.x.segments[0].packed.runs) > 0
		noteForms(forms, w.x.segments[0], c.odd)
		m, s := w.x.NewMatcher(), w.scan.NewMatcher()
		for j := range 60 {
			if j == 30 {
				w.remove(len(w.ids) / 3)
			}
			found += w.match(m, s, enc.Encode(f.event()))
		}
	}
	w.remove(len(w.ids))
	require.Zero(t, w.match(w.x.NewMatcher(), w.scan.NewMatcher(), enc.Encode(f.event())))
	return found, packed
}

// noteForms notes what forms there are in a segment.
func noteForms(forms map[string]bool, g *segment, odd bool) {
	for _, k := range g.packed.runs {
		_, levels := packedLevels(k.to - k.from)
		forms[[]string{"flat", "two levels", "three levels"}[levels-1]] = true
		forms["sure"] = forms["sure"] || g.packed.rows[k.sure]&1 == 1
		forms["odd"] = forms["odd"] || odd && g.packed.rows[k.sure]&1 == 0
		for _, c := range g.packed.columns[k.first:][:k.columns] {
			forms[[]string{packedBits: "bits", packedLow: "low", packedHigh: "high"}[c.form]] = true
			forms["same"] = forms["same"] || c.same
			forms["cuts"] = forms["cuts"] || c.form != packedBits && c.nCut > 0
			forms["linear"] = forms["linear"] || c.form != packedBits && c.nCut == 0
		}
	}
}

// TestPackedLevels says how many words there are above so many lanes.
func TestPackedLevels(t *testing.T) {
	for _, c := range []struct {
		lanes  uint32
		words  [3]uint32
		levels int
	}{
		{1, [3]uint32{1}, 1},
		{64 * maxFlat, [3]uint32{maxFlat}, 1},
		{64*maxFlat + 1, [3]uint32{maxFlat + 1, 1}, 2},
		{64 * 64, [3]uint32{64, 1}, 2},
		{64 * 64 * 64, [3]uint32{64 * 64, 64}, 2},
		{64*64*64 + 1, [3]uint32{64*64 + 1, 65, 2}, 3},
		{maxLanes, [3]uint32{maxLanes / 64, maxLanes / 4096, maxLanes / 64 / 4096}, 3},
	} {
		words, levels := packedLevels(c.lanes)
		require.Equal(t, c.words, words, c.lanes)
		require.Equal(t, c.levels, levels, c.lanes)
		require.LessOrEqual(t, words[levels-1], uint32(tileLanes))
	}
}
