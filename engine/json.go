package engine

import (
	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/jsonscan"
)

// MatchJSON appends the IDs of the subscriptions that the JSON object in doc
// satisfies to dst, each once, in any order. See [predicate.Builder.DecodeJSON]
// for how a document is an event; but where an object has a name twice, here the last
// member counts. All of the document is checked, and only those values are read that
// some subscription tests. In the steady state it allocates nothing but what dst
// needs. The document must not be changed meanwhile, and may be afterwards. The error
// is a [*predicate.JSONError], and dst is then returned as it was.
func (e *Engine[ID]) MatchJSON(dst []ID, doc []byte) ([]ID, error) {
	jsonscan.Prefetch(doc)
	s := e.snapshot.Load()
	sc := e.borrow()
	defer e.pool.Put(sc)
	fitLayout(sc, s)
	x, err := encodeJSON(sc.encoder, s, doc)
	if err != nil {
		return dst, err
	}
	return appendMatches(dst, s, sc, x), nil
}

// encodeJSON is encode of a document.
func encodeJSON[ID comparable](enc *index.Encoder, s *snapshot[ID], doc []byte) (*index.Event, error) {
	x, err := enc.EncodeJSON(doc)
	if err != nil || !s.lateFor(x) {
		return x, err
	}
	return enc.EncodeJSON(doc)
}
