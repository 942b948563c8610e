// Command json generates the vector kernels of package kernel that read JSON
// documents:
//
//	go generate ./internal/kernel
package main

import (
	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// The words of a JSONGroup in their order.
const (
	backslash = iota
	quote
	control
	brace
	open
	closing
	comma
	high
	colon
	space
	digit
	zero
	dot
	exp
	minus
	sign
	numClasses
)

const (
	insideOut = numClasses + iota
	literalOut
	expOut
)

// The words of a JSONCarry in their order.
const (
	cInside = iota
	cScalar
	cSeparator
	cLead
	cArray
	cMinus
	cZero
	cDigit
	cDot
	cExp
	cSign
	cSeparatorSum
	cLeadSum
	cArraySum
	cName
	cFraction
	cExponent
)

const (
	blockBytes = 64
	groupWords = 8
	numMasks   = 7
)

// isClass says which class a byte is of, but high, which the kernels tell otherwise.
func isClass(k int, c byte) bool {
	switch k {
	case backslash:
		return c == '\\'
	case quote:
		return c == '"'
	case control:
		return c < 0x20
	case brace:
		return c == '{' || c == '}'
	case open:
		return c == '{' || c == '['
	case closing:
		return c == '}' || c == ']'
	case comma:
		return c == ','
	case colon:
		return c == ':'
	case space:
		return c == ' ' || c == '\t' || c == '\n' || c == '\r'
	case digit:
		return '0' <= c && c <= '9'
	case zero:
		return c == '0'
	case dot:
		return c == '.'
	case exp:
		return c == 'e' || c == 'E'
	case minus:
		return c == '-'
	case sign:
		return c == '-' || c == '+'
	default:
		return false
	}
}

// Predicates of VPCMPUQ.
const lessThan = 1

func main() {
	ConstraintExpr("amd64,!purego")
	classify512()
	find512()
	classify256()
	Generate()
}

// row returns the k-th eight words at base.
func row(base Register, k int) Mem { return Mem{Base: base, Disp: 64 * k} }

// bytes512 makes a constant of 64 bytes.
func bytes512(name string, f func(i int) byte) Mem {
	m := GLOBL(name, RODATA|NOPTR)
	for i := range 64 {
		DATA(i, U8(f(i)))
	}
	return m
}

func loaded(m Mem) VecVirtual {
	z := ZMM()
	VMOVDQU64(m, z)
	return z
}

// with adds an instruction that the package of instructions does not have.
func with(opcode, isa string, imm Op, a, b, dst Op) {
	Instruction(&ir.Instruction{
		Opcode: opcode, Operands: []Op{imm, a, b, dst}, Inputs: []Op{a, b}, Outputs: []Op{dst}, ISA: []string{"AVX512F", isa},
	})
}

// classify512 looks the classes of a byte up as the bits of two bytes, and turns the
// 64 bytes of a block into eight words by a transposition of bits, which is a product
// with a matrix in each eight bytes, and one of bytes. Then it transposes the words
// of the eight blocks.
func classify512() {
	TEXT("classifyJSON512", NOSPLIT, "func(group *byte, src *byte, n int) uint64")
	Pragma("noescape")
	Doc("classifyJSON512 is ClassifyJSON of n > 0 bytes, with AVX-512 VBMI and GFNI. Its result is high|backslash<<8.")
	var tables [2][2]VecVirtual
	for t := range tables {
		for half := range tables[t] {
			tables[t][half] = loaded(bytes512("jsonTable"+string(rune('A'+2*t+half)), func(i int) byte {
				b := byte(0)
				for k := range 8 {
					if isClass(8*t+k, byte(64*half+i)) {
						b |= 1 << k
					}
				}
				return b
			}))
		}
	}
	reverse := loaded(bytes512("jsonReverse", func(i int) byte { return byte(i&8 | 7 - i&7) }))
	powers := loaded(bytes512("jsonPowers", func(i int) byte { return 1 << (i & 7) }))
	gather := loaded(bytes512("jsonGather", func(i int) byte { return byte(i&7*8 + i>>3) }))
	spaces := loaded(bytes512("jsonSpaces", func(int) byte { return ' ' }))
	top := loaded(bytes512("jsonTop", func(int) byte { return 0x80 }))

	g := Load(Param("group"), GP64())
	src := Load(Param("src"), GP64())
	n := Load(Param("n"), GP64())
	dst, last := GP64(), GP64()
	MOVQ(g, dst)
	LEAQ(Mem{Base: g, Disp: groupWords * 64}, last)
	v := ZMM()

	Label("block")
	CMPQ(n, Imm(blockBytes))
	JL(LabelRef("tail"))
	VMOVDQU64(Mem{Base: src}, v)
	Label("classes")
	ascii := K()
	VPTESTNMB(top, v, ascii)
	turned := ZMM()
	VPSHUFB(reverse, v, turned)
	for t := range tables {
		x := ZMM()
		VMOVDQA64(turned, x)
		VPERMI2B(tables[t][1], tables[t][0], x)
		with("VGF2P8AFFINEQB", "GFNI", Imm(0), x, powers, x)
		VPERMB(x, gather, x)
		VMOVDQU64(x, Mem{Base: dst, Disp: t * groupWords * 64})
	}
	KORTESTQ(ascii, ascii)
	JCC(LabelRef("foreign"))
	Label("next")
	ADDQ(Imm(blockBytes), src)
	ADDQ(Imm(64), dst)
	SUBQ(Imm(blockBytes), n)
	CMPQ(dst, last)
	JAE(LabelRef("words"))
	TESTQ(n, n)
	JG(LabelRef("block"))

	Comment("Blocks that are not there are of spaces.")
	none := ZMM()
	VPXORQ(none, none, none)
	blank := loaded(bytes512("jsonBlank", func(i int) byte {
		if i/8 == space%8 {
			return 0xFF
		}
		return 0
	}))
	Label("fill")
	for t, z := range []VecVirtual{none, blank} {
		VMOVDQU64(z, Mem{Base: dst, Disp: t * groupWords * 64})
	}
	ADDQ(Imm(64), dst)
	CMPQ(dst, last)
	JB(LabelRef("fill"))
	Label("words")

	// The words of block i are in row i: they go to the columns.
	for t := range tables {
		var r, low [8]VecVirtual
		for i := range r {
			r[i] = loaded(row(g, 8*t+i))
		}
		for i := 0; i < 8; i += 2 {
			low[i], low[i+1] = ZMM(), ZMM()
			VPUNPCKLQDQ(r[i+1], r[i], low[i])
			VPUNPCKHQDQ(r[i+1], r[i], low[i+1])
		}
		for odd := range 2 {
			var q [4]VecVirtual
			for i := range q {
				q[i] = ZMM()
			}
			VSHUFI64X2(Imm(0x44), low[2+odd], low[odd], q[0])
			VSHUFI64X2(Imm(0x44), low[6+odd], low[4+odd], q[1])
			VSHUFI64X2(Imm(0xEE), low[2+odd], low[odd], q[2])
			VSHUFI64X2(Imm(0xEE), low[6+odd], low[4+odd], q[3])
			for i, imm := range []Constant{Imm(0x88), Imm(0xDD), Imm(0x88), Imm(0xDD)} {
				z := ZMM()
				VSHUFI64X2(imm, q[i&2+1], q[i&2], z)
				VMOVDQU64(z, row(g, 8*t+2*i+odd))
			}
		}
	}
	result, other := GP64(), GP64()
	for k, of := range []int{backslash, high} {
		some := K()
		z := loaded(row(g, of))
		VPTESTMQ(z, z, some)
		KMOVB(some, []GPVirtual{result, other}[k].As32())
	}
	SHLQ(Imm(8), result)
	ORQ(other, result)
	Store(result, ReturnIndex(0))
	VZEROUPPER()
	RET()

	Comment("Fewer than 64 bytes, of which those after are not read.")
	Label("tail")
	VMOVDQA64(spaces, v)
	ones, k := GP64(), K()
	MOVQ(I64(-1), ones)
	BZHIQ(n, ones, ones)
	KMOVQ(ones, k)
	VMOVDQU8(Mem{Base: src}, k, v)
	JMP(LabelRef("classes"))

	Comment("The tables know no high bytes: what they say of them is taken away.")
	Label("foreign")
	found, keep := ZMM(), ZMM()
	VMOVDQU64(Mem{Base: dst}, found)
	low := GP64()
	KMOVQ(ascii, low)
	VPBROADCASTQ(low, keep)
	VPANDQ(keep, found, found)
	NOTQ(low)
	VMOVDQU64(found, Mem{Base: dst})
	MOVQ(low, Mem{Base: dst, Disp: 8 * high})
	VPANDQ(Mem{Base: dst, Disp: groupWords * 64}, keep, keep)
	VMOVDQU64(keep, Mem{Base: dst, Disp: groupWords * 64})
	JMP(LabelRef("next"))
}

// finder has what the parts of find512 need.
type finder struct {
	carry Register
	first OpmaskVirtual // lane 0
	ones  VecVirtual
}

// and and the like return a new register.
func and(a, b Op) VecVirtual { z := ZMM(); VPANDQ(a, b, z); return z }
func or(a, b Op) VecVirtual  { z := ZMM(); VPORQ(a, b, z); return z }

// andNot returns b without a.
func andNot(a, b Op) VecVirtual { z := ZMM(); VPANDNQ(b, a, z); return z }

func (f *finder) word(k int) Mem { return Mem{Base: f.carry, Disp: 8 * k} }

// shift returns the place after each bit of x, through all eight words, and keeps
// the last word.
func (f *finder) shift(x VecVirtual, k int) VecVirtual {
	before := ZMM()
	VALIGNQ(Imm(7), x, x, before) // the last word, then the others
	last := GP64()
	VMOVQ(before.AsX(), last)
	VPBROADCASTQ(f.word(k), f.first, before)
	MOVQ(last, f.word(k))
	with("VPSHLDQ", "AVX512VBMI2", Imm(1), before, x, before)
	return before
}

// run returns where the runs of bytes end that begin with the bits of begin. Words
// are added side by side; which of them are one more is an addition of eight bits, in
// which a word of ones hands a carry on.
func (f *finder) run(begin, bytes VecVirtual, k int) VecVirtual {
	sum := ZMM()
	VPADDQ(begin, bytes, sum)
	over, full := K(), K()
	VPCMPUQ(Imm(lessThan), bytes, sum, over)
	VPCMPEQQ(f.ones, sum, full)
	o, p := GP64(), GP64()
	KMOVB(over, o.As32())
	KMOVB(full, p.As32())
	carry := GP64()
	MOVQ(f.word(k), carry)
	LEAQ(Mem{Base: carry, Index: o, Scale: 2}, o)
	ADDQ(p, o)
	XORQ(o, p)
	more := K()
	KMOVB(p.As32(), more)
	SHRQ(Imm(8), o)
	MOVQ(o, f.word(k))
	VPSUBQ(f.ones, sum, more, sum)
	return andNot(bytes, sum)
}

func (f *finder) follow(x, space VecVirtual, last, carry int) VecVirtual {
	return f.run(f.shift(x, last), space, carry)
}

func find512() {
	TEXT("findJSON512", NOSPLIT, "func(group *byte, carry *byte, to *uint64, stride int) uint64")
	Pragma("noescape")
	Doc("findJSON512 is FindJSON with AVX-512 DQ, BW, VBMI2 and VPCLMULQDQ. The bytes of its result are those of a JSONVerdict.")
	g := Load(Param("group"), GP64())
	f := &finder{carry: Load(Param("carry"), GP64())}
	to := Load(Param("to"), GP64())
	stride := Load(Param("stride"), GP64())
	SHLQ(Imm(3), stride)
	f.ones = ZMM()
	VPTERNLOGQ(Imm(0xFF), f.ones, f.ones, f.ones)
	one := GP32()
	MOVL(U32(1), one)
	f.first = K()
	KMOVB(one, f.first)

	Comment("Strings.")
	quotes := loaded(row(g, quote))
	// The parity of the bits up to each is the lower half of the product with ones, without
	// carries, of one word of two at a time.
	inside, odds := ZMM(), ZMM()
	with("VPCLMULQDQ", "VPCLMULQDQ", Imm(0x00), f.ones, quotes, inside)
	with("VPCLMULQDQ", "VPCLMULQDQ", Imm(0x01), f.ones, quotes, odds)
	VPUNPCKLQDQ(odds, inside, inside)
	parity := K()
	VPMOVQ2M(inside, parity)
	x, t := GP64(), GP64()
	KMOVB(parity, x.As32())
	for i := range 3 {
		MOVQ(x, t)
		SHLQ(Imm(1<<i), t)
		XORQ(t, x)
	}
	ADDQ(x, x) // of the words before
	before := GP64()
	MOVQ(f.word(cInside), before)
	SARQ(Imm(63), before)
	XORQ(before, x)
	KMOVB(x.As32(), parity)
	VPXORQ(f.ones, inside, parity, inside)
	VMOVDQU64(inside, row(g, insideOut))
	MOVQ(Mem{Base: g, Disp: 64*insideOut + 56}, t)
	MOVQ(t, f.word(cInside))
	wrong := and(row(g, control), inside)

	Comment("Tokens outside strings.")
	out := ZMM()
	VMOVDQA64(inside, out)
	VPTERNLOGQ(Imm(0x11), quotes, inside, out) // neither
	spaces := and(row(g, space), out)
	opens, closes := and(row(g, open), out), and(row(g, closing), out)
	braces := and(row(g, brace), out)
	commas, colons := and(row(g, comma), out), and(row(g, colon), out)
	separators := or(commas, colons)
	brackets := or(opens, closes)
	scalars := ZMM()
	VMOVDQA64(separators, scalars)
	VPTERNLOGQ(Imm(0x01), brackets, spaces, scalars) // none of the three
	VPANDQ(out, scalars, scalars)
	begins := andNot(f.shift(scalars, cScalar), scalars)
	opening := and(quotes, inside)

	store := func(k int, z VecVirtual) {
		VMOVDQU64(z, Mem{Base: to})
		if k < numMasks-1 {
			ADDQ(stride, to)
		}
	}
	store(0, quotes)
	store(1, or(commas, brackets))
	store(2, brackets)
	store(3, colons)

	Comment("What follows what.")
	separated := f.follow(separators, spaces, cSeparator, cSeparatorSum)
	led := f.follow(or(commas, and(opens, braces)), spaces, cLead, cLeadSum)
	next := f.follow(andNot(braces, opens), spaces, cArray, cArraySum)
	VPTERNLOGQ(Imm(0xFE), separated, led, next) // any of the three
	structured := or(begins, opens)
	worse := func(z VecVirtual) { VPORQ(z, wrong, wrong) }
	worse(andNot(next, or(structured, opening)))
	worse(and(next, separators))
	worse(and(separated, closes))
	worse(and(andNot(separated, led), structured))
	VPTERNLOGQ(Imm(0xF3), out, out, spaces) // or not out
	name := f.run(and(opening, led), spaces, cName)
	worse(andNot(name, colons))
	store(4, or(andNot(colons, name), and(and(separated, led), structured)))
	store(5, opens)
	store(6, braces)

	Comment("Numbers.")
	digits := and(row(g, digit), scalars)
	minuses := and(row(g, minus), begins)
	integer := or(and(begins, digits), f.shift(minuses, cMinus))
	zeros := and(row(g, zero), integer)
	worse(andNot(digits, integer))
	worse(and(f.shift(zeros, cZero), digits))
	end := andNot(digits, and(f.shift(digits, cDigit), scalars))
	dots, exps := and(row(g, dot), end), and(row(g, exp), end)
	fraction := f.shift(dots, cDot)
	worse(andNot(digits, fraction))
	worse(andNot(or(dots, exps), end))
	worse(and(f.run(fraction, digits, cFraction), dots))
	VMOVDQU64(exps, row(g, expOut))
	literals := andNot(or(digits, minuses), begins)
	VMOVDQU64(literals, row(g, literalOut))
	result := GP64()
	verdict := func(z VecVirtual, at int) {
		k, r := K(), GP64()
		VPTESTMQ(z, z, k)
		KMOVB(k, r.As32())
		if at == 0 {
			MOVQ(r, result)
			return
		}
		SHLQ(Imm(uint64(8*at)), r)
		ORQ(r, result)
	}

	Comment("Exponents, where there are any.")
	some := K()
	VPTESTMQ(exps, exps, some)
	going := GP64()
	KMOVB(some, going.As32())
	top := GP64()
	MOVQ(f.word(cExp), top)
	ORQ(f.word(cSign), top)
	SHRQ(Imm(63), top)
	ORQ(top, going)
	ORQ(f.word(cExponent), going)
	JNZ(LabelRef("exponents"))
	clear := GP64()
	XORQ(clear, clear)
	MOVQ(clear, f.word(cExp))
	MOVQ(clear, f.word(cSign))
	JMP(LabelRef("verdict"))
	Label("exponents")
	after := f.shift(exps, cExp)
	signs := and(row(g, sign), after)
	exponent := or(andNot(signs, after), f.shift(signs, cSign))
	worse(andNot(digits, exponent))
	worse(and(f.run(exponent, digits, cExponent), or(dots, exps)))

	Label("verdict")
	verdict(wrong, 0)
	verdict(literals, 1)
	verdict(exps, 2)
	full, r := K(), GP64()
	VPCMPEQQ(f.ones, digits, full)
	KMOVB(full, r.As32())
	SHLQ(Imm(24), r)
	ORQ(r, result)
	Store(result, ReturnIndex(0))
	VZEROUPPER()
	RET()
}

// The masks of one byte, and those of two that differ in the bit 0x20: the byte has it.
func equal(k int) (byte, bool) {
	b, ok := map[int]byte{backslash: '\\', quote: '"', comma: ',', colon: ':', zero: '0', dot: '.', minus: '-'}[k]
	return b, ok
}

func folded(k int) (byte, bool) {
	b, ok := map[int]byte{open: '{', closing: '}', exp: 'e'}[k]
	return b, ok
}

func classify256() {
	spaces := GLOBL("jsonWhite", RODATA|NOPTR)
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
	TEXT("classifyJSON256", NOSPLIT, "func(group *byte, src *byte, blocks int)")
	Pragma("noescape")
	Doc("classifyJSON256 is ClassifyJSON of blocks > 0 whole blocks, with AVX2.")
	dst := Load(Param("group"), GP64())
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
	bits := [numClasses]GPVirtual{}
	for k := range numClasses {
		var half [2]GPVirtual
		for h := range 2 {
			t := YMM()
			if b, ok := equal(k); ok {
				VPCMPEQB(constants.Offset(offset[b]), v[h], t)
			} else if b, ok := folded(k); ok {
				VPCMPEQB(constants.Offset(offset[b]), lower[h], t)
			} else {
				switch k {
				case brace:
					other := YMM()
					VPCMPEQB(constants.Offset(offset['{']), v[h], t)
					VPCMPEQB(constants.Offset(offset['}']), v[h], other)
					VPOR(other, t, t)
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
			ORQ(row(dst, minus), bits[k])
		}
		MOVQ(bits[k], row(dst, k))
	}
	ADDQ(Imm(blockBytes), src)
	ADDQ(Imm(8), dst)
	DECQ(n)
	JNZ(LabelRef("block"))
	VZEROUPPER()
	RET()
}
