package bench

import (
	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// subject is what is measured: an index, or an engine.
type subject interface {
	// session returns a session for one goroutine.
	session() session
	// offHeap returns the bytes held off the Go heap.
	offHeap() int
}

// session is what one goroutine matches with. It is called once an event. IDs are
// the numbers of subscriptions, in the order of the source.
type session interface {
	appendMatches(dst []index.ID, ev *predicate.Event) []index.ID
	count(ev *predicate.Event) int
}

// indexSubject is a loaded index.
type indexSubject struct {
	dict  *index.Dictionary
	index index.Index
	// owner is the subscription of each conjunction, and subs their number. It is
	// nil where the numbers are the same.
	owner []index.ID
	subs  int
}

func (x *indexSubject) offHeap() int { return x.index.Bytes() }

func (x *indexSubject) session() session {
	s := indexSession{index.NewEncoder(x.dict), x.index.NewMatcher()}
	if x.owner == nil {
		return &s
	}
	return &owningSession{indexSession: s, owner: x.owner, seen: make([]uint32, x.subs)}
}

// bytesRead returns the bytes of the index that a session has read, where this
// build counts them.
func bytesRead(s session) (bytes uint64, ok bool) {
	var m index.Matcher
	switch s := s.(type) {
	case *indexSession:
		m = s.matcher
	case *owningSession:
		m = s.matcher
	default:
		return 0, false
	}
	c, ok := m.(index.ByteCounter)
	if !ok {
		return 0, false
	}
	return c.BytesRead(), true
}

// indexSession matches where conjunctions are subscriptions.
type indexSession struct {
	encoder *index.Encoder
	matcher index.Matcher
}

func (s *indexSession) appendMatches(dst []index.ID, ev *predicate.Event) []index.ID {
	return s.matcher.AppendMatches(dst, s.encoder.Encode(ev))
}

func (s *indexSession) count(ev *predicate.Event) int {
	return s.matcher.Count(s.encoder.Encode(ev))
}

// owningSession maps conjunctions to subscriptions, each once.
type owningSession struct {
	indexSession
	owner []index.ID
	seen  []uint32 // by subscription: the match that it was last seen in
	match uint32
	ids   []index.ID // scratch of count
}

func (s *owningSession) appendMatches(dst []index.ID, ev *predicate.Event) []index.ID {
	n := len(dst)
	dst = s.indexSession.appendMatches(dst, ev)
	s.match++
	if s.match == 0 { // after 2^32 matches
		clear(s.seen)
		s.match = 1
	}
	out := dst[:n]
	for _, c := range dst[n:] {
		if o := s.owner[c]; s.seen[o] != s.match {
			s.seen[o] = s.match
			out = append(out, o)
		}
	}
	return out
}

func (s *owningSession) count(ev *predicate.Event) int {
	s.ids = s.appendMatches(s.ids[:0], ev)
	return len(s.ids)
}
