package selector

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/thresh-dev/thresh/predicate"
)

// literalKind is the type of a literal.
type literalKind uint8

const (
	integer literalKind = iota
	floating
	str
	truth
)

// literal is a value in the text, or what arithmetic made of such.
type literal struct {
	kind literalKind
	i    int64
	f    float64
	s    string
	b    bool
	// minimum says that the integer is 9223372036854775808, which only its sign
	// makes one of 64 bits.
	minimum bool
}

// value returns the literal as a value of an event.
func (l literal) value() predicate.Value {
	switch l.kind {
	case integer:
		return predicate.Int(l.i)
	case floating:
		return predicate.Float(l.f)
	case str:
		return predicate.String(l.s)
	default:
		return predicate.Bool(l.b)
	}
}

func (l literal) numeric() bool { return l.kind == integer || l.kind == floating }

// float returns the number as a float64.
func (l literal) float() float64 {
	if l.kind == integer {
		return float64(l.i)
	}
	return l.f
}

// number reads a number.
func (s *scanner) number(t *token) error {
	from := s.at
	if s.dialect == JMS && len(s.text) > s.at+2 && s.text[s.at] == '0' && s.text[s.at+1]|0x20 == 'x' && isHex(s.text[s.at+2]) {
		s.at += 2
		for s.at < len(s.text) && isHex(s.text[s.at]) {
			s.at++
		}
		return s.integer(t, s.text[from+2:s.at], 16)
	}
	s.digits()
	isFloat := false
	if s.at < len(s.text) && s.text[s.at] == '.' {
		isFloat = true
		s.at++
		s.digits()
	}
	if s.exponent() {
		isFloat = true
	}
	digits := s.text[from:s.at]
	suffix := byte(0)
	if s.dialect == JMS && s.at < len(s.text) {
		suffix = s.text[s.at] | 0x20
	}
	switch {
	case suffix == 'd':
		s.at++
		return s.float(t, digits)
	case suffix == 'f':
		return s.fail(s.at, "a number of 32 bits (%s): leave the suffix out", brief(s.text[from:s.at+1]))
	case isFloat:
		return s.float(t, digits)
	case s.dialect == JMS && len(digits) > 1 && digits[0] == '0':
		return s.integer(t, digits[1:], 8)
	default:
		return s.integer(t, digits, 10)
	}
}

func (s *scanner) digits() {
	for s.at < len(s.text) && isDigit(s.text[s.at]) {
		s.at++
	}
}

// exponent reads an exponent if there is one.
func (s *scanner) exponent() bool {
	rest := s.text[s.at:]
	if rest == "" || rest[0]|0x20 != 'e' {
		return false
	}
	i := 1
	if i < len(rest) && (rest[i] == '+' || rest[i] == '-') {
		i++
	}
	if i == len(rest) || !isDigit(rest[i]) {
		return false
	}
	s.at += i
	s.digits()
	return true
}

func (s *scanner) integer(t *token, digits string, base int) error {
	if s.dialect == JMS && s.at < len(s.text) && s.text[s.at]|0x20 == 'l' {
		s.at++
	}
	u, err := strconv.ParseUint(digits, base, 64)
	switch {
	case err != nil && base == 8 && strings.ContainsAny(digits, "89"):
		return s.fail(t.offset, "an integer that begins with 0 is octal")
	case err != nil, u > 1<<63, u == 1<<63 && base != 10:
		return s.fail(t.offset, "an integer of more than 64 bits")
	}
	t.lit = literal{kind: integer, i: int64(u), minimum: u == 1<<63}
	return s.numberEnds()
}

func (s *scanner) float(t *token, digits string) error {
	f, err := strconv.ParseFloat(digits, 64)
	if err != nil || math.IsInf(f, 0) {
		return s.fail(t.offset, "a number beyond the range of float64")
	}
	t.lit = literal{kind: floating, f: f}
	return s.numberEnds()
}

// numberEnds says that no name begins where a number ends.
func (s *scanner) numberEnds() error {
	r, n := utf8.DecodeRuneInString(s.text[s.at:])
	if n > 0 && (s.dialect.continues(r) || r == '.') {
		return s.fail(s.at, "unexpected %q in a number", r)
	}
	return nil
}

// fold returns the value of arithmetic on two numbers, or what is wrong with it.
// Integers are of 64 bits, division is towards zero, and what is beyond is an error.
func fold(op string, a, b literal) (literal, string) {
	if a.kind == integer && b.kind == integer {
		return foldIntegers(op, a.i, b.i)
	}
	x, y := a.float(), b.float()
	var f float64
	switch op {
	case "+":
		f = x + y
	case "-":
		f = x - y
	case "*":
		f = x * y
	case "/":
		f = x / y
	default:
		f = math.Mod(x, y)
	}
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return literal{}, "the result is no finite number"
	}
	return literal{kind: floating, f: f}, ""
}

func foldIntegers(op string, x, y int64) (literal, string) {
	var i int64
	overflows := false
	switch op {
	case "+":
		i = x + y
		overflows = (i > x) != (y > 0)
		overflows = overflows && y != 0
	case "-":
		i = x - y
		overflows = (i < x) != (y > 0)
		overflows = overflows && y != 0
	case "*":
		i = x * y
		overflows = x != 0 && (i/x != y || x == -1 && y == math.MinInt64)
	default:
		switch {
		case y == 0:
			return literal{}, "division by zero"
		case op == "/" && y == -1:
			i = -x
			overflows = x == math.MinInt64
		case op == "/":
			i = x / y
		default:
			i = x % y
		}
	}
	if overflows {
		return literal{}, "the result has more than 64 bits"
	}
	return literal{kind: integer, i: i}, ""
}
