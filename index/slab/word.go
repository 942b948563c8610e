package slab

import "github.com/thresh-dev/thresh/internal/kernel"

// word is a predicate of a lane's record:
//
//	63      51 50  48 47          24 23           0
//	attribute   kind   lowest rank    highest rank     one range
//	attribute   in     six keys, a byte each, ascending; the last one fills up
//	attribute   set    mode, position in segment.sets  several ranges
//	0           check  position in segment.checks
//	elsewhere   check  position in segment.long: a count, and as many words
//
// The mode of a set is how far its kind lies behind kindSet; it takes the bits from 32
// on. A lane that excludes several keys has a word for each.
//
// An attribute number that has no room stands in the word that follows, and
// farAttr in its place. The word 0…0 FFFFFF is met by every event.
type word uint64

const (
	farAttr   = 1<<13 - 1
	attrShift = kernel.AttrShift
	kindShift = kernel.KindShift
	loShift   = kernel.LoShift
	rankMask  = kernel.RankMask
	wordTrue  = word(rankMask)
	elsewhere = 1
	maxStride = 24 // words of a record; longer ones stand in segment.long
)

func (w word) attr() uint32 { return uint32(w >> attrShift) }
func (w word) lo() uint32   { return uint32(w>>loShift) & rankMask }
func (w word) hi() uint32   { return uint32(w) & rankMask }
func (w word) pos() int     { return int(uint32(w)) }

// Kinds as words have them, those up to kindIn being the same.
const (
	fieldSet   = 5
	fieldCheck = 6
	modeShift  = 32
)

func (w word) kind() kind {
	switch k := kind(w >> kindShift & 7); k {
	case fieldSet:
		return kindSet + kind(w>>modeShift&3)
	case fieldCheck:
		return kindCheck
	default:
		return k
	}
}

// appendWords appends the words of one predicate.
func appendWords(dst []word, attr uint32, k kind, rest uint64) []word {
	near := min(attr, farAttr)
	field := uint64(k)
	switch {
	case k.isSet():
		field = fieldSet
		rest |= uint64(k-kindSet) << modeShift
	case k == kindCheck:
		field = fieldCheck
	}
	dst = append(dst, word(uint64(near)<<attrShift|field<<kindShift|rest))
	if near == farAttr {
		dst = append(dst, word(attr))
	}
	return dst
}

// Keys of a word of kindIn: in a domain of few keys, each has its number in a byte.
const (
	maxInKeys  = 6
	maxInOfAll = 255 // keys of the domain, as 255 stands for no key
)

// keysWord returns what a word of kindIn says of the keys that have the given ranks, of
// which every second one counts.
func keysWord(ranks []uint32) uint64 {
	rest := uint64(0)
	for i := range maxInKeys {
		rest |= uint64(ranks[min(2*i, len(ranks)-2)]-2) / 2 << (8 * i)
	}
	return rest
}

// appendRanks appends the ranks of the keys of a word of kindIn, each twice, as a range.
func (w word) appendRanks(dst []uint32) []uint32 {
	for i := range maxInKeys {
		if r := uint32(w>>(8*i)&255)*2 + 2; i == 0 || r != dst[len(dst)-1] {
			dst = append(dst, r, r)
		}
	}
	return dst
}

// holdsKey says whether a word of kindIn has the key of the rank.
func (w word) holdsKey(r uint32) bool { return kernel.HoldsKey(uint64(w), uint64(r)) }
