package engine

import (
	"cmp"
	"slices"

	"github.com/thresh-dev/thresh/index"
)

// snapshot is all that a match sees. It is immutable.
type snapshot[ID comparable] struct {
	dict *index.Dictionary
	// parts are the sealed segments, the heaviest first. layout is the same in two
	// snapshots only if their parts have the same segments in the same places.
	parts  []part[ID]
	layout uint64
	shared bool // parts is another snapshot's too
	// head is the most recent subscriptions. Its segment shares memory with those
	// of the heads before and after it.
	head     part[ID]
	headBody segment // what head.segment points at
}

// part is a segment, the IDs of its subscriptions, and those that are gone.
type part[ID comparable] struct {
	*segment
	ids  []ID // by local number
	dead *tombstones
}

// live returns how many subscriptions are not gone.
func (p *part[ID]) live() int { return p.len() - p.dead.len() }

// weight estimates what the live subscriptions cost to merge.
func (p *part[ID]) weight() int {
	n := p.len()
	if n == 0 {
		return 0
	}
	return (p.segment.weight()*p.live() + n - 1) / n
}

// place is where a subscription is: a part, or the head if that is negative.
type place struct {
	part  int
	local index.ID
}

const inHead = -1

// at returns the part of the place.
func (s *snapshot[ID]) at(i int) *part[ID] {
	if i == inHead {
		return &s.head
	}
	return &s.parts[i]
}

// find returns the place of the subscription with that order.
func (s *snapshot[ID]) find(order uint64) (place, bool) {
	if local, ok := s.head.find(order, s.head.dead); ok {
		return place{inHead, local}, true
	}
	for i := range s.parts {
		if local, ok := s.parts[i].find(order, s.parts[i].dead); ok {
			return place{i, local}, true
		}
	}
	return place{}, false
}

// next returns a copy to be changed and then published.
func (s *snapshot[ID]) next() *snapshot[ID] {
	n := *s
	n.shared = true
	n.head.segment = &n.headBody
	return &n
}

// own makes the parts the copy's own, before some of them are changed in place.
func (s *snapshot[ID]) own() {
	if s.shared {
		s.parts, s.shared = slices.Clone(s.parts), false
	}
}

// setHead makes the body the copy's head, with the given IDs.
func (s *snapshot[ID]) setHead(body *segment, ids []ID, dead *tombstones) {
	s.headBody = *body
	s.head = part[ID]{&s.headBody, ids, dead}
}

// setParts replaces the parts by others, in a slice that is the copy's own.
func (s *snapshot[ID]) setParts(parts []part[ID]) {
	slices.SortStableFunc(parts, func(a, b part[ID]) int { return cmp.Compare(b.segment.weight(), a.segment.weight()) })
	s.parts, s.shared = parts, false
	s.layout++
}

// indexOf returns where the parts have the segment, or -1.
func (s *snapshot[ID]) indexOf(seg *segment) int {
	return slices.IndexFunc(s.parts, func(p part[ID]) bool { return p.segment == seg })
}
