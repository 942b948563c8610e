package kernel

import "math/bits"

// Lanes is the number of lanes in a slot.
const Lanes = 64

// Slot is one test for each of 64 lanes.
type Slot struct {
	Attr, Lo, Hi [Lanes]uint8
}

// Tables hold the cells of an event's values by attribute number: the lowest and
// the highest where there are several.
type Tables struct {
	Min, Max [256]uint8
}

// Tiles is a sequence of tiles of 64 lanes each: tile i has the slots
// Slots[From[i]:From[i+1]].
type Tiles struct {
	From  []uint32
	Slots []Slot
}

// Of returns the slots of tile i.
func (t *Tiles) Of(i uint32) []Slot { return t.Slots[t.From[i]:t.From[i+1]] }

// filter returns the lanes of mask that pass all slots.
func filter(slots []Slot, t *Tables, mask uint64) uint64 {
	for i := range slots {
		s := &slots[i]
		for m := mask; m != 0; m &= m - 1 {
			l := bits.TrailingZeros64(m) & (Lanes - 1)
			a := s.Attr[l]
			if t.Max[a] < s.Lo[l] || s.Hi[l] < t.Min[a] {
				mask &^= 1 << l
			}
		}
		if mask == 0 {
			break
		}
	}
	return mask
}

// filterTiles is filter for several tiles, see FilterTiles.
func filterTiles(tiles *Tiles, first uint32, live []uint64, t *Tables, which uint64, out *[Lanes]uint64) uint64 {
	found := uint64(0)
	for ; which != 0; which &= which - 1 {
		i := bits.TrailingZeros64(which)
		if m := filter(tiles.Of(first+uint32(i)), t, live[i]); m != 0 {
			out[i] = m
			found |= 1 << i
		}
	}
	return found
}
