package slab

import (
	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// kind says how a predicate is met, beyond one range of ranks and some value in
// it.
type kind uint8

const (
	kindSome   kind = iota // some value in one range
	kindAll                // all values in one range
	kindOne                // the only value, or absence, in one range
	kindNot                // all values outside one range, and at least one value
	kindSet                // some value in one of several ranges
	kindSetAll             // all values in one of several ranges
	kindSetOne             // the only value, or absence, in one of several ranges
	kindCheck              // not of one attribute: the check that is to be passed too
)

func (k kind) isSet() bool { return k >= kindSet && k <= kindSetOne }

// all says whether all values are to pass, and one whether only a single value
// may.
func (k kind) all() bool { return k == kindAll || k == kindNot || k == kindSetAll }
func (k kind) one() bool { return k == kindOne || k == kindSetOne }

// staged is a predicate whose attribute has no domain yet. Its n ranges have their
// ends at stage.cuts[at:at+2*n].
type staged struct {
	attr uint32 // local number
	at   uint32 // of a kindCheck: its number
	n    uint32
	kind kind
}

// cut is one end of a range: the key with the given code, and by how much the rank
// of the range's first or last value differs from the key's: it begins just above
// the key (+1), or ends just below it (-1). Codes differ as ranks do, so that
// until there are ranks codes serve as well.
type cut struct {
	code  predicate.Code
	long  uint32 // 1 + number of the key in stage.long if its code does not tell it
	delta int8
	fixed bool // the rank is delta: the cut is at absence, which is no key
}

// stage collects conjunctions, one a lane, until they are compiled into a segment.
// Meanwhile it can be scanned.
type stage struct {
	dict   *index.Dictionary
	local  map[index.AttrID]uint32
	attrs  []index.AttrID      // by local number
	ends   []uint32            // by local number: how many cuts are at keys
	long   [][]predicate.Value // by local number: keys that codes do not tell
	any    []bool              // by local number: see domain.any
	ids    []index.ID
	dead   []bool // by lane
	from   []uint32
	preds  []staged // lane i has preds[from[i]:from[i+1]]
	cuts   []cut
	checks []*index.Check
	most   uint32 // the largest of ends
	nDead  int
	lanes  map[index.ID]uint32 // made when first needed
}

// The largest a stage may grow before it is compiled.
const (
	maxLanes = 4 << 20
	maxCuts  = 1 << 30
)

func newStage(d *index.Dictionary) *stage {
	return &stage{dict: d, local: map[index.AttrID]uint32{}, from: []uint32{0}}
}

// len returns the number of lanes that live.
func (s *stage) len() int { return len(s.ids) - s.nDead }

// full says whether a conjunction with that many cuts might not fit.
func (s *stage) full(cuts int) bool {
	return len(s.ids) >= maxLanes || int(s.most)+cuts > maxKeys || len(s.cuts)+cuts > maxCuts
}

// numCuts returns the number of range ends in the conjunction.
func numCuts(c *predicate.Conjunction) int {
	n := 0
	for i := range c.Predicates {
		n += 2 * len(c.Predicates[i].Set.Ranges())
		if c.Predicates[i].Tests != nil {
			n += 2 * index.MaxHits
		}
	}
	return n
}

// add appends the conjunction as one more lane.
func (s *stage) add(id index.ID, c *predicate.Conjunction) {
	for i := range c.Predicates {
		p := &c.Predicates[i]
		if p.Tests != nil {
			t, implied, ok := s.dict.Hits(p)
			if ok {
				s.addHits(t)
			}
			if ok && implied && !p.Single {
				continue
			}
		}
		s.addPredicate(p)
	}
	if k := s.dict.NewCheck(c); k != nil {
		s.addCheck(k)
	}
	s.endLane(id)
}

// addHits adds what is asked of the hits of an attribute.
func (s *stage) addHits(t index.Term) {
	a := s.localAttr(t.Attr)
	q := staged{attr: a, at: uint32(len(s.cuts)), n: uint32(len(t.Spans))}
	if len(t.Spans) > 1 {
		q.kind = kindSet
	}
	for _, p := range t.Spans {
		s.addKey(a, p.Lo, predicate.Value{}, 0)
		s.addKey(a, p.Hi, predicate.Value{}, 0)
	}
	s.preds = append(s.preds, q)
}

func (s *stage) addCheck(k *index.Check) {
	s.preds = append(s.preds, staged{kind: kindCheck, at: uint32(len(s.checks))})
	s.checks = append(s.checks, k)
}

// endLane makes the predicates added since the last call a lane.
func (s *stage) endLane(id index.ID) {
	if s.lanes != nil {
		s.lanes[id] = uint32(len(s.ids))
	}
	s.ids = append(s.ids, id)
	s.dead = append(s.dead, false)
	s.from = append(s.from, uint32(len(s.preds)))
}

// remove kills the lane of the ID, which is there.
func (s *stage) remove(id index.ID) bool {
	if s.lanes == nil {
		s.lanes = make(map[index.ID]uint32, len(s.ids))
		for l, id := range s.ids {
			if !s.dead[l] {
				s.lanes[id] = uint32(l)
			}
		}
	}
	l, ok := s.lanes[id]
	if !ok {
		return false
	}
	delete(s.lanes, id)
	s.dead[l] = true
	s.nDead++
	return true
}

func (s *stage) localAttr(a index.AttrID) uint32 {
	l, ok := s.local[a]
	if !ok {
		l = uint32(len(s.attrs))
		s.local[a] = l
		s.attrs = append(s.attrs, a)
		s.ends = append(s.ends, 0)
		s.long = append(s.long, nil)
		s.any = append(s.any, false)
	}
	return l
}

func (s *stage) addPredicate(p *predicate.Predicate) {
	a := s.localAttr(s.dict.Attr(p.Attr))
	ranges := p.Set.Ranges()
	q := staged{attr: a, at: uint32(len(s.cuts)), n: uint32(len(ranges))}
	switch {
	case p.Single:
		q.kind = kindOne
	case p.All:
		q.kind = kindAll
	}
	if len(ranges) > 1 {
		if v, ok := allBut(ranges); ok && p.All {
			q.kind, q.n = kindNot, 1
			s.addCut(a, predicate.Below(v), 0)
			s.addCut(a, predicate.Above(v), -1)
			s.preds = append(s.preds, q)
			return
		}
		q.kind += kindSet - kindSome
	}
	for _, r := range ranges {
		if _, point := r.Point(); !point {
			s.any[a] = true
		}
		s.addCut(a, r.Lo, 0)
		s.addCut(a, r.Hi, -1)
	}
	s.preds = append(s.preds, q)
}

// allBut says whether the ranges hold every present value but one.
func allBut(ranges []predicate.Range) (predicate.Value, bool) {
	all := predicate.Present().Ranges()[0]
	v := ranges[0].Hi.Value
	ok := len(ranges) == 2 && ranges[0].Lo == all.Lo && ranges[1].Hi == all.Hi &&
		ranges[0].Hi == predicate.Below(v) && ranges[1].Lo == predicate.Above(v)
	return v, ok
}

// addCut appends a cut; delta is 0 for the lower end of a range, -1 for the upper.
func (s *stage) addCut(a uint32, c predicate.Cut, delta int8) {
	if c.Above {
		delta++
	}
	if c.Value.Kind() == predicate.KindAbsent {
		s.cuts = append(s.cuts, cut{delta: delta, fixed: true})
		return
	}
	s.addKey(a, predicate.CodeOf(c.Value), c.Value, delta)
}

// addKey appends a cut at a key.
func (s *stage) addKey(a uint32, code predicate.Code, v predicate.Value, delta int8) {
	k := cut{code: code, delta: delta}
	if !code.Exact() {
		s.long[a] = append(s.long[a], v)
		k.long = uint32(len(s.long[a]))
	}
	s.ends[a]++
	s.most = max(s.most, s.ends[a])
	s.cuts = append(s.cuts, k)
}

// rank gives all cuts their ranks, and returns the domains of the attributes. The
// stage is used up but for preds and what they need.
func (s *stage) rank() (domains []*domain, ranks []uint32) {
	ends := make([][]end, len(s.attrs))
	for a, n := range s.ends {
		ends[a] = make([]end, 0, n)
	}
	ranks = make([]uint32, len(s.cuts))
	for _, p := range s.preds {
		if p.kind == kindCheck {
			continue
		}
		for at := p.at; at < p.at+2*p.n; at++ {
			c := &s.cuts[at]
			ranks[at] = uint32(int32(c.delta))
			if !c.fixed {
				ends[p.attr] = append(ends[p.attr], end{c.code, c.long, at})
			}
		}
	}
	s.cuts = nil
	domains = make([]*domain, len(s.attrs))
	var spare []end
	for a := range ends {
		if len(ends[a]) > len(spare) {
			spare = make([]end, len(ends[a]))
		}
		domains[a] = newDomain(ends[a], spare[:len(ends[a])], s.long[a], ranks)
		domains[a].any = s.any[a]
		ends[a], s.long[a] = nil, nil
	}
	return domains, ranks
}

// met says whether the event satisfies the lane. It is the slow way, for lanes that
// are not compiled yet.
func (s *stage) met(lane uint32, e *index.Event) bool {
	for _, p := range s.preds[s.from[lane]:s.from[lane+1]] {
		if p.kind == kindCheck {
			if !s.checks[p.at].Satisfied(e) {
				return false
			}
			continue
		}
		a := s.attrs[p.attr]
		codes := e.Codes(a)
		if len(codes) == 0 {
			if p.kind == kindNot || !s.holds(p, 0, predicate.Value{}) {
				return false
			}
			continue
		}
		if p.kind.one() && len(codes) > 1 {
			return false
		}
		values := e.Values(a)
		all := p.kind.all()
		ok := all
		for i, c := range codes {
			if (s.holds(p, c, values[i]) != (p.kind == kindNot)) != all {
				ok = !all
				break
			}
		}
		if !ok {
			return false
		}
	}
	return true
}

// holds says whether one of the predicate's ranges has the value, or absence.
func (s *stage) holds(p staged, code predicate.Code, v predicate.Value) bool {
	for i := p.at; i < p.at+2*p.n; i += 2 {
		if s.compare(p.attr, &s.cuts[i], code, v) >= 0 && s.compare(p.attr, &s.cuts[i+1], code, v) <= 0 {
			return true
		}
	}
	return false
}

// compare returns -1, 0 or +1 as the value lies before, at or after the first or
// last value of the range that the cut ends.
func (s *stage) compare(attr uint32, c *cut, code predicate.Code, v predicate.Value) int {
	switch {
	case code < c.code: // 0 for absence
		return -1
	case code > c.code:
		return 1
	case c.long > 0:
		if d := predicate.Compare(v, s.long[attr][c.long-1]); d != 0 {
			return d
		}
	}
	return -int(c.delta)
}
