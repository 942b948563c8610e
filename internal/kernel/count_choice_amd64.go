//go:build !purego

package kernel

import (
	"unsafe"

	"golang.org/x/sys/cpu"
)

//go:generate sh -c "cd _asm && go run ./count -out ../count_amd64.s -stubs ../count_amd64.go -pkg kernel"

var hasVPOPCNT = cpu.X86.HasAVX512F && cpu.X86.HasAVX512VPOPCNTDQ && cpu.X86.HasBMI2

// Count returns how many bits of the words are set.
func Count(words []uint64) int {
	switch {
	case hasVPOPCNT:
		return count512(unsafe.SliceData(words), len(words))
	case hasAVX2 && cpu.X86.HasPOPCNT:
		return count256(unsafe.SliceData(words), len(words))
	default:
		return count(words)
	}
}
