package bench

import (
	"time"

	"github.com/thresh-dev/thresh/internal/hugemem"
)

const (
	// streamBytes is the size of the buffer that is read: several times what the
	// last level of a large server's cache holds of it for one core.
	streamBytes = 256 << 20
	// streamReads is how often it is read. The fastest counts.
	streamReads = 7
)

// StreamBandwidth returns how fast one core reads memory in order, in 10^9 bytes
// per second: the best of several readings of 256 MiB, in some tenths of a second.
// It is 0 if the meter, which may be nil, says that there is no room for them.
func StreamBandwidth(m Meter) float64 {
	if m != nil {
		if left, ok := m.Available(); ok && left < 4*streamBytes {
			return 0
		}
	}
	buffer := hugemem.Make[uint64](streamBytes / 8)
	for i := range buffer { // pages that were never written are all one
		buffer[i] = uint64(i)
	}
	best, want := time.Duration(0), streamSum(buffer)
	for range streamReads {
		begin := time.Now()
		sum := streamSum(buffer)
		took := time.Since(begin)
		if sum == want && (best == 0 || took < best) { // always equal, but the sum is used
			best = took
		}
	}
	if best <= 0 {
		return 0
	}
	return round(streamBytes / float64(best.Nanoseconds()))
}

// streamSum adds the words up, in several chains that do not wait for each other.
func streamSum(words []uint64) uint64 {
	var a, b, c, d uint64
	for len(words) >= 8 {
		w := words[:8:8]
		a += w[0] + w[4]
		b += w[1] + w[5]
		c += w[2] + w[6]
		d += w[3] + w[7]
		words = words[8:]
	}
	for _, w := range words {
		a += w
	}
	return a + b + c + d
}
