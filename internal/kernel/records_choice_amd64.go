//go:build !purego

package kernel

import (
	"math/bits"
	"slices"
	"unsafe"
)

//go:generate sh -c "cd _asm && go run ./records -out ../records_amd64.s -stubs ../records_amd64.go -pkg kernel"

// Decide tests the records of at most MaxCandidates candidates against the ranks of
// an event by attribute. It returns the bits of those of which every word is met, and
// of those of which no word fails but some are of kinds that others decide.
func Decide[W ~uint64](records []W, from []Candidate, ranks []uint32) (met, open uint64) {
	if !hasAVX512 || len(from) == 0 {
		return decide(records, from, ranks)
	}
	w, f, r := (*uint64)(unsafe.Pointer(unsafe.SliceData(records))), &from[0].At, unsafe.SliceData(ranks)
	switch {
	case len(ranks) <= 32:
		return decideRecords512x1(w, f, len(from), r, len(ranks))
	case len(ranks) <= 64:
		return decideRecords512x2(w, f, len(from), r, len(ranks))
	case len(ranks) <= 128:
		return decideRecords512x4(w, f, len(from), r, len(ranks))
	default:
		return decideRecords512gather(w, f, len(from), r, len(ranks))
	}
}

// AppendCandidates appends a candidate for each bit of mask, and has its record and
// its ID fetched. That of bit l has the record at at+l*words, and is lane+l.
func AppendCandidates[W ~uint64, T ~uint32](dst []Candidate, records []W, ids []T, at, words, lane uint32, mask uint64) []Candidate {
	if !hasVBMI {
		return appendCandidates(dst, at, words, lane, mask)
	}
	n := bits.OnesCount64(mask)
	if n == 0 {
		return dst
	}
	dst = slices.Grow(dst, n)[:len(dst)+n]
	fetchRecords(&dst[len(dst)-n].At, (*uint64)(unsafe.Pointer(unsafe.SliceData(records))),
		(*uint32)(unsafe.Pointer(unsafe.SliceData(ids))), at, words, lane, mask)
	return dst
}

// FetchLanes asks for the records of lanes, stride words each, which AppendDecided is to
// test later.
func FetchLanes[W ~uint64](records []W, stride int, lanes []uint32) {
	if len(lanes) > 0 {
		fetchLanes((*uint64)(unsafe.Pointer(unsafe.SliceData(records))), uint64(stride), unsafe.SliceData(lanes), uint64(len(lanes)))
	}
}

// AppendDecided tests the records of lanes, stride words each, lane by lane from the
// first on, against the ranks of an event by attribute. The first word of a record is
// an ID: it appends to ids that of each lane of which every word is met, and to open
// the lanes of which no word fails but some are of kinds that others decide.
func AppendDecided[W ~uint64, T ~uint32](ids []T, open []uint32, records []W, stride int, lanes, ranks []uint32) ([]T, []uint32) {
	if !hasAVX512 || len(lanes) == 0 {
		return decideLanes(ids, open, records, stride, lanes, ranks)
	}
	i, o, n := len(ids), len(open), len(lanes)
	ids, open = slices.Grow(ids, n)[:i+n], slices.Grow(open, n)[:o+n]
	w, l, r := (*uint64)(unsafe.Pointer(unsafe.SliceData(records))), unsafe.SliceData(lanes), unsafe.SliceData(ranks)
	toIDs, toOpen := (*uint32)(unsafe.Pointer(&ids[i])), &open[o]
	var met, left uint64
	switch {
	case len(ranks) <= 32:
		met, left = decideLanes512x1(w, uint64(stride), l, uint64(n), r, len(ranks), toIDs, toOpen)
	case len(ranks) <= 64:
		met, left = decideLanes512x2(w, uint64(stride), l, uint64(n), r, len(ranks), toIDs, toOpen)
	case len(ranks) <= 128:
		met, left = decideLanes512x4(w, uint64(stride), l, uint64(n), r, len(ranks), toIDs, toOpen)
	default:
		met, left = decideLanes512gather(w, uint64(stride), l, uint64(n), r, len(ranks), toIDs, toOpen)
	}
	return ids[:i+int(met)], open[:o+int(left)]
}
