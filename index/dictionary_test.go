package index_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	p "github.com/thresh-dev/thresh/predicate"
)

func newRand(t *testing.T) *rand.Rand {
	t.Helper()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

func TestAttrsAreDenseAndStay(t *testing.T) {
	d := index.NewDictionary()
	require.Zero(t, d.Len())
	want := map[p.Attribute]index.AttrID{}
	rng := newRand(t)
	for range 20_000 {
		a := p.Attribute{Path: fmt.Sprint("path", rng.IntN(3000)), View: p.View(rng.IntN(p.NumViews))}
		id := d.Attr(a)
		if old, ok := want[a]; ok {
			require.Equal(t, old, id, "I1: %v", a)
			continue
		}
		require.Equal(t, len(want), int(id), "%v", a)
		want[a] = id
		require.Equal(t, len(want), d.Len())
	}
	for a, id := range want {
		require.Equal(t, id, d.Attr(a))
	}
}

// TestDictionaryWhileItGrows numbers and encodes from several goroutines. Every
// goroutine has to find the same numbers, and an encoder the values of all that
// were numbered before.
func TestDictionaryWhileItGrows(t *testing.T) {
	d := index.NewDictionary()
	const goroutines, paths = 4, 500
	found := [goroutines][paths]index.AttrID{}
	var wg sync.WaitGroup
	for g, step := range [goroutines]int{1, 3, 7, 9} { // each in an order of its own
		wg.Go(func() {
			var b p.Builder
			enc := index.NewEncoder(d)
			for i := range paths {
				b.AddInt(fmt.Sprint(i), int64(i))
			}
			ev, err := b.Event()
			if err != nil {
				panic(err)
			}
			for n := range paths {
				i := (n*step + g) % paths
				id := d.Attr(p.Attribute{Path: fmt.Sprint(i)})
				found[g][i] = id
				if n%10 == 0 {
					e := enc.Encode(ev)
					if e.Code(id) != p.CodeOf(p.Int(int64(i))) {
						panic(fmt.Sprintf("attribute %d has code %x", i, e.Code(id)))
					}
				}
			}
		})
	}
	wg.Wait()
	require.Equal(t, paths, d.Len())
	for g := range goroutines {
		for i := range paths {
			require.Equal(t, d.Attr(p.Attribute{Path: fmt.Sprint(i)}), found[g][i])
		}
	}
}
