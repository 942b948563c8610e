package kernel

import "math/bits"

// atMost is AtMost in portable Go.
func atMost(bounds []uint16, which uint64, v uint16, masks *[Lanes]uint64) uint64 {
	left := uint64(0)
	for ; which != 0; which &= which - 1 {
		i := bits.TrailingZeros64(which)
		of := bounds[i*Lanes:][:Lanes]
		mask := masks[i]
		for m := mask; m != 0; m &= m - 1 {
			if l := bits.TrailingZeros64(m); of[l&(Lanes-1)] > v {
				mask &^= 1 << l
			}
		}
		masks[i] = mask
		if mask != 0 {
			left |= 1 << i
		}
	}
	return left
}
