// Command records generates the kernels on records:
//
//	go generate ./internal/kernel
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// Layout of a word, as in package kernel.
const (
	attrShift = 51
	kindShift = 48
	loShift   = 24
	rankBits  = 24
)

// distance is how many records are fetched ahead.
const distance = 12

// Layout of a Candidate, in bytes.
const (
	candidateBytes = 12
	wordsAt        = 4
	laneAt         = 8
)

// Predicates of VPCMPUQ.
const (
	equal    = 0
	lessSame = 2
)

// Kinds, as in package kernel.
const (
	notKind = 3
	inKind  = 4
)

// Bytes of six keys.
const (
	lows  = 0x010101010101
	highs = 0x808080808080
)

func main() {
	ConstraintExpr("amd64,!purego")
	fetch()
	decide()
	decideLanes()
	Generate()
}

// fetch has one step a candidate, so that the lines are asked for as fast as can be.
func fetch() {
	TEXT("fetchRecords", NOSPLIT, "func(to *uint32, records *uint64, ids *uint32, at, words, lane uint32, mask uint64)")
	Pragma("noescape")
	Doc("fetchRecords is appendCandidates to to, and fetches the records and the IDs.")
	to := Load(Param("to"), GP64())
	records := Load(Param("records"), GP64())
	ids := Load(Param("ids"), GP64())
	at := Load(Param("at"), GP32())
	words := Load(Param("words"), GP32())
	lane := Load(Param("lane"), GP32())
	mask := Load(Param("mask"), GP64())
	Label("next")
	TESTQ(mask, mask)
	JZ(LabelRef("done"))
	l := GP64()
	TZCNTQ(mask, l)
	BLSRQ(mask, mask)
	of := GP64()
	MOVL(l.As32(), of.As32())
	IMULL(words, of.As32())
	ADDL(at, of.As32())
	PREFETCHT0(Mem{Base: records, Index: of, Scale: 8})
	MOVL(of.As32(), Mem{Base: to})
	MOVL(words, Mem{Base: to, Disp: wordsAt})
	ADDL(words, of.As32())
	PREFETCHT0(Mem{Base: records, Index: of, Scale: 8, Disp: -8})
	ADDL(lane, l.As32())
	MOVL(l.As32(), Mem{Base: to, Disp: laneAt})
	ADDQ(Imm(candidateBytes), to)
	PREFETCHT0(Mem{Base: ids, Index: l, Scale: 4})
	JMP(LabelRef("next"))
	Label("done")
	RET()
}

// constants are what the tests of words compare with.
type constants struct {
	rankMask, kindMask, notKind, inKind, zero, lows, highs VecVirtual
}

func newConstants() constants {
	c := constants{
		broadcast(1<<rankBits - 1), broadcast(7), broadcast(notKind), broadcast(inKind), ZMM(), broadcast(lows), broadcast(highs),
	}
	VPXORQ(c.zero, c.zero, c.zero)
	return c
}

// test tests the words of at that are there. failed are those that fail, decided
// those that ranks decide. The label is for a branch in it.
func (c *constants) test(label string, at, ranks Register, there OpmaskVirtual) (failed, decided OpmaskVirtual) {
	w, kind, attr := ZMM(), ZMM(), ZMM()
	VMOVDQU64_Z(Mem{Base: at}, there, w)
	VPSRLQ(Imm(kindShift), w, kind)
	VPANDQ(c.kindMask, kind, kind)
	VPSRLQ(Imm(attrShift), w, attr)

	decided = K() // a range, none of a range, or one of six keys
	VPCMPUQ(Imm(lessSame), c.inKind, kind, there, decided)
	gather := K()
	KMOVW(decided, gather)
	narrow := YMM()
	VPXOR(narrow, narrow, narrow)
	VPGATHERQD(Mem{Base: ranks, Index: attr, Scale: 4}, gather, narrow)
	rank, lo, hi := ZMM(), ZMM(), ZMM()
	VPMOVZXDQ(narrow, rank)
	VPSRLQ(Imm(loShift), w, lo)
	VPANDQ(c.rankMask, lo, lo)
	VPANDQ(c.rankMask, w, hi)

	in := K() // the rank is in the range
	VPCMPUQ(Imm(lessSame), rank, lo, decided, in)
	VPCMPUQ(Imm(lessSame), hi, rank, in, in)
	keys := K()
	VPCMPUQ(Imm(equal), c.inKind, kind, decided, keys)
	KORTESTW(keys, keys)
	JZ(LabelRef(label))
	c.testKeys(w, rank, keys, in)
	Label(label)
	not := K()
	VPCMPUQ(Imm(equal), c.notKind, kind, decided, not)
	absent := K()
	VPCMPUQ(Imm(equal), c.zero, rank, not, absent)
	Comment("Failed: of ranges those without the rank, of their negations those with it, or with absence.")
	failed = K()
	KXORW(in, decided, failed)
	KXORW(not, failed, failed)
	KORW(absent, failed, failed)
	return failed, decided
}

// testKeys sets in in which of the words that keys names have the key of the rank.
func (c *constants) testKeys(w, rank VecVirtual, keys, in OpmaskVirtual) {
	key, t := ZMM(), ZMM()
	Comment("The key's number; all ones at odd ranks, and below 2 all ones in the low byte, as no key has them.")
	VPSRLQ(Imm(1), rank, key)
	VPTERNLOGQ(Imm(0xff), t, t, t)
	VPADDQ(t, key, key)
	odd := K()
	VPSLLQ(Imm(63), rank, t)
	VPTESTMQ(t, t, keys, odd)
	VPTERNLOGQ(Imm(0xff), key, key, odd, key)
	Comment("In each byte.")
	VPSLLQ(Imm(56), key, key)
	VPSRLQ(Imm(8), key, t)
	VPORQ(t, key, key)
	VPSRLQ(Imm(16), key, t)
	VPORQ(t, key, key)
	VPSRLQ(Imm(32), key, t)
	VPORQ(t, key, key)
	Comment("A byte is zero where the key is that of the word.")
	VPXORQ(w, key, key)
	VPSUBQ(c.lows, key, t)
	VPANDNQ(t, key, t)
	hit, rest := K(), K()
	VPTESTMQ(c.highs, t, keys, hit)
	KANDNW(in, keys, rest)
	KORW(hit, rest, in)
}

// decide takes eight words of a record at a time.
func decide() {
	TEXT("decideRecords", NOSPLIT, "func(records *uint64, from *uint32, n int, ranks *uint32) (met, open uint64)")
	Pragma("noescape")
	Doc("decideRecords is decide for n > 0 candidates, with AVX-512 F.")
	records := Load(Param("records"), GP64())
	from := Load(Param("from"), GP64())
	n := Load(Param("n"), GP64())
	ranks := Load(Param("ranks"), GP64())

	met, open, i := GP64(), GP64(), GP64()
	XORQ(met, met)
	XORQ(open, open)
	XORQ(i, i)
	c := newConstants()

	Label("record")
	at, left := GP64(), GP64()
	MOVL(Mem{Base: from}, at.As32())
	MOVL(Mem{Base: from, Disp: wordsAt}, left.As32())
	ADDQ(Imm(candidateBytes), from)
	LEAQ(Mem{Base: records, Index: at, Scale: 8}, at)
	unsure := GP32()
	XORL(unsure, unsure)

	Label("words")
	there := firstWords(left, 0xff)
	failed, decided := c.test("keys", at, ranks, there)
	KORTESTW(failed, failed)
	JNZ(LabelRef("next"))
	orOthers(unsure, there, decided)
	ADDQ(Imm(64), at)
	SUBL(Imm(8), left.As32())
	JA(LabelRef("words"))

	TESTL(unsure, unsure)
	JNZ(LabelRef("open"))
	BTSQ(i, met)
	JMP(LabelRef("next"))
	Label("open")
	BTSQ(i, open)
	Label("next")
	INCQ(i)
	CMPQ(i, n)
	JB(LabelRef("record"))
	Store(met, ReturnIndex(0))
	Store(open, ReturnIndex(1))
	VZEROUPPER()
	RET()
}

// firstWords returns which of eight words are there, left being how many, and of
// which others are taken out.
func firstWords(left GPVirtual, of uint32) OpmaskVirtual {
	all, few := GP32(), GP32()
	MOVL(U32(of), all)
	BZHIL(left.As32(), all, few)
	there := K()
	KMOVW(few, there)
	return there
}

// orOthers notes in unsure the words that are there but are not decided.
func orOthers(unsure Register, there, decided OpmaskVirtual) {
	undecided, u := K(), GP32()
	KXORW(decided, there, undecided)
	KMOVW(undecided, u)
	ORL(u, unsure)
}

// decideLanes keeps records on their way while it tests others.
func decideLanes() {
	TEXT("decideLanes512", NOSPLIT, "func(records *uint64, stride uint64, lanes *uint32, n uint64, ranks, ids, open *uint32) (met, left uint64)")
	Pragma("noescape")
	Doc("decideLanes512 is decideLanes for n > 0 lanes, with AVX-512 F.")
	records := Load(Param("records"), GP64())
	lanes := Load(Param("lanes"), GP64())
	ranks := Load(Param("ranks"), GP64())
	ids := Load(Param("ids"), GP64())
	open := Load(Param("open"), GP64())

	bytes := Load(Param("stride"), GP64())
	SHLQ(Imm(3), bytes)
	c := newConstants()

	ahead := GP64()
	XORQ(ahead, ahead)
	Label("ahead")
	fetchLane(records, lanes, ahead, bytes)
	INCQ(ahead)
	CMPQ(ahead, Load(Param("n"), GP64()))
	JAE(LabelRef("begin"))
	CMPQ(ahead, Imm(distance))
	JB(LabelRef("ahead"))

	Label("begin")
	i := GP64()
	XORQ(i, i)
	Label("record")
	CMPQ(ahead, Load(Param("n"), GP64()))
	JAE(LabelRef("test"))
	fetchLane(records, lanes, ahead, bytes)
	INCQ(ahead)
	Label("test")
	lane, first := GP64(), GP64()
	MOVL(Mem{Base: lanes, Index: i, Scale: 4}, lane.As32())
	MOVQ(lane, first)
	IMULQ(bytes, first)
	ADDQ(records, first)
	at, left, unsure := GP64(), GP64(), GP32()
	MOVQ(first, at)
	Load(Param("stride"), left)
	XORL(unsure, unsure)

	Comment("The first word is the ID.")
	there := firstWords(left, 0xfe)
	failed, decided := c.test("keysFirst", at, ranks, there)
	KORTESTW(failed, failed)
	JNZ(LabelRef("next"))
	orOthers(unsure, there, decided)
	SUBL(Imm(8), left.As32())
	JBE(LabelRef("passed"))
	Label("words")
	ADDQ(Imm(64), at)
	there = firstWords(left, 0xff)
	failed, decided = c.test("keysRest", at, ranks, there)
	KORTESTW(failed, failed)
	JNZ(LabelRef("next"))
	orOthers(unsure, there, decided)
	SUBL(Imm(8), left.As32())
	JA(LabelRef("words"))

	Label("passed")
	TESTL(unsure, unsure)
	JNZ(LabelRef("open"))
	id := GP32()
	MOVL(Mem{Base: first}, id)
	MOVL(id, Mem{Base: ids})
	ADDQ(Imm(4), ids)
	JMP(LabelRef("next"))
	Label("open")
	MOVL(lane.As32(), Mem{Base: open})
	ADDQ(Imm(4), open)
	Label("next")
	INCQ(i)
	CMPQ(i, Load(Param("n"), GP64()))
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

// fetchLane fetches the first and the last line of a lane's record.
func fetchLane(records, lanes, i, bytes Register) {
	a := GP64()
	MOVL(Mem{Base: lanes, Index: i, Scale: 4}, a.As32())
	IMULQ(bytes, a)
	ADDQ(records, a)
	PREFETCHT0(Mem{Base: a})
	PREFETCHT0(Mem{Base: a, Index: bytes, Scale: 1, Disp: -8})
}

// broadcast returns a vector of eight times the number.
func broadcast(x uint64) VecVirtual {
	r, z := GP64(), ZMM()
	MOVQ(U64(x), r)
	VPBROADCASTQ(r, z)
	return z
}
