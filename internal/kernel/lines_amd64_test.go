//go:build !purego

package kernel

import (
	"testing"
	"unsafe"
)

// TestLines256 has the form that a machine with AVX-512 does not choose.
func TestLines256(t *testing.T) {
	if !hasAVX2 {
		t.Skip("no AVX2")
	}
	checkLines(t, func(dst, row, next []uint64) {
		if n := len(row) / LineWords; n > 0 {
			copyLines256(unsafe.SliceData(dst), unsafe.SliceData(row), n, unsafe.SliceData(next))
		}
	}, func(acc, row []uint64, lines []uint8, next []uint64) {
		if n := len(lines); n > 0 {
			andLines256(unsafe.SliceData(acc), unsafe.SliceData(row), unsafe.SliceData(lines), n, unsafe.SliceData(next))
		}
	})
}
