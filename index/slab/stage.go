package slab

import (
	"slices"

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
	kindNot                // all values outside some single keys, and at least one value
	kindIn                 // some value at one of a few keys of a small domain: a form of kindSet in words
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

// staged is a predicate whose attribute has no domain yet. Its n ranges end at the
// cuts at to at+2*n of the attribute; in a builder, of all attributes.
type staged struct {
	attr uint32 // local number
	at   uint32 // of a kindCheck: its number
	n    uint32
	kind kind
}

// words returns how many words of a record the predicate takes.
func (p *staged) words() uint32 {
	n := uint32(1)
	if p.kind == kindNot {
		n = p.n
	}
	if p.kind != kindCheck && p.attr >= farAttr {
		n *= 2
	}
	return n
}

// stage collects conjunctions, one a lane, until they are compiled into a segment.
// Meanwhile it can be scanned.
type stage struct {
	dict   *index.Dictionary
	local  []uint32       // by AttrID: local number + 1, or 0
	attrs  []index.AttrID // by local number
	cuts   []cutList      // by local number
	nCuts  int            // of all attributes
	most   uint32         // the most cuts at keys of one attribute
	ids    []index.ID
	dead   []bool // by lane
	from   []uint32
	preds  []staged // lane i has preds[from[i]:from[i+1]]
	checks []*index.Check
	nDead  int
	lanes  map[index.ID]uint32 // made when first needed
}

// The largest a stage may grow before it is compiled.
const (
	maxLanes = 4 << 20
	maxCuts  = 1 << 30
)

func newStage(d *index.Dictionary) *stage {
	return &stage{dict: d, from: []uint32{0}}
}

// len returns the number of lanes that live.
func (s *stage) len() int { return len(s.ids) - s.nDead }

// full says whether a conjunction with that many cuts might not fit.
func (s *stage) full(cuts int) bool {
	return len(s.ids) >= maxLanes || int(s.most)+cuts > maxKeys || s.nCuts+cuts > maxCuts
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
	k := kindSome
	if len(t.Spans) > 1 {
		k = kindSet
	}
	cuts := s.addStaged(s.localAttr(t.Attr), k, len(t.Spans))
	for _, p := range t.Spans {
		cuts.addKey(p.Lo, nil, 0)
		cuts.addKey(p.Hi, nil, 0)
	}
	s.most = max(s.most, cuts.keys)
}

// addStaged appends a predicate of n ranges, and returns the list to which their
// ends go next.
func (s *stage) addStaged(attr uint32, k kind, n int) *cutList {
	cuts := &s.cuts[attr]
	s.preds = append(roomy(s.preds), staged{attr, cuts.codes.len(), uint32(n), k})
	s.nCuts += 2 * n
	return cuts
}

// roomy returns s with room for one more element. It grows faster than by append,
// as copying costs more than the memory does, which is soon given back.
func roomy[T any](s []T) []T {
	if len(s) == cap(s) {
		return slices.Grow(s, len(s)+1)
	}
	return s
}

func (s *stage) addCheck(k *index.Check) {
	s.preds = append(roomy(s.preds), staged{kind: kindCheck, at: uint32(len(s.checks))})
	s.checks = append(s.checks, k)
}

// endLane makes the predicates added since the last call a lane.
func (s *stage) endLane(id index.ID) {
	if s.lanes != nil {
		s.lanes[id] = uint32(len(s.ids))
	}
	s.ids = append(roomy(s.ids), id)
	s.dead = append(roomy(s.dead), false)
	s.from = append(roomy(s.from), uint32(len(s.preds)))
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

// localAttr returns the local number of an attribute, a new one if it has none.
func (s *stage) localAttr(a index.AttrID) uint32 {
	if int(a) >= len(s.local) {
		s.local = append(s.local, make([]uint32, int(a)+1-len(s.local))...)
	}
	if s.local[a] == 0 {
		s.attrs = append(s.attrs, a)
		s.cuts = append(s.cuts, cutList{})
		s.local[a] = uint32(len(s.attrs))
	}
	return s.local[a] - 1
}

func (s *stage) addPredicate(p *predicate.Predicate) {
	a := s.localAttr(s.dict.Attr(p.Attr))
	ranges := p.Set.Ranges()
	k := kindSome
	switch {
	case p.Single:
		k = kindOne
	case p.All:
		k = kindAll
	}
	if len(ranges) > 1 {
		if p.All && allBut(ranges) {
			cuts := s.addStaged(a, kindNot, len(ranges)-1)
			for i := range ranges[1:] {
				cuts.addCut(&ranges[i].Hi, 0) // where one range ends and the next begins
				cuts.addCut(&ranges[i+1].Lo, -1)
			}
			s.most = max(s.most, cuts.keys)
			return
		}
		k += kindSet - kindSome
	}
	cuts := s.addStaged(a, k, len(ranges))
	for i := range ranges {
		r := &ranges[i]
		if _, point := r.Point(); !point {
			cuts.any = true
		}
		cuts.addCut(&r.Lo, 0)
		cuts.addCut(&r.Hi, -1)
	}
	s.most = max(s.most, cuts.keys)
}

// maxNots is how many keys may be excluded for each to be a word of a record.
const maxNots = 4

// allBut says whether the ranges, several of them, hold every present value but a few.
func allBut(ranges []predicate.Range) bool {
	all, last := predicate.Present().Ranges()[0], len(ranges)-1
	if last > maxNots || ranges[0].Lo != all.Lo || ranges[last].Hi != all.Hi {
		return false
	}
	for i := range ranges[:last] {
		v := ranges[i].Hi.Value
		if ranges[i].Hi != predicate.Below(v) || ranges[i+1].Lo != predicate.Above(v) {
			return false
		}
	}
	return true
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
	cuts := &s.cuts[p.attr]
	for i := p.at; i < p.at+2*p.n; i += 2 {
		if cuts.compare(i, code, v) >= 0 && cuts.compare(i+1, code, v) <= 0 {
			return true
		}
	}
	return false
}
