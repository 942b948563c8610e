//go:build !amd64 || purego

package kernel

// AtMost clears, for each bit i of which, the bits of masks[i] of the lanes whose bound
// is above v: bounds has one for each of 64 lanes for each of the tiles from 0 on. It
// returns the bits of the tiles of which lanes are left.
func AtMost(bounds []uint16, which uint64, v uint16, masks *[Lanes]uint64) uint64 {
	return atMost(bounds, which, v, masks)
}
