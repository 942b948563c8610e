package pattern

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Error says what is wrong with a pattern, and where.
type Error struct {
	Line   int // from 1
	Column int // from 1, in code points
	Offset int // from 0, in bytes
	Err    error
}

// Error returns the place as line:column and what is wrong there.
func (e *Error) Error() string { return fmt.Sprintf("%d:%d: %v", e.Line, e.Column, e.Err) }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// errorAt returns an error at the offset of the text.
func errorAt(text string, offset int, err error) *Error {
	offset = max(0, min(offset, len(text)))
	before := text[:offset]
	start := strings.LastIndexByte(before, '\n') + 1
	return &Error{
		Line:   1 + strings.Count(before, "\n"),
		Column: 1 + utf8.RuneCountInString(before[start:]),
		Offset: offset,
		Err:    err,
	}
}
