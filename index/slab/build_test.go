package slab

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// TestNoAttributes has one conjunction, which tests nothing, and several.
func TestNoAttributes(t *testing.T) {
	for n := range 4 {
		d := index.NewDictionary()
		x := New(d)
		var want []index.ID
		for i := range n {
			s, err := predicate.New(predicate.Const(true), predicate.Options{})
			require.NoError(t, err)
			require.NoError(t, x.Insert(index.ID(i), &s.Conjunctions()[0]))
			want = append(want, index.ID(i))
		}
		x.Compile()
		m := x.NewMatcher()
		var b predicate.Builder
		b.AddInt("a", 1)
		b.AddInt("a", 2)
		ev, err := b.Event()
		require.NoError(t, err)
		e := index.NewEncoder(d).Encode(ev)
		require.Equal(t, want, m.AppendMatches(nil, e))
		require.Equal(t, n, m.Count(e))
	}
}

// TestRareAttributes has every conjunction on an attribute of its own, of which the
// range is all that is known. Only those that slots name are read by every event.
func TestRareAttributes(t *testing.T) {
	const n = 2000
	d := index.NewDictionary()
	x := New(d)
	for i := range n {
		s, err := predicate.New(predicate.Between(path(i), predicate.Int(1), predicate.Int(5)), predicate.Options{})
		require.NoError(t, err)
		require.NoError(t, x.Insert(index.ID(i), &s.Conjunctions()[0]))
	}
	x.Compile()
	g := x.segments[0]
	require.Equal(t, maxTable, int(g.rest.to-g.rest.from))
	enc, m := index.NewEncoder(d), x.NewMatcher()
	for i := range n {
		var b predicate.Builder
		b.AddInt(path(i), int64(i%7))
		ev, err := b.Event()
		require.NoError(t, err)
		var want []index.ID
		if i%7 >= 1 && i%7 <= 5 {
			want = []index.ID{index.ID(i)}
		}
		require.Equal(t, want, m.AppendMatches(nil, enc.Encode(ev)), "attribute %d", i)
	}
}
