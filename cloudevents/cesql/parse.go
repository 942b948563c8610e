package cesql

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/antlr/antlr4/runtime/Go/antlr"
	"github.com/cloudevents/sdk-go/sql/v2/gen"
	"github.com/cloudevents/sdk-go/sql/v2/parser"

	"github.com/thresh-dev/thresh/predicate"
)

// The limits of an expression.
const (
	// MaxLen is the largest length of the text, in bytes.
	MaxLen = 16 << 10
	// MaxNesting is how many brackets and operators may be open at one place.
	MaxNesting = 200
	// MaxTests is how many tests an expression may come to.
	MaxTests = 1 << 14
)

// Parse returns the expression that is true of the CloudEvents which match the
// condition. The error is an *Error.
func Parse(text string) (predicate.Expr, error) {
	if err := check(text); err != nil {
		return nil, err
	}
	listener := &listener{text: text}
	lexer := gen.NewCESQLParserLexer(parser.NewCaseChangingStream(antlr.NewInputStream(text), true))
	lexer.RemoveErrorListeners()
	lexer.AddErrorListener(listener)
	p := gen.NewCESQLParserParser(antlr.NewCommonTokenStream(lexer, antlr.TokenDefaultChannel))
	p.RemoveErrorListeners()
	p.AddErrorListener(listener)
	root, ok := p.Cesql().(*gen.CesqlContext)
	if listener.err != nil {
		return nil, listener.err
	}
	if !ok || root.Expression() == nil {
		return nil, errorAt(text, 0, "", "this is no expression")
	}
	t := translator{text: text, runes: []rune(text)}
	v, err := t.condition(root.Expression())
	if err != nil {
		return nil, err
	}
	return v.yes, nil
}

// check says whether the text may be given to the parser, whose stack grows with its
// nesting.
func check(text string) error {
	if len(text) > MaxLen {
		return errorAt(text, utf8.RuneCountInString(text), "", fmt.Sprintf("the expression is longer than %d bytes", MaxLen))
	}
	open, runes := 0, 0
	for i, r := range text {
		if r == utf8.RuneError {
			if _, n := utf8.DecodeRuneInString(text[i:]); n == 1 {
				return errorAt(text, runes, "", "the text is not UTF-8")
			}
		}
		switch r {
		case '(':
			open++
		case ')':
			open--
		}
		if open > MaxNesting {
			return errorAt(text, runes, "", fmt.Sprintf("more than %d brackets are open", MaxNesting))
		}
		runes++
	}
	return nil
}

// listener keeps the first error of the syntax.
type listener struct {
	antlr.DefaultErrorListener
	text string
	err  *Error
}

// SyntaxError is called by the lexer and the parser, with the line from 1 and the
// column from 0 in code points.
func (l *listener) SyntaxError(_ antlr.Recognizer, _ any, line, column int, msg string, _ antlr.RecognitionException) {
	if l.err != nil {
		return
	}
	runes := column
	for text := range strings.Lines(l.text) {
		if line--; line <= 0 {
			break
		}
		runes += utf8.RuneCountInString(text)
	}
	l.err = errorAt(l.text, runes, "", "syntax error: "+msg)
}
