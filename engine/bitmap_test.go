package engine

import (
	"math"
	"slices"
	"testing"

	"github.com/RoaringBitmap/roaring/v2/roaring64"
	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/predicate"
)

// requireBitmap compares a bitmap with the IDs that it stands for, in the order of
// subscription.
func requireBitmap(t *testing.T, e *Engine[int], want []int, got *roaring64.Bitmap) {
	t.Helper()
	var ids []int
	for n := range roaring64.Values(got) {
		id, ok := e.Numbered(n)
		require.True(t, ok)
		again, ok := e.Number(id)
		require.True(t, ok)
		require.Equal(t, n, again)
		ids = append(ids, id)
	}
	require.Equal(t, want, ids)
}

func TestMatchBitmap(t *testing.T) {
	d := newDriver(t, seeded(t), tiny())
	var dst *roaring64.Bitmap
	var b, other predicate.Builder // an event lives as long as its builder does not make another
	matched := 0
	for range 60 {
		for range 20 {
			d.step()
		}
		first := d.gen.Event(&b)
		one := d.e.MatchBitmap(nil, first).Clone()
		requireBitmap(t, d.e, d.e.Match(first), one)

		second := d.gen.Event(&other)
		dst = d.e.MatchBitmap(dst, second)
		requireBitmap(t, d.e, d.e.Match(second), dst)
		matched += int(dst.GetCardinality())

		both := roaring64.And(one, dst)
		want := slices.DeleteFunc(d.e.Match(second), func(id int) bool { return !slices.Contains(d.e.Match(first), id) })
		require.EqualValues(t, len(want), both.GetCardinality())
	}
	require.Greater(t, matched, 100)
	dst = d.e.MatchBitmap(dst, nil)
	requireBitmap(t, d.e, d.e.Match(nil), dst)
}

func TestNumbers(t *testing.T) {
	e := New[string](Options{})
	for _, id := range []string{"a", "b", "c"} {
		require.NoError(t, e.Subscribe(id, lowered(t, predicate.Gt("x", predicate.Int(0)))))
	}
	before, ok := e.Number("b")
	require.True(t, ok)
	require.NoError(t, e.Replace("b", lowered(t, predicate.Gt("x", predicate.Int(5)))))
	after, _ := e.Number("b")
	require.Equal(t, before, after, "replacing keeps the number")

	require.Equal(t, 1, e.Unsubscribe("b"))
	_, ok = e.Number("b")
	require.False(t, ok)
	_, ok = e.Numbered(before)
	require.False(t, ok)
	require.NoError(t, e.Subscribe("b", lowered(t, predicate.Gt("x", predicate.Int(5)))))
	again, _ := e.Number("b")
	require.Greater(t, again, before, "numbers are not used again")
	_, ok = e.Numbered(math.MaxUint64)
	require.False(t, ok)
}

// BenchmarkMatchBitmap compares a bitmap with a list, where a third of all match.
func BenchmarkMatchBitmap(b *testing.B) {
	e := New[int](Options{})
	require.NoError(b, e.SubscribeAll(numbered(bands(b, 100_000))))
	events := bandEvents(b, 50)
	b.Run("as=bitmap", func(b *testing.B) {
		var dst *roaring64.Bitmap
		n := 0
		for b.Loop() {
			dst = e.MatchBitmap(dst, events[n%len(events)])
			n++
		}
	})
	b.Run("as=ids", func(b *testing.B) {
		var dst []int
		n := 0
		for b.Loop() {
			dst = e.AppendMatches(dst[:0], events[n%len(events)])
			n++
		}
	})
}
