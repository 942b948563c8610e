package cesql

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Error says what is wrong with an expression, and where.
type Error struct {
	Line   int // from 1
	Column int // from 1, in code points
	Offset int // from 0, in bytes
	// Construct names what CESQL has and an index has not, such as "arithmetic on an
	// attribute". It is empty where the text is no expression at all.
	Construct string
	// Msg says what is wrong, or why Construct cannot be.
	Msg string
}

// Error returns the place as line:column and what is wrong there, in one line.
func (e *Error) Error() string { return fmt.Sprintf("%d:%d: %s", e.Line, e.Column, e.Problem()) }

// Problem returns what is wrong, without the place.
func (e *Error) Problem() string {
	if e.Construct == "" {
		return e.Msg
	}
	return "cannot index " + e.Construct + ": " + e.Msg
}

// errorAt returns an Error after so many code points of the text.
func errorAt(text string, runes int, construct, msg string) *Error {
	offset := len(text)
	for i := range text {
		if runes == 0 {
			offset = i
			break
		}
		runes--
	}
	begin := strings.LastIndexByte(text[:offset], '\n') + 1
	return &Error{
		Line:      1 + strings.Count(text[:begin], "\n"),
		Column:    1 + utf8.RuneCountInString(text[begin:offset]),
		Offset:    offset,
		Construct: printable(construct),
		Msg:       printable(msg),
	}
}

// printable returns s in one line, or the beginning of a long s.
func printable(s string) string {
	const most = 120
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return s
}
