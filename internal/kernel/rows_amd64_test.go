//go:build !purego

package kernel

import (
	"testing"
	"unsafe"
)

// TestOrRowsAVX2 has the form that a machine with AVX-512 does not choose.
func TestOrRowsAVX2(t *testing.T) {
	if !hasAVX2 {
		t.Skip("no AVX2")
	}
	checkOrRows(t, func(acc, data, rows []uint64) {
		if len(acc) > 0 && len(rows) > 0 {
			orRows256(unsafe.SliceData(acc), len(acc)/(RowWords/2), unsafe.SliceData(data), unsafe.SliceData(rows), len(rows))
		}
	})
}
