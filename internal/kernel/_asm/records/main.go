// Command records generates the kernels on records, those that are short among them:
//
//	go generate ./internal/kernel
package main

import (
	"fmt"

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
	fetchLanes()
	for _, tables := range []int{1, 2, 4, 0} {
		decide(tables)
		decideLanes(tables)
	}
	for _, tables := range []int{1, 2, 4} {
		appendShort(tables)
	}
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

// fetchLanes asks for records into the second cache, which has more of them on their way
// at a time than the first.
func fetchLanes() {
	TEXT("fetchLanes", NOSPLIT, "func(records *uint64, stride uint64, lanes *uint32, n uint64)")
	Pragma("noescape")
	Doc("fetchLanes fetches the first and the last line of the records of n > 0 lanes.")
	records := Load(Param("records"), GP64())
	bytes := Load(Param("stride"), GP64())
	SHLQ(Imm(3), bytes)
	lanes := Load(Param("lanes"), GP64())
	n := Load(Param("n"), GP64())
	Label("lane")
	a := laneRecord(records, lanes, nil, bytes)
	PREFETCHT1(Mem{Base: a})
	PREFETCHT1(Mem{Base: a, Index: bytes, Scale: 1, Disp: -8})
	ADDQ(Imm(4), lanes)
	DECQ(n)
	JNZ(LabelRef("lane"))
	RET()
}

// laneRecord returns where the record of the i-th lane begins, nil standing for 0.
func laneRecord(records, lanes, i, bytes Register) GPVirtual {
	a := GP64()
	at := Mem{Base: lanes}
	if i != nil {
		at.Index, at.Scale = i, 4
	}
	MOVL(at, a.As32())
	IMULQ(bytes, a)
	ADDQ(records, a)
	return a
}

// constants are what the tests of words compare with.
type constants struct {
	rankMask, kindMask, notKind, inKind, zero, lows, highs VecVirtual

	ranks Register
	rankTables
}

// rankTables are the ranks by attribute, in registers.
type rankTables struct {
	tables []VecVirtual // the ranks, 16 in each; nil if they are gathered
	upper  []VecVirtual // the bits of an attribute's number that tell the pair of tables
}

// name returns that of a function for so many tables of 32 ranks, 0 if they are gathered,
// and for which attribute numbers it is.
func name(of string, tables int) (name, attrs string) {
	if tables == 0 {
		return of + "512gather", "any attribute numbers"
	}
	return fmt.Sprintf("%s512x%d", of, tables), fmt.Sprintf("attribute numbers below %d", 32*tables)
}

// newConstants reads the ranks, of which there are attrs, into so many tables of 32.
func newConstants(ranks, attrs Register, tables int) constants {
	c := constants{
		rankMask: broadcast(1<<rankBits - 1), kindMask: broadcast(7), notKind: broadcast(notKind), inKind: broadcast(inKind),
		zero: ZMM(), lows: broadcast(lows), highs: broadcast(highs), ranks: ranks,
	}
	VPXORQ(c.zero, c.zero, c.zero)
	c.rankTables = loadRanks(ranks, attrs, tables)
	return c
}

// loadRanks reads the ranks, of which there are attrs, into so many tables of 32.
func loadRanks(ranks, attrs Register, tables int) rankTables {
	var t rankTables
	var there GPVirtual
	for i := range 2 * tables {
		if i%4 == 0 {
			there = firstBits(attrs, 16*i)
		}
		k, z := K(), ZMM()
		KMOVW(there.As32(), k)
		VMOVDQU32_Z(Mem{Base: ranks, Disp: 64 * i}, k, z)
		SHRQ(Imm(16), there)
		t.tables = append(t.tables, z)
	}
	for bit := 1; bit < tables; bit *= 2 {
		t.upper = append(t.upper, broadcast(uint64(32*bit)))
	}
	return t
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

// ranksOf returns the ranks of the attributes that are there, a quad word each.
func (c *constants) ranksOf(attr VecVirtual, there OpmaskVirtual) VecVirtual {
	rank := ZMM()
	if c.tables == nil {
		gather, narrow := K(), YMM()
		KMOVW(there, gather)
		VPXOR(narrow, narrow, narrow)
		VPGATHERQD(Mem{Base: c.ranks, Index: attr, Scale: 4}, gather, narrow)
		VPMOVZXDQ(narrow, rank)
		return rank
	}
	rank = c.lookUp(attr, c.tables)
	VPANDQ(c.rankMask, rank, rank) // the upper halves are of attribute 0
	return rank
}

// lookUp returns what the tables, a power of two of pairs, have of the attributes.
func (t *rankTables) lookUp(attr VecVirtual, tables []VecVirtual) VecVirtual {
	if len(tables) == 2 {
		of := ZMM()
		VMOVDQA64(attr, of)
		VPERMI2D(tables[1], tables[0], of)
		return of
	}
	half := len(tables) / 2
	of, high, k := t.lookUp(attr, tables[:half]), t.lookUp(attr, tables[half:]), K()
	VPTESTMQ(t.upper[half/4], attr, k)
	VMOVDQA64(high, k, of)
	return of
}

// test tests the words of at that are there. failed are those that fail, decided
// those that ranks decide. The label is for a branch in it.
func (c *constants) test(label string, at Register, there OpmaskVirtual) (failed, decided OpmaskVirtual) {
	w, kind, attr := ZMM(), ZMM(), ZMM()
	VMOVDQU64_Z(Mem{Base: at}, there, w)
	VPSRLQ(Imm(kindShift), w, kind)
	VPANDQ(c.kindMask, kind, kind)
	VPSRLQ(Imm(attrShift), w, attr)

	decided = K() // a range, none of a range, or one of six keys
	VPCMPUQ(Imm(lessSame), c.inKind, kind, there, decided)
	rank := c.ranksOf(attr, decided)
	lo, hi := ZMM(), ZMM()
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

// decide takes eight words of a record at a time. It goes on where they fail, but for long
// records: whether they do is not to be foretold, and a wrong guess costs more than
// the words.
func decide(tables int) {
	name, attrs := name("decideRecords", tables)
	TEXT(name, NOSPLIT, "func(records *uint64, from *uint32, n int, ranks *uint32, attrs int) (met, open uint64)")
	Pragma("noescape")
	Doc(name + " is decide for n > 0 candidates and " + attrs + ", with AVX-512 F.")
	records := Load(Param("records"), GP64())
	from := Load(Param("from"), GP64())
	n := Load(Param("n"), GP64())
	c := newConstants(Load(Param("ranks"), GP64()), Load(Param("attrs"), GP64()), tables)

	met, open, i := GP64(), GP64(), GP64()
	XORQ(met, met)
	XORQ(open, open)
	XORQ(i, i)

	Label("record")
	at, left := GP64(), GP64()
	MOVL(Mem{Base: from}, at.As32())
	MOVL(Mem{Base: from, Disp: wordsAt}, left.As32())
	ADDQ(Imm(candidateBytes), from)
	LEAQ(Mem{Base: records, Index: at, Scale: 8}, at)

	bad, unsure := c.testRecord(at, left, 0xff)
	sure, both := GP64(), GP64()
	verdict(bad, unsure, sure, both)
	SHLXQ(i, sure, sure)
	ORQ(sure, met)
	SHLXQ(i, both, both)
	ORQ(both, open)
	INCQ(i)
	CMPQ(i, n)
	JB(LabelRef("record"))
	Store(met, ReturnIndex(0))
	Store(open, ReturnIndex(1))
	VZEROUPPER()
	RET()
}

// testRecord tests so many words, of the first eight those in first. bad and unsure are
// not zero if some fail, and if some are not decided.
func (c *constants) testRecord(at, left GPVirtual, first uint32) (bad, unsure GPVirtual) {
	bad, unsure = GP32(), GP32()
	fails, others := K(), K()
	there := firstWords(left, first)
	failed, decided := c.test("keysFirst", at, there)
	KMOVW(failed, fails)
	KXORW(decided, there, others)
	SUBL(Imm(8), left.As32())
	JBE(LabelRef("tested"))
	Label("words")
	ADDQ(Imm(64), at)
	there = firstWords(left, 0xff)
	failed, decided = c.test("keysRest", at, there)
	KORW(failed, fails, fails)
	KXORW(decided, there, there)
	KORW(there, others, others)
	SUBL(Imm(8), left.As32())
	JBE(LabelRef("tested"))
	KORTESTW(fails, fails)
	JZ(LabelRef("words"))
	Label("tested")
	KMOVW(fails, bad)
	KMOVW(others, unsure)
	return bad, unsure
}

// verdict sets met to 1 if all is met for sure, and open if nothing failed but not all
// is sure; else to 0.
func verdict(bad, unsure, met, open Register) {
	XORL(met.(GPVirtual).As32(), met.(GPVirtual).As32())
	XORL(open.(GPVirtual).As32(), open.(GPVirtual).As32())
	CMPL(unsure, Imm(1)) // carries if there are none
	SBBL(unsure, unsure)
	NOTL(unsure) // all ones if not all is sure
	TESTL(bad, bad)
	SETEQ(met.(GPVirtual).As8())
	MOVL(met.(GPVirtual).As32(), open.(GPVirtual).As32())
	ANDL(unsure, open.(GPVirtual).As32())
	XORL(open.(GPVirtual).As32(), met.(GPVirtual).As32())
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

// decideLanes keeps records on their way while it tests others.
func decideLanes(tables int) {
	name, attrs := name("decideLanes", tables)
	TEXT(name, NOSPLIT, "func(records *uint64, stride uint64, lanes *uint32, n uint64, ranks *uint32, attrs int, ids, open *uint32) (met, left uint64)")
	Pragma("noescape")
	Doc(name + " is decideLanes for n > 0 lanes and " + attrs + ", with AVX-512 F.")
	records := Load(Param("records"), GP64())
	lanes := Load(Param("lanes"), GP64())
	out := newOutput()

	bytes := Load(Param("stride"), GP64())
	SHLQ(Imm(3), bytes)
	c := newConstants(Load(Param("ranks"), GP64()), Load(Param("attrs"), GP64()), tables)

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
	at, left := GP64(), GP64()
	MOVQ(first, at)
	Load(Param("stride"), left)

	Comment("The first word is the ID.")
	bad, unsure := c.testRecord(at, left, 0xfe)
	met, both := GP64(), GP64()
	verdict(bad, unsure, met, both)
	out.put(first, lane, met, both)
	INCQ(i)
	CMPQ(i, Load(Param("n"), GP64()))
	JB(LabelRef("record"))
	out.store()
	VZEROUPPER()
	RET()
}

// output is where IDs go, and lanes that are open.
type output struct{ ids, open Register }

func newOutput() output {
	return output{Load(Param("ids"), GP64()), Load(Param("open"), GP64())}
}

// put writes both the ID, with which the record begins, and the lane: each stays if its
// register is 1, and is written over if that is 0.
func (o *output) put(record, lane, met, open GPVirtual) {
	id := GP32()
	MOVL(Mem{Base: record}, id)
	MOVL(id, Mem{Base: o.ids})
	MOVL(lane.As32(), Mem{Base: o.open})
	LEAQ(Mem{Base: o.ids, Index: met, Scale: 4}, o.ids)
	LEAQ(Mem{Base: o.open, Index: open, Scale: 4}, o.open)
}

// store returns how many there are of each.
func (o *output) store() {
	for i, at := range []struct {
		name string
		end  Register
	}{{"ids", o.ids}, {"open", o.open}} {
		SUBQ(Load(Param(at.name), GP64()), at.end)
		SHRQ(Imm(2), at.end)
		Store(at.end, ReturnIndex(i))
	}
}

// fetchLane fetches the first and the last line of a lane's record.
func fetchLane(records, lanes, i, bytes Register) {
	a := laneRecord(records, lanes, i, bytes)
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
