// Command count generates the kernels that count bits:
//
//	go generate ./internal/kernel
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

func main() {
	ConstraintExpr("amd64,!purego")
	count512()
	count256()
	Generate()
}

// begin loads the parameters of a kernel that counts.
func begin(name, doc string) (words, n, sum GPVirtual) {
	TEXT(name, NOSPLIT, "func(words *uint64, n int) int")
	Pragma("noescape")
	Doc(name + doc)
	words, n, sum = Load(Param("words"), GP64()).(GPVirtual), Load(Param("n"), GP64()).(GPVirtual), GP64()
	return words, n, sum
}

// count512 takes 32 words at a time, then 8, and what is left in a part of 8.
func count512() {
	words, n, sum := begin("count512", " is count, with AVX-512 F and VPOPCNTDQ.")
	var acc [4]VecVirtual
	for i := range acc {
		acc[i] = ZMM()
		VPXORQ(acc[i], acc[i], acc[i])
	}
	t := ZMM()
	Label("many")
	CMPQ(n, Imm(32))
	JB(LabelRef("some"))
	for i := range acc {
		z := ZMM()
		VPOPCNTQ(Mem{Base: words, Disp: 64 * i}, z)
		VPADDQ(z, acc[i], acc[i])
	}
	ADDQ(U32(4*64), words)
	SUBQ(Imm(32), n)
	JMP(LabelRef("many"))
	Label("some")
	CMPQ(n, Imm(8))
	JB(LabelRef("rest"))
	VPOPCNTQ(Mem{Base: words}, t)
	VPADDQ(t, acc[0], acc[0])
	ADDQ(Imm(64), words)
	SUBQ(Imm(8), n)
	JMP(LabelRef("some"))
	Label("rest")
	all, few, there := GP32(), GP32(), K()
	MOVL(U32(0xff), all)
	BZHIL(n.As32(), all, few)
	KMOVW(few, there)
	VMOVDQU64_Z(Mem{Base: words}, there, t)
	VPOPCNTQ(t, t)
	VPADDQ(t, acc[1], acc[1])
	VPADDQ(acc[1], acc[0], acc[0])
	VPADDQ(acc[3], acc[2], acc[2])
	VPADDQ(acc[2], acc[0], acc[0])
	high := YMM()
	VEXTRACTI64X4(Imm(1), acc[0], high)
	VPADDQ(high, acc[0].AsY(), high)
	store(high, sum)
}

// store returns the sum of four words.
func store(y VecVirtual, sum GPVirtual) {
	x := XMM()
	VEXTRACTI128(Imm(1), y, x)
	VPADDQ(y.AsX(), x, x)
	last := GP64()
	VMOVQ(x, sum)
	VPEXTRQ(Imm(1), x, last)
	ADDQ(last, sum)
	VZEROUPPER()
	Store(sum, ReturnIndex(0))
	RET()
}

// count256 looks the bits of half a byte up, and sums bytes. It takes 4 words at a time.
func count256() {
	words, n, sum := begin("count256", " is count, with AVX2 and POPCNT.")
	table := GLOBL("bitsOfNibble", RODATA|NOPTR)
	for i := range 32 {
		DATA(i, U8([]uint8{0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4}[i%16]))
	}
	of, nibble, zero, acc := YMM(), YMM(), YMM(), YMM()
	VMOVDQU(table, of)
	mask, x := GP64(), XMM()
	MOVQ(U64(0x0f0f0f0f0f0f0f0f), mask)
	VMOVQ(mask, x)
	VPBROADCASTQ(x, nibble)
	VPXOR(zero, zero, zero)
	VPXOR(acc, acc, acc)
	Label("words")
	CMPQ(n, Imm(4))
	JB(LabelRef("rest"))
	low, high := YMM(), YMM()
	VMOVDQU(Mem{Base: words}, low)
	VPSRLQ(Imm(4), low, high)
	VPAND(nibble, low, low)
	VPAND(nibble, high, high)
	VPSHUFB(low, of, low)
	VPSHUFB(high, of, high)
	VPADDB(low, high, low)
	VPSADBW(zero, low, low)
	VPADDQ(low, acc, acc)
	ADDQ(Imm(32), words)
	SUBQ(Imm(4), n)
	JMP(LabelRef("words"))
	Label("rest")
	rest, one := GP64(), GP64()
	XORQ(rest, rest)
	Label("word")
	TESTQ(n, n)
	JZ(LabelRef("sum"))
	POPCNTQ(Mem{Base: words}, one)
	ADDQ(one, rest)
	ADDQ(Imm(8), words)
	DECQ(n)
	JMP(LabelRef("word"))
	Label("sum")
	y := XMM()
	VMOVQ(rest, y)
	VPADDQ(y.AsY(), acc, acc)
	store(acc, sum)
}
