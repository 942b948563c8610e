package selector

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// tokenKind is the kind of a token.
type tokenKind uint8

const (
	end    tokenKind = iota
	word             // a reserved word, in upper case
	name             // a name
	quoted           // a name in brackets or double quotes
	text             // a string
	number           // a number
	symbol           // an operator or a bracket
)

// token is one word of a selector.
type token struct {
	kind   tokenKind
	text   string // of a name or a string, what it stands for
	lit    literal
	offset int
	end    int
}

// scanner cuts a text into tokens.
type scanner struct {
	dialect Dialect
	text    string
	at      int
}

func (s *scanner) fail(offset int, format string, args ...any) *Error {
	return errorAt(s.text, offset, "", fmt.Sprintf(format, args...))
}

// next returns the next token.
func (s *scanner) next() (token, error) {
	for s.at < len(s.text) && strings.IndexByte(" \t\r\n\f", s.text[s.at]) >= 0 {
		s.at++
	}
	t := token{kind: end, offset: s.at}
	if s.at == len(s.text) {
		t.end = s.at
		return t, nil
	}
	err := s.read(&t)
	t.end = s.at
	return t, err
}

// read reads the token that begins here.
func (s *scanner) read(t *token) error {
	c := s.text[s.at]
	r, _ := utf8.DecodeRuneInString(s.text[s.at:])
	switch {
	case c == '\'':
		t.kind = text
		return s.quoted(t, '\'', "string")
	case c == '"' && s.dialect == ServiceBus:
		t.kind = quoted
		return s.quoted(t, '"', "name")
	case c == '[' && s.dialect == ServiceBus:
		t.kind = quoted
		return s.quoted(t, ']', "name")
	case isDigit(c), c == '.' && s.at+1 < len(s.text) && isDigit(s.text[s.at+1]):
		t.kind = number
		return s.number(t)
	case s.dialect.begins(r):
		s.name(t)
		return nil
	}
	for _, op := range []string{"<>", "<=", ">=", "!=", "=", "<", ">", "(", ")", ",", "+", "-", "*", "/", "%", "."} {
		if strings.HasPrefix(s.text[s.at:], op) {
			t.kind, t.text = symbol, op
			s.at += len(op)
			return s.checkSymbol(t)
		}
	}
	switch c {
	case '@':
		return errorAt(s.text, s.at, "a parameter (@name)", "write its value")
	case '"':
		return s.fail(s.at, "a string stands in single quotes")
	}
	return s.fail(s.at, "unexpected %q", r)
}

// checkSymbol says whether the dialect has the symbol.
func (s *scanner) checkSymbol(t *token) error {
	if s.dialect == JMS {
		switch t.text {
		case "!=":
			return s.fail(t.offset, "!= is no operator here: write <>")
		case "%", ".":
			return s.fail(t.offset, "unexpected %q", t.text)
		}
	}
	return nil
}

// quoted reads up to the closing character, which stands for itself where it is
// doubled.
func (s *scanner) quoted(t *token, closing byte, what string) error {
	var b strings.Builder
	for i := s.at + 1; ; {
		j := strings.IndexByte(s.text[i:], closing)
		if j < 0 {
			return s.fail(s.at, "the %s has no end", what)
		}
		b.WriteString(s.text[i : i+j])
		i += j + 1
		if i == len(s.text) || s.text[i] != closing {
			s.at = i
			t.text = b.String()
			return nil
		}
		b.WriteByte(closing)
		i++
	}
}

// name reads a name or a reserved word.
func (s *scanner) name(t *token) {
	from := s.at
	for s.at < len(s.text) {
		r, n := utf8.DecodeRuneInString(s.text[s.at:])
		if !s.dialect.continues(r) {
			break
		}
		s.at += n
	}
	t.kind, t.text = name, s.text[from:s.at]
	if w, ok := s.dialect.keyword(t.text); ok {
		t.kind, t.text = word, w
	}
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isHex(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }
