package expr

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
	// Construct names what the expression language of expr-lang has and an index
	// has not, such as "a ternary (a ? b : c)". It is empty where the text is no
	// expression at all, or a value is wrong.
	Construct string
	// Msg says what is wrong, or what to write instead of Construct. It may be empty
	// beside a Construct.
	Msg string
	// Err is the cause if there is one, such as predicate.ErrTooManyConjunctions.
	Err error

	line string // the line of the text
}

// Error returns the place as line:column and what is wrong there, in one line.
func (e *Error) Error() string {
	msg := e.Msg
	if e.Construct != "" {
		msg = "cannot index " + e.Construct
		if e.Msg != "" {
			msg += ": " + e.Msg
		}
	}
	return fmt.Sprintf("%d:%d: %s", e.Line, e.Column, msg)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// snippetWidth is how many code points of a line a snippet shows on either side
// of the place.
const snippetWidth = 40

// Snippet returns the text around the place and, in a second line, a caret below
// it. Tabs and control characters are shown as spaces.
func (e *Error) Snippet() string {
	line := []rune(e.line)
	at := min(e.Column-1, len(line))
	from, to := max(0, at-snippetWidth), min(len(line), at+snippetWidth)
	var b strings.Builder
	for _, r := range line[from:to] {
		b.WriteRune(printable(r))
	}
	b.WriteByte('\n')
	b.WriteString(strings.Repeat(" ", at-from))
	b.WriteByte('^')
	return b.String()
}

// errorAt returns an Error at the byte offset of the text. What it repeats of the
// text is put on one line.
func errorAt(text string, offset int, construct, msg string) *Error {
	begin := strings.LastIndexByte(text[:offset], '\n') + 1
	end := len(text)
	if i := strings.IndexByte(text[offset:], '\n'); i >= 0 {
		end = offset + i
	}
	return &Error{
		Line:      1 + strings.Count(text[:begin], "\n"),
		Column:    1 + utf8.RuneCountInString(text[begin:offset]),
		Offset:    offset,
		Construct: strings.Map(printable, construct),
		Msg:       strings.Map(printable, msg),
		line:      text[begin:end],
	}
}

// printable returns r, or a space for a control character.
func printable(r rune) rune {
	if unicode.IsControl(r) {
		return ' '
	}
	return r
}

// maxQuoted is how many bytes of the expression an error repeats.
const maxQuoted = 40

// brief returns s, or the beginning of a long s.
func brief(s string) string { return truncate(s, maxQuoted) }

// truncate returns s, or its first n bytes, less what would split a code point,
// and an ellipsis.
func truncate(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}
