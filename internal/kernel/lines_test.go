package kernel

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// checkLines compares forms of CopyLines and AndLines with what is expected of them, word
// by word, and looks for what they wrote elsewhere.
func checkLines(t *testing.T, copyTo func(dst, row, next []uint64), and func(acc, row []uint64, lines []uint8, next []uint64)) {
	t.Helper()
	const seed = 21
	rng := rand.New(rand.NewPCG(seed, 0))
	random := func(n int) []uint64 {
		words := make([]uint64, n)
		for i := range words {
			words[i] = rng.Uint64() | rng.Uint64()
		}
		return words
	}
	for n := range MaxLines + 1 {
		shift := rng.IntN(8) // the alignment
		row := random(shift + n*LineWords)[shift:]
		next := random(rng.IntN(100))

		dst := random(shift + n*LineWords + 16)
		want := slices.Clone(dst)
		for i, w := range row {
			want[shift+i] = w
		}
		copyTo(dst[shift:], row, next)
		require.Equal(t, want, dst, "seed %d, %d lines copied", seed, n)

		acc := random(shift + MaxLines*LineWords + 16)
		want = slices.Clone(acc)
		lines := make([]uint8, n)
		for i := range lines {
			lines[i] = uint8(rng.IntN(MaxLines))
			for w := range LineWords {
				want[shift+int(lines[i])*LineWords+w] &= row[i*LineWords+w]
			}
		}
		and(acc[shift:], row, lines, next)
		require.Equal(t, want, acc, "seed %d, %d lines anded", seed, n)
	}
}

func TestLines(t *testing.T) { checkLines(t, CopyLines, AndLines) }

func TestLinesPortable(t *testing.T) {
	checkLines(t, func(dst, row, _ []uint64) { copyLines(dst, row) },
		func(acc, row []uint64, lines []uint8, _ []uint64) { andLines(acc, row, lines) })
}
