// Command steps generates the kernel that finds a number among steps:
//
//	go generate ./internal/kernel
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

const (
	line     = 64 // bytes
	notAbove = 2  // of VPCMPUQ
)

func main() {
	ConstraintExpr("amd64,!purego")
	TEXT("countSteps512", NOSPLIT, "func(steps *uint64, x uint64) uint64")
	Pragma("noescape")
	Doc("countSteps512 is Steps.Count, with AVX-512 F.")
	steps := Load(Param("steps"), GP64())
	x := ZMM()
	VPBROADCASTQ(Load(Param("x"), GP64()), x)
	group := count(steps, x)
	at := GP64()
	MOVQ(group, at)
	SHLQ(Imm(7), at) // 16 steps of 8 bytes
	LEAQ(Mem{Base: steps, Index: at, Scale: 1, Disp: 2 * line}, at)
	SHLQ(Imm(4), group)
	ADDQ(count(at, x), group)
	Store(group, ReturnIndex(0))
	VZEROUPPER()
	RET()
	Generate()
}

// count returns how many of the 16 numbers are not above those of x.
func count(at Register, x VecVirtual) GPVirtual {
	var n [2]GPVirtual
	for i := range n {
		k := K()
		n[i] = GP64()
		// Not above x: x is not below, with the operands the other way round.
		z := ZMM()
		VMOVDQU64(Mem{Base: at, Disp: i * line}, z)
		VPCMPUQ(Imm(notAbove), x, z, k)
		KMOVW(k, n[i].As32())
	}
	SHLQ(Imm(8), n[1])
	ORQ(n[1], n[0])
	POPCNTQ(n[0], n[0])
	return n[0]
}
