// Command rows generates the kernels on rows of bits:
//
//	go generate ./internal/kernel
package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

const (
	line = 64 // bytes
	// registers is how many vectors of each row are taken at a time.
	registers = 8
	// often is after how many rows it is asked whether all bits are set, less one.
	often = 3
)

func main() {
	ConstraintExpr("amd64,!purego")
	orRows("orRows512", "AVX-512 F", 64, func() VecVirtual { return ZMM() })
	orRows("orRows256", "AVX2", 32, func() VecVirtual { return YMM() })
	copyLines("copyLines512", "AVX-512 F", 64, func() VecVirtual { return ZMM() })
	copyLines("copyLines256", "AVX2", 32, func() VecVirtual { return YMM() })
	andLines("andLines512", "AVX-512 F", 64, func() VecVirtual { return ZMM() })
	andLines("andLines256", "AVX2", 32, func() VecVirtual { return YMM() })
	Generate()
}

func orRows(name, with string, width int, vector func() VecVirtual) {
	TEXT(name, NOSPLIT, "func(acc *uint64, chunks int, data *uint64, rows *uint64, n int)")
	Pragma("noescape")
	Doc(name + fmt.Sprintf(" is orRows for chunks > 0 times %d words and n > 0 rows, with %s.", registers*width/8, with))
	acc := Load(Param("acc"), GP64())
	chunks := Load(Param("chunks"), GP64())
	data := Load(Param("data"), GP64())
	rows := Load(Param("rows"), GP64())
	n := Load(Param("n"), GP64())
	wide := width == 64

	ones := vector()
	if wide {
		VPTERNLOGD(Imm(0xff), ones, ones, ones)
	} else {
		VPCMPEQD(ones, ones, ones)
	}
	or := make([]VecVirtual, registers)
	Label("chunk")
	for i := range or {
		or[i] = vector()
		move(wide, Mem{Base: acc, Disp: i * width}, or[i])
	}
	j, row := GP64(), GP64()
	XORQ(j, j)
	Label("row")
	MOVQ(Mem{Base: rows, Index: j, Scale: 8}, row)
	for i := range or {
		at := Mem{Base: data, Index: row, Scale: 8, Disp: i * width}
		if wide {
			VPORQ(at, or[i], or[i])
		} else {
			VPOR(at, or[i], or[i])
		}
	}
	Comment("The next chunk of the row.")
	for i := 0; i < registers*width; i += line {
		PREFETCHT0(Mem{Base: data, Index: row, Scale: 8, Disp: registers*width + i})
	}
	INCQ(j)
	CMPQ(j, n)
	JAE(LabelRef("store"))
	TESTQ(U32(often), j)
	JNZ(LabelRef("row"))
	Comment("All bits set: the other rows cannot change them.")
	all := make([]VecVirtual, registers/2)
	for i := range all {
		all[i] = vector()
		and(wide, or[2*i], or[2*i+1], all[i])
	}
	for len(all) > 1 {
		half := len(all) / 2
		for i := range half {
			and(wide, all[i], all[half+i], all[i])
		}
		all = all[:half]
	}
	if wide {
		k := K()
		VPCMPEQQ(ones, all[0], k)
		some := GP32()
		KMOVW(k, some)
		CMPL(some, U32(0xff))
		JNE(LabelRef("row"))
	} else {
		VPTEST(ones, all[0]) // sets carry if all are set
		JNC(LabelRef("row"))
	}
	Label("store")
	for i := range or {
		move(wide, or[i], Mem{Base: acc, Disp: i * width})
	}
	ADDQ(U32(registers*width), acc)
	ADDQ(U32(registers*width), data)
	DECQ(chunks)
	JNZ(LabelRef("chunk"))
	VZEROUPPER()
	RET()
}

func and(wide bool, a, b, to VecVirtual) {
	if wide {
		VPANDQ(a, b, to)
	} else {
		VPAND(a, b, to)
	}
}

func move(wide bool, from, to Op) {
	if wide {
		VMOVDQU64(from, to)
	} else {
		VMOVDQU(from, to)
	}
}

// copyLines takes a cache line at a time, and asks for one of those that are read next.
func copyLines(name, with string, width int, vector func() VecVirtual) {
	TEXT(name, NOSPLIT, "func(dst, row *uint64, n int, next *uint64)")
	Pragma("noescape")
	Doc(name + " is CopyLines for n > 0 lines, with " + with + ".")
	dst := Load(Param("dst"), GP64())
	row := Load(Param("row"), GP64())
	n := Load(Param("n"), GP64())
	next := Load(Param("next"), GP64())
	at := GP64()
	XORQ(at, at)
	SHLQ(U8(6), n)
	Label("line")
	PREFETCHT0(Mem{Base: next, Index: at, Scale: 1})
	for i := 0; i < line; i += width {
		v := vector()
		move(width == line, Mem{Base: row, Index: at, Scale: 1, Disp: i}, v)
		move(width == line, v, Mem{Base: dst, Index: at, Scale: 1, Disp: i})
	}
	ADDQ(U32(line), at)
	CMPQ(at, n)
	JB(LabelRef("line"))
	VZEROUPPER()
	RET()
}

func andLines(name, with string, width int, vector func() VecVirtual) {
	TEXT(name, NOSPLIT, "func(acc, row *uint64, lines *uint8, n int, next *uint64)")
	Pragma("noescape")
	Doc(name + " is AndLines for n > 0 lines, with " + with + ".")
	acc := Load(Param("acc"), GP64())
	row := Load(Param("row"), GP64())
	lines := Load(Param("lines"), GP64())
	n := Load(Param("n"), GP64())
	next := Load(Param("next"), GP64())
	ADDQ(lines, n)
	Label("line")
	PREFETCHT0(Mem{Base: next})
	to := GP64()
	MOVBQZX(Mem{Base: lines}, to)
	SHLQ(U8(6), to)
	ADDQ(acc, to)
	for i := 0; i < line; i += width {
		v := vector()
		move(width == line, Mem{Base: row, Disp: i}, v)
		if width == line {
			VPANDQ(Mem{Base: to, Disp: i}, v, v)
		} else {
			VPAND(Mem{Base: to, Disp: i}, v, v)
		}
		move(width == line, v, Mem{Base: to, Disp: i})
	}
	ADDQ(U32(line), row)
	ADDQ(U32(line), next)
	INCQ(lines)
	CMPQ(lines, n)
	JB(LabelRef("line"))
	VZEROUPPER()
	RET()
}
