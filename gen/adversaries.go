package gen

import (
	"iter"
	"strconv"

	"github.com/thresh-dev/thresh/predicate"
)

// adversaries returns the presets that are made to be unkind to a layout, see the
// package's documentation.
func adversaries() []entry {
	return []entry{
		{Preset{"adv-equal", "adversary: all subscriptions are equal; a third of all events match them"}, newAdvEqual},
		{Preset{"adv-attributes", "adversary: every subscription on an attribute of its own, events of 20"}, newAdvAttributes},
		{Preset{"adv-values", "adversary: equality on one attribute, a million different values"}, newAdvValues},
		{Preset{"adv-set", "adversary: sets of 1-5 of two million values, and one of a million"}, newAdvSet},
		{Preset{"adv-wildcards", "adversary: no subscription tests anything, every event matches all"}, newAdvWildcards},
		{Preset{"adv-unknown", "adversary: events of 20 attributes that no subscription of w1 tests"}, newAdvUnknown},
		{Preset{"adv-wide-event", "adversary: 3-5 of 1,000 attributes, widths 0.1-0.3, events of all 1,000"}, newAdvWideEvent},
		{Preset{"adv-many-values", "adversary: narrow ranges on an attribute of which events have 1,000 values"}, newAdvManyValues},
	}
}

// newAdvEqual repeats one subscription of five wide ranges.
func newAdvEqual(seed uint64) source {
	p := Synthetic{Attrs: 20, PredsMin: 5, PredsMax: 5, WidthMin: 0.8, WidthMax: 0.8, EventAttrs: 20, Seed: seed}
	names := attrNames(p.Attrs)
	subs := func(yield func(predicate.Expr) bool) {
		for {
			for e := range first(1, func() iter.Seq[predicate.Expr] { return p.subscriptions(names) }) {
				if !yield(e) {
					return
				}
			}
		}
	}
	return &generated{p.Attrs, subs, p.fields(names)}
}

// The shape of adv-attributes.
const (
	advAttrs      = maxSyntheticAttrs // after as many subscriptions the attributes begin anew
	advEventAttrs = 20
)

func newAdvAttributes(seed uint64) source {
	name := func(i int) string { return "a" + strconv.Itoa(i%advAttrs) }
	subs := func(yield func(predicate.Expr) bool) {
		s := splitMix64(seed)
		for i := 0; ; i++ {
			c := newConjunction(1, 2)
			c.addRange(&s, name(i), 0.1, 0.5)
			if !yield(c.and) {
				return
			}
		}
	}
	fields := func(yield func([]field) bool) {
		s := splitMix64(seed + 1)
		used := newDistinct(advAttrs)
		event := make([]field, advEventAttrs)
		for {
			used.begin()
			for i := range event {
				a := drawTarget(&s)
				for !used.add(a) {
					a = drawTarget(&s)
				}
				event[i] = field{path: name(a), value: drawValue(&s)}
			}
			if !yield(event) {
				return
			}
		}
	}
	return &generated{advAttrs, subs, fields}
}

// advStep is prime to valueRange, so that its multiples are spread over all values.
const advStep = 618_033

func newAdvValues(seed uint64) source {
	value := func(i int) predicate.Value {
		return predicate.Int(int64((seed%valueRange + uint64(i)*advStep) % valueRange))
	}
	subs := func(yield func(predicate.Expr) bool) {
		for i := 0; ; i++ {
			c := newConjunction(1, 1)
			c.add("a0", predicate.OpEqual, value(i))
			if !yield(c.and) {
				return
			}
		}
	}
	fields := func(yield func([]field) bool) {
		s := splitMix64(seed + 1)
		event := make([]field, 1)
		for {
			event[0] = field{path: "a0", value: value(drawTarget(&s))}
			if !yield(event) {
				return
			}
		}
	}
	return &generated{1, subs, fields}
}

// The shape of adv-set: the large set is that of a later subscription, so that few
// subscriptions are written and lowered fast.
const (
	advSetAt     = 999
	advSetValues = 2 * valueRange // the large one has the even ones
	advSetMax    = 5
)

func newAdvSet(seed uint64) source {
	subs := func(yield func(predicate.Expr) bool) {
		s := splitMix64(seed)
		for i := 0; ; i++ {
			n := 1 + s.intn(advSetMax)
			if i == advSetAt {
				n = valueRange
			}
			set := make([]predicate.Value, n)
			for j := range set {
				if i == advSetAt {
					set[j] = predicate.Int(int64(2 * j))
				} else {
					set[j] = predicate.Int(int64(s.intn(advSetValues)))
				}
			}
			if !yield(predicate.In("a0", set...)) {
				return
			}
		}
	}
	fields := func(yield func([]field) bool) {
		s := splitMix64(seed + 1)
		event := make([]field, 1)
		for {
			event[0] = field{path: "a0", value: predicate.Int(int64(s.intn(advSetValues)))}
			if !yield(event) {
				return
			}
		}
	}
	return &generated{1, subs, fields}
}

func newAdvWildcards(seed uint64) source {
	p := Synthetic{Attrs: 20, EventAttrs: 20, Seed: seed}
	subs := func(yield func(predicate.Expr) bool) {
		for yield(predicate.Const(true)) {
		}
	}
	return &generated{p.Attrs, subs, p.fields(attrNames(p.Attrs))}
}

func newAdvUnknown(seed uint64) source {
	p := Synthetic{Attrs: 20, PredsMin: 5, PredsMax: 10, WidthMin: 0.1, WidthMax: 0.5, EventAttrs: 20, Seed: seed}
	others := attrNames(p.Attrs)
	for i := range others {
		others[i] = "other-" + others[i]
	}
	return &generated{p.Attrs, p.subscriptions(attrNames(p.Attrs)), p.fields(others)}
}

func newAdvWideEvent(seed uint64) source {
	return newSynthetic(Synthetic{Attrs: 1000, PredsMin: 3, PredsMax: 5, WidthMin: 0.1, WidthMax: 0.3, Seed: seed})
}

// The shape of adv-many-values.
const (
	advManyAttrs  = 20
	advManyValues = 1000
	advManyWidth  = 2 / float64(advManyValues)
)

func newAdvManyValues(seed uint64) source {
	names := attrNames(advManyAttrs)
	subs := func(yield func(predicate.Expr) bool) {
		s := splitMix64(seed)
		used := newDistinct(advManyAttrs)
		for {
			used.begin()
			used.add(0)
			k := 2 + s.intn(3)
			c := newConjunction(1+k, 2+2*k)
			c.addRange(&s, names[0], 0, advManyWidth)
			for range k {
				a := s.intn(advManyAttrs)
				for !used.add(a) {
					a = s.intn(advManyAttrs)
				}
				c.addRange(&s, names[a], 0.1, 0.3)
			}
			if !yield(c.and) {
				return
			}
		}
	}
	fields := func(yield func([]field) bool) {
		s := splitMix64(seed + 1)
		event := make([]field, advManyAttrs)
		more := make([]predicate.Value, advManyValues-1)
		for {
			for a := range event {
				event[a] = field{path: names[a], value: drawValue(&s)}
			}
			for i := range more {
				more[i] = drawValue(&s)
			}
			event[0].more = more
			if !yield(event) {
				return
			}
		}
	}
	return &generated{advManyAttrs, subs, fields}
}

// drawValue draws one of V.
func drawValue(s *splitMix64) predicate.Value { return predicate.Int(int64(s.intn(valueRange))) }

// addRange draws a range of a width from wmin to wmax and appends its test.
func (c *conjunction) addRange(s *splitMix64, path string, wmin, wmax float64) {
	width := int(s.between(wmin, wmax) * valueRange)
	lo := s.intn(valueRange - width)
	c.add(path, predicate.OpBetween, predicate.Int(int64(lo)), predicate.Int(int64(lo+width)))
}
