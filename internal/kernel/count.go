package kernel

import "math/bits"

// count is Count in portable Go.
func count(words []uint64) int {
	n := 0
	for _, w := range words {
		n += bits.OnesCount64(w)
	}
	return n
}
