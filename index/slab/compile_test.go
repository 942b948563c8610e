package slab

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// loaded returns an index of a family, some of it deleted again, compiled by that many
// goroutines.
func loaded(t *testing.T, f family, d *index.Dictionary, goroutines int) *Index {
	t.Helper()
	rng := rand.New(rand.NewPCG(17, 1))
	x := New(d)
	id := index.ID(0)
	for range f.n {
		s, err := predicate.New(f.expr(rng), predicate.Options{})
		require.NoError(t, err)
		for i := range s.Conjunctions() {
			require.NoError(t, x.Insert(id, &s.Conjunctions()[i]))
			id++
		}
	}
	for i := index.ID(0); i < id; i += 9 {
		require.True(t, x.Delete(i))
	}
	x.CompileParallel(goroutines)
	return x
}

// TestParallel compiles by one goroutine and by several, which is to make no
// difference.
func TestParallel(t *testing.T) {
	for _, f := range families() {
		t.Run(f.name, func(t *testing.T) {
			if testing.Short() {
				f.n /= 3
			}
			d := index.NewDictionary()
			alone := loaded(t, f, d, 1)
			require.Len(t, alone.segments, 1)
			for _, n := range []int{2, 5} {
				several := loaded(t, f, d, n)
				require.Len(t, several.segments, 1)
				requireSame(t, alone.segments[0], several.segments[0])
			}
		})
	}
}

// requireSame compares field by field: a difference of all would be too long to show.
func requireSame(t *testing.T, a, b *segment) {
	t.Helper()
	x, y := reflect.ValueOf(a).Elem(), reflect.ValueOf(b).Elem()
	require.Len(t, b.checks, len(a.checks)) // in the order in which they came, as ever
	for i := range x.NumField() {
		if x.Type().Field(i).Name == "checks" {
			continue // functions are never equal
		}
		field := reflect.NewAt(x.Field(i).Type(), x.Field(i).Addr().UnsafePointer()).Elem()
		other := reflect.NewAt(y.Field(i).Type(), y.Field(i).Addr().UnsafePointer()).Elem()
		require.True(t, reflect.DeepEqual(field.Interface(), other.Interface()), x.Type().Field(i).Name)
	}
}

// TestTeam has members call the team again, and counts what they do.
func TestTeam(t *testing.T) {
	for _, n := range []int{0, 1, 2, 7} {
		team := newTeam(n)
		done := make([][]int, 50)
		team.each(len(done), func(i int) {
			done[i] = make([]int, 10*i)
			team.spans(len(done[i]), 7, func(from, to int) {
				for j := from; j < to; j++ {
					done[i][j]++
				}
			})
		})
		for i, d := range done {
			require.Len(t, d, 10*i)
			require.NotContains(t, d, 0)
			require.NotContains(t, d, 2)
		}
		require.Empty(t, team.busy)
	}
}

// TestLongKeys ranks strings that share their beginnings, and some of which are
// others with zero bytes behind.
func TestLongKeys(t *testing.T) {
	rng := rand.New(rand.NewPCG(19, 1))
	var values []predicate.Value
	for range 6000 {
		text := strings.Repeat("shared ", rng.IntN(4)) + "beginning of texts"
		switch rng.IntN(4) {
		case 0:
			text = text[:rng.IntN(len(text))]
		case 1:
			text += strings.Repeat("\x00", rng.IntN(12))
		default:
			text += fmt.Sprintf(" %d", rng.IntN(3000))
		}
		values = append(values, predicate.String(text))
	}
	cuts := cutList{}
	for i := range values {
		cuts.addCut(&predicate.Cut{Value: values[i]}, 0)
		cuts.addCut(&predicate.Cut{Value: values[i], Above: true}, -1)
	}
	require.LessOrEqual(t, int(cuts.long.len()), len(values), "both ends of a point are one value")
	ranks, cells := make([]uint32, 2*len(values)), make([]uint8, 2*len(values))
	d := newDomain(&cuts, ranks, cells, &spares{})

	sorted := slices.Clone(values)
	slices.SortFunc(sorted, predicate.Compare)
	sorted = slices.Compact(sorted)
	require.Equal(t, len(sorted), d.keys.len())
	for i, v := range values {
		k, ok := slices.BinarySearchFunc(sorted, v, predicate.Compare)
		require.True(t, ok)
		for _, at := range []int{2 * i, 2*i + 1} {
			require.Equal(t, uint32(2*k+2), ranks[at], "%s", v)
			require.Equal(t, d.cellOfRank(ranks[at]), cells[at])
		}
		require.Equal(t, uint32(2*k+2), d.rank(predicate.CodeOf(v), v))
	}
}

// TestCellsOfCuts has cells that begin and end beside keys.
func TestCellsOfCuts(t *testing.T) {
	rng := rand.New(rand.NewPCG(20, 1))
	for _, keys := range []int{1, 100, 126, 127, 128, 3000} {
		cuts := cutList{}
		absent := predicate.Cut{}
		cuts.addCut(&absent, 0)
		for range 5 * keys {
			v := predicate.Int(int64(rng.IntN(keys)))
			cuts.addCut(&predicate.Cut{Value: v, Above: rng.IntN(2) == 0}, 0)
			cuts.addCut(&predicate.Cut{Value: v, Above: rng.IntN(2) == 0}, -1)
		}
		n := int(cuts.codes.len())
		ranks, cells := make([]uint32, n), make([]uint8, n)
		d := newDomain(&cuts, ranks, cells, &spares{})
		for i, r := range ranks {
			require.Equal(t, d.cellOfRank(r), cells[i], "%d keys, rank %d", keys, r)
			if code := cuts.codes.at(uint32(i)); code != 0 {
				want := d.rankOfCode(code, 0, d.keys.len())
				require.Equal(t, int(want)+int(cuts.deltas.at(uint32(i))), int(r))
			}
		}
		require.Zero(t, ranks[0])
	}
}
