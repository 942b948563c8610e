//go:build !amd64 || purego

package kernel

// Decide tests the records of at most MaxCandidates candidates against the ranks of
// an event by attribute. It returns the bits of those of which every word is met, and
// of those of which no word fails but some are of kinds that others decide.
func Decide[W ~uint64](records []W, from []Candidate, ranks []uint32) (met, open uint64) {
	return decide(records, from, ranks)
}

// AppendCandidates appends a candidate for each bit of mask. That of bit l has the
// record at at+l*words, and is lane+l.
func AppendCandidates[W ~uint64, T ~uint32](dst []Candidate, _ []W, _ []T, at, words, lane uint32, mask uint64) []Candidate {
	return appendCandidates(dst, at, words, lane, mask)
}

// FetchLanes does nothing.
func FetchLanes[W ~uint64]([]W, int, []uint32) {}

// AppendDecided tests the records of lanes, stride words each, lane by lane from the
// first on, against the ranks of an event by attribute. The first word of a record is
// an ID: it appends to ids that of each lane of which every word is met, and to open
// the lanes of which no word fails but some are of kinds that others decide.
func AppendDecided[W ~uint64, T ~uint32](ids []T, open []uint32, records []W, stride int, lanes, ranks []uint32) ([]T, []uint32) {
	return decideLanes(ids, open, records, stride, lanes, ranks)
}
