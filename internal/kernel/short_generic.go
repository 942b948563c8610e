//go:build !amd64 || purego

package kernel

// AppendShort tests the short records of lanes against the ranks of an event by attribute,
// of which there are as many as the form has, or less if no record names the others. It
// appends to ids the ID of each closed record whose fields are all met, and to open the
// lanes of the open ones.
func AppendShort[T ~uint32](ids []T, open []uint32, records [][ShortWords]uint64, f *ShortForm, lanes, ranks []uint32) ([]T, []uint32) {
	return appendShort(ids, open, records, f, lanes, ranks)
}
