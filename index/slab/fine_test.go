package slab

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/kernel"
	"github.com/thresh-dev/thresh/predicate"
)

// TestFineHulls compares with a scan where ranges are about as wide as cells, too wide for
// buckets: of whole numbers, and of numbers that codes do not tell.
func TestFineHulls(t *testing.T) {
	const attrs = 20
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	number := map[string]func(*rand.Rand) float64{
		"whole":  func(rng *rand.Rand) float64 { return float64(rng.IntN(1_000_000)) },
		"signed": func(rng *rand.Rand) float64 { return (rng.Float64() - 0.5) * 1e6 },
	}
	for name, number := range number {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && name == "signed" {
				t.Skip("compiles as many again")
			}
			rng := rand.New(rand.NewPCG(seed, 0))
			w := newTwins(t, rng, family{})
			const n = 40_000
			add := func() {
				lo := number(rng)
				all := predicate.And{predicate.Between(path(0), predicate.Float(lo), predicate.Float(lo+500+rng.Float64()*3000))}
				for range rng.IntN(3) {
					lo := number(rng)
					all = append(all, predicate.Between(path(1+rng.IntN(attrs-1)), predicate.Float(lo), predicate.Float(lo+500_000)))
				}
				if rng.IntN(50) == 0 {
					all = append(all, predicate.Or{predicate.Gt(path(0), predicate.Float(1000)), predicate.Absent(path(1))})
				}
				w.add(all)
			}
			for range n {
				add()
			}
			w.x.Compile()
			g := w.x.segments[0]
			require.NotEmpty(t, g.fine)
			enc := index.NewEncoder(w.dict)
			m, s := w.x.NewMatcher(), w.scan.NewMatcher()
			compare := func() int {
				found := 0
				for range 200 {
					var b predicate.Builder
					for a := range attrs {
						if rng.IntN(6) > 0 {
							for range 1 + rng.IntN(3)*rng.IntN(2)*rng.IntN(2) {
								b.AddFloat(path(a), number(rng))
							}
						}
					}
					if rng.IntN(20) == 0 {
						f := &g.fine[rng.IntN(len(g.fine))] // where a node begins or ends
						b.AddFloat(path(0), floatOf([]predicate.Code{f.lo, f.hi, f.lo - 2, f.hi + 2}[rng.IntN(4)]))
					}
					e, err := b.Event()
					require.NoError(t, err)
					found += w.match(m, s, enc.Encode(e))
				}
				return found
			}
			require.Greater(t, compare(), 500)
			w.remove(len(w.ids) / 3)
			for range 100 {
				add()
			}
			compare()
			w.x.Compile()
			require.Greater(t, compare(), 300)
			w.x.check()
		})
	}
}

// TestFineHullsTell has more tiles left out by the hulls than cells would leave out.
func TestFineHullsTell(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	w := newTwins(t, rng, family{})
	const n = 64 * 1000
	for range n {
		lo := float64(rng.IntN(1_000_000))
		w.add(predicate.Between("a", predicate.Float(lo), predicate.Float(lo+1500)))
	}
	w.x.Compile()
	p := w.x.NewMatcher().(*Matcher)
	p.sync()
	g := p.parts[0].seg
	require.NotEmpty(t, g.fine)
	tiles := 0
	for range 100 {
		var b predicate.Builder
		b.AddFloat("a", float64(1000*(100+rng.IntN(800))))
		e, err := b.Event()
		require.NoError(t, err)
		part := p.parts[0]
		part.encode(index.NewEncoder(w.dict).Encode(e))
		for i, nd := range g.nodes {
			if f := nd.fine; f == 0 || !part.findFine(&g.fine[f-1]) {
				require.True(t, f != 0 || !nd.leaf, "each leaf has fine hulls")
				continue
			}
			for hit := kernel.Filter(g.hulls.Of(uint32(i)), &part.cells, g.tables+2, ^uint64(0)>>(64-nd.count)); hit != 0; hit &= hit - 1 {
				tiles++
			}
		}
	}
	// 1000 tiles of 64 ranges: 1500 of a million values reach 1.5 of them, and begin in another.
	require.Less(t, tiles, 100*3)
	require.Greater(t, tiles, 100)
}

// TestOrderSlots has lanes of a tile ask for a narrow range that all share, and for wider
// ones that they do not: the latter tell more.
func TestOrderSlots(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	w := newTwins(t, rng, family{})
	for i := range 20_000 {
		lo := 50 * float64(i)
		hi := float64(rng.IntN(900_000))
		w.add(predicate.And{
			predicate.Between("shared", predicate.Float(lo), predicate.Float(lo+20_000)),
			predicate.Between(fmt.Sprint("b", rng.IntN(100)), predicate.Float(hi), predicate.Float(hi+100_000)),
		})
	}
	w.x.Compile()
	g := w.x.segments[0]
	shared := g.table[g.local[w.dict.Attr(predicate.Attribute{Path: "shared"})]-1]
	first, tiles := 0, 0
	for tile, live := range g.live {
		if slots := g.slots.Of(uint32(tile)); len(slots) > 1 && live == ^uint64(0) {
			tiles++
			for l := range tileLanes {
				if slots[0].Attr[l] == shared {
					first++
				}
				require.NotZero(t, slots[1].Attr[l], "none is lost")
			}
		}
	}
	require.Greater(t, tiles, 200)
	require.Less(t, first, tiles*tileLanes/20)
}
