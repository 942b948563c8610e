package predicate

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// IRegexpError says what is wrong with an I-Regexp, and where.
type IRegexpError struct {
	Offset int // bytes before the place
	Err    error
}

func (e *IRegexpError) Error() string { return fmt.Sprintf("offset %d: %v", e.Offset, e.Err) }

// Unwrap returns the cause.
func (e *IRegexpError) Unwrap() error { return e.Err }

// RE2OfIRegexp returns the RE2 expression that matches the same strings as the
// I-Regexp of RFC 9485, which is matched against a string as a whole. As in
// Quamina the escape character is ~ and the backslash stands for itself. The
// error is an *[IRegexpError]: for what is no I-Regexp, for a Unicode category
// that RE2 does not know, and for more than 1,000 repetitions.
func RE2OfIRegexp(text string) (string, error) {
	t := iregexp{text: text}
	t.out.WriteString(`\A(?s:`)
	t.branches(0)
	if t.err == nil && t.at < len(text) {
		t.fail(errors.New("unexpected )"))
	}
	if t.err != nil {
		return "", t.err
	}
	t.out.WriteString(`)\z`)
	out := t.out.String()
	if _, err := regexp.Compile(out); err != nil {
		if se, ok := errors.AsType[*syntax.Error](err); ok {
			err = errors.New(se.Code.String())
		}
		return "", &IRegexpError{0, fmt.Errorf("beyond what can be matched in linear time: %w", err)}
	}
	return out, nil
}

// iregexp writes an I-Regexp as RE2.
type iregexp struct {
	text string
	at   int
	out  strings.Builder
	err  error
}

// maxGroups is how deep groups may nest, as RE2 has it.
const maxGroups = 900

func (t *iregexp) fail(err error) {
	if t.err == nil {
		t.err = &IRegexpError{t.at, err}
	}
}

// peek returns the next byte, 0 at the end.
func (t *iregexp) peek() byte {
	if t.err == nil && t.at < len(t.text) {
		return t.text[t.at]
	}
	return 0
}

// branches reads alternatives up to a closing parenthesis or the end.
func (t *iregexp) branches(depth int) {
	if depth > maxGroups {
		t.fail(errors.New("groups nest too deep"))
	}
	for t.err == nil && t.at < len(t.text) {
		switch c := t.peek(); c {
		case ')':
			return
		case '|':
			t.at++
			t.out.WriteByte('|')
		case '?', '*', '+', '{':
			t.fail(fmt.Errorf("%c has nothing before it that could be repeated", c))
		case ']', '}':
			t.fail(fmt.Errorf("unexpected %c: as itself it is written ~%c", c, c))
		default:
			t.atom(depth)
			t.quantifier()
		}
	}
}

func (t *iregexp) atom(depth int) {
	switch t.peek() {
	case '(':
		t.at++
		t.out.WriteString("(?:")
		t.branches(depth + 1)
		if t.peek() != ')' {
			t.fail(errors.New("( without )"))
			return
		}
		t.at++
		t.out.WriteByte(')')
	case '.':
		t.at++
		t.out.WriteByte('.')
	case '[':
		t.class()
	case '~':
		t.escape()
	default:
		t.out.WriteString(regexp.QuoteMeta(string(t.char())))
	}
}

// char reads one character.
func (t *iregexp) char() rune {
	r, n := utf8.DecodeRuneInString(t.text[t.at:])
	if n == 0 || r == utf8.RuneError && n == 1 {
		t.fail(errors.New("no UTF-8 character"))
		return 0
	}
	t.at += n
	return r
}

// escape reads ~ and what it escapes.
func (t *iregexp) escape() {
	if negated := strings.HasPrefix(t.text[t.at:], "~P{"); negated || strings.HasPrefix(t.text[t.at:], "~p{") {
		name, _, ok := strings.Cut(t.text[t.at+3:], "}")
		if !ok || !isCategory(name) {
			t.fail(errors.New("~p and ~P take a Unicode category in braces, such as {Lu}"))
			return
		}
		t.out.WriteString(map[bool]string{false: `\p{`, true: `\P{`}[negated] + name + "}")
		t.at += 3 + len(name) + 1
		return
	}
	if r, ok := t.single(); ok {
		t.out.WriteString(quoteRE2(r))
	}
}

// single reads ~ and the one character that it stands for.
func (t *iregexp) single() (rune, bool) {
	if t.at+1 < len(t.text) {
		c := t.text[t.at+1]
		i := strings.IndexByte("nrt", c)
		if i >= 0 {
			c = "\n\r\t"[i]
		}
		if i >= 0 || strings.IndexByte("()*+-.?[\\]^{|}~$", c) >= 0 {
			t.at += 2
			return rune(c), true
		}
	}
	t.fail(errors.New("~ is followed by n, r, t, p{…}, P{…} or one of ( ) * + - . ? [ ] ^ { | } ~"))
	return 0, false
}

func isCategory(name string) bool {
	if len(name) == 0 || len(name) > 2 || strings.IndexByte("LMNPZSC", name[0]) < 0 {
		return false
	}
	return len(name) == 1 || strings.IndexByte(map[byte]string{
		'L': "lmotu", 'M': "cen", 'N': "dlo", 'P': "cdefios", 'Z': "lps", 'S': "ckmo", 'C': "cfno",
	}[name[0]], name[1]) >= 0
}

// class reads a character class.
func (t *iregexp) class() {
	open := t.at
	t.at++
	t.out.WriteByte('[')
	if t.peek() == '^' {
		t.at++
		t.out.WriteByte('^')
	}
	for n := 0; t.err == nil; n++ {
		switch c := t.peek(); {
		case c == 0 && t.at >= len(t.text):
			t.at = open
			t.fail(errors.New("[ without ]"))
		case c == ']' && n == 0:
			t.fail(errors.New("a class has at least one character"))
		case c == ']':
			t.at++
			t.out.WriteByte(']')
			return
		case c == '-':
			if last := strings.HasPrefix(t.text[t.at:], "-]"); n > 0 && !last {
				t.fail(errors.New("- stands first, last or between two characters: as itself it is written ~-"))
			}
			t.at++
			t.out.WriteString(`\-`)
		case c == '~' && (strings.HasPrefix(t.text[t.at:], "~p") || strings.HasPrefix(t.text[t.at:], "~P")):
			t.escape()
		default:
			t.classRange()
		}
	}
}

// classRange reads a character of a class, or two with a - between.
func (t *iregexp) classRange() {
	lo, ok := t.classChar()
	if !ok {
		return
	}
	t.out.WriteString(quoteRE2(lo))
	if t.peek() != '-' || strings.HasPrefix(t.text[t.at:], "-]") {
		return
	}
	t.at++
	hi, ok := t.classChar()
	switch {
	case !ok:
	case hi < lo:
		t.fail(fmt.Errorf("the range %c-%c is empty", lo, hi))
	default:
		t.out.WriteString("-" + quoteRE2(hi))
	}
}

func (t *iregexp) classChar() (rune, bool) {
	switch c := t.peek(); c {
	case '~':
		return t.single()
	case '[', ']', '-':
		t.fail(fmt.Errorf("unexpected %c: as itself it is written ~%c", c, c))
		return 0, false
	}
	r := t.char()
	return r, t.err == nil
}

// quoteRE2 returns r so that it means itself in and outside a class.
func quoteRE2(r rune) string { return fmt.Sprintf(`\x{%x}`, r) }

// quantifier reads what says how often the atom before is there, if there is one.
func (t *iregexp) quantifier() {
	switch c := t.peek(); c {
	case '?', '*', '+':
		t.at++
		t.out.WriteByte(c)
	case '{':
		text := t.text[t.at:]
		end := strings.IndexByte(text, '}') + 1
		lo, hi, comma := strings.Cut(strings.TrimSuffix(text[1:max(end, 1)], "}"), ",")
		if end == 0 || !isCount(lo) || comma && hi != "" && !isCount(hi) {
			t.fail(errors.New("a count is {n}, {n,} or {n,m}, up to 1000"))
			return
		}
		t.at += end
		t.out.WriteString(text[:end])
	default:
		return
	}
	// RE2 would take another quantifier for another meaning.
	if c := t.peek(); c == '?' || c == '*' || c == '+' || c == '{' {
		t.fail(fmt.Errorf("%c follows a quantifier", c))
	}
}

func isCount(s string) bool {
	if s == "" || len(s) > 4 {
		return false
	}
	return strings.Trim(s, "0123456789") == ""
}
