package subsfile

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/expr"
)

// parseWhere parses a condition in the expression language.
func (r *Reader) parseWhere(m *member) (*predicate.Subscription, error) {
	text, err := r.text(m, "where")
	if err != nil {
		return nil, err
	}
	s, err := expr.Parse(text, r.options)
	if err != nil {
		return nil, r.whereError(m, err)
	}
	return s, nil
}

// whereError gives an error of the expression that the member is its place.
func (r *Reader) whereError(m *member, err error) error {
	at := m.at
	if e := (*expr.Error)(nil); errors.As(err, &e) {
		at += offsetInString(m.value, e.Offset)
		err = &placedError{e}
	}
	return r.lines.At(at, err)
}

// placedError is an error of the expression language that does not say the place
// in the expression, since the place in the file is said instead.
type placedError struct{ err *expr.Error }

func (e *placedError) Error() string {
	return strings.TrimPrefix(e.err.Error(), fmt.Sprintf("%d:%d: ", e.err.Line, e.err.Column))
}

func (e *placedError) Unwrap() error { return e.err }

// offsetInString returns the offset, in the JSON string raw, of the character at
// the offset of the text that raw stands for; that of the closing quote if the
// text ends before.
func offsetInString(raw jsontext.Value, offset int) int {
	end := len(raw) - 1
	i := 1
	for i < end {
		spelled, size := character(raw[i:end])
		if offset -= size; offset < 0 {
			break
		}
		i += spelled
	}
	return i
}

// character returns how many bytes spell the first character of the inside of a
// valid JSON string, and how many the character has itself.
func character(raw []byte) (spelled, size int) {
	switch {
	case raw[0] != '\\':
		_, n := utf8.DecodeRune(raw)
		return n, n
	case raw[1] != 'u':
		return 2, 1
	}
	c := hex(raw[2:6])
	if utf16.IsSurrogate(c) {
		return 12, utf8.UTFMax // the two escapes of a pair
	}
	return 6, utf8.RuneLen(c)
}

// hex returns the number that four hexadecimal digits write.
func hex(digits []byte) rune {
	n, err := strconv.ParseUint(string(digits), 16, 16)
	invariant.Assert(err == nil, "the decoder let a bad escape pass")
	return rune(n)
}
