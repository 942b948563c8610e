package kernel

import "math"

// stepsGroup is how many steps are compared at once.
const stepsGroup = 16

// MaxSteps is how many numbers Steps may have.
const MaxSteps = stepsGroup*stepsGroup - 2

// Steps is up to MaxSteps numbers in ascending order, none of them the greatest there
// is, laid out to be searched in two comparisons of 16 numbers each.
//
//	the last of each group │ group 0: 16 steps │ group 1: 16 steps │ …
//
// What is missing of the last group, and there is always something, is the greatest
// number; so are the last ones of groups that there are none of.
type Steps struct {
	n    int
	data []uint64
}

// MakeSteps copies the numbers.
func MakeSteps(numbers []uint64) Steps {
	groups := len(numbers)/stepsGroup + 1
	s := Steps{len(numbers), make([]uint64, stepsGroup*(1+groups))}
	of := s.data[stepsGroup:]
	for i := copy(of, numbers); i < len(of); i++ {
		of[i] = math.MaxUint64
	}
	for g := range stepsGroup {
		s.data[g] = math.MaxUint64
		if g < groups {
			s.data[g] = of[g*stepsGroup+stepsGroup-1]
		}
	}
	return s
}

// Len returns how many numbers there are.
func (s *Steps) Len() int { return s.n }

// count is Count in portable Go.
func (s *Steps) count(x uint64) int {
	of := s.data[stepsGroup:][:s.n]
	base, n := 0, len(of)
	for n > 0 {
		half := (n + 1) >> 1
		if of[base+half-1] <= x {
			base += half
		}
		n -= half
	}
	return base
}
