package slab

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// TestCodes compares the codes of a range of ranks with the ranks of values at, beside
// and between keys.
func TestCodes(t *testing.T) {
	const seed = 25
	rng := rand.New(rand.NewPCG(seed, 0))
	for range 40 {
		cuts := cutList{any: true} // else values at no key may all have one rank
		n := 1 + rng.IntN(12)
		for range n {
			v := predicate.Int(int64(rng.IntN(30)))
			cuts.addCut(&predicate.Cut{Value: v}, 0)
		}
		d := newDomain(&cuts, make([]uint32, n), make([]uint8, n), &spares{})
		for lo := uint32(1); lo < d.numRanks(); lo++ {
			for hi := lo; hi < d.numRanks(); hi++ {
				s := d.codes(lo, hi)
				for x := -1; x < 62; x++ { // halves are between keys, texts above all
					v := predicate.Float(float64(x) / 2)
					if x == 61 {
						v = predicate.String("a text longer than a code")
					}
					c := predicate.CodeOf(v)
					r := d.rank(c, v)
					require.Equal(t, lo <= r && r <= hi, c-s.lo <= s.width, "seed %d: %v of rank %d in %d to %d", seed, v, r, lo, hi)
				}
				require.Greater(t, 0-s.lo, s.width, "absence is in no span")
			}
		}
	}
}

// codedExpr is a range of the i-th attribute and up to two tests of others, of every
// kind.
func codedExpr(rng *rand.Rand, f family, i int) predicate.Expr {
	lo := rng.Int64N(900)
	and := predicate.And{predicate.Between(path(i), predicate.Int(lo), predicate.Int(lo+100))}
	for range rng.IntN(3) {
		if j := rng.IntN(f.attrs); j != i {
			and = append(and, f.test(rng, path(j)))
		}
	}
	return and
}

// codedEvent has most attributes, and now and then values that only their ranks tell.
func codedEvent(rng *rand.Rand, f family, several bool) *predicate.Event {
	var b predicate.Builder
	for a := range f.attrs {
		switch rng.IntN(12) {
		case 0:
		case 1:
			b.Add(path(a), predicate.Int(1<<53+1+rng.Int64N(3)))
		case 2:
			b.Add(path(a), predicate.String(fmt.Sprintf("a long text %d", rng.IntN(9))))
		case 3:
			b.Add(path(a), predicate.Float(rng.Float64()*1000))
		default:
			b.Add(path(a), f.value(rng))
		}
		if several && rng.IntN(3) == 0 {
			b.Add(path(a), f.value(rng))
		}
	}
	e, err := b.Event()
	if err != nil {
		panic(err)
	}
	return e
}

// TestCodedRuns compares with a scan where runs of ranges are as long as they may be to
// be tested by codes, and a lane longer, lanes are tested run by run and all in one
// go, and some die.
func TestCodedRuns(t *testing.T) {
	const seed = 26
	cases := []struct {
		attrs, lanes int
		coded        bool // all lanes are
	}{
		{3, 4, true}, // of fewer ranges each looks as if most events met it
		{20, codedLanes, true},
		{20, codedLanes + 1, false},
		{40, flatLanes, true},
		{40, flatLanes + 1, true},
		{maxTable + 1, codedLanes + 1, true},
		{maxTable + 1, tileLanes, true},
		{maxTable + 10, tileLanes + 1, true},
		{maxTable + 1, treeLanes - 1, true},
		{maxTable + 1, treeLanes, false},
	}
	for _, c := range cases {
		t.Run(fmt.Sprintf("attrs=%d/lanes=%d", c.attrs, c.lanes), func(t *testing.T) {
			t.Logf("seed %d", seed)
			if testing.Short() && c.lanes > tileLanes+1 {
				t.Skip("long runs of many attributes take their time")
			}
			rng := rand.New(rand.NewPCG(seed, uint64(c.lanes)))
			for _, plain := range []bool{true, false} {
				f := family{attrs: c.attrs, width: 10, mixed: true}
				w := newTwins(t, rng, f)
				enc := index.NewEncoder(w.dict)
				for range c.lanes {
					for i := range c.attrs {
						if plain {
							lo := rng.Int64N(900)
							w.add(predicate.Between(path(i), predicate.Int(lo), predicate.Int(lo+100)))
						} else {
							w.add(codedExpr(rng, f, i))
						}
					}
				}
				w.x.Compile()
				if plain {
					g := w.x.segments[0]
					require.Equal(t, c.coded, !g.celled)
					require.Equal(t, c.coded, len(g.coded.first) == g.lanes)
				}
				found := 0
				for i := range 12 {
					if i == 6 {
						w.remove(len(w.ids) / 3)
						w.dict.Attr(predicate.Attribute{Path: "unheard of"})
					}
					e := enc.Encode(codedEvent(rng, f, i%3 == 2))
					found += w.match(w.x.NewMatcher(), w.scan.NewMatcher(), e)
				}
				require.Positive(t, found)
			}
		})
	}
}

// TestOneMatcherCodes has one matcher see events that need records, and others that do
// not, in turn.
func TestOneMatcherCodes(t *testing.T) {
	const seed = 27
	rng := rand.New(rand.NewPCG(seed, 0))
	f := family{attrs: 30, width: 10, mixed: true}
	w := newTwins(t, rng, f)
	for i := range 90 {
		w.add(codedExpr(rng, f, i%f.attrs))
	}
	w.x.Compile()
	enc, m, s := index.NewEncoder(w.dict), w.x.NewMatcher(), w.scan.NewMatcher()
	t.Logf("seed %d", seed)
	found := 0
	for range 300 {
		e := enc.Encode(codedEvent(rng, f, rng.IntN(3) == 0))
		found += w.match(m, s, e)
	}
	require.Positive(t, found)
}

// TestLateAttributes matches an event that was encoded before the attributes of the
// segment were numbered.
func TestLateAttributes(t *testing.T) {
	d := index.NewDictionary()
	x := New(d)
	first := predicate.Between("a", predicate.Int(1), predicate.Int(5))
	insert := func(id index.ID, e predicate.Expr) {
		s, err := predicate.New(e, predicate.Options{})
		require.NoError(t, err)
		require.NoError(t, x.Insert(id, &s.Conjunctions()[0]))
	}
	insert(0, first)
	for i := range 4 {
		insert(index.ID(10+i), predicate.Between("a", predicate.Int(int64(10+3*i)), predicate.Int(int64(11+3*i))))
	}
	var b predicate.Builder
	b.AddInt("a", 3)
	ev, err := b.Event()
	require.NoError(t, err)
	e := index.NewEncoder(d).Encode(ev)
	for i := range 4 {
		insert(index.ID(1+i), predicate.Between("b", predicate.Int(int64(3*i)), predicate.Int(int64(3*i+1))))
	}
	insert(20, predicate.And{first, predicate.Between("c", predicate.Int(1), predicate.Int(5))})
	x.Compile()
	require.False(t, x.segments[0].celled)
	require.Equal(t, []index.ID{0}, x.NewMatcher().AppendMatches(nil, e))
}
