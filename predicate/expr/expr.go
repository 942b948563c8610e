package expr

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"

	"github.com/thresh-dev/thresh/predicate"
)

// The limits of an expression. Its tree may be predicate.MaxDepth levels deep
// besides.
const (
	// MaxLen is the largest length of the text, in bytes.
	MaxLen = 256 << 10
	// MaxNesting is how many brackets and signs may be open at one place.
	MaxNesting = 4096
	// MaxNames is how many names a path may have.
	MaxNames = predicate.MaxJSONDepth
)

// Parse parses the text and lowers the expression. The error is an *Error; where
// lowering failed it wraps the error of [predicate.New].
func Parse(text string, o predicate.Options) (*predicate.Subscription, error) {
	e, err := ParseExpr(text)
	if err != nil {
		return nil, err
	}
	s, err := predicate.New(e, o)
	if err != nil {
		return nil, wrongAt(text, 0, err)
	}
	return s, nil
}

// MustParse is Parse with the default options, and panics if there is an error.
// It is for texts that are constants of the program.
func MustParse(text string) *predicate.Subscription {
	s, err := Parse(text, predicate.Options{})
	if err != nil {
		panic(fmt.Sprintf("expr: MustParse(%q): %v", brief(text), err)) //nolint:forbidigo // as its name says
	}
	return s
}

// ParseExpr parses the text. The error is an *Error. [predicate.New] takes the
// expression unless it needs too many conjunctions or tests.
func ParseExpr(text string) (predicate.Expr, error) {
	e, _, err := parse(text, nil)
	return e, err
}

// ParseWithPlaces is ParseExpr, and returns the places of the tests too: the offset
// in bytes at which each begins, or its operator if that is between two operands.
func ParseWithPlaces(text string) (e predicate.Expr, place func(t *predicate.Test) int, err error) {
	places := map[*predicate.Test]int{}
	e, src, err := parse(text, places)
	return e, func(t *predicate.Test) int { return src.offset(places[t]) }, err
}

func parse(text string, places map[*predicate.Test]int) (predicate.Expr, *source, error) {
	src, err := scan(text)
	if err != nil {
		return nil, nil, err
	}
	tree, err := parser.ParseWithConfig(src.plain, &conf.Config{}) // no limit of nodes: the length is limited
	if err != nil {
		return nil, nil, src.syntaxError(err)
	}
	c := converter{src, places}
	e, err := c.expr(tree.Node, 0)
	return e, src, err
}

// checkText says whether the text is short enough and UTF-8.
func checkText(text string) error {
	if len(text) > MaxLen {
		return errorAt(text, 0, "", fmt.Sprintf("the expression has %d bytes, more than %d", len(text), MaxLen))
	}
	for i, r := range text {
		if r == utf8.RuneError {
			if _, n := utf8.DecodeRuneInString(text[i:]); n == 1 {
				return errorAt(text, i, "", "the text is not UTF-8")
			}
		}
	}
	return nil
}

// syntaxError gives an error of expr-lang's lexer or parser its place in the text,
// and our words.
func (s *source) syntaxError(err error) *Error {
	fe, ok := errors.AsType[*file.Error](err)
	if !ok {
		return wrongAt(s.text, 0, err)
	}
	msg := fe.Message
	offset := s.offset(fe.From)
	switch {
	case strings.HasPrefix(msg, "unexpected token EOF"), strings.HasPrefix(msg, "unexpected end"):
		offset, msg = len(s.text), "unexpected end of the expression"
		if strings.TrimSpace(s.text) == "" {
			msg = "the expression is empty"
		}
	case strings.HasPrefix(msg, "unexpected token"):
		msg = fmt.Sprintf("unexpected %q", brief(s.text[offset:s.offset(fe.To)]))
	}
	return errorAt(s.text, offset, "", truncate(msg, 2*maxQuoted))
}

// wrongAt returns an Error that wraps err.
func wrongAt(text string, offset int, err error) *Error {
	e := errorAt(text, offset, "", strings.TrimPrefix(err.Error(), "predicate: "))
	e.Err = err
	return e
}

// offset returns the byte offset of a number of code points.
func (s *source) offset(runes int) int {
	for i := range s.text {
		if runes == 0 {
			return i
		}
		runes--
	}
	return len(s.text)
}
