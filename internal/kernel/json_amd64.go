//go:build !purego

package kernel

import (
	"unsafe"

	"golang.org/x/sys/cpu"
)

//go:generate sh -c "cd _asm && go run ./json -out ../json_kernel_amd64.s -stubs ../json_kernel_amd64.go -pkg kernel"

// What the machine has: decided once, and never changed.
var (
	hasGFNI = hasVBMI && cpu.X86.HasAVX512GFNI && cpu.X86.HasBMI2
	hasFind = hasVBMI && cpu.X86.HasAVX512VBMI2 && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512VPCLMULQDQ
)

// fewWords is up to how many words of a group one by one are faster than all at once.
const fewWords = 1

// ClassifyJSON tells the bytes of src, at most 512 of them, by class; what is missing
// it takes for spaces. It returns which words have high bytes and backslashes.
func ClassifyJSON(g *JSONGroup, src []byte) (high, backslash uint8) {
	switch {
	case hasGFNI:
		r := classifyJSON512((*byte)(unsafe.Pointer(g)), unsafe.SliceData(src), min(len(src), JSONGroupBytes))
		return uint8(r), uint8(r >> 8)
	case hasAVX2:
		return classifyJSON2(g, src)
	default:
		return classifyJSON(g, src)
	}
}

// classifyJSON2 is ClassifyJSON with AVX2. Its kernel takes whole blocks only.
func classifyJSON2(g *JSONGroup, src []byte) (high, backslash uint8) {
	var all [JSONGroupBytes]byte
	if len(src) < len(all) {
		for i := copy(all[:], src); i < len(all); i++ {
			all[i] = ' '
		}
		src = all[:]
	}
	classifyJSON256((*byte)(unsafe.Pointer(g)), unsafe.SliceData(src), JSONGroupWords)
	for w := range JSONGroupWords {
		high |= bit(g.High[w], w)
		backslash |= bit(g.Backslash[w], w)
	}
	return high, backslash
}

// FindJSON finds the tokens in the first words of a group of which the quotes that are
// escaped have been taken away, puts them into the words of the masks from at on,
// and checks the grammar, context and the insides of literals and strings aside. The
// other words are of spaces, if there are any, and may or may not be looked at.
func FindJSON(g *JSONGroup, c *JSONCarry, to JSONMasks, at, words int) JSONVerdict {
	if !hasFind || words <= fewWords {
		return findJSON(g, c, to, at, words)
	}
	_ = to.Words[(NumJSONMasks-1)*to.Stride+at+JSONGroupWords-1]
	r := findJSON512((*byte)(unsafe.Pointer(g)), (*byte)(unsafe.Pointer(c)), &to.Words[at], to.Stride)
	return JSONVerdict{uint8(r), uint8(r >> 8), uint8(r >> 16), uint8(r >> 24)}
}
