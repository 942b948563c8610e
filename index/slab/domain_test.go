package slab

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/predicate"
)

func TestNumberOf(t *testing.T) {
	for _, f := range []float64{0, 1, -1, 2, 1e6, -1e6, 0.1, -0.1, 1e299, -1e299, 123456789} {
		require.InEpsilon(t, f+3, numberOf(predicate.CodeOf(predicate.Float(f)))+3, 1e-12, "%v", f)
	}
	require.InEpsilon(t, -1e300, numberOf(predicate.CodeOf(predicate.Float(-math.MaxFloat64))), 1e-12)
	require.InEpsilon(t, 1e300, numberOf(predicate.CodeOf(predicate.Float(math.MaxFloat64))), 1e-12)
}

// TestValueShareOfNeighbours has two keys that are different numbers of one code.
func TestValueShareOfNeighbours(t *testing.T) {
	a, b := predicate.Int(1<<60+1), predicate.Int(1<<60+2)
	require.Equal(t, predicate.CodeOf(a), predicate.CodeOf(b))
	cuts := cutList{}
	cuts.addKey(predicate.CodeOf(a), &a, 0)
	cuts.addKey(predicate.CodeOf(b), &b, 0)
	ranks, cells := make([]uint32, 2), make([]uint8, 2)
	d := newDomain(&cuts, ranks, cells, &spares{})
	require.Equal(t, []uint32{2, 4}, ranks)
	require.Equal(t, []uint8{2, 4}, cells)
	require.Zero(t, d.valueShare(2, 4, predicate.CodeOf(a), predicate.CodeOf(b)))
}

// TestFind compares the search among keys with a walk, where keys have the same code
// many times over and values lie just above them.
func TestFind(t *testing.T) {
	const seed = 21
	rng := rand.New(rand.NewPCG(seed, 0))
	approached := 0
	for round := range 300 {
		unit := predicate.Code(1) << rng.IntN(20)
		codes := make([]predicate.Code, 1+rng.IntN(50))
		most := 8 << (rng.IntN(3) * 16) // the largest: of codes that are wide
		for i := range codes {
			codes[i] = 1<<40 + unit*predicate.Code(rng.IntN(most))
		}
		slices.Sort(codes)
		k := packCodes(codes)
		for _, c := range codes {
			for _, c := range []predicate.Code{c - 1, c, c + 1, c + unit} {
				lo := rng.IntN(len(codes))
				hi := lo + rng.IntN(len(codes)-lo+1)
				want := lo
				for want < hi && codes[want] < c {
					want++
				}
				i, found := k.find(c, lo, hi)
				if distinct := slices.Compact(slices.Clone(codes)); len(distinct) == len(codes) {
					from, to := k.approach(c, lo, hi)
					require.LessOrEqual(t, lo, from)
					require.LessOrEqual(t, to, hi)
					require.True(t, to-from <= 1 || c < codes[0] || c > codes[len(codes)-1])
					near, alike := k.find(c, from, to)
					require.Equal(t, i, near, "seed %d, round %d", seed, round)
					require.Equal(t, found, alike, "seed %d, round %d", seed, round)
					approached++
				}
				require.Equal(t, want, i, "seed %d, round %d", seed, round)
				if i < hi {
					require.Equal(t, codes[i] == c, found, "seed %d, round %d", seed, round)
				}
			}
		}
	}
	require.Positive(t, approached)
}

// TestLocate compares the cells and ranks of numbers with those by a walk over the keys:
// many keys have codes that do not tell them, and some have the same code.
func TestLocate(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	number := map[string]func() predicate.Value{
		"whole":  func() predicate.Value { return predicate.Int(rng.Int64N(3000)) },
		"prices": func() predicate.Value { return predicate.Float(float64(rng.IntN(300_000)) / 100) },
		"both":   func() predicate.Value { return predicate.Float(float64(rng.IntN(6000)) / 8 * 1.1) },
		"large":  func() predicate.Value { return predicate.Int(1<<60 + rng.Int64N(4000)) },
		"signed": func() predicate.Value { return predicate.Float((rng.Float64() - 0.5) * 10) },
	}
	later := 0
	for name, value := range number {
		for _, n := range []int{3, 60, 127, 200, 5000} {
			cuts := cutList{any: true}
			var keys []predicate.Value
			for range n {
				v := value()
				cuts.addKey(predicate.CodeOf(v), &v, 0)
				keys = append(keys, v)
			}
			slices.SortFunc(keys, predicate.Compare)
			keys = slices.Compact(keys)
			d := newDomain(&cuts, make([]uint32, n), make([]uint8, n), &spares{})
			for range 2000 {
				v := value()
				switch rng.IntN(4) {
				case 0:
					v = keys[rng.IntN(len(keys))]
				case 1:
					v = number["whole"]()
				default:
				}
				at, found := slices.BinarySearchFunc(keys, v, predicate.Compare)
				want := uint32(2*at + 1)
				if found {
					want++
				}
				code := predicate.CodeOf(v)
				cell, rank := d.locate(code, v)
				if rank == 0 {
					rank = d.rankInCell(code, v, cell)
					later++
				}
				require.Equal(t, want, rank, "%s, %d keys: %v", name, n, v)
				require.Equal(t, want, d.rank(code, v), "%s, %d keys: %v", name, n, v)
				require.Equal(t, d.cellOfRank(want), cell, "%s, %d keys: %v", name, n, v)
			}
		}
	}
	require.Greater(t, later, 5000)
}

// TestInterpolate compares with a search by halves, where elements lie apart evenly or not.
func TestInterpolate(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	for _, n := range []int{1, 2, manyKeys, manyKeys + 1, manyKeys + 2, 500, 5000} {
		for round := range 20 {
			a := make([]uint32, n)
			for i := range a {
				a[i] = rng.Uint32() >> (rng.IntN(32) * round % 3)
				if round%5 == 0 {
					a[i] = rng.Uint32N(uint32(1 + n/2))
				}
			}
			slices.Sort(a)
			look := append([]uint32{0, 1, math.MaxUint32, a[0], a[n-1]}, a...)
			for range 200 {
				look = append(look, rng.Uint32(), a[rng.IntN(n)]+1, a[rng.IntN(n)]-1)
			}
			for _, x := range look {
				require.Equal(t, lowerBound(a, x), interpolate(a, x), "%d of %d", x, n)
			}
		}
	}
}

// TestKeysByHash has keys alone asked for: those that codes tell, and others, few, and more
// than a table is made of; and such as collide.
func TestKeysByHash(t *testing.T) {
	long := func(i int) predicate.Value { return predicate.String(fmt.Sprintf("a long beginning of %d", i)) }
	for _, c := range []struct {
		name   string
		n      int
		value  func(i int) predicate.Value
		hashed bool
	}{
		{"one", 1, func(i int) predicate.Value { return predicate.Int(7 * int64(i)) }, true},
		{"numbers", 3000, func(i int) predicate.Value { return predicate.Int(7 * int64(i)) }, true},
		{"names", 3000, func(i int) predicate.Value { return predicate.String(fmt.Sprint("v", i)) }, true},
		{"texts", 3000, long, true},
		{"both", 3000, func(i int) predicate.Value {
			if i%2 == 0 {
				return predicate.Int(int64(i))
			}
			return long(i)
		}, true},
		{"most", maxHashed, func(i int) predicate.Value { return predicate.Int(int64(i)) }, true},
		{"too many", maxHashed + 1, func(i int) predicate.Value { return predicate.Int(int64(i)) }, false},
		{"too many texts", maxHashed + 1, long, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if testing.Short() && c.n > 3000 {
				t.Skip("ranks very many")
			}
			var cuts cutList
			var keys []predicate.Value
			for i := range c.n {
				v := c.value(i)
				cuts.addKey(predicate.CodeOf(v), &v, 0)
				keys = append(keys, v)
			}
			slices.SortFunc(keys, predicate.Compare)
			d := newDomain(&cuts, make([]uint32, c.n), make([]uint8, c.n), &spares{})
			require.Equal(t, c.hashed, d.hashed)
			for i, v := range keys {
				code := predicate.CodeOf(v)
				cell, rank := d.locate(code, v)
				if rank == 0 {
					rank = d.rankInCell(code, v, cell)
				}
				require.Equal(t, uint32(2*i+2), rank, "%v", v)
				require.Equal(t, uint32(2*i+2), d.rank(code, v), "%v", v)
				require.LessOrEqual(t, d.first[cell], rank)
				require.Less(t, rank, d.first[cell+1])
			}
			for i := range 1000 {
				for _, v := range []predicate.Value{predicate.Float(float64(i) + 0.5), predicate.String(fmt.Sprint("w", i)), long(-1 - i), predicate.Bool(i%2 == 0)} {
					require.Equal(t, uint32(1), d.rank(predicate.CodeOf(v), v)%2, "%v is no key", v)
				}
			}
		})
	}
}

// TestCollidingKeys has keys whose hashes in the table are one, and does without it.
func TestCollidingKeys(t *testing.T) {
	var cuts cutList
	n := 0
	var at predicate.Value
	for i := 0; n < 500; i++ {
		v := predicate.Int(int64(i))
		if hashOf(predicate.CodeOf(v), v)>>54 == 0 {
			cuts.addKey(predicate.CodeOf(v), &v, 0)
			n, at = n+1, v
		}
	}
	d := newDomain(&cuts, make([]uint32, n), make([]uint8, n), &spares{})
	require.False(t, d.hashed)
	require.Nil(t, d.hash)
	require.Equal(t, uint32(2*n), d.rank(predicate.CodeOf(at), at))
}

// TestCellOfRank compares with a walk over the cells, some of which have very many keys.
func TestCellOfRank(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	for _, n := range []int{126, 127, 128, 500, 5000, 100_000} {
		cuts := cutList{any: true}
		for i := range n {
			v := predicate.Int(int64(i))
			for range 1 + rng.IntN(40)/38*rng.IntN(2000)*min(1, i%(1+n/20)) {
				cuts.addKey(predicate.CodeOf(v), &v, 0)
			}
		}
		ends := int(cuts.codes.len())
		d := newDomain(&cuts, make([]uint32, ends), make([]uint8, ends), &spares{})
		cell := 0
		for r := range d.numRanks() {
			for cell+1 < d.numCells() && d.first[cell+1] <= r {
				cell++
			}
			require.Equal(t, uint8(cell), d.cellOfRank(r), "%d keys, rank %d", n, r)
		}
	}
}
