//go:build !purego

package kernel

import (
	"unsafe"

	"golang.org/x/sys/cpu"
)

//go:generate sh -c "cd _asm && go run ./json -out ../json_kernel_amd64.s -stubs ../json_kernel_amd64.go -pkg kernel"

var hasBW = cpu.X86.HasAVX512BW && cpu.X86.HasBMI2

// ClassifyJSON tells the bytes of src by class: dst has a block for each 64 of them,
// the last perhaps of fewer, which it takes for followed by spaces.
func ClassifyJSON(dst []JSONBlock, src []byte) {
	if len(dst) == 0 {
		return
	}
	n := min(len(src), len(dst)*JSONBlockBytes)
	_ = src[(len(dst)-1)*JSONBlockBytes] // the last block has a byte
	switch {
	case hasBW:
		classifyJSON512((*byte)(unsafe.Pointer(&dst[0])), unsafe.SliceData(src), n)
	case hasAVX2:
		classifyJSON2(dst, src[:n])
	default:
		classifyJSON(dst, src)
	}
}

// classifyJSON2 is ClassifyJSON with AVX2. Its kernel takes whole blocks only.
func classifyJSON2(dst []JSONBlock, src []byte) {
	whole := len(src) / JSONBlockBytes
	if whole > 0 {
		classifyJSON256((*byte)(unsafe.Pointer(&dst[0])), unsafe.SliceData(src), whole)
	}
	if whole < len(dst) {
		var last [JSONBlockBytes]byte
		for i := copy(last[:], src[whole*JSONBlockBytes:]); i < len(last); i++ {
			last[i] = ' '
		}
		classifyJSON256((*byte)(unsafe.Pointer(&dst[whole])), &last[0], 1)
	}
}
