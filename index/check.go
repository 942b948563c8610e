package index

import "github.com/thresh-dev/thresh/predicate"

// Check decides whether an event satisfies a conjunction from the values
// themselves.
type Check struct {
	conjunction *predicate.Conjunction
	attrs       []AttrID // of the predicates
	always      bool     // else only for events with several values
}

// Needed says whether a survivor of this event is to be checked. It may be called
// on a nil Check, which is never needed.
func (k *Check) Needed(e *Event) bool { return k != nil && (k.always || e.arrays) }

// Satisfied says whether the event satisfies the conjunction.
func (k *Check) Satisfied(e *Event) bool {
	several := false
	for i, a := range k.attrs {
		p := &k.conjunction.Predicates[i]
		values := e.Values(a)
		if !p.Satisfied(values) {
			return false
		}
		several = several || p.Literals != nil && len(values) > 1
	}
	return several == k.conjunction.Several
}

// NewCheck returns the check that a conjunction needs in an index that decides
// the sets of its predicates itself, quantifiers and terms on hits (see Hits)
// included: one for the other residual tests and for literals. It is nil where the
// conjunction has neither.
func (d *Dictionary) NewCheck(c *predicate.Conjunction) *Check {
	need := c.Several
	for i := range c.Predicates {
		p := &c.Predicates[i]
		need = need || p.Tests != nil && !residualOf(p).decides(p)
	}
	if !need {
		return nil
	}
	return d.check(c, true)
}

// check returns a check of the conjunction, for all events or only for those with
// several values.
func (d *Dictionary) check(c *predicate.Conjunction, always bool) *Check {
	k := &Check{conjunction: c, attrs: make([]AttrID, len(c.Predicates)), always: always}
	for i := range c.Predicates {
		k.attrs[i] = d.Attr(c.Predicates[i].Attr)
	}
	return k
}
