//go:build !purego

package kernel

import (
	"slices"
	"unsafe"
)

// AppendShort tests the short records of lanes against the ranks of an event by attribute,
// of which there are as many as the form has, or less if no record names the others. It
// appends to ids the ID of each closed record whose fields are all met, and to open the
// lanes of the open ones.
func AppendShort[T ~uint32](ids []T, open []uint32, records [][ShortWords]uint64, f *ShortForm, lanes, ranks []uint32) ([]T, []uint32) {
	if !hasVBMI || len(lanes) == 0 {
		return appendShort(ids, open, records, f, lanes, ranks)
	}
	i, o, n := len(ids), len(open), len(lanes)
	ids, open = slices.Grow(ids, n)[:i+n], slices.Grow(open, n)[:o+n]
	w, l, r := &unsafe.SliceData(records)[0], unsafe.SliceData(lanes), unsafe.SliceData(ranks)
	form, toIDs, toOpen := &f.bytes[0][0], (*uint32)(unsafe.Pointer(&ids[i])), &open[o]
	var met, left uint64
	switch {
	case len(ranks) <= 32:
		met, left = appendShort512x1(w, form, l, uint64(n), r, len(ranks), toIDs, toOpen)
	case len(ranks) <= 64:
		met, left = appendShort512x2(w, form, l, uint64(n), r, len(ranks), toIDs, toOpen)
	default:
		met, left = appendShort512x4(w, form, l, uint64(n), r, len(ranks), toIDs, toOpen)
	}
	return ids[:i+int(met)], open[:o+int(left)]
}
