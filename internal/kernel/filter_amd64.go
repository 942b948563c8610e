//go:build !purego

package kernel

import (
	"slices"
	"unsafe"

	"golang.org/x/sys/cpu"
)

//go:generate sh -c "cd _asm && go run . -out ../kernel_amd64.s -stubs ../kernel_amd64.go -pkg kernel"

// What the machine has: decided once, and never changed.
var (
	hasVBMI = cpu.X86.HasAVX512VBMI && cpu.X86.HasAVX512BW && cpu.X86.HasBMI1
	hasAVX2 = cpu.X86.HasAVX2
)

// Filter returns the lanes of mask that pass all slots. Attribute numbers are
// below attrs, which is at most 256.
func Filter(slots []Slot, t *Tables, attrs int, mask uint64) uint64 {
	if len(slots) == 0 || mask == 0 {
		return mask
	}
	s, tab := (*byte)(unsafe.Pointer(unsafe.SliceData(slots))), (*byte)(unsafe.Pointer(t))
	switch {
	case hasVBMI && attrs <= 64:
		return filter512x1(s, len(slots), tab, mask)
	case hasVBMI && attrs <= 128:
		return filter512x2(s, len(slots), tab, mask)
	case hasVBMI:
		return filter512x4(s, len(slots), tab, mask)
	case hasAVX2 && attrs <= 64:
		return filter256(s, len(slots), tab, mask)
	default:
		return filter(slots, t, mask)
	}
}

// FilterTiles filters the tiles first+i for each bit i of which, beginning with the
// lanes live[i]. It returns the bits of the tiles of which lanes are left, and puts
// those into out[i]; the rest of out is undefined.
func FilterTiles(tiles *Tiles, first uint32, live []uint64, t *Tables, attrs int, which uint64, out *[Lanes]uint64) uint64 {
	if which == 0 {
		return 0
	}
	if !hasVBMI {
		found := uint64(0)
		for i := range uint32(Lanes) {
			if which>>i&1 != 0 {
				if m := Filter(tiles.Of(first+i), t, attrs, live[i]); m != 0 {
					out[i] = m
					found |= 1 << i
				}
			}
		}
		return found
	}
	s, tab := (*byte)(unsafe.Pointer(unsafe.SliceData(tiles.Slots))), (*byte)(unsafe.Pointer(t))
	from, l := &tiles.From[first], unsafe.SliceData(live)
	switch {
	case attrs <= 64:
		return filterTiles512x1(s, from, l, tab, which, &out[0])
	case attrs <= 128:
		return filterTiles512x2(s, from, l, tab, which, &out[0])
	default:
		return filterTiles512x4(s, from, l, tab, which, &out[0])
	}
}

// AppendLanes ands, for each of at most MaxBlocks blocks, the given rows and the
// block's live lanes, and appends the lanes that are left: 1024 times the block's number
// and the place in it.
func AppendLanes(dst []uint32, c *Columns, blocks, rows []uint32, live []Block) []uint32 {
	if !hasVBMI || len(rows) == 0 || len(blocks) == 0 {
		return appendLanes(dst, c, blocks, rows, live)
	}
	n := len(dst)
	dst = slices.Grow(dst, len(blocks)*BlockTiles*Lanes)[:n+len(blocks)*BlockTiles*Lanes]
	end := appendLanes512(&dst[n], (*byte)(unsafe.Pointer(unsafe.SliceData(c.Data))), uint64(c.Stride)*uint64(unsafe.Sizeof(Block{})),
		unsafe.SliceData(blocks), len(blocks), unsafe.SliceData(rows), len(rows), (*uint64)(unsafe.Pointer(unsafe.SliceData(live))))
	return dst[:n+int(uintptr(unsafe.Pointer(end))-uintptr(unsafe.Pointer(&dst[n])))/4]
}

// FetchRows asks for the given rows of a block.
func FetchRows(c *Columns, block uint32, rows []uint32) {
	if len(rows) > 0 {
		fetchRows((*byte)(unsafe.Pointer(&c.Data[int(block)*c.Stride])), unsafe.SliceData(rows), len(rows))
	}
}

// FetchSlots asks for the slots.
func FetchSlots(slots []Slot) {
	if len(slots) > 0 {
		fetch((*byte)(unsafe.Pointer(unsafe.SliceData(slots))), len(slots)*slotLines)
	}
}

// FetchWords asks for the first of the words.
func FetchWords(words []uint64) {
	if len(words) > 0 {
		fetch((*byte)(unsafe.Pointer(unsafe.SliceData(words))), min((len(words)+7)/8, 16))
	}
}

// FetchBytes asks for all bytes.
func FetchBytes(bytes []byte) {
	if len(bytes) > 0 {
		fetch(unsafe.SliceData(bytes), len(bytes)/64+1)
	}
}

// slotLines is how many cache lines a slot is.
const slotLines = int(unsafe.Sizeof(Slot{})) / 64

// Prefetch asks for the two cache lines from p on.
func Prefetch(p *byte) { prefetch(p) }

// Expand writes to dst the elements of from whose bits are set in words, bit b of
// word w standing for element 64w+b. dst has room for Spare more than there are.
func Expand[T ~uint32](dst, from []T, words []uint64) {
	if !hasVBMI || len(words) == 0 {
		expand(dst, from, words)
		return
	}
	_ = from[:64*len(words)]
	expand512((*uint32)(unsafe.Pointer(unsafe.SliceData(dst))), (*uint32)(unsafe.Pointer(unsafe.SliceData(from))),
		unsafe.SliceData(words), len(words))
}
