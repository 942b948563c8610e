// Command json generates the vector kernels of package kernel that class the bytes
// of JSON documents:
//
//	go generate ./internal/kernel
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// The masks of a JSONBlock in their order.
const (
	backslash = iota
	quote
	control
	high
	openObject
	open
	closing
	comma
	colon
	space
	digit
	zero
	dot
	exp
	minus
	sign
	numMasks
)

const blockBytes = 64

// equal is the masks of one byte, and folded those of two that differ in the bit
// 0x20: the byte has it.
var (
	equal  = map[int]byte{backslash: '\\', quote: '"', openObject: '{', comma: ',', colon: ':', zero: '0', dot: '.', minus: '-'}
	folded = map[int]byte{open: '{', closing: '}', exp: 'e'}
)

// Predicates of VPCMPUB.
const (
	lessThan  = 1
	lessEqual = 2
)

func main() {
	ConstraintExpr("amd64,!purego")
	spaces := GLOBL("jsonSpaces", RODATA|NOPTR)
	for i := range 16 {
		b := byte(0)
		switch c := byte(i); c {
		case 0:
			b = ' '
		case '\t', '\n', '\r':
			b = c
		}
		DATA(i, U8(b))
	}
	classify512(spaces)
	classify256(spaces)
	Generate()
}

// at returns the place of the k-th mask.
func at(dst Register, k int) Mem { return Mem{Base: dst, Disp: 8 * k} }

// Constants are made as they are needed first, and kept where there are registers.
func broadcast512(b byte) VecVirtual {
	r, z := GP32(), ZMM()
	MOVL(U32(uint32(b)), r)
	VPBROADCASTB(r, z)
	return z
}

func classify512(spaces Mem) {
	TEXT("classifyJSON512", NOSPLIT, "func(dst, src *byte, n int)")
	Pragma("noescape")
	Doc("classifyJSON512 is ClassifyJSON of n > 0 bytes, with AVX-512 BW.")
	dst := Load(Param("dst"), GP64())
	src := Load(Param("src"), GP64())
	n := Load(Param("n"), GP64())

	constant := map[byte]VecVirtual{}
	for k := range numMasks {
		for _, m := range []map[int]byte{equal, folded} {
			if b, ok := m[k]; ok && constant[b] == nil {
				constant[b] = broadcast512(b)
			}
		}
	}
	bit := broadcast512(0x20)
	plus := broadcast512('+')
	nine := broadcast512(9)
	table := ZMM()
	VBROADCASTI32X4(spaces, table)

	v := ZMM()
	Label("block")
	CMPQ(n, Imm(blockBytes))
	JB(LabelRef("tail"))
	VMOVDQU8(Mem{Base: src}, v)

	Label("classes")
	store := func(k int, mask OpmaskVirtual) { KMOVQ(mask, at(dst, k)) }
	lower := ZMM()
	VPORQ(bit, v, lower)
	minuses := K()
	for k := range numMasks {
		mask := K()
		if b, ok := equal[k]; ok {
			VPCMPEQB(constant[b], v, mask)
			if k == minus {
				KMOVQ(mask, minuses)
			}
		} else if b, ok := folded[k]; ok {
			VPCMPEQB(constant[b], lower, mask)
		} else {
			switch k {
			case control:
				VPCMPUB(Imm(lessThan), bit, v, mask)
			case high:
				VPMOVB2M(v, mask)
			case space:
				t := ZMM()
				VPSHUFB(v, table, t)
				VPCMPEQB(t, v, mask)
			case digit:
				t := ZMM()
				VPSUBB(constant['0'], v, t)
				VPCMPUB(Imm(lessEqual), nine, t, mask)
			case sign:
				VPCMPEQB(plus, v, mask)
				KORQ(minuses, mask, mask)
			}
		}
		store(k, mask)
	}
	ADDQ(Imm(blockBytes), src)
	ADDQ(Imm(8*numMasks), dst)
	SUBQ(Imm(blockBytes), n)
	JA(LabelRef("block"))
	VZEROUPPER()
	RET()

	Comment("Fewer than 64 bytes, of which those after are not read.")
	Label("tail")
	ones, k := GP64(), K()
	MOVQ(I64(-1), ones)
	BZHIQ(n, ones, ones)
	KMOVQ(ones, k)
	VMOVDQA64(bit, v)
	VMOVDQU8(Mem{Base: src}, k, v)
	JMP(LabelRef("classes"))
}

func classify256(spaces Mem) {
	TEXT("classifyJSON256", NOSPLIT, "func(dst, src *byte, blocks int)")
	Pragma("noescape")
	Doc("classifyJSON256 is ClassifyJSON of blocks > 0 whole blocks, with AVX2.")
	dst := Load(Param("dst"), GP64())
	src := Load(Param("src"), GP64())
	n := Load(Param("blocks"), GP64())

	table := YMM()
	VBROADCASTI128(spaces, table)
	fill := func(b byte) VecVirtual {
		r, x, y := GP32(), XMM(), YMM()
		MOVL(U32(uint32(b)), r)
		MOVD(r, x)
		VPBROADCASTB(x, y)
		return y
	}
	bit := fill(0x20)
	below := fill(0x1f)
	nine := fill(9)
	// The other constants would not fit into the registers.
	constants := GLOBL("jsonBytes", RODATA|NOPTR)
	offset := map[byte]int{}
	for _, b := range []byte{'\\', '"', '{', ',', ':', '0', '.', '-', '}', 'e', '+'} {
		offset[b] = 32 * len(offset)
		for i := range 4 {
			DATA(offset[b]+8*i, U64(0x0101010101010101*uint64(b)))
		}
	}

	Label("block")
	var v, lower [2]VecVirtual
	for h := range 2 {
		v[h], lower[h] = YMM(), YMM()
		VMOVDQU(Mem{Base: src, Disp: 32 * h}, v[h])
		VPOR(bit, v[h], lower[h])
	}
	bits := [numMasks]GPVirtual{}
	for k := range numMasks {
		var half [2]GPVirtual
		for h := range 2 {
			t := YMM()
			if b, ok := equal[k]; ok {
				VPCMPEQB(constants.Offset(offset[b]), v[h], t)
			} else if b, ok := folded[k]; ok {
				VPCMPEQB(constants.Offset(offset[b]), lower[h], t)
			} else {
				switch k {
				case control: // v <= 0x1f is max(v, 0x1f) == 0x1f on unsigned bytes
					VPMAXUB(v[h], below, t)
					VPCMPEQB(t, below, t)
				case high:
					t = v[h]
				case space:
					VPSHUFB(v[h], table, t)
					VPCMPEQB(t, v[h], t)
				case digit:
					d := YMM()
					VPSUBB(constants.Offset(offset['0']), v[h], d)
					VPMINUB(d, nine, t)
					VPCMPEQB(t, d, t)
				case sign:
					VPCMPEQB(constants.Offset(offset['+']), v[h], t)
				}
			}
			half[h] = GP64()
			VPMOVMSKB(t, half[h].As32())
		}
		SHLQ(Imm(32), half[1])
		ORQ(half[1], half[0])
		bits[k] = half[0]
		if k == sign {
			ORQ(at(dst, minus), bits[k])
		}
		MOVQ(bits[k], at(dst, k))
	}
	ADDQ(Imm(blockBytes), src)
	ADDQ(Imm(8*numMasks), dst)
	DECQ(n)
	JNZ(LabelRef("block"))
	VZEROUPPER()
	RET()
}
