package kernel

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/hugemem"
)

// randomRows returns data, and rows of the given length in it that begin at any
// word. Some fill all bits that the ones before them have left.
func randomRows(rng *rand.Rand, words, n int) (data, rows []uint64) {
	data = make([]uint64, words+1000)
	for i := range data {
		data[i] = rng.Uint64() & rng.Uint64()
		if rng.IntN(3) == 0 {
			data[i] = ^uint64(0)
		}
	}
	rows = make([]uint64, n)
	for i := range rows {
		rows[i] = uint64(rng.IntN(1001))
	}
	return data, rows
}

// checkOrRows compares a form of OrRows with the portable one, and looks for what it
// wrote behind the end.
func checkOrRows(t *testing.T, or func(acc, data, rows []uint64)) {
	t.Helper()
	const seed = 9
	rng := rand.New(rand.NewPCG(seed, 0))
	for chunks := range 6 {
		for n := range 30 {
			words := chunks * RowWords
			data, rows := randomRows(rng, words, n)
			shift := rng.IntN(8) // the alignment of acc
			buffer := make([]uint64, shift+words+16)
			for i := range buffer {
				buffer[i] = rng.Uint64() & rng.Uint64() & rng.Uint64()
			}
			want := slices.Clone(buffer)
			orRows(want[shift:shift+words], data, rows)
			or(buffer[shift:shift+words], data, rows)
			require.Equal(t, want, buffer, "seed %d, %d chunks, %d rows", seed, chunks, n)
		}
	}
}

func TestOrRows(t *testing.T) { checkOrRows(t, OrRows) }

func TestOrRowsPortable(t *testing.T) {
	acc := make([]uint64, RowWords)
	data := make([]uint64, 3*RowWords)
	data[0], data[2*RowWords], data[2*RowWords+5] = 1, 2, 4
	orRows(acc, data, []uint64{0, 2 * RowWords})
	require.Equal(t, uint64(3), acc[0])
	require.Equal(t, uint64(4), acc[5])
}

func BenchmarkOrRows(b *testing.B) {
	for _, bits := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprintf("bits=%d", bits), func(b *testing.B) {
			const n, of = 20, 1280
			words := (bits/64 + RowWords) / RowWords * RowWords
			data, acc, rows := hugemem.Make[uint64](of*words), make([]uint64, words), make([]uint64, n)
			rng := rand.New(rand.NewPCG(1, 0))
			for i := range data {
				data[i] = rng.Uint64() & rng.Uint64()
			}
			b.SetBytes(int64(n * words * 8))
			for b.Loop() {
				for i := range rows {
					rows[i] = uint64(rng.IntN(of) * words)
				}
				clear(acc)
				OrRows(acc, data, rows)
			}
		})
	}
}
