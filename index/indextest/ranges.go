package indextest

import (
	"strconv"

	"github.com/thresh-dev/thresh/predicate"
)

// splitMix is the splitmix64 generator, which is the same everywhere.
type splitMix uint64

func (s *splitMix) next() uint64 {
	*s += 0x9E3779B97F4A7C15
	z := uint64(*s)
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// float returns a number in [0, 1).
func (s *splitMix) float() float64 { return float64(s.next()>>11) * 0x1p-53 }

// domain is what the values of the ranges preset family are below.
const domain = 1_000_000

// rangeFamily makes conjunctions of closed ranges over integers: the presets w1,
// wide and narrow are of this family. Each value is drawn as the presets'
// definition says, so that counts can be compared with other implementations.
type rangeFamily struct {
	name         string
	attrs        int
	kMin, kMax   int     // predicates of a conjunction
	wMin, wMax   float64 // width of a range, relative to the domain
	subs, events splitMix
	paths        []string
	used         []bool
}

// rangeFamilies returns generators of the presets.
func rangeFamilies(seed uint64) []*rangeFamily {
	fs := []*rangeFamily{
		{name: "w1", attrs: 20, kMin: 5, kMax: 10, wMin: 0.1, wMax: 0.5},
		{name: "wide", attrs: 20, kMin: 3, kMax: 5, wMin: 0.1, wMax: 0.3},
		{name: "narrow", attrs: 20, kMin: 3, kMax: 5, wMin: 0.001, wMax: 0.003},
	}
	for _, f := range fs {
		f.subs, f.events = splitMix(seed), splitMix(seed+1)
		f.used = make([]bool, f.attrs)
		for a := range f.attrs {
			f.paths = append(f.paths, "a"+strconv.Itoa(a))
		}
	}
	return fs
}

// expr returns the next subscription.
func (f *rangeFamily) expr() predicate.Expr {
	r := &f.subs
	k := f.kMin + int(r.float()*float64(f.kMax-f.kMin+1))
	clear(f.used)
	and := make(predicate.And, k)
	for i := range and {
		a := int(r.float() * float64(f.attrs))
		for f.used[a] {
			a = int(r.float() * float64(f.attrs))
		}
		f.used[a] = true
		width := int64((f.wMin + r.float()*(f.wMax-f.wMin)) * domain)
		lo := int64(r.float() * float64(domain-width))
		and[i] = predicate.Between(f.paths[a], predicate.Int(lo), predicate.Int(lo+width))
	}
	return and
}

// event returns the next event, with a builder of its own.
func (f *rangeFamily) event() *predicate.Event {
	return event(func(b *predicate.Builder) {
		for _, p := range f.paths {
			b.AddInt(p, int64(f.events.float()*domain))
		}
	})
}
