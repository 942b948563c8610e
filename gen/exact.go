package gen

import (
	"iter"
	"strconv"
	"sync"

	"github.com/thresh-dev/thresh/predicate"
)

// The shape of the exact preset.
const (
	exactAttrs  = 5
	exactValues = 1000
	exactPreds  = 3
)

// exactPick is what a subscription of the exact preset asks for.
type exactPick struct {
	attr  [exactPreds]uint8
	value [exactPreds]uint16
}

// newExact returns the exact preset, see the package's documentation.
func newExact(seed uint64) source {
	names := attrNames(exactAttrs)
	values := textValues(exactValues)
	targets := sync.OnceValue(func() []exactPick {
		s := splitMix64(seed)
		picks := make([]exactPick, maxTargets)
		for i := range picks {
			picks[i] = drawExact(&s)
		}
		return picks
	})
	subs := func(yield func(predicate.Expr) bool) {
		s := splitMix64(seed)
		for {
			p := drawExact(&s)
			c := newConjunction(exactPreds, exactPreds)
			for i, a := range p.attr {
				c.add(names[a], predicate.OpEqual, values[p.value[i]])
			}
			if !yield(c.and) {
				return
			}
		}
	}
	fields := func(yield func([]field) bool) {
		s := splitMix64(seed + 1)
		event := make([]field, exactAttrs)
		for {
			p := targets()[drawTarget(&s)]
			for a := range event {
				event[a] = field{path: names[a], value: values[s.intn(exactValues)]}
			}
			for i, a := range p.attr {
				event[a].value = values[p.value[i]]
			}
			if !yield(event) {
				return
			}
		}
	}
	return &generated{exactAttrs, subs, fields}
}

func drawExact(s *splitMix64) (p exactPick) {
	var used [exactAttrs]bool
	for i := range exactPreds {
		a := s.intn(exactAttrs)
		for used[a] {
			a = s.intn(exactAttrs)
		}
		used[a] = true
		p.attr[i] = uint8(a)
		p.value[i] = uint16(s.intn(exactValues))
	}
	return p
}

// textValues returns n different strings of several lengths: value j is v<j>,
// value-<j> or some-longer-value-<j> as j mod 3 is 0, 1 or 2. Values of the latter
// kinds agree in their first bytes.
func textValues(n int) []predicate.Value {
	values := make([]predicate.Value, n)
	for j := range values {
		stem := [...]string{"v", "value-", "some-longer-value-"}[j%3]
		values[j] = predicate.String(stem + strconv.Itoa(j))
	}
	return values
}

// maxTargets is how many of the first subscriptions an event may be made for.
const maxTargets = 100_000

// drawTarget draws the number of a subscription that the event is made for:
// among the first 1,000, 10,000 or 100,000, so that at each of these sizes some
// events have a match.
func drawTarget(s *splitMix64) int {
	limit := [...]int{1000, 10_000, maxTargets}[s.intn(3)]
	return s.intn(limit)
}

// The shape of the anybut preset.
const (
	anyButAttrs  = 20
	anyButValues = 50
)

// newAnyBut returns the anybut preset, see the package's documentation.
func newAnyBut(seed uint64) source {
	names := attrNames(anyButAttrs)
	values := textValues(anyButValues)
	subs := func(yield func(predicate.Expr) bool) {
		s := splitMix64(seed)
		used := newDistinct(anyButAttrs)
		for {
			used.begin()
			c := newConjunction(3, 3)
			for i := range 3 {
				a := s.intn(anyButAttrs)
				for !used.add(a) {
					a = s.intn(anyButAttrs)
				}
				t := c.test(names[a], predicate.OpEqual, values[s.intn(anyButValues)])
				if i == 1 {
					c.and = append(c.and, predicate.Not{X: t})
				} else {
					c.and = append(c.and, t)
				}
			}
			if !yield(c.and) {
				return
			}
		}
	}
	return &generated{anyButAttrs, subs, uniformFields(seed, names, [][]predicate.Value{values})}
}

// uniformFields gives events that have all attributes, in their order, with a
// value drawn from values[a mod len(values)].
func uniformFields(seed uint64, names []string, values [][]predicate.Value) iter.Seq[[]field] {
	return func(yield func([]field) bool) {
		s := splitMix64(seed + 1)
		event := make([]field, len(names))
		for {
			for a := range event {
				of := values[a%len(values)]
				event[a] = field{path: names[a], value: of[s.intn(len(of))]}
			}
			if !yield(event) {
				return
			}
		}
	}
}
