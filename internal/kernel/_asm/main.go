// Command asm generates the vector kernels of package kernel:
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
	line      = 64 // lanes of one byte
	slotBytes = 3 * line
	tableMax  = 256 // offset of Tables.Max
	rowShift  = 7   // a row is two lines
	rowsAhead = 4   // blocks: BlocksAhead of package kernel
)

// Predicates of VPCMPUB.
const (
	lessEqual    = 2
	greaterEqual = 5
)

func main() {
	ConstraintExpr("amd64,!purego")
	for _, tables := range []int{1, 2, 4} {
		filter512(tables)
		filterTiles512(tables)
	}
	filter256()
	appendLanes512()
	expand512()
	prefetch()
	fetch()
	fetchRows()
	Generate()
}

// lookup holds one table of 64, 128 or 256 bytes in registers.
type lookup []VecVirtual

func load(base Register, offset, tables int) lookup {
	var l lookup
	for i := range tables {
		z := ZMM()
		VMOVDQU8(Mem{Base: base, Disp: offset + i*line}, z)
		l = append(l, z)
	}
	return l
}

// at returns the table's bytes at the indexes. Of 256, high has the lanes whose
// index is above 127.
func (l lookup) at(index VecVirtual, high OpmaskVirtual) VecVirtual {
	z := ZMM()
	switch len(l) {
	case 1:
		VPERMB(l[0], index, z)
	case 2:
		VMOVDQA64(index, z)
		VPERMI2B(l[1], l[0], z)
	case 4:
		y := ZMM()
		VMOVDQA64(index, z)
		VMOVDQA64(index, y)
		VPERMI2B(l[1], l[0], z)
		VPERMI2B(l[3], l[2], y)
		VPBLENDMB(y, z, high, z)
	}
	return z
}

// slotTest clears the lanes of mask that fail the slot.
func slotTest(slot Register, low, top lookup, mask OpmaskVirtual) {
	index := ZMM()
	VMOVDQU8(Mem{Base: slot}, index)
	high := K()
	if len(low) == 4 {
		VPMOVB2M(index, high)
	}
	VPCMPUB(Imm(greaterEqual), Mem{Base: slot, Disp: line}, top.at(index, high), mask, mask)
	VPCMPUB(Imm(lessEqual), Mem{Base: slot, Disp: 2 * line}, low.at(index, high), mask, mask)
}

func filter512(tables int) {
	name := fmt.Sprintf("filter512x%d", tables)
	TEXT(name, NOSPLIT, "func(slots *byte, n int, t *byte, mask uint64) uint64")
	Pragma("noescape")
	Doc(name + fmt.Sprintf(" is filter for n > 0 slots and attribute numbers below %d, with AVX-512 VBMI.", 64*tables))
	slot := Load(Param("slots"), GP64())
	n := Load(Param("n"), GP64())
	t := Load(Param("t"), GP64())
	m := Load(Param("mask"), GP64())
	low, top := load(t, 0, tables), load(t, tableMax, tables)
	mask := K()
	KMOVQ(m, mask)
	Label("loop")
	slotTest(slot, low, top, mask)
	KORTESTQ(mask, mask)
	JZ(LabelRef("done"))
	ADDQ(Imm(slotBytes), slot)
	DECQ(n)
	JNZ(LabelRef("loop"))
	Label("done")
	KMOVQ(mask, m)
	Store(m, ReturnIndex(0))
	VZEROUPPER()
	RET()
}

func filterTiles512(tables int) {
	name := fmt.Sprintf("filterTiles512x%d", tables)
	TEXT(name, NOSPLIT, "func(slots *byte, from *uint32, live *uint64, t *byte, tiles uint64, out *uint64) uint64")
	Pragma("noescape")
	Doc(name + fmt.Sprintf(" is filterTiles for attribute numbers below %d, with AVX-512 VBMI.", 64*tables))
	slots := Load(Param("slots"), GP64())
	from := Load(Param("from"), GP64())
	live := Load(Param("live"), GP64())
	t := Load(Param("t"), GP64())
	tiles := Load(Param("tiles"), GP64())
	out := Load(Param("out"), GP64())
	low, top := load(t, 0, tables), load(t, tableMax, tables)

	found := GP64()
	XORQ(found, found)
	TESTQ(tiles, tiles)
	JZ(LabelRef("end"))

	Label("tile")
	i := GP64()
	TZCNTQ(tiles, i)
	BLSRQ(tiles, tiles)

	// Fetch the beginning of the tile after this one.
	ahead := GP64()
	TZCNTQ(tiles, ahead)
	ANDQ(Imm(63), ahead)
	next := slotOf(slots, from, ahead, 0)
	for l := range 6 {
		PREFETCHT0(Mem{Base: next, Disp: l * line})
	}

	slot := slotOf(slots, from, i, 0)
	last := slotOf(slots, from, i, 1)
	mask := K()
	KMOVQ(Mem{Base: live, Index: i, Scale: 8}, mask)
	KORTESTQ(mask, mask)
	JZ(LabelRef("none"))
	CMPQ(slot, last)
	JAE(LabelRef("store"))
	Label("loop")
	slotTest(slot, low, top, mask)
	KORTESTQ(mask, mask)
	JZ(LabelRef("none"))
	ADDQ(Imm(slotBytes), slot)
	CMPQ(slot, last)
	JB(LabelRef("loop"))
	Label("store")
	KMOVQ(mask, Mem{Base: out, Index: i, Scale: 8})
	BTSQ(i, found)
	Label("none")
	TESTQ(tiles, tiles)
	JNZ(LabelRef("tile"))

	Label("end")
	Store(found, ReturnIndex(0))
	VZEROUPPER()
	RET()
}

// slotOf returns the address of the first slot of tile i+d.
func slotOf(slots, from, i Register, d int) GPVirtual {
	a := GP64()
	MOVL(Mem{Base: from, Index: i, Scale: 4, Disp: 4 * d}, a.As32())
	LEAQ(Mem{Base: a, Index: a, Scale: 2}, a) // * 3
	SHLQ(Imm(6), a)                           // * 64
	ADDQ(slots, a)
	return a
}

func filter256() {
	TEXT("filter256", NOSPLIT, "func(slots *byte, n int, t *byte, mask uint64) uint64")
	Pragma("noescape")
	Doc("filter256 is filter for n > 0 slots and attribute numbers below 64, with AVX2.")
	slot := Load(Param("slots"), GP64())
	n := Load(Param("n"), GP64())
	t := Load(Param("t"), GP64())
	mask := Load(Param("mask"), GP64())

	nibble := YMM()
	b := GP64()
	MOVQ(U64(0x0f0f0f0f0f0f0f0f), b)
	x := XMM()
	MOVQ(b, x)
	VPBROADCASTQ(x, nibble)

	Label("loop")
	halves := [2]GPVirtual{}
	for h := range 2 {
		index := YMM()
		VMOVDQU(Mem{Base: slot, Disp: h * 32}, index)
		row := YMM() // the table's row of 16 in which the index lies
		VPSRLW(Imm(4), index, row)
		VPAND(nibble, row, row)
		column := YMM()
		VPAND(nibble, index, column)
		min, max := YMM(), YMM()
		VPXOR(min, min, min)
		VPXOR(max, max, max)
		wanted := YMM()
		VPXOR(wanted, wanted, wanted)
		one := YMM()
		VPCMPEQB(one, one, one) // -1 in each byte
		for r := range 4 {
			here := YMM()
			VPCMPEQB(row, wanted, here)
			for k, acc := range []VecVirtual{min, max} {
				z := YMM()
				VBROADCASTI128(Mem{Base: t, Disp: k*tableMax + 16*r}, z)
				VPSHUFB(column, z, z)
				VPAND(here, z, z)
				VPOR(z, acc, acc)
			}
			if r < 3 {
				VPSUBB(one, wanted, wanted) // + 1
			}
		}
		// a >= b is max(a, b) == a on unsigned bytes.
		lo := YMM()
		VMOVDQU(Mem{Base: slot, Disp: line + h*32}, lo)
		VPMAXUB(max, lo, lo)
		VPCMPEQB(max, lo, lo)
		hi := YMM()
		VMOVDQU(Mem{Base: slot, Disp: 2*line + h*32}, hi)
		VPMINUB(min, hi, hi)
		VPCMPEQB(min, hi, hi)
		VPAND(lo, hi, hi)
		halves[h] = GP64()
		VPMOVMSKB(hi, halves[h].As32())
	}
	SHLQ(Imm(32), halves[1])
	ORQ(halves[0], halves[1])
	ANDQ(halves[1], mask)
	JZ(LabelRef("done"))
	ADDQ(Imm(slotBytes), slot)
	DECQ(n)
	JNZ(LabelRef("loop"))
	Label("done")
	Store(mask, ReturnIndex(0))
	VZEROUPPER()
	RET()
}

// appendLanes512 keeps the rows of the next blocks on their way while it works on one.
// They are asked for into the second cache, which has more of them on their way at a
// time than the first, and has the two lines of a row come together.
func appendLanes512() {
	TEXT("appendLanes512", NOSPLIT, "func(dst *uint32, data *byte, stride uint64, blocks *uint32, n int, rows *uint32, columns int, live *uint64) *uint32")
	Pragma("noescape")
	Doc("appendLanes512 is appendLanes for n > 0 blocks and columns > 0, with AVX-512 F. It returns where",
		"the next lane would be written.")
	dst := Load(Param("dst"), GP64())
	data := Load(Param("data"), GP64())
	blocks := Load(Param("blocks"), GP64())
	rows := Load(Param("rows"), GP64())
	columns := Load(Param("columns"), GP64())
	words := AllocLocal(2 * line)

	i := GP64()
	XORQ(i, i)

	Label("block")
	number := GP64()
	MOVL(Mem{Base: blocks, Index: i, Scale: 4}, number.As32())
	block := GP64()
	MOVQ(number, block)
	IMULQ(Load(Param("stride"), GP64()), block)
	ADDQ(data, block)
	SHLQ(Imm(rowShift), number)
	low, high := ZMM(), ZMM()
	live := Load(Param("live"), GP64())
	VMOVDQU64(Mem{Base: live, Index: number, Scale: 1}, low)
	VMOVDQU64(Mem{Base: live, Index: number, Scale: 1, Disp: line}, high)
	Comment("The block some places on, or the last.")
	ahead := GP64()
	LEAQ(Mem{Base: i, Disp: rowsAhead}, ahead)
	last := GP64()
	Load(Param("n"), last)
	DECQ(last)
	CMPQ(ahead, last)
	CMOVQGT(last, ahead)
	MOVL(Mem{Base: blocks, Index: ahead, Scale: 4}, ahead.As32())
	IMULQ(Load(Param("stride"), GP64()), ahead)
	ADDQ(data, ahead)

	j, row := GP64(), GP64()
	XORQ(j, j)
	Label("row")
	MOVL(Mem{Base: rows, Index: j, Scale: 4}, row.As32())
	SHLQ(Imm(rowShift), row)
	PREFETCHT1(Mem{Base: ahead, Index: row, Scale: 1})
	PREFETCHT1(Mem{Base: ahead, Index: row, Scale: 1, Disp: line})
	VPANDQ(Mem{Base: block, Index: row, Scale: 1}, low, low)
	VPANDQ(Mem{Base: block, Index: row, Scale: 1, Disp: line}, high, high)
	INCQ(j)
	CMPQ(j, columns)
	JB(LabelRef("row"))

	k, l, left, upper := K(), K(), GP64(), GP64()
	VPTESTMQ(low, low, k)
	VPTESTMQ(high, high, l)
	KORTESTB(k, l)
	JZ(LabelRef("next"))
	VMOVDQU64(low, words)
	VMOVDQU64(high, words.Offset(line))
	KMOVB(k, left.As32())
	KMOVB(l, upper.As32())
	SHLQ(Imm(8), upper)
	ORQ(upper, left)
	SHLQ(Imm(3), number) // 1024 lanes, as 128 times 8
	Label("word")
	w, word, lane := GP64(), GP64(), GP64()
	TZCNTQ(left, w)
	BLSRQ(left, left)
	MOVQ(words.Idx(w, 8), word)
	SHLQ(Imm(6), w)
	ADDQ(number, w)
	Label("bit")
	TZCNTQ(word, lane)
	ADDQ(w, lane)
	MOVL(lane.As32(), Mem{Base: dst})
	ADDQ(Imm(4), dst)
	BLSRQ(word, word)
	JNZ(LabelRef("bit"))
	TESTQ(left, left)
	JNZ(LabelRef("word"))
	Label("next")
	INCQ(i)
	CMPQ(i, Load(Param("n"), GP64()))
	JB(LabelRef("block"))
	Store(dst, ReturnIndex(0))
	VZEROUPPER()
	RET()
}

func fetch() {
	TEXT("fetch", NOSPLIT, "func(p *byte, lines int)")
	Pragma("noescape")
	Doc("fetch fetches lines > 0 cache lines from p on.")
	p := Load(Param("p"), GP64())
	lines := Load(Param("lines"), GP64())
	Label("loop")
	PREFETCHT0(Mem{Base: p})
	ADDQ(Imm(line), p)
	DECQ(lines)
	JNZ(LabelRef("loop"))
	RET()
}

func fetchRows() {
	TEXT("fetchRows", NOSPLIT, "func(block *byte, rows *uint32, n int)")
	Pragma("noescape")
	Doc("fetchRows fetches n > 0 rows of a block.")
	block := Load(Param("block"), GP64())
	rows := Load(Param("rows"), GP64())
	n := Load(Param("n"), GP64())
	Label("loop")
	row := GP64()
	MOVL(Mem{Base: rows}, row.As32())
	SHLQ(Imm(rowShift), row)
	PREFETCHT1(Mem{Base: block, Index: row, Scale: 1})
	PREFETCHT1(Mem{Base: block, Index: row, Scale: 1, Disp: line})
	ADDQ(Imm(4), rows)
	DECQ(n)
	JNZ(LabelRef("loop"))
	RET()
}

func prefetch() {
	TEXT("prefetch", NOSPLIT, "func(p *byte)")
	Pragma("noescape")
	Doc("prefetch fetches the two cache lines from p on.")
	p := Load(Param("p"), GP64())
	PREFETCHT0(Mem{Base: p})
	PREFETCHT0(Mem{Base: p, Disp: line})
	RET()
}
