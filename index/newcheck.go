package index

import "github.com/thresh-dev/thresh/predicate"

// NewCheck returns the check that a conjunction needs in an index that decides
// the sets of its predicates itself, quantifiers included: one for residual tests
// and for literals. It is nil where the conjunction has neither.
func (d *Dictionary) NewCheck(c *predicate.Conjunction) *Check {
	need := c.Several
	for i := range c.Predicates {
		need = need || c.Predicates[i].Tests != nil
	}
	if !need {
		return nil
	}
	k := &Check{conjunction: c, attrs: make([]AttrID, len(c.Predicates)), always: true}
	for i := range c.Predicates {
		k.attrs[i] = d.Attr(c.Predicates[i].Attr)
	}
	return k
}
