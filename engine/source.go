package engine

import (
	"math"
	"slices"

	"github.com/thresh-dev/thresh/predicate"
)

// sourceRun is how many expressions share a 64-bit offset.
const sourceRun = 64

// sources are the expressions of the subscriptions of a segment, by local number,
// in binary form: what a merge lowers again, and what is shown to who asks. They
// only grow: a copy of the struct sees what was there when it was copied.
type sources struct {
	data   []byte
	bases  []uint64          // where each run of sourceRun expressions begins in data
	starts []uint32          // where each expression begins in its run
	texts  predicate.Strings // what the expressions share
}

func (s *sources) len() int { return len(s.starts) }

// add appends the expression.
func (s *sources) add(e predicate.Expr) {
	s.begin()
	s.data = s.texts.AppendExpr(roomy(s.data), e)
}

// roomy returns s, with as much room again if there is little. It grows faster than by
// append: what is copied in the end costs less than copying it again and again.
func roomy(s []byte) []byte {
	if cap(s)-len(s) < leastRoomy {
		return slices.Grow(s, max(len(s), leastRoomy))
	}
	return s
}

// leastRoomy is more than most expressions take.
const leastRoomy = 512

func (s *sources) begin() {
	if len(s.starts)%sourceRun == 0 {
		s.bases = append(s.bases, uint64(len(s.data)))
	}
	s.starts = append(s.starts, uint32(uint64(len(s.data))-s.bases[len(s.bases)-1]))
}

// at returns the i-th expression.
func (s *sources) at(i int) []byte {
	to := uint64(len(s.data))
	if i+1 < len(s.starts) {
		to = s.start(i + 1)
	}
	return s.data[s.start(i):to]
}

func (s *sources) start(i int) uint64 { return s.bases[i/sourceRun] + uint64(s.starts[i]) }

// subscription lowers the i-th expression.
func (s *sources) subscription(i int) (*predicate.Subscription, error) {
	e, err := s.texts.DecodeExpr(s.at(i))
	if err != nil {
		return nil, err
	}
	// It was accepted under some limit; there need be none now.
	return predicate.New(e, predicate.Options{MaxConjunctions: math.MaxInt32})
}

// seal gives back what is not needed once no more are added.
func (s *sources) seal() {
	if cap(s.data)-len(s.data) > len(s.data)/8 {
		s.data = slices.Clone(s.data)
	}
	s.bases, s.starts = slices.Clip(s.bases), slices.Clip(s.starts)
	s.texts.Seal()
}
