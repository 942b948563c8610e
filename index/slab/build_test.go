package slab

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

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
