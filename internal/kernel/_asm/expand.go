package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// expand512 writes 16 elements at a time, of which those of set bits come first.
func expand512() {
	TEXT("expand512", NOSPLIT, "func(dst, from *uint32, words *uint64, n int)")
	Pragma("noescape")
	Doc("expand512 is expand for n > 0 words, with AVX-512 F. It writes up to 16 elements past the last.")
	dst := Load(Param("dst"), GP64())
	from := Load(Param("from"), GP64())
	words := Load(Param("words"), GP64())
	n := Load(Param("n"), GP64())

	Label("word")
	word := GP64()
	MOVQ(Mem{Base: words}, word)
	TESTQ(word, word)
	JZ(LabelRef("next"))
	for part := range 4 {
		k, z := K(), ZMM()
		KMOVW(word.As32(), k)
		VMOVDQU32(Mem{Base: from, Disp: 64 * part}, z)
		VPCOMPRESSD_Z(z, k, z)
		VMOVDQU32(z, Mem{Base: dst})
		count := GP64()
		MOVWQZX(word.As16(), count)
		POPCNTQ(count, count)
		LEAQ(Mem{Base: dst, Index: count, Scale: 4}, dst)
		if part < 3 {
			SHRQ(U8(16), word)
		}
	}
	Label("next")
	ADDQ(U32(256), from)
	ADDQ(Imm(8), words)
	DECQ(n)
	JNZ(LabelRef("word"))
	VZEROUPPER()
	RET()
}
