//go:build !purego

package kernel

import (
	"math"
	"unsafe"
)

//go:generate sh -c "cd _asm && go run ./steps -out ../steps_amd64.s -stubs ../steps_amd64.go -pkg kernel"

// Count returns how many of the numbers are not above x.
func (s *Steps) Count(x uint64) int {
	if !hasAVX512 || s.n == 0 || x == math.MaxUint64 {
		return s.count(x)
	}
	return int(countSteps512(unsafe.SliceData(s.data), x))
}
