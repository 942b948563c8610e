package expr

import (
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser/lexer"

	"github.com/thresh-dev/thresh/predicate"
)

// source is a text that is fit for expr-lang's parser: nothing in it nests too
// deep for that parser's recursion, and it has no construct that cannot be
// indexed and that tokens tell.
type source struct {
	text string
	// plain is the text with zeros for the integers that expr-lang has no room for.
	// All else stands where it stands in the text.
	plain string
	// large has those integers by the place of their token, in code points.
	large map[int]predicate.Value
}

// scan reads the tokens of the text.
func scan(text string) (*source, error) {
	if err := checkText(text); err != nil {
		return nil, err
	}
	s := &scanner{source: source{text: text, plain: text}}
	lx := lexer.New()
	lx.Reset(file.NewSource(text))
	for {
		t, err := lx.Next()
		if errors.Is(err, io.EOF) || err == nil && t.Kind == lexer.EOF {
			break
		}
		if err != nil {
			return nil, s.syntaxError(err)
		}
		if err := s.token(t); err != nil {
			return nil, err
		}
	}
	if s.changed != nil {
		s.plain = string(s.changed)
	}
	return &s.source, nil
}

// scanner is the state of scan between tokens.
type scanner struct {
	source
	changed []byte // what will be plain, nil until it differs from the text

	// The place reached, in code points and in bytes.
	runes, bytes int

	member  bool // the token before is a dot: a name follows, whatever it is
	operand bool // the token before ends an operand: an operator follows, no sign

	// The parser calls itself for each bracket and for each sign before an operand.
	signs   int   // before the operand at hand
	open    []int // the signs before each open bracket
	nesting int
}

func (s *scanner) token(t lexer.Token) error {
	for ; s.runes < t.From; s.runes++ {
		_, n := utf8.DecodeRuneInString(s.text[s.bytes:])
		s.bytes += n
	}
	member := s.member
	s.member = false
	switch t.Kind {
	case lexer.Bracket:
		return s.bracket(t)
	case lexer.Operator:
		if !member {
			return s.operator(t)
		}
	case lexer.Number:
		if err := s.number(t); err != nil {
			return err
		}
	case lexer.Bytes:
		return s.fail(`bytes (b"…")`, `write a string, "…"`)
	default: // an identifier or a string
	}
	s.operand = true
	return nil
}

// fail returns an error at the token at hand.
func (s *scanner) fail(construct, msg string) error {
	return errorAt(s.text, s.bytes, construct, msg)
}

func (s *scanner) bracket(t lexer.Token) error {
	switch t.Value {
	case "(", "[":
		s.open = append(s.open, s.signs)
		s.signs = 0
		s.operand = false
		return s.nest()
	case "{", "}":
		return s.fail("a map or a closure ({…})", "")
	default:
		s.operand = true
		s.nesting -= 1 + s.signs
		if n := len(s.open); n > 0 { // else the parser will complain
			s.signs = s.open[n-1]
			s.open = s.open[:n-1]
		}
		return nil
	}
}

func (s *scanner) nest() error {
	s.nesting++
	if s.nesting <= MaxNesting {
		return nil
	}
	err := errorAt(s.text, s.bytes, "", fmt.Sprintf("more than %d brackets and signs are open", MaxNesting))
	err.Err = predicate.ErrTooDeep
	return err
}

func (s *scanner) operator(t lexer.Token) error {
	switch t.Value {
	case ".", "?.":
		s.member = true
		return nil
	case "!", "not", "-", "+":
		if !s.operand {
			s.signs++
			return s.nest()
		}
	case "?":
		return s.fail("a ternary (a ? b : c)", "")
	case "??":
		return s.fail("a default (a ?? b)", "test for absence with == nil")
	case "|":
		return s.fail("a pipe (a | f)", "or is written ||")
	case ":":
		return s.fail("a slice (a[1:2])", "")
	case "::":
		return s.fail("a qualified call (::f)", "write f")
	case ";":
		return s.fail("a sequence (a; b)", "join conditions with && or ||")
	case "let":
		return s.fail("a variable (let)", "")
	case "if", "else":
		return s.fail("a conditional (if … else …)", "")
	case "#", "##":
		return s.fail("the element of a closure (#)", "a test on an array asks each of its elements")
	case "*", "/", "%", "**", "^":
		return s.fail("arithmetic ("+t.Value+")", "compare an attribute with a literal")
	case "=":
		return s.fail("an assignment (=)", "equality is written ==")
	case "&":
		return s.fail("an operator &", "and is written &&")
	}
	// All operators that are left bind less tightly than a sign, so that the
	// operands of the signs before it end here.
	s.nesting -= s.signs
	s.signs = 0
	s.operand = false
	return nil
}

// number checks a number and sees to the integers that expr-lang has no room for.
func (s *scanner) number(t lexer.Token) error {
	word := t.Value
	if strings.Contains(word, "_") {
		word = strings.ReplaceAll(word, "_", "")
	}
	digits, base := word, 10
	if len(word) > 1 && word[0] == '0' {
		switch word[1] {
		case 'x', 'X':
			digits, base = word[2:], 16
		case 'o', 'O':
			digits, base = word[2:], 8
		case 'b', 'B':
			digits, base = word[2:], 2
		}
	}
	if base == 10 && strings.ContainsAny(word, ".eE") {
		f, err := strconv.ParseFloat(word, 64)
		switch {
		case math.IsInf(f, 0):
			return s.fail("", "number "+brief(word)+" is beyond the range of float64")
		case err != nil:
			return s.fail("", "bad number "+brief(word))
		}
		return nil
	}
	u, err := strconv.ParseUint(digits, base, 64)
	switch {
	case err == nil && u <= math.MaxInt:
		return nil
	case err == nil:
		s.substitute(t, predicate.Uint(u))
		return nil
	case !errors.Is(err, strconv.ErrRange):
		return s.fail("", "bad number "+brief(word))
	}
	f, ok := exactFloat(digits, base)
	if !ok {
		msg := "integer " + brief(word) + " is beyond 18446744073709551615 and no float64"
		if base == 10 {
			msg += "; with .0 at its end it is the nearest one"
		}
		return s.fail("", msg)
	}
	s.substitute(t, predicate.Float(f))
	return nil
}

// substitute writes zeros for the token and keeps its value.
func (s *scanner) substitute(t lexer.Token, v predicate.Value) {
	if s.large == nil {
		s.large = map[int]predicate.Value{}
		s.changed = []byte(s.text)
	}
	s.large[t.From] = v
	for i := range len(t.Value) {
		s.changed[s.bytes+i] = '0'
	}
}

// exactFloat returns the integer if it is a float64.
func exactFloat(digits string, base int) (float64, bool) {
	digits = strings.TrimLeft(digits, "0")
	if len(digits) > 1024 { // at least 2^1024
		return 0, false
	}
	i, ok := new(big.Int).SetString(digits, base)
	if !ok {
		return 0, false
	}
	f, accuracy := new(big.Float).SetInt(i).Float64()
	return f, accuracy == big.Exact && !math.IsInf(f, 0)
}
