package selector

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Error says what is wrong with a selector, and where.
type Error struct {
	Line   int // from 1
	Column int // from 1, in code points
	Offset int // from 0, in bytes
	// Construct names what the language has and an index has not, such as
	// "arithmetic on a property". It is empty where the text is no selector at all.
	Construct string
	// Msg says what is wrong, or what to write instead of Construct.
	Msg string
}

// Error returns the place as line:column and what is wrong there, in one line.
func (e *Error) Error() string { return fmt.Sprintf("%d:%d: %s", e.Line, e.Column, e.Problem()) }

// Problem returns what is wrong, without the place.
func (e *Error) Problem() string {
	switch {
	case e.Construct == "":
		return e.Msg
	case e.Msg == "":
		return "cannot index " + e.Construct
	default:
		return "cannot index " + e.Construct + ": " + e.Msg
	}
}

// errorAt returns an Error at the byte offset of the text. What it repeats of the
// text is put on one line.
func errorAt(text string, offset int, construct, msg string) *Error {
	begin := strings.LastIndexByte(text[:offset], '\n') + 1
	return &Error{
		Line:      1 + strings.Count(text[:begin], "\n"),
		Column:    1 + utf8.RuneCountInString(text[begin:offset]),
		Offset:    offset,
		Construct: strings.Map(printable, construct),
		Msg:       strings.Map(printable, msg),
	}
}

// printable returns r, or a space for a control character.
func printable(r rune) rune {
	if unicode.IsControl(r) {
		return ' '
	}
	return r
}

// brief returns s, or the beginning of a long s.
func brief(s string) string {
	n := 40
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}
