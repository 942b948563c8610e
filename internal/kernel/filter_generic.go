//go:build !amd64 || purego

package kernel

// Filter returns the lanes of mask that pass all slots. Attribute numbers are
// below attrs, which is at most 256.
func Filter(slots []Slot, t *Tables, _ int, mask uint64) uint64 { return filter(slots, t, mask) }

// FilterTiles filters the tiles first+i for each bit i of which, beginning with the
// lanes live[i]. It returns the bits of the tiles of which lanes are left, and puts
// those into out[i]; the rest of out is undefined.
func FilterTiles(tiles *Tiles, first uint32, live []uint64, t *Tables, _ int, which uint64, out *[Lanes]uint64) uint64 {
	return filterTiles(tiles, first, live, t, which, out)
}

// AppendLanes ands, for each of at most MaxBlocks blocks, the given rows and the
// block's live lanes, and appends the lanes that are left: 1024 times the block's number
// and the place in it.
func AppendLanes(dst []uint32, c *Columns, blocks, rows []uint32, live []Block) []uint32 {
	return appendLanes(dst, c, blocks, rows, live)
}

// FetchRows does nothing.
func FetchRows(*Columns, uint32, []uint32) {}

// FetchSlots does nothing.
func FetchSlots([]Slot) {}

// FetchWords does nothing.
func FetchWords([]uint64) {}

// FetchBytes does nothing.
func FetchBytes([]byte) {}

// Prefetch does nothing.
func Prefetch(*byte) {}

// Expand writes to dst the elements of from whose bits are set in words, bit b of
// word w standing for element 64w+b. dst has room for Spare more than there are.
func Expand[T ~uint32](dst, from []T, words []uint64) { expand(dst, from, words) }
