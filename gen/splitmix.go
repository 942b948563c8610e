package gen

import (
	"math"
	"slices"
)

// splitMix64 is the random generator of all workloads: SplitMix64 (Steele, Lea
// and Flood, OOPSLA 2014), whose whole state is the number S.
type splitMix64 uint64

func (s *splitMix64) next() uint64 {
	*s += 0x9E3779B97F4A7C15
	z := uint64(*s)
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// float returns f(): a multiple of 2^-53 in [0, 1).
func (s *splitMix64) float() float64 {
	return float64(s.next()>>11) * (1.0 / (1 << 53))
}

// intn returns int(f()*n), which is below n.
func (s *splitMix64) intn(n int) int {
	return int(s.float() * float64(n))
}

// chance returns f() < p.
func (s *splitMix64) chance(p float64) bool { return s.float() < p }

// between returns lo + f()*(hi-lo).
//
// The conversion keeps a compiler from fusing the product and the sum into one
// instruction with one rounding, as it may do on some machines and not on others.
func (s *splitMix64) between(lo, hi float64) float64 {
	return lo + float64(s.float()*(hi-lo))
}

// zipf draws indexes with weights 1/(i+1)^z: cum[i] is the sum of the weights up
// to i over the sum of all.
type zipf struct {
	cum []float64
}

func newZipf(n int, z float64) zipf {
	return newWeights(n, func(x float64) float64 { return math.Pow(x, z) })
}

// newWeights gives index i the weight 1/f(i+1).
func newWeights(n int, f func(float64) float64) zipf {
	cum := make([]float64, n)
	sum := 0.0
	for i := range cum {
		sum += 1 / f(float64(i+1))
		cum[i] = sum
	}
	for i := range cum {
		cum[i] /= sum
	}
	return zipf{cum}
}

// draw returns the first index whose cumulative weight exceeds f().
func (z zipf) draw(s *splitMix64) int {
	u := s.float()
	i, _ := slices.BinarySearchFunc(z.cum, u, func(c, u float64) int {
		if c > u {
			return 1
		}
		return -1
	})
	return min(i, len(z.cum)-1)
}

// distinct draws numbers of which none comes twice in one group.
type distinct struct {
	seen  []uint32
	group uint32
}

func newDistinct(n int) *distinct { return &distinct{seen: make([]uint32, n)} }

// begin starts a new group.
func (d *distinct) begin() {
	d.group++
	if d.group == 0 {
		clear(d.seen)
		d.group = 1
	}
}

// add reports whether i is new in the group.
func (d *distinct) add(i int) bool {
	if d.seen[i] == d.group {
		return false
	}
	d.seen[i] = d.group
	return true
}
