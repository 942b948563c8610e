package slab

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/scan"
	"github.com/thresh-dev/thresh/predicate"
)

// TestFew compares with a scan while conjunctions become too many to be scanned, and few
// again, compiled or not.
func TestFew(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	f := family{attrs: 30, least: 2, preds: 4, width: 40, mixed: true}
	w := newTwins(t, rand.New(rand.NewPCG(seed, 1)), f)
	w.insert(20)
	w.compare(20)
	w.remove(5)
	require.Len(t, w.x.few.ids, w.x.Len())
	w.x.Compile()
	require.NotNil(t, w.x.few.scan)
	require.Equal(t, w.x.Len(), w.x.few.scan.Len())
	found := w.compare(40)
	w.insert(20)
	w.remove(10)
	require.Equal(t, w.x.Len(), w.x.few.scan.Len())
	found += w.compare(40)
	w.x.Compile()
	require.NotNil(t, w.x.few)
	found += w.compare(40)
	w.insert(3000)
	found += w.compare(10)
	w.x.Compile()
	require.Nil(t, w.x.few, "too many for the attributes that there are")
	found += w.compare(10)
	require.Positive(t, found)
	w.remove(len(w.ids))
	require.Zero(t, w.compare(5))

	w.x = New(w.dict) // more than are kept, before the first Compile
	w.scan = scan.New(w.dict)
	w.next = 0
	w.insert(maxScanned + 10)
	require.Nil(t, w.x.few)
	w.compare(5)
}

// TestFewByEvent says that the event's attributes tell whether to scan.
func TestFewByEvent(t *testing.T) {
	d := index.NewDictionary()
	x := New(d)
	for i := range 200 {
		s, err := predicate.New(predicate.Gt(path(i), predicate.Int(int64(i))), predicate.Options{})
		require.NoError(t, err)
		require.NoError(t, x.Insert(index.ID(i), &s.Conjunctions()[0]))
	}
	x.Compile()
	m := x.NewMatcher().(*Matcher)
	for n, scans := range map[int]bool{1: false, 100: true} {
		var b predicate.Builder
		for i := range n {
			b.Add(path(i), predicate.Int(int64(1000)))
		}
		e, err := b.Event()
		require.NoError(t, err)
		encoded := index.NewEncoder(d).Encode(e)
		require.Equal(t, scans, m.scanner(encoded) != nil)
		require.Equal(t, n, m.Count(encoded))
	}
	var b predicate.Builder
	for i := range 100 {
		for v := range 20 {
			b.Add(path(i), predicate.Int(int64(v)))
		}
	}
	e, err := b.Event()
	require.NoError(t, err)
	require.Nil(t, m.scanner(index.NewEncoder(d).Encode(e)), "many values")
}
