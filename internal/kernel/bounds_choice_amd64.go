//go:build !purego

package kernel

import (
	"math/bits"
	"unsafe"

	"golang.org/x/sys/cpu"
)

//go:generate sh -c "cd _asm && go run ./bounds -out ../bounds_amd64.s -stubs ../bounds_amd64.go -pkg kernel"

// hasBounds says that the machine has what the kernel on bounds needs.
var hasBounds = hasAVX512 && cpu.X86.HasBMI1 && cpu.X86.HasBMI2

// AtMost clears, for each bit i of which, the bits of masks[i] of the lanes whose bound
// is above v: bounds has one for each of 64 lanes for each of the tiles from 0 on. It
// returns the bits of the tiles of which lanes are left.
func AtMost(bounds []uint16, which uint64, v uint16, masks *[Lanes]uint64) uint64 {
	if !hasBounds || which == 0 {
		return atMost(bounds, which, v, masks)
	}
	_ = bounds[:Lanes*bits.Len64(which)]
	return atMost512(unsafe.SliceData(bounds), which, v, &masks[0])
}
