package textindex

import "sync/atomic"

// state is a prefix of some patterns, up to and with one of their words.
type state struct {
	accept atomic.Uint32 // the number of the pattern that this is all of, 0 if none
	place  place         // of its last word
	word   *node         // its last word, nil for the root
	parent *state        // without its last word
	edges  atomic.Pointer[edges]
}

// edge leads to the state with one more word.
type edge struct {
	word *node
	to   *state
}

// edges are what leads on from a state other than the root. The writer appends to
// list: a reader sees as many as the copy that it has loaded has.
type edges struct {
	list  []edge
	index []atomic.Uint32 // 1 + places in list, by word and place; nil while they are few
	shift uint8
}

// uses are the states that lead on from the root by one word, by its place.
type uses struct {
	to [numPlaces]atomic.Pointer[state]
}

// fewEdges is up to how many edges have no index.
const fewEdges = 8

// find returns the state to which the word leads in that place, or nil.
func (e *edges) find(word *node, at place) *state {
	if e == nil {
		return nil
	}
	if e.index == nil {
		for i := range e.list {
			if x := &e.list[i]; x.word == word && x.to.place == at {
				return x.to
			}
		}
		return nil
	}
	mask := uint64(len(e.index) - 1)
	for i := e.at(word, at); ; i = (i + 1) & mask {
		k := e.index[i].Load()
		if k == 0 {
			return nil
		}
		// One appended since is beyond the list, and of no concern.
		if int(k) <= len(e.list) {
			if x := &e.list[k-1]; x.word == word && x.to.place == at {
				return x.to
			}
		}
	}
}

func (e *edges) at(word *node, at place) uint64 {
	return (uint64(word.number)*uint64(numPlaces) + uint64(at)) * 0x9E3779B97F4A7C15 >> e.shift
}

// with returns the edges and one more.
func (e *edges) with(x edge) *edges {
	if e == nil {
		return &edges{list: []edge{x}}
	}
	next := &edges{append(e.list, x), e.index, e.shift}
	if n := len(next.list); n > fewEdges && 2*n > len(next.index) {
		next.index, next.shift = make([]atomic.Uint32, 32), 64-5
		for len(next.index) < 4*n {
			next.index, next.shift = make([]atomic.Uint32, 2*len(next.index)), next.shift-1
		}
		for i := range next.list {
			next.enter(i)
		}
	} else if next.index != nil {
		next.enter(n - 1)
	}
	return next
}

// enter puts the i-th of the list into the index.
func (e *edges) enter(i int) {
	mask := uint64(len(e.index) - 1)
	at := e.at(e.list[i].word, e.list[i].to.place)
	for e.index[at].Load() != 0 {
		at = (at + 1) & mask
	}
	e.index[at].Store(uint32(i) + 1)
}

// parts returns the pattern that the state accepts.
func (s *state) parts() Pattern {
	if s.place == whole && s.word == nil {
		return Pattern{""}
	}
	var reversed []string
	at := s.place
	if at != tail && at != whole {
		reversed = append(reversed, "")
	}
	for ; s.word != nil; s = s.parent {
		reversed = append(reversed, s.word.text)
		at = s.place
	}
	if at != head && at != whole {
		reversed = append(reversed, "")
	}
	p := make(Pattern, len(reversed))
	for i, part := range reversed {
		p[len(p)-1-i] = part
	}
	return p
}
