//go:build !purego

package kernel

import (
	"testing"
	"unsafe"
)

func TestCount256(t *testing.T) {
	if !hasAVX2 {
		t.Skip("no AVX2")
	}
	testCount(t, func(w []uint64) int { return count256(unsafe.SliceData(w), len(w)) })
}
