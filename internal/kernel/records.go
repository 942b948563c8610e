package kernel

import "math/bits"

// Layout of a record's words: an attribute's number, a kind, and the lowest and the
// highest rank of a range.
//
//	63      51 50  48 47       24 23        0
//	attribute   kind  lowest rank  highest rank
const (
	AttrShift = 51
	KindShift = 48
	LoShift   = 24
	RankMask  = 1<<24 - 1

	// RangeKinds are the kinds below it: the rank is to be in the range.
	RangeKinds = 3
	// NotKind is the kind of a rank that is to be outside of the range, and not 0.
	NotKind = 3
)

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
		if kind > NotKind {
			sure = false
			continue
		}
		r := uint64(ranks[w>>AttrShift])
		in := w>>LoShift&RankMask <= r && r <= w&RankMask
		if kind == NotKind {
			in = !in && r != 0
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
