package gen

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"strconv"

	"github.com/thresh-dev/thresh/predicate"
)

// ErrBadSynthetic says that the parameters of a synthetic workload do not fit
// together.
var ErrBadSynthetic = errors.New("gen: bad synthetic workload")

// valueRange is V: event values are from 0 to V-1.
const valueRange = 1_000_000

// maxSyntheticAttrs bounds the memory that a custom workload takes.
const maxSyntheticAttrs = 1 << 20

// Synthetic are the parameters of the ranges workloads. A subscription is an And
// of predicates `between(a<i>, lo, hi)` on different attributes, with integers.
// An event gives attributes integers from 0 to 999,999.
type Synthetic struct {
	// Attrs is the number of attributes, d.
	Attrs int
	// PredsMin and PredsMax bound the predicates of a subscription, kmin and kmax.
	PredsMin, PredsMax int
	// WidthMin and WidthMax bound the width of a range, wmin and wmax, as parts of
	// the values.
	WidthMin, WidthMax float64
	// EventAttrs is the number of attributes that an event has, m. 0 stands for
	// all.
	EventAttrs int
	// Zipf is the exponent z of the attributes' popularity in subscriptions; 0 is
	// uniform. Exponents other than 0 and 1 need a power function, which machines
	// round differently: then their workloads may differ.
	Zipf float64
	// Seed begins the random numbers.
	Seed uint64
}

// Validate says whether the parameters fit together. The error wraps
// ErrBadSynthetic and names the field.
func (p Synthetic) Validate() error {
	bad := func(format string, args ...any) error {
		return fmt.Errorf("%w: %s", ErrBadSynthetic, fmt.Sprintf(format, args...))
	}
	switch {
	case p.Attrs < 1 || p.Attrs > maxSyntheticAttrs:
		return bad("%d attributes, not from 1 to %d", p.Attrs, maxSyntheticAttrs)
	case p.PredsMin < 1 || p.PredsMin > p.PredsMax:
		return bad("%d to %d predicates", p.PredsMin, p.PredsMax)
	case p.PredsMax > p.Attrs:
		return bad("%d predicates on %d attributes", p.PredsMax, p.Attrs)
	case !(0 <= p.WidthMin && p.WidthMin <= p.WidthMax && p.WidthMax <= 1): // NaN too
		return bad("widths from %v to %v, not within 0 and 1", p.WidthMin, p.WidthMax)
	case p.EventAttrs < 0 || p.EventAttrs > p.Attrs:
		return bad("%d of %d attributes in an event", p.EventAttrs, p.Attrs)
	case !(0 <= p.Zipf && p.Zipf <= math.MaxFloat64):
		return bad("Zipf exponent %v", p.Zipf)
	case p.Zipf > 0:
		// The last attribute of a subscription is drawn until it is unused. With
		// the most popular ones used up, that must not take for ever.
		z := newZipf(p.Attrs, p.Zipf)
		if k := p.PredsMax; k > 1 && 1-z.cum[k-2] < 1e-6 {
			return bad("Zipf exponent %v leaves too few attributes for %d predicates", p.Zipf, k)
		}
	}
	return nil
}

// Custom returns the synthetic workload of the parameters. It is for parameters
// that [Synthetic.Validate] accepts; with others it has no subscriptions and no
// events.
func Custom(p Synthetic) *Workload {
	return &Workload{"custom", p.Seed, newSynthetic(p)}
}

func newSynthetic(p Synthetic) source {
	if p.Validate() != nil {
		return &generated{
			subs:   func(func(predicate.Expr) bool) {},
			fields: func(func([]field) bool) {},
		}
	}
	if p.EventAttrs == 0 {
		p.EventAttrs = p.Attrs
	}
	names := attrNames(p.Attrs)
	return &generated{p.Attrs, p.subscriptions(names), p.fields(names)}
}

// attrNames returns a0, a1, …
func attrNames(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = "a" + strconv.Itoa(i)
	}
	return names
}

func (p Synthetic) subscriptions(names []string) iter.Seq[predicate.Expr] {
	attr := func(s *splitMix64) int { return s.intn(p.Attrs) }
	if p.Zipf > 0 {
		attr = newZipf(p.Attrs, p.Zipf).draw
	}
	return func(yield func(predicate.Expr) bool) {
		s := splitMix64(p.Seed)
		used := newDistinct(p.Attrs)
		for {
			used.begin()
			k := p.PredsMin + s.intn(p.PredsMax-p.PredsMin+1)
			c := newConjunction(k, 2*k)
			for range k {
				a := attr(&s)
				for !used.add(a) {
					a = attr(&s)
				}
				c.addRange(&s, names[a], p.WidthMin, p.WidthMax)
			}
			if !yield(c.and) {
				return
			}
		}
	}
}

func (p Synthetic) fields(names []string) iter.Seq[[]field] {
	return func(yield func([]field) bool) {
		s := splitMix64(p.Seed + 1)
		used := newDistinct(p.Attrs)
		event := make([]field, p.EventAttrs)
		for {
			used.begin()
			for i := range event {
				a := i
				if p.EventAttrs < p.Attrs {
					a = s.intn(p.Attrs)
					for !used.add(a) {
						a = s.intn(p.Attrs)
					}
				}
				event[i] = field{path: names[a], value: drawValue(&s)}
			}
			if !yield(event) {
				return
			}
		}
	}
}
