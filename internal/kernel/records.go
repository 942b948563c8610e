package kernel

import "math/bits"

// Layout of a record's words: an attribute's number, a kind, and the lowest and the
// highest rank of a range.
//
//	63      51 50  48 47       24 23        0
//	attribute   kind  lowest rank  highest rank
//	attribute   4     six keys, a byte each
//
// A key's number is that of its rank: 0 for rank 2, 1 for rank 4, and so on. Other
// ranks are at no key, and the number 255 is no key's.
const (
	AttrShift = 51
	KindShift = 48
	LoShift   = 24
	RankMask  = 1<<24 - 1

	// RangeKinds are the kinds below it: the rank is to be in the range.
	RangeKinds = 3
	// NotKind is the kind of a rank that is to be outside of the range, and not 0.
	NotKind = 3
	// InKind is the kind of a rank that is to be that of one of six keys.
	InKind = 4
)

// HoldsKey says whether a word of InKind has the key of the rank, which is below 512.
func HoldsKey(w, rank uint64) bool {
	if rank%2 != 0 || rank == 0 {
		return false
	}
	const low, high = 0x010101010101, 0x808080808080
	x := w ^ (rank-2)/2&255*low
	return (x-low)&^x&high != 0 // a byte is zero
}

// MaxCandidates is how many candidates are decided at a time.
const MaxCandidates = 64

// Candidate is a record: Words words from At on. Lane is whose it is.
type Candidate struct {
	At, Words, Lane uint32
}

// verdict says whether the words of a record are met, and whether that is sure.
func verdict[W ~uint64](words []W, ranks []uint32) (ok, sure bool) {
	sure = true
	for _, word := range words {
		w := uint64(word)
		kind := w >> KindShift & 7
		if kind > InKind {
			sure = false
			continue
		}
		r := uint64(ranks[w>>AttrShift])
		in := w>>LoShift&RankMask <= r && r <= w&RankMask
		switch kind {
		case NotKind:
			in = !in && r != 0
		case InKind:
			in = HoldsKey(w, r)
		}
		if !in {
			return false, true
		}
	}
	return true, sure
}

// decide is Decide in portable Go.
func decide[W ~uint64](records []W, from []Candidate, ranks []uint32) (met, open uint64) {
	for i, c := range from {
		switch ok, sure := verdict(records[c.At:c.At+c.Words], ranks); {
		case !ok:
		case sure:
			met |= 1 << i
		default:
			open |= 1 << i
		}
	}
	return met, open
}

// decideLanes is AppendDecided in portable Go.
func decideLanes[W ~uint64, T ~uint32](ids []T, open []uint32, records []W, stride int, lanes, ranks []uint32) ([]T, []uint32) {
	for _, l := range lanes {
		record := records[int(l)*stride:][:stride]
		switch ok, sure := verdict(record[1:], ranks); {
		case !ok:
		case sure:
			ids = append(ids, T(record[0]))
		default:
			open = append(open, l)
		}
	}
	return ids, open
}

// appendCandidates is AppendCandidates in portable Go, without fetching.
func appendCandidates(dst []Candidate, at, words, lane uint32, mask uint64) []Candidate {
	for ; mask != 0; mask &= mask - 1 {
		l := uint32(bits.TrailingZeros64(mask))
		dst = append(dst, Candidate{at + l*words, words, lane + l})
	}
	return dst
}
