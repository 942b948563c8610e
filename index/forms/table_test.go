package forms

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/randexpr"
	"github.com/thresh-dev/thresh/predicate"
)

const seed = 42

// conjunctions returns at least n random ones.
func conjunctions(tb testing.TB, g *randexpr.Generator, n int) []predicate.Conjunction {
	tb.Helper()
	var cs []predicate.Conjunction
	for len(cs) < n {
		s, err := predicate.New(g.Expr(), predicate.Options{})
		require.NoError(tb, err)
		cs = append(cs, s.Conjunctions()...)
	}
	return cs
}

func TestTableDecidesAsConjunctions(t *testing.T) {
	g := randexpr.New(rand.New(rand.NewPCG(seed, 1)))
	d := index.NewDictionary()
	table := New(d)
	cs := conjunctions(t, g, 400)
	for i := range cs {
		slot, err := table.Add(index.ID(i), &cs[i])
		require.NoError(t, err)
		require.Equal(t, uint32(i), slot)
	}
	table.Check()
	enc := index.NewEncoder(d)
	var b predicate.Builder
	satisfied, plain := 0, 0
	for range 300 {
		ev := g.Event(&b)
		e := enc.Encode(ev)
		var slots, kept []uint32
		for i := range cs {
			slots = append(slots, uint32(i))
			if cs[i].Satisfied(ev) {
				kept = append(kept, uint32(i))
			}
		}
		require.Equal(t, kept, append([]uint32(nil), table.Keep(slots, e)...), "seed %d", seed)
		for i := range cs {
			want := cs[i].Satisfied(ev)
			require.Equal(t, want, table.Satisfied(uint32(i), e), "seed %d: %s", seed, cs[i].String())
			if want {
				satisfied++
				if table.Plain(uint32(i)) {
					plain++
				}
			}
		}
	}
	require.Greater(t, satisfied, 1000)
	require.Greater(t, plain, 100)
}

func TestTableUnderChanges(t *testing.T) {
	rng := rand.New(rand.NewPCG(seed, 2))
	g := randexpr.New(rng)
	table := New(index.NewDictionary())
	cs := conjunctions(t, g, 300)
	model := map[index.ID]int{}
	for step := range 6000 {
		id := index.ID(rng.IntN(500))
		_, there := model[id]
		// It grows in one half of the time and shrinks in the other.
		if grow := step/1500%2 == 0; rng.IntN(4) > 0 == grow {
			c := rng.IntN(len(cs))
			slot, err := table.Add(id, &cs[c])
			if there {
				require.ErrorIs(t, err, index.ErrDuplicate)
				continue
			}
			require.NoError(t, err)
			require.Equal(t, id, table.ID(slot))
			model[id] = c
		} else {
			_, ok := table.Remove(id)
			require.Equal(t, there, ok)
			delete(model, id)
		}
		if table.Sparse() {
			table.Renumber()
			require.Equal(t, table.Len(), table.Slots())
		}
		if step%100 == 0 {
			table.Check()
		}
	}
	require.Equal(t, len(model), table.Len())
	for id, c := range model {
		slot, ok := table.Slot(id)
		require.True(t, ok)
		terms := 0
		table.Terms(slot, func(_ index.AttrID, term []Span) {
			terms++
			require.LessOrEqual(t, Hull(term).Lo, Hull(term).Hi)
		})
		require.Len(t, cs[c].Predicates, terms)
	}
}

func TestReorder(t *testing.T) {
	rng := rand.New(rand.NewPCG(seed, 3))
	g := randexpr.New(rng)
	d := index.NewDictionary()
	table := New(d)
	cs := conjunctions(t, g, 200)
	for i := range cs {
		_, err := table.Add(index.ID(i), &cs[i])
		require.NoError(t, err)
	}
	for i := 0; i < len(cs); i += 3 {
		_, ok := table.Remove(index.ID(i))
		require.True(t, ok)
	}
	var order []uint32
	var ids []index.ID
	for _, i := range rng.Perm(table.Slots()) {
		if table.Used(uint32(i)) {
			order = append(order, uint32(i))
			ids = append(ids, table.ID(uint32(i)))
		}
	}
	table.Reorder(order)
	table.Check()
	require.Equal(t, ids, table.IDs())
	require.Equal(t, table.Len(), table.Slots())
	enc := index.NewEncoder(d)
	var b predicate.Builder
	for range 100 {
		ev := g.Event(&b)
		e := enc.Encode(ev)
		for slot, id := range ids {
			require.Equal(t, cs[id].Satisfied(ev), table.Satisfied(uint32(slot), e), "seed %d", seed)
		}
	}
}

func TestCells(t *testing.T) {
	d := index.NewDictionary()
	table := New(d)
	for i := range 1000 {
		s, err := predicate.New(predicate.And{
			predicate.Between("a", predicate.Int(int64(i)), predicate.Int(int64(i+10))),
			predicate.Eq("b", predicate.Int(int64(i%4))),
		}, predicate.Options{})
		require.NoError(t, err)
		_, err = table.Add(index.ID(i), &s.Conjunctions()[0])
		require.NoError(t, err)
	}
	unused := d.Attr(predicate.Attribute{Path: "c"})
	a, b := d.Attr(predicate.Attribute{Path: "a"}), d.Attr(predicate.Attribute{Path: "b"})
	cs := table.Cells(func(spans int) int {
		require.Contains(t, []int{0, 1000}, spans)
		return 100
	})
	require.Len(t, cs, 3)
	require.Equal(t, 2, cs[unused].Len())
	require.InDelta(t, 100, cs[a].Len(), 2)
	// A value that many are equal to has a cell of its own.
	for i := range 4 {
		c := predicate.CodeOf(predicate.Int(int64(i)))
		require.Equal(t, c, cs[b].Span(cs[b].Of(c)).Lo)
	}
}
