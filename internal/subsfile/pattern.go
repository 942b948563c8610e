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
	if err == nil {
		return s, nil
	}
	at := m.at
	if e := (*pattern.Error)(nil); errors.As(err, &e) {
		at += e.Offset
		err = e.Err // the place in the file is said instead
	}
	return nil, r.lines.At(at, err)
}
