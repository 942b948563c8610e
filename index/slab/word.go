package slab

import "github.com/thresh-dev/thresh/internal/kernel"

// word is a predicate of a lane's record:
//
//	63      51 50  48 47          24 23           0
//	attribute   kind   lowest rank    highest rank     one range
//	attribute   kind   position in segment.sets        several ranges
//	0           check  position in segment.checks
//	elsewhere   check  position in segment.long: a count, and as many words
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
func (w word) kind() kind   { return kind(w >> kindShift & 7) }
func (w word) lo() uint32   { return uint32(w>>loShift) & rankMask }
func (w word) hi() uint32   { return uint32(w) & rankMask }
func (w word) pos() int     { return int(w & (1<<kindShift - 1)) }

// appendWords appends the words of one predicate.
func appendWords(dst []word, attr uint32, k kind, rest uint64) []word {
	near := min(attr, farAttr)
	dst = append(dst, word(uint64(near)<<attrShift|uint64(k)<<kindShift|rest))
	if near == farAttr {
		dst = append(dst, word(attr))
	}
	return dst
}
