package subsfile

import (
	"errors"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/pattern"
)

// parsePattern parses a condition that is an event pattern.
func (r *Reader) parsePattern(m *member) (*predicate.Subscription, error) {
	if m.value.Kind() != jsontext.KindBeginObject {
		return nil, r.wrongType(m, "pattern", "an object")
	}
	s, err := pattern.Parse(string(m.value), r.options)
	if err != nil {
		return nil, r.patternError(m, err)
	}
	return s, nil
}

// patternError gives an error of the pattern that the member is its place.
func (r *Reader) patternError(m *member, err error) error {
	at := m.at
	if e := (*pattern.Error)(nil); errors.As(err, &e) {
		at += e.Offset
		err = e.Err // the place in the file is said instead
	}
	return r.lines.At(at, err)
}
