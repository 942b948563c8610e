package selector

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/thresh-dev/thresh/predicate"
)

// The limits of a selector.
const (
	// MaxLen is the largest length of the text, in bytes.
	MaxLen = 256 << 10
	// MaxNesting is how many brackets, signs and NOTs may be open at one place.
	MaxNesting = 200
)

// Options are the choices of parsing. The zero value is for JMS.
type Options struct {
	Dialect Dialect
	// Under is the path (see predicate.JoinPath) of the object whose members the
	// properties are; it is empty where they are the event's own.
	Under string
}

// Parse parses the text. The error is an *Error.
func Parse(text string, o Options) (predicate.Expr, error) {
	p := parser{scanner: scanner{dialect: o.Dialect, text: text}, under: o.Under}
	if len(text) > MaxLen {
		return nil, errorAt(text, 0, "", fmt.Sprintf("the selector has %d bytes, more than %d", len(text), MaxLen))
	}
	if !utf8.ValidString(text) {
		return nil, errorAt(text, firstInvalid(text), "", "the text is not UTF-8")
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.tok.kind == end {
		return nil, p.failHere("the selector is empty")
	}
	at := p.tok.offset
	n, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.tok.kind != end {
		return nil, p.unexpected()
	}
	if n, err = p.condition(n, at); err != nil {
		return nil, err
	}
	return lowerer{o.Dialect}.lower(n, true), nil
}

// firstInvalid returns the offset of the first byte that is no UTF-8.
func firstInvalid(text string) int {
	for i, r := range text {
		if r == utf8.RuneError {
			if _, n := utf8.DecodeRuneInString(text[i:]); n == 1 {
				return i
			}
		}
	}
	return len(text)
}

// parser reads a selector by recursive descent: or, and, not, comparison, sum,
// product, sign, operand.
type parser struct {
	scanner
	under string
	tok   token // the next one
	depth int
}

func (p *parser) advance() (err error) {
	p.tok, err = p.next()
	return err
}

func (p *parser) failHere(format string, args ...any) *Error {
	return p.fail(p.tok.offset, format, args...)
}

func (p *parser) unexpected() *Error {
	if p.tok.kind == end {
		return p.failHere("unexpected end of the selector")
	}
	if p.tok.kind == name && strings.EqualFold(p.tok.text, "BETWEEN") {
		return p.failHere("there is no BETWEEN here: write a >= 1 AND a <= 2")
	}
	return p.failHere("unexpected %q", brief(p.text[p.tok.offset:p.tok.end]))
}

func (p *parser) is(kind tokenKind, text string) bool {
	return p.tok.kind == kind && p.tok.text == text
}

// accept reads the token if it is the next.
func (p *parser) accept(kind tokenKind, text string) (bool, error) {
	if !p.is(kind, text) {
		return false, nil
	}
	return true, p.advance()
}

func (p *parser) expect(kind tokenKind, text string) error {
	if !p.is(kind, text) {
		return p.unexpected()
	}
	return p.advance()
}

// enter accounts for one level of nesting, which leave ends.
func (p *parser) enter() error {
	if p.depth++; p.depth > MaxNesting {
		return p.failHere("nested deeper than %d levels", MaxNesting)
	}
	return nil
}

func (p *parser) leave() { p.depth-- }

func (p *parser) or() (node, error) {
	at := p.tok.offset
	n, err := p.and()
	if err != nil || !p.is(word, "OR") {
		return n, err
	}
	terms := or{}
	for {
		if n, err = p.condition(n, at); err != nil {
			return nil, err
		}
		terms = append(terms, n)
		ok, err := p.accept(word, "OR")
		if err != nil || !ok {
			return terms, err
		}
		at = p.tok.offset
		if n, err = p.and(); err != nil {
			return nil, err
		}
	}
}

func (p *parser) and() (node, error) {
	at := p.tok.offset
	n, err := p.not()
	if err != nil || !p.is(word, "AND") {
		return n, err
	}
	terms := and{}
	for {
		if n, err = p.condition(n, at); err != nil {
			return nil, err
		}
		terms = append(terms, n)
		ok, err := p.accept(word, "AND")
		if err != nil || !ok {
			return terms, err
		}
		at = p.tok.offset
		if n, err = p.not(); err != nil {
			return nil, err
		}
	}
}

func (p *parser) not() (node, error) {
	ok, err := p.accept(word, "NOT")
	if err != nil || !ok {
		if err != nil {
			return nil, err
		}
		return p.comparison()
	}
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer p.leave()
	at := p.tok.offset
	n, err := p.not()
	if err != nil {
		return nil, err
	}
	if n, err = p.condition(n, at); err != nil {
		return nil, err
	}
	return not{n}, nil
}

// condition returns what is to be true or false: a condition as it is, an operand
// that can be one as it means. The offset is where it begins.
func (p *parser) condition(n node, at int) (node, error) {
	switch n := n.(type) {
	case constant:
		if n.kind == truth {
			return fact(n.b), nil
		}
		return nil, p.fail(at, "a condition is to stand here, not a literal")
	case property:
		if p.dialect == JMS {
			return compare{n.path, "=", predicate.Bool(true)}, nil
		}
		return nil, p.fail(at, "a condition is to stand here: write %s = TRUE", brief(p.text[at:p.tok.offset]))
	default:
		return n, nil
	}
}

// operand says whether n is an operand.
func (p *parser) operand(n node, at int) error {
	if !isOperand(n) {
		return errorAt(p.text, at, "a condition as an operand", "join conditions with AND or OR")
	}
	return nil
}

// sum reads products joined by + and -.
func (p *parser) sum() (node, error) {
	return p.chain((*parser).product, "+", "-")
}

func (p *parser) product() (node, error) {
	return p.chain((*parser).sign, "*", "/", "%")
}

// chain reads operands joined by the operators, and folds them.
func (p *parser) chain(operand func(*parser) (node, error), operators ...string) (node, error) {
	at := p.tok.offset
	n, err := operand(p)
	if err != nil {
		return nil, err
	}
	for p.tok.kind == symbol && slices.Contains(operators, p.tok.text) {
		op := p.tok
		if err := p.operand(n, at); err != nil {
			return nil, err
		}
		if err := p.advance(); err != nil {
			return nil, err
		}
		rightAt := p.tok.offset
		right, err := operand(p)
		if err != nil {
			return nil, err
		}
		if err := p.operand(right, rightAt); err != nil {
			return nil, err
		}
		if n, err = p.arithmetic(op, n, right); err != nil {
			return nil, err
		}
	}
	return n, nil
}

// arithmetic folds an operator on two literals.
func (p *parser) arithmetic(op token, left, right node) (node, error) {
	a, ok := left.(constant)
	b, ok2 := right.(constant)
	switch {
	case !ok || !ok2:
		return nil, errorAt(p.text, op.offset, "arithmetic on a property ("+op.text+")", "compare a property with a literal")
	case !a.numeric() || !b.numeric():
		return nil, p.fail(op.offset, "%s takes numbers", op.text)
	}
	v, problem := fold(op.text, a.literal, b.literal)
	if problem != "" {
		return nil, p.fail(op.offset, "%s", problem)
	}
	return constant{v, a.offset}, nil
}

// sign reads an operand with any signs before it.
func (p *parser) sign() (node, error) {
	if !p.is(symbol, "-") && !p.is(symbol, "+") {
		n, err := p.primary()
		if c, ok := n.(constant); ok && c.minimum && err == nil {
			return nil, p.fail(c.offset, "an integer of more than 64 bits")
		}
		return n, err
	}
	op := p.tok
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer p.leave()
	if err := p.advance(); err != nil {
		return nil, err
	}
	var n node
	var err error
	if op.text == "-" && p.tok.kind == number && p.tok.lit.minimum {
		n, err = p.primary()
	} else {
		n, err = p.sign()
	}
	if err != nil {
		return nil, err
	}
	switch n := n.(type) {
	case constant:
		if !n.numeric() {
			return nil, p.fail(op.offset, "%s takes a number", op.text)
		}
		if op.text == "-" {
			if n.kind == integer && !n.minimum && n.i == -1<<63 {
				return nil, p.fail(op.offset, "the result has more than 64 bits")
			}
			n.i, n.f, n.minimum = -n.i, -n.f, false
		}
		n.offset = op.offset
		return n, nil
	case property:
		return nil, errorAt(p.text, op.offset, "arithmetic on a property ("+op.text+")", "compare a property with a literal")
	default:
		return nil, errorAt(p.text, op.offset, "a condition as an operand", "join conditions with AND or OR")
	}
}

// primary reads a literal, a property, or what stands in brackets.
func (p *parser) primary() (node, error) {
	t := p.tok
	switch t.kind {
	case number:
		return constant{t.lit, t.offset}, p.advance()
	case text:
		return constant{literal{kind: str, s: t.text}, t.offset}, p.advance()
	case name, quoted:
		return p.property()
	case word:
		switch t.text {
		case "TRUE", "FALSE":
			return constant{literal{kind: truth, b: t.text == "TRUE"}, t.offset}, p.advance()
		case "EXISTS":
			return p.exists()
		case "NULL":
			if p.dialect == ServiceBus {
				return nil, p.failHere("a comparison with NULL is never true: write IS NULL")
			}
		}
	case symbol:
		if t.text == "(" {
			return p.bracket()
		}
	default: // the end
	}
	return nil, p.unexpected()
}

func (p *parser) bracket() (node, error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer p.leave()
	if err := p.advance(); err != nil {
		return nil, err
	}
	n, err := p.or()
	if err != nil {
		return nil, err
	}
	return n, p.expect(symbol, ")")
}
