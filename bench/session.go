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

// session is what one goroutine matches with. It is called once an event, or a batch. IDs are
// the numbers of subscriptions, in the order of the source.
type session interface {
	appendMatches(dst []index.ID, ev *predicate.Event) []index.ID
	count(ev *predicate.Event) int
	// appendBatch puts into dst[i] what matches events[i]. What dst held is overwritten.
	appendBatch(dst [][]index.ID, events []*predicate.Event) [][]index.ID
}

// indexSubject is a loaded index.
type indexSubject struct {
	dict  *index.Dictionary
	index index.Index
	// owner is the subscription of each conjunction, and subs their number. It is
	// nil where the numbers are the same.
	owner []index.ID
	subs  int
	// late has the conjunctions that only events with several values can satisfy,
	// each with its subscription; nil where no event has any.
	late      index.Index
	lateOwner []index.ID
}

func (x *indexSubject) offHeap() int {
	n := x.index.Bytes()
	if x.late != nil {
		n += x.late.Bytes()
	}
	return n
}

func (x *indexSubject) session() session {
	s := indexSession{dict: x.dict, encoder: index.NewEncoder(x.dict), matcher: x.index.NewMatcher()}
	if x.owner == nil {
		return &s
	}
	o := &owningSession{indexSession: s, owner: x.owner, seen: make([]uint32, x.subs), lateOwner: x.lateOwner}
	if x.late != nil {
		o.late = x.late.NewMatcher()
	}
	return o
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
	dict    *index.Dictionary
	encoder *index.Encoder
	batch   batch
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

	late      index.Matcher // nil, or asked where an event has several values
	lateOwner []index.ID

	seen  []uint32 // by subscription: the match that it was last seen in
	match uint32
	ids   []index.ID // scratch of count
}

func (s *owningSession) appendMatches(dst []index.ID, ev *predicate.Event) []index.ID {
	s.next()
	e := s.encoder.Encode(ev)
	n := len(dst)
	return s.ownAll(s.matcher.AppendMatches(dst, e), n, e)
}

// next begins another match.
func (s *owningSession) next() {
	s.match++
	if s.match == 0 { // after 2^32 matches
		clear(s.seen)
		s.match = 1
	}
}

// ownAll puts the subscriptions in place of the conjunctions from position n on, and
// those of the late ones behind them.
func (s *owningSession) ownAll(dst []index.ID, n int, e *index.Event) []index.ID {
	dst = s.own(dst, n, s.owner)
	if s.late != nil && e.HasSeveral() {
		n = len(dst)
		dst = s.own(s.late.AppendMatches(dst, e), n, s.lateOwner)
	}
	return dst
}

// own puts in place of each conjunction from position n on its subscription, unless
// this match has it already.
func (s *owningSession) own(ids []index.ID, n int, owner []index.ID) []index.ID {
	out := ids[:n]
	for _, c := range ids[n:] {
		if o := owner[c]; s.seen[o] != s.match {
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
