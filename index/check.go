package index

import "github.com/thresh-dev/thresh/predicate"

// Check decides whether an event satisfies a conjunction from the values
// themselves.
type Check struct {
	conjunction *predicate.Conjunction
	attrs       []AttrID // of the predicates
	absent      []AttrID // of Absent
	always      bool     // else only for events with several values
}

// Needed says whether a survivor of this event is to be checked. It may be called
// on a nil Check, which is never needed.
func (k *Check) Needed(e *Event) bool {
	return k != nil && (k.always || e.arrays || e.elements != nil && k.conjunction.Joint)
}

// Satisfied says whether the event satisfies the conjunction. Of one with Joint
// that meets its terms it may say yes unasked, where Needed is false.
func (k *Check) Satisfied(e *Event) bool {
	if k.conjunction.Joint && !k.Needed(e) {
		return true
	}
	several := false
	for i, a := range k.attrs {
		p := &k.conjunction.Predicates[i]
		values := e.Values(a)
		if !p.Satisfied(values) {
			return false
		}
		several = several || p.Literals != nil && len(values) > 1
	}
	if k.conjunction.Joint {
		return k.possible(e)
	}
	return several == k.conjunction.Several
}

// possible says whether there are values for all predicates, each of which the
// event satisfies, that no array sets apart.
func (k *Check) possible(e *Event) bool {
	for _, a := range k.absent {
		if e.elements == nil && e.Code(a) != 0 {
			return false
		}
	}
	if e.elements == nil {
		return true
	}
	j, ok := e.joints.Get().(*predicate.Joint)
	if !ok {
		j = &predicate.Joint{}
	}
	defer e.joints.Put(j)
	j.Begin(e.elements)
	for i, a := range k.attrs {
		j.AddDemands(&k.conjunction.Predicates[i], e.Values(a), e.Places(a))
	}
	for _, a := range k.absent {
		for _, elem := range e.Places(a) {
			j.Avoid(elem)
		}
	}
	return j.Possible()
}

// NewCheck returns the check that a conjunction needs in an index that decides
// the sets of its predicates itself, quantifiers and terms on hits (see Hits)
// included: one for the other residual tests and for literals, and for values that
// are to be of the same array elements. It is nil where the conjunction has none of
// these.
func (d *Dictionary) NewCheck(c *predicate.Conjunction) *Check {
	always := c.Several || c.Absent != nil
	for i := range c.Predicates {
		p := &c.Predicates[i]
		always = always || p.Literals != nil || p.Tests != nil && !residualOf(p).decides(p)
	}
	if !always && !c.Joint {
		return nil
	}
	return d.check(c, always)
}

// check returns a check of the conjunction, for all events or only for those with
// several values.
func (d *Dictionary) check(c *predicate.Conjunction, always bool) *Check {
	k := &Check{conjunction: c, attrs: make([]AttrID, len(c.Predicates)), always: always}
	for i := range c.Predicates {
		k.attrs[i] = d.Attr(c.Predicates[i].Attr)
	}
	for _, a := range c.Absent {
		k.absent = append(k.absent, d.Attr(a))
	}
	return k
}
