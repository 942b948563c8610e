// Command short generates the kernels on short records:
//
//	go generate ./internal/kernel
package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// Layout of a ShortForm, in bytes.
const (
	bytesAt  = 0
	shiftsAt = 16 * 8
	needAt   = shiftsAt + 16*8
	attrBits = needAt + 2*8
	rankBits = attrBits + 8
)

const (
	recordShift = 6 // of 64 bytes
	openAt      = 4 // the byte of the open bit, which is its first
	distance    = 16
	lessSame    = 2 // of VPCMPUQ
	rankMask    = 1<<32 - 1
)

func main() {
	ConstraintExpr("amd64,!purego")
	for _, tables := range []int{1, 2, 4} {
		short(tables)
	}
	Generate()
}

// form is what fields are unpacked with.
type form struct {
	bytes, shifts      [2]VecVirtual
	attrs, ranks       VecVirtual // masks
	attrBits, highBits VecVirtual // how far up ranks lie
	low                VecVirtual // the mask of the lower half of a quad word
	tables             []VecVirtual
	upper              []VecVirtual
}

// short keeps records on their way while it tests others, each of them as a whole and
// without branches: whether one is met is not to be foretold.
func short(tables int) {
	name := fmt.Sprintf("appendShort512x%d", tables)
	TEXT(name, NOSPLIT, "func(records *uint64, form *byte, lanes *uint32, n uint64, ranks *uint32, attrs int, ids, open *uint32) (met, left uint64)")
	Pragma("noescape")
	Doc(fmt.Sprintf("%s is appendShort for n > 0 lanes and attribute numbers below %d, with AVX-512 VBMI.", name, 32*tables))
	records := Load(Param("records"), GP64())
	lanes := Load(Param("lanes"), GP64())
	ids := Load(Param("ids"), GP64())
	open := Load(Param("open"), GP64())
	n := Load(Param("n"), GP64())
	at := Load(Param("form"), GP64())
	f := load(at)
	f.tables, f.upper = ranksOf(Load(Param("ranks"), GP64()), Load(Param("attrs"), GP64()), tables)
	closed, ofOpen := GP64(), GP64()
	MOVQ(Mem{Base: at, Disp: needAt}, closed)
	MOVQ(Mem{Base: at, Disp: needAt + 8}, ofOpen)

	ahead := GP64()
	XORQ(ahead, ahead)
	Label("ahead")
	PREFETCHT0(Mem{Base: record(records, lanes, ahead)})
	INCQ(ahead)
	CMPQ(ahead, n)
	JAE(LabelRef("begin"))
	CMPQ(ahead, Imm(distance))
	JB(LabelRef("ahead"))

	Label("begin")
	i := GP64()
	XORQ(i, i)
	Label("record")
	CMPQ(ahead, n)
	JAE(LabelRef("test"))
	PREFETCHT0(Mem{Base: record(records, lanes, ahead)})
	INCQ(ahead)
	Label("test")
	r := record(records, lanes, i)
	line := ZMM()
	VMOVDQU64(Mem{Base: r}, line)
	first, second := f.test(line, 0), f.test(line, 1)
	in, upper := GP32(), GP32()
	KMOVB(first, in)
	KMOVB(second, upper)
	SHLL(Imm(8), upper)
	ORL(upper, in)

	isOpen, need, lane, id := GP32(), GP64(), GP32(), GP32()
	MOVL(Mem{Base: r, Disp: openAt}, isOpen)
	ANDL(Imm(1), isOpen)
	MOVQ(closed, need)
	CMOVQNE(ofOpen, need)
	Comment("Both are written, and stay if they are right.")
	MOVL(Mem{Base: lanes, Index: i, Scale: 4}, lane)
	MOVL(Mem{Base: r}, id)
	MOVL(id, Mem{Base: ids})
	MOVL(lane, Mem{Base: open})
	met, both := GP64(), GP64()
	XORL(met.As32(), met.As32())
	ANDNL(need.As32(), in, in)
	SETEQ(met.As8())
	MOVL(isOpen, both.As32())
	ANDL(met.As32(), both.As32())
	XORL(both.As32(), met.As32())
	LEAQ(Mem{Base: ids, Index: met, Scale: 4}, ids)
	LEAQ(Mem{Base: open, Index: both, Scale: 4}, open)
	INCQ(i)
	CMPQ(i, n)
	JB(LabelRef("record"))
	SUBQ(Load(Param("ids"), GP64()), ids)
	SHRQ(Imm(2), ids)
	SUBQ(Load(Param("open"), GP64()), open)
	SHRQ(Imm(2), open)
	Store(ids, ReturnIndex(0))
	Store(open, ReturnIndex(1))
	VZEROUPPER()
	RET()
}

// record returns where that of the i-th lane begins.
func record(records, lanes, i Register) GPVirtual {
	a := GP64()
	MOVL(Mem{Base: lanes, Index: i, Scale: 4}, a.As32())
	SHLQ(Imm(recordShift), a)
	ADDQ(records, a)
	return a
}

// load reads a form.
func load(at Register) form {
	f := form{attrs: ZMM(), ranks: ZMM(), attrBits: ZMM(), highBits: ZMM(), low: broadcast(rankMask)}
	for i := range 2 {
		f.bytes[i], f.shifts[i] = ZMM(), ZMM()
		VMOVDQU64(Mem{Base: at, Disp: bytesAt + 64*i}, f.bytes[i])
		VMOVDQU64(Mem{Base: at, Disp: shiftsAt + 64*i}, f.shifts[i])
	}
	VPBROADCASTQ(Mem{Base: at, Disp: attrBits}, f.attrBits)
	VPBROADCASTQ(Mem{Base: at, Disp: rankBits}, f.highBits)
	ones := ZMM()
	VPTERNLOGQ(Imm(0xff), ones, ones, ones)
	VPSLLVQ(f.attrBits, ones, f.attrs)
	VPANDNQ(ones, f.attrs, f.attrs)
	VPSLLVQ(f.highBits, ones, f.ranks)
	VPANDNQ(ones, f.ranks, f.ranks)
	VPADDQ(f.attrBits, f.highBits, f.highBits)
	return f
}

// test returns which of eight fields have the rank of their attribute.
func (f *form) test(line VecVirtual, i int) OpmaskVirtual {
	v, attr, lo, hi, in := ZMM(), ZMM(), ZMM(), ZMM(), K()
	VPERMB(line, f.bytes[i], v)
	VPSRLVQ(f.shifts[i], v, v)
	VPANDQ(f.attrs, v, attr)
	VPSRLVQ(f.attrBits, v, lo)
	VPANDQ(f.ranks, lo, lo)
	VPSRLVQ(f.highBits, v, hi)
	VPANDQ(f.ranks, hi, hi)
	rank := f.lookUp(attr, f.tables)
	VPANDQ(f.low, rank, rank) // the upper halves are of attribute 0
	VPCMPUQ(Imm(lessSame), rank, lo, in)
	VPCMPUQ(Imm(lessSame), hi, rank, in, in)
	return in
}

// lookUp returns what the tables, a power of two of pairs, have of the attributes.
func (f *form) lookUp(attr VecVirtual, tables []VecVirtual) VecVirtual {
	if len(tables) == 2 {
		of := ZMM()
		VMOVDQA64(attr, of)
		VPERMI2D(tables[1], tables[0], of)
		return of
	}
	half := len(tables) / 2
	of, high, k := f.lookUp(attr, tables[:half]), f.lookUp(attr, tables[half:]), K()
	VPTESTMQ(f.upper[half/4], attr, k)
	VMOVDQA64(high, k, of)
	return of
}

// ranksOf reads the ranks, of which there are attrs, into so many tables of 32, and returns
// the bits of an attribute's number that tell the table.
func ranksOf(ranks, attrs Register, tables int) (read, upper []VecVirtual) {
	var there GPVirtual
	for i := range 2 * tables {
		if i%4 == 0 {
			there = firstBits(attrs, 16*i)
		}
		k, z := K(), ZMM()
		KMOVW(there.As32(), k)
		VMOVDQU32_Z(Mem{Base: ranks, Disp: 64 * i}, k, z)
		SHRQ(Imm(16), there)
		read = append(read, z)
	}
	for bit := 1; bit < tables; bit *= 2 {
		upper = append(upper, broadcast(uint64(32*bit)))
	}
	return read, upper
}

// firstBits returns 64 bits, of which the first n less from are set.
func firstBits(n Register, from int) GPVirtual {
	left, zero, bits := GP64(), GP64(), GP64()
	XORL(zero.As32(), zero.As32())
	MOVQ(n, left)
	SUBQ(U32(from), left)
	CMOVQLT(zero, left)
	MOVQ(I32(-1), bits)
	BZHIQ(left, bits, bits)
	return bits
}

// broadcast returns a vector of eight times the number.
func broadcast(x uint64) VecVirtual {
	r, z := GP64(), ZMM()
	MOVQ(U64(x), r)
	VPBROADCASTQ(r, z)
	return z
}
