// Command bounds generates the kernel on bounds of lanes:
//
//	go generate ./internal/kernel
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// notLess is the comparison of VPCMPUW that is unsigned and ≥.
const notLess = 5

func main() {
	ConstraintExpr("amd64,!purego")
	atMost()
	Generate()
}

func atMost() {
	TEXT("atMost512", NOSPLIT, "func(bounds *uint16, which uint64, v uint16, masks *uint64) uint64")
	Pragma("noescape")
	Doc("atMost512 is atMost for which != 0, with AVX-512 BW and BMI.")
	bounds := Load(Param("bounds"), GP64())
	which := Load(Param("which"), GP64())
	value := GP32()
	Load(Param("v"), value)
	masks := Load(Param("masks"), GP64())
	v := ZMM()
	VPBROADCASTW(value, v)
	left := GP64()
	XORQ(left, left)

	Label("tile")
	i, at := GP64(), GP64()
	TZCNTQ(which, i)
	BLSRQ(which, which)
	MOVQ(i, at)
	SHLQ(U8(7), at)
	low, high := K(), K()
	VPCMPUW(U8(notLess), Mem{Base: bounds, Index: at, Scale: 1}, v, low)
	VPCMPUW(U8(notLess), Mem{Base: bounds, Index: at, Scale: 1, Disp: 64}, v, high)
	mask := K()
	KUNPCKDQ(low, high, mask)
	m := GP64()
	KMOVQ(mask, m)
	ANDQ(Mem{Base: masks, Index: i, Scale: 8}, m)
	MOVQ(m, Mem{Base: masks, Index: i, Scale: 8})
	some, bit := GP64(), GP64()
	XORQ(some, some)
	TESTQ(m, m)
	SETNE(some.As8())
	SHLXQ(i, some, bit)
	ORQ(bit, left)
	TESTQ(which, which)
	JNZ(LabelRef("tile"))
	VZEROUPPER()
	Store(left, ReturnIndex(0))
	RET()
}
