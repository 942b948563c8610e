//go:build !purego

package kernel

import (
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

// TestFilter256 tests the kernel that Filter does not choose where there is a
// better one.
func TestFilter256(t *testing.T) {
	if !hasAVX2 {
		t.Skip("the machine has no AVX2")
	}
	const seed = 4
	rng := rand.New(rand.NewPCG(seed, 0))
	for n := 1; n < 20; n++ {
		for range 20 {
			slots, tables, mask := randomSlots(rng, n, 64), randomTables(rng), rng.Uint64()
			got := filter256((*byte)(unsafe.Pointer(&slots[0])), n, (*byte)(unsafe.Pointer(tables)), mask)
			require.Equal(t, filter(slots, tables, mask), got, "seed %d, %d slots", seed, n)
		}
	}
}
