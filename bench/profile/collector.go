package profile

import (
	"cmp"
	"slices"

	"github.com/thresh-dev/thresh/internal/textindex"
	"github.com/thresh-dev/thresh/predicate"
)

// Collector makes a Profile. It is for one goroutine.
type Collector struct {
	p       Profile
	needs   map[string]int  // by path of an attribute: subscriptions that absence does not satisfy
	paths   map[string]bool // of events
	kinds   [3]predicate.RangeSet
	inEvent int // attributes of all events
	scratch []string
}

// NewCollector returns a collector of nothing.
func NewCollector() *Collector {
	c := &Collector{needs: map[string]int{}, paths: map[string]bool{}}
	for i, k := range []predicate.Kind{predicate.KindBool, predicate.KindNumber, predicate.KindString} {
		c.kinds[i] = predicate.SetOf(predicate.OfKind(k))
	}
	return c
}

// Add counts a subscription.
func (c *Collector) Add(id string, s *predicate.Subscription) {
	c.p.Subscriptions++
	all := s.Conjunctions()
	count := 0
	onlySeveral := len(all) > 0 && !slices.ContainsFunc(all, func(c predicate.Conjunction) bool { return !c.Several })
	always, broad := false, false
	paths := c.scratch[:0]
	for i := range all {
		if all[i].Several && !onlySeveral {
			continue // its other half says the same of most events
		}
		count++
		leads := false
		for j := range all[i].Predicates {
			p := &all[i].Predicates[j]
			leads = c.predicate(p) || leads
			if absenceSatisfies(p) {
				c.needs[p.Attr.Path] += 0 // it is tested all the same
			} else {
				paths = append(paths, p.Attr.Path)
			}
		}
		if !leads {
			always = always || len(all[i].Predicates) == 0 && len(all[i].Absent) == 0
			broad = true
		}
	}
	slices.Sort(paths)
	for _, path := range slices.Compact(paths) {
		c.needs[path]++
	}
	c.scratch = paths
	c.p.Conjunctions += count
	switch {
	case count == 0:
		c.p.Never.add(id)
	case onlySeveral:
		c.p.OnlySeveral.add(id)
	case always:
		c.p.Always.add(id)
	case broad:
		c.p.Broad.add(id)
	}
	if count > ManyConjunctions {
		c.p.Most = insertMost(c.p.Most, Of{id, count})
	}
}

// insertMost keeps the Shown greatest numbers, the greatest first. Of equal ones the
// earlier stay.
func insertMost(most []Of, x Of) []Of {
	at, _ := slices.BinarySearchFunc(most, x, func(a, b Of) int {
		return cmp.Or(cmp.Compare(b.Number, a.Number), -1)
	})
	if at == Shown {
		return most
	}
	most = slices.Insert(most, at, x)
	return most[:min(len(most), Shown)]
}

// predicate counts the predicate as one of its kind, and says whether it can lead an
// index to its conjunction.
func (c *Collector) predicate(p *predicate.Predicate) (leads bool) {
	c.p.Predicates++
	_, points := p.Set.Points()
	switch {
	case len(p.Tests) > 0:
		c.p.Residuals++
		return !p.All && slices.ContainsFunc(p.Tests, indexable) || !c.wide(p.Set)
	case points && !absenceSatisfies(p):
		c.p.Equalities++
		return true
	case slices.ContainsFunc(c.kinds[:], p.Set.SubsetOf):
		c.p.Ranges++
		return true
	default:
		c.p.Others++
		return false
	}
}

func absenceSatisfies(p *predicate.Predicate) bool { return p.Set.Contains(predicate.Value{}) }

// wide says whether the set has all values of a kind.
func (c *Collector) wide(s predicate.RangeSet) bool {
	return slices.ContainsFunc(c.kinds[:], func(k predicate.RangeSet) bool { return k.SubsetOf(s) })
}

// indexable says whether the test is found by what strings that pass it must have.
func indexable(t *predicate.Residual) bool {
	if t.Negated {
		return false
	}
	switch t.Op {
	case predicate.OpMatches:
		_, _, ok := textindex.FromRegexp(t.Text)
		return ok
	case predicate.OpWildcard:
		return slices.ContainsFunc(t.Segments, func(s string) bool { return s != "" })
	default:
		return t.Text != ""
	}
}

// AddEvent counts an event.
func (c *Collector) AddEvent(ev *predicate.Event) {
	c.p.Events++
	c.inEvent += ev.Len()
	if ev.HasSeveral() {
		c.p.SeveralEvents++
	}
	for i := range ev.Len() {
		path, _, _ := ev.At(i)
		c.paths[path] = true
	}
}

// Profile returns what was collected until now.
func (c *Collector) Profile() Profile {
	p := c.p
	p.Attributes = len(c.needs)
	if p.Events > 0 {
		p.EventAttributes = float64(c.inEvent) / float64(p.Events)
	}
	var unseen []Of
	for path, subs := range c.needs {
		if subs > 0 && !c.paths[path] {
			unseen = append(unseen, Of{path, subs})
		}
	}
	slices.SortFunc(unseen, func(a, b Of) int {
		return cmp.Or(cmp.Compare(b.Number, a.Number), cmp.Compare(a.Name, b.Name))
	})
	p.UnseenCount = len(unseen)
	p.Unseen = unseen[:min(len(unseen), Shown)]
	return p
}
