package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// Layout of a ShortForm, in bytes.
const (
	bytesAt  = 0
	shiftsAt = 16 * 8
	needAt   = shiftsAt + 16*8
	attrsAt  = needAt + 2*8 // bits of an attribute
	ranksAt  = attrsAt + 8  // bits of a rank
)

const (
	recordShift = 6  // of 64 bytes
	openAt      = 4  // the byte of the open bit, which is its first
	shortAhead  = 16 // records that are fetched ahead
)

// form is what fields are unpacked with.
type form struct {
	bytes, shifts      [2]VecVirtual
	attrs, ranks       VecVirtual // masks
	attrBits, highBits VecVirtual // how far up ranks lie
	low                VecVirtual // the mask of the lower half of a quad word
	rankTables
}

// appendShort keeps records on their way while it tests others, each of them as a whole and
// without branches: whether one is met is not to be foretold.
func appendShort(tables int) {
	name, attrs := name("appendShort", tables)
	TEXT(name, NOSPLIT, "func(records *uint64, form *byte, lanes *uint32, n uint64, ranks *uint32, attrs int, ids, open *uint32) (met, left uint64)")
	Pragma("noescape")
	Doc(name + " is appendShort for n > 0 lanes and " + attrs + ", with AVX-512 VBMI.")
	records := Load(Param("records"), GP64())
	lanes := Load(Param("lanes"), GP64())
	out := newOutput()
	n := Load(Param("n"), GP64())
	at := Load(Param("form"), GP64())
	f := loadForm(at)
	f.rankTables = loadRanks(Load(Param("ranks"), GP64()), Load(Param("attrs"), GP64()), tables)
	closed, ofOpen := GP64(), GP64()
	MOVQ(Mem{Base: at, Disp: needAt}, closed)
	MOVQ(Mem{Base: at, Disp: needAt + 8}, ofOpen)

	ahead := GP64()
	XORQ(ahead, ahead)
	Label("ahead")
	PREFETCHT0(Mem{Base: shortRecord(records, lanes, ahead)})
	INCQ(ahead)
	CMPQ(ahead, n)
	JAE(LabelRef("begin"))
	CMPQ(ahead, Imm(shortAhead))
	JB(LabelRef("ahead"))

	Label("begin")
	i := GP64()
	XORQ(i, i)
	Label("record")
	CMPQ(ahead, n)
	JAE(LabelRef("test"))
	PREFETCHT0(Mem{Base: shortRecord(records, lanes, ahead)})
	INCQ(ahead)
	Label("test")
	r := shortRecord(records, lanes, i)
	line := ZMM()
	VMOVDQU64(Mem{Base: r}, line)
	first, second := f.test(line, 0), f.test(line, 1)
	in, upper := GP32(), GP32()
	KMOVB(first, in)
	KMOVB(second, upper)
	SHLL(Imm(8), upper)
	ORL(upper, in)

	isOpen, need, lane := GP32(), GP64(), GP64()
	MOVL(Mem{Base: r, Disp: openAt}, isOpen)
	ANDL(Imm(1), isOpen)
	MOVQ(closed, need)
	CMOVQNE(ofOpen, need)
	MOVL(Mem{Base: lanes, Index: i, Scale: 4}, lane.As32())
	met, both := GP64(), GP64()
	XORL(met.As32(), met.As32())
	ANDNL(need.As32(), in, in)
	SETEQ(met.As8())
	MOVL(isOpen, both.As32())
	ANDL(met.As32(), both.As32())
	XORL(both.As32(), met.As32())
	out.put(r, lane, met, both)
	INCQ(i)
	CMPQ(i, n)
	JB(LabelRef("record"))
	out.store()
	VZEROUPPER()
	RET()
}

// shortRecord returns where that of the i-th lane begins.
func shortRecord(records, lanes, i Register) GPVirtual {
	a := GP64()
	MOVL(Mem{Base: lanes, Index: i, Scale: 4}, a.As32())
	SHLQ(Imm(recordShift), a)
	ADDQ(records, a)
	return a
}

// loadForm reads a form.
func loadForm(at Register) form {
	f := form{attrs: ZMM(), ranks: ZMM(), attrBits: ZMM(), highBits: ZMM(), low: broadcast(1<<32 - 1)}
	for i := range 2 {
		f.bytes[i], f.shifts[i] = ZMM(), ZMM()
		VMOVDQU64(Mem{Base: at, Disp: bytesAt + 64*i}, f.bytes[i])
		VMOVDQU64(Mem{Base: at, Disp: shiftsAt + 64*i}, f.shifts[i])
	}
	VPBROADCASTQ(Mem{Base: at, Disp: attrsAt}, f.attrBits)
	VPBROADCASTQ(Mem{Base: at, Disp: ranksAt}, f.highBits)
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
