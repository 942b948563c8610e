package scan

import (
	"math"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// What is assumed of the events where the ends do not tell.
const (
	shareOfPoint  = 1e-4
	shareOfAbsent = 0.5
)

// The codes of numbers and of strings, by the layout of predicate.Code.
const (
	firstNumber predicate.Code = 1 << 62
	firstString predicate.Code = 2 << 62
	firstObject predicate.Code = 3 << 62
)

// shares guesses which share of the events meets a term: its width relative to
// the distance of the least and the greatest end that its attribute has had. It
// only serves to order the terms of a conjunction.
type shares struct {
	byAttr []extents // by AttrID
}

// extents are where the ends of one attribute's terms lie.
type extents struct {
	numbers, strings extent
}

type extent struct {
	min, max float64
	any      bool
}

// learn takes note of the term's ends.
func (s *shares) learn(t *index.Term) {
	if n := int(t.Attr) + 1; n > len(s.byAttr) {
		s.byAttr = append(s.byAttr, make([]extents, n-len(s.byAttr))...)
	}
	e := &s.byAttr[t.Attr]
	for _, end := range [2]predicate.Code{t.Spans[0].Lo, t.Spans[len(t.Spans)-1].Hi} {
		switch {
		case end > firstNumber && end < firstString-1:
			e.numbers.add(numberAt(end))
		case end > firstString && end < firstObject-1:
			e.strings.add(float64(end))
		}
	}
}

// of returns the share of the events, between 0 and 1, that meets the term. The
// ends of the term have been learnt.
func (s *shares) of(t *index.Term) float64 {
	e := &s.byAttr[t.Attr]
	sum := 0.0
	for _, p := range t.Spans {
		switch p.Lo {
		case 0:
			sum += shareOfAbsent
		case p.Hi:
			sum += shareOfPoint
		}
		var numbers, strings float64
		if lo, hi := max(p.Lo, firstNumber), min(p.Hi, firstString-1); lo < hi {
			numbers = e.numbers.share(numberAt(lo), numberAt(hi))
		}
		if lo, hi := max(p.Lo, firstString), min(p.Hi, firstObject-1); lo < hi {
			strings = e.strings.share(float64(lo), float64(hi))
		}
		sum += max(numbers, strings)
	}
	return min(sum, 1)
}

func (x *extent) add(at float64) {
	if math.IsNaN(at) || math.IsInf(at, 0) {
		return
	}
	if !x.any {
		*x = extent{at, at, true}
		return
	}
	x.min, x.max = min(x.min, at), max(x.max, at)
}

// share returns how much of the extent lies between lo and hi.
func (x *extent) share(lo, hi float64) float64 {
	width := x.max - x.min
	if !x.any || width <= 0 || math.IsInf(width, 0) {
		return 1
	}
	if math.IsNaN(lo) || lo < x.min {
		lo = x.min
	}
	if math.IsNaN(hi) || hi > x.max {
		hi = x.max
	}
	return max((hi-lo)/width, shareOfPoint)
}

// numberAt returns the float64 with the code c of a number, or NaN where there is
// none: it undoes what predicate.CodeOf does.
func numberAt(c predicate.Code) float64 {
	b := uint64(c) << 2 &^ 7
	if b>>63 == 1 {
		b -= 1 << 63
	} else {
		b = -b
	}
	return math.Float64frombits(b)
}
