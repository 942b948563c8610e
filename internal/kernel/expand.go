package kernel

import "math/bits"

// Spare is how many elements Expand may write past the last that it is asked for.
const Spare = 16

// expand is Expand in portable Go.
func expand[T ~uint32](dst, from []T, words []uint64) {
	n := 0
	for i, w := range words {
		of := from[i*64:]
		for ; w != 0; w &= w - 1 {
			dst[n] = of[bits.TrailingZeros64(w)]
			n++
		}
	}
}
