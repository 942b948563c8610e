// Command lanes generates the kernels on lanes of 16 bits:
//
//	go generate ./internal/kernel
package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// Layout of the Go types, in bytes.
const (
	line     = 64 // 32 lanes of 16 bits
	rowBytes = 3 * line
	hitBytes = 12
	ahead    = 2 // blocks
)

// Predicates of VPCMPUW.
const (
	less         = 1
	lessEqual    = 2
	greaterEqual = 5
	greater      = 6
)

func main() {
	ConstraintExpr("amd64,!purego")
	for _, tables := range []int{1, 2, 0} {
		scanLanes(tables)
	}
	Generate()
}

// scanLanes looks codes up in so many registers of 32, or gathers them if there are
// none.
func scanLanes(tables int) {
	name, what := fmt.Sprintf("scanLanes512x%d", tables), fmt.Sprintf("attribute numbers below %d", 32*tables)
	if tables == 0 {
		name, what = "scanLanes512gather", "any attribute numbers"
	}
	TEXT(name, NOSPLIT, "func(rows *byte, from *uint32, live *uint32, n int, codes *uint32, out *uint32) int")
	Pragma("noescape")
	Doc(name + " is scanLanes for n > 0 blocks and " + what + ", with AVX-512 BW.")
	rows := Load(Param("rows"), GP64())
	from := Load(Param("from"), GP64())
	live := Load(Param("live"), GP64())
	n := Load(Param("n"), GP64())
	codes := Load(Param("codes"), GP64())
	hit := Load(Param("out"), GP64())

	var low, high []VecVirtual // the tables
	for i := range tables {
		l, h := split(codes, i)
		low, high = append(low, l), append(high, h)
	}
	// values returns the lowest and the highest codes of the row's attributes.
	values := func(p Register) (lowest, highest VecVirtual) {
		if tables == 0 {
			return gather(codes, p)
		}
		index := ZMM()
		VMOVDQU16(Mem{Base: p}, index)
		return lookup(low, index), lookup(high, index)
	}
	// test clears the lanes of mask that fail the row.
	test := func(p Register, mask OpmaskVirtual, atLeast, atMost uint64) {
		lowest, highest := values(p)
		VPCMPUW(U8(atLeast), Mem{Base: p, Disp: line}, highest, mask, mask)
		VPCMPUW(U8(atMost), Mem{Base: p, Disp: 2 * line}, lowest, mask, mask)
		KORTESTD(mask, mask)
	}

	found, i := GP64(), GP64()
	XORQ(found, found)
	XORQ(i, i)
	Label("block")
	next := address(rows, from, i, ahead)
	for l := range 6 {
		PREFETCHT0(Mem{Base: next, Disp: l * line})
	}
	mask := K()
	KMOVD(Mem{Base: live, Index: i, Scale: 4}, mask)
	KORTESTD(mask, mask)
	JZ(LabelRef("next"))
	first, last := address(rows, from, i, 0), address(rows, from, i, 1)
	p := GP64()
	MOVQ(first, p)
	CMPQ(p, last)
	JAE(LabelRef("found"))
	Label("row")
	test(p, mask, greaterEqual, lessEqual)
	JZ(LabelRef("next"))
	ADDQ(U32(rowBytes), p)
	CMPQ(p, last)
	JB(LabelRef("row"))
	Label("found")
	any := GP32()
	KMOVD(mask, any)
	Comment("Once more, for the lanes that pass for certain.")
	MOVQ(first, p)
	CMPQ(p, last)
	JAE(LabelRef("store"))
	Label("inner")
	test(p, mask, greater, less)
	JZ(LabelRef("store"))
	ADDQ(U32(rowBytes), p)
	CMPQ(p, last)
	JB(LabelRef("inner"))
	Label("store")
	MOVL(i.As32(), Mem{Base: hit})
	MOVL(any, Mem{Base: hit, Disp: 4})
	KMOVD(mask, Mem{Base: hit, Disp: 8})
	ADDQ(U8(hitBytes), hit)
	INCQ(found)
	Label("next")
	INCQ(i)
	CMPQ(i, n)
	JB(LabelRef("block"))
	Store(found, ReturnIndex(0))
	VZEROUPPER()
	RET()
}

// address returns where the rows of block i+d begin.
func address(rows, from, i Register, d int) GPVirtual {
	a := GP64()
	MOVL(Mem{Base: from, Index: i, Scale: 4, Disp: 4 * d}, a.As32())
	LEAQ(Mem{Base: a, Index: a, Scale: 2}, a) // * 3
	SHLQ(U8(6), a)                            // * 64
	ADDQ(rows, a)
	return a
}

// lookup returns the table's words at the indexes.
func lookup(table []VecVirtual, index VecVirtual) VecVirtual {
	z := ZMM()
	if len(table) == 1 {
		VPERMW(table[0], index, z)
		return z
	}
	VMOVDQA64(index, z)
	VPERMI2W(table[1], table[0], z)
	return z
}

// split returns the low and the high halves of 32 double words.
func split(codes Register, part int) (low, high VecVirtual) {
	a, b := ZMM(), ZMM()
	VMOVDQU32(Mem{Base: codes, Disp: part * 2 * line}, a)
	VMOVDQU32(Mem{Base: codes, Disp: part*2*line + line}, b)
	return halves(a, b)
}

func halves(a, b VecVirtual) (low, high VecVirtual) {
	low = narrow(a, b)
	c, d := ZMM(), ZMM()
	VPSRLD(U8(16), a, c)
	VPSRLD(U8(16), b, d)
	return low, narrow(c, d)
}

// narrow returns the low halves of 32 double words.
func narrow(a, b VecVirtual) VecVirtual {
	x, y, z := YMM(), YMM(), ZMM()
	VPMOVDW(a, x)
	VPMOVDW(b, y)
	VINSERTI64X4(U8(1), y, x.AsZ(), z)
	return z
}

func gather(codes, p Register) (low, high VecVirtual) {
	var parts [2]VecVirtual
	for i := range parts {
		index, z, all := ZMM(), ZMM(), K()
		VPMOVZXWD(Mem{Base: p, Disp: i * line / 2}, index)
		VPXORD(z, z, z)
		KXNORW(all, all, all)
		VPGATHERDD(Mem{Base: codes, Index: index, Scale: 4}, all, z)
		parts[i] = z
	}
	return halves(parts[0], parts[1])
}
