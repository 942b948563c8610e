package textindex

import (
	"regexp/syntax"
	"slices"
	"unicode"
	"unicode/utf8"
)

// MaxAlternatives is how many keys an expression may come to.
const MaxAlternatives = 16

// Further limits of what an expression may come to.
const (
	maxElements = 1024 // of all alternatives
	// An expression whose keys say less than vague bits, and do not decide, is
	// read again with repetitions spelled out up to unrolled times.
	vague    = 7
	unrolled = 1
	// A key that says less than leastInformation bits is none.
	leastInformation = 1
)

// FromRegexp returns keys one of which each string matches in which the expression,
// of the syntax and with the meaning of package regexp, finds a match. If exact is set it
// finds one in all strings that match one of them. Each key says something; ok is not
// set where there are no such keys, or the expression is in error. No keys, and
// ok, are those of an expression that finds nothing anywhere.
func FromRegexp(expr string) (keys []Key, exact, ok bool) {
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil, false, false
	}
	keys, exact, least := (&reading{exact: true}).keys(re)
	if !exact && least < vague {
		if more, exactly, says := (&reading{exact: true, unroll: unrolled}).keys(re); says > least {
			keys, exact, least = more, exactly, says
		}
	}
	if least < leastInformation {
		return nil, false, false
	}
	return keys, exact, true
}

// reading finds what an expression requires.
type reading struct {
	exact  bool // nothing was left out so far
	unroll int  // how often repetitions are spelled out
}

// keys returns the keys of the expression, whether they decide, and the least that
// one says.
func (l *reading) keys(re *syntax.Regexp) (keys []Key, exact bool, least float64) {
	least = unlimited
	for _, a := range l.of(re) {
		parts, possible := a.normal()
		if !possible {
			continue
		}
		k, exactly := parts.key()
		if k == nil {
			return nil, false, 0
		}
		l.exact = l.exact && exactly
		least = min(least, k.Information())
		if !slices.ContainsFunc(keys, func(q Key) bool { return same(k, q) }) {
			keys = append(keys, k)
		}
	}
	return keys, l.exact, least
}

const unlimited = 1e9

// alternative is one way in which an expression can match: what follows one another.
type alternative []element

// element is some characters, or one of the signs.
type element struct {
	sign sign
	// Of some: the class of each of n characters or, with more, perhaps of further ones.
	class class
	exact bool // the class has no others
	char  rune // all that the class is said to have; negative if that is several
	n     int
	more  bool
}

type sign uint8

const (
	some sign = iota
	anything
	begin // of the text
	end
)

// of returns alternatives one of which each match is, at least one unless nothing
// matches.
func (l *reading) of(re *syntax.Regexp) []alternative {
	switch re.Op {
	case syntax.OpNoMatch:
		return nil
	case syntax.OpEmptyMatch:
		return []alternative{{}}
	case syntax.OpLiteral:
		return l.literal(re)
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		e, _ := character(re)
		return []alternative{{e}}
	case syntax.OpBeginText:
		return []alternative{{{sign: begin}}}
	case syntax.OpEndText:
		return []alternative{{{sign: end}}}
	case syntax.OpBeginLine, syntax.OpEndLine, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		l.exact = false
		return []alternative{{}}
	case syntax.OpCapture:
		return l.of(re.Sub[0])
	case syntax.OpStar:
		return l.repeat(re.Sub[0], 0, -1)
	case syntax.OpPlus:
		return l.repeat(re.Sub[0], 1, -1)
	case syntax.OpQuest:
		return l.repeat(re.Sub[0], 0, 1)
	case syntax.OpRepeat:
		return l.repeat(re.Sub[0], re.Min, re.Max)
	case syntax.OpConcat:
		return l.concat(re.Sub...)
	case syntax.OpAlternate:
		var as []alternative
		for _, sub := range re.Sub {
			as = append(as, l.of(sub)...)
		}
		return l.limited(as)
	}
	return l.leaveOut()
}

func wild() []alternative { return []alternative{{{sign: anything}}} }

// leaveOut stands for a part of the expression of which nothing is known.
func (l *reading) leaveOut() []alternative {
	l.exact = false
	return wild()
}

// few returns the alternatives without duplicates, and whether they are few and
// short enough.
func few(as []alternative) ([]alternative, bool) {
	size := 0
	var out []alternative
	for _, a := range as {
		if slices.ContainsFunc(out, func(b alternative) bool { return slices.Equal(a, b) }) {
			continue
		}
		out = append(out, a)
		size += len(a)
		if len(out) > MaxAlternatives || size > maxElements {
			return nil, false
		}
	}
	return out, true
}

// limited returns the alternatives if they are few, or else what they share.
func (l *reading) limited(as []alternative) []alternative {
	if out, ok := few(as); ok {
		return out
	}
	return l.merged(as)
}

// merged returns what the alternatives share: the classes of the first characters and
// of the last.
func (l *reading) merged(as []alternative) []alternative {
	l.exact = false
	first := common(as, func(a alternative, i int) element { return a[i] })
	last := common(as, func(a alternative, i int) element { return a[len(a)-1-i] })
	slices.Reverse(last)
	return []alternative{slices.Concat(first, alternative{{sign: anything}}, last)}
}

// common returns the classes of the i-th characters of all alternatives, as far as all
// have one. Their elements are taken in the order that at says.
func common(as []alternative, at func(a alternative, i int) element) alternative {
	var out alternative
	for i := range maxWindow {
		e := element{n: 1, char: -1}
		for _, a := range as {
			if i >= len(a) {
				return out
			}
			x := at(a, i)
			if x.sign != some || x.n > 1 || x.more {
				return out
			}
			e.class.union(x.class)
		}
		out = append(out, e)
	}
	return out
}

// concat returns the alternatives of the expressions one after the other.
func (l *reading) concat(subs ...*syntax.Regexp) []alternative {
	as := []alternative{{}}
	for _, sub := range subs {
		as = l.followed(as, l.of(sub))
	}
	return as
}

// followed returns each of as followed by each of bs. Where they are too many what
// they have in common stands for bs, and if that is not enough, anything for as.
func (l *reading) followed(as, bs []alternative) []alternative {
	out, ok := few(product(as, bs))
	if !ok && len(bs) > 1 {
		bs = l.merged(bs)
		out, ok = few(product(as, bs))
	}
	if !ok {
		out, ok = few(product(l.merged(as), bs))
	}
	if !ok {
		out = product(l.leaveOut(), l.merged(bs))
	}
	return out
}

// product returns each of as followed by each of bs.
func product(as, bs []alternative) []alternative {
	out := make([]alternative, 0, len(as)*len(bs))
	for _, a := range as {
		for _, b := range bs {
			out = append(out, slices.Concat(a, b))
		}
	}
	return out
}

// character returns the element of one character, if that is all that the expression
// finds.
func character(re *syntax.Regexp) (element, bool) {
	e := element{sign: some, n: 1, char: -1}
	switch re.Op {
	case syntax.OpCapture:
		return character(re.Sub[0])
	case syntax.OpLiteral:
		if len(re.Rune) != 1 {
			return e, false
		}
		return letter(re.Rune[0], re.Flags), true
	case syntax.OpCharClass:
		if len(re.Rune) == 2 && re.Rune[0] == re.Rune[1] {
			return letter(re.Rune[0], 0), true
		}
		e.class, e.exact = classOf(re.Rune)
	case syntax.OpAnyChar:
		e.class, e.exact = classOf([]rune{0, unicode.MaxRune})
	case syntax.OpAnyCharNotNL:
		e.class, e.exact = classOf([]rune{0, '\n' - 1, '\n' + 1, unicode.MaxRune})
	default:
		return e, false
	}
	return e, true
}

// letter returns the element of one character of a literal. U+FFFD is found in bytes
// that are no UTF-8 too, and so is no text.
func letter(r rune, flags syntax.Flags) element {
	e := element{sign: some, n: 1, char: -1}
	if flags&syntax.FoldCase != 0 && unicode.SimpleFold(r) != r {
		e.class, e.exact = folded(r)
		return e
	}
	if e.class, e.exact = classOf([]rune{r, r}); r != utf8.RuneError {
		e.char = r
	}
	return e
}

// literal returns the characters of a literal.
func (l *reading) literal(re *syntax.Regexp) []alternative {
	var a alternative
	for _, r := range re.Rune {
		if len(a) == maxElements/2 {
			l.exact = false
			a = append(a, element{sign: anything})
			break
		}
		a = append(a, letter(r, re.Flags))
	}
	return []alternative{a}
}

// Limits of repetitions that are spelled out.
const (
	maxCopies   = maxWindow
	maxOptional = 3
)

// repeat returns what is found of the expression from least to most times; any
// number of times if most is negative.
func (l *reading) repeat(re *syntax.Regexp, least, most int) []alternative {
	if most == 0 {
		return []alternative{{}}
	}
	if e, ok := character(re); ok {
		return l.repeatCharacter(e, least, most)
	}
	out := []alternative{{}}
	sub := l.of(re)
	for range min(least, maxCopies) {
		out = l.followed(out, sub)
	}
	if least > maxCopies || most < 0 || most-least > maxOptional {
		return l.followed(out, l.leaveOut())
	}
	optional := []alternative{{}}
	for range most - least {
		optional = l.limited(append(l.followed(sub, optional), alternative{}))
	}
	return l.followed(out, optional)
}

// repeatCharacter is repeat for one character.
func (l *reading) repeatCharacter(e element, least, most int) []alternative {
	times := func(n int) alternative {
		if n == 0 {
			return alternative{}
		}
		f := e
		f.n = n
		return alternative{f}
	}
	if e.class.information() < leastInformation && least != most {
		l.exact = l.exact && most < 0 && e.exact && e.class == anyone
		return []alternative{append(times(least), element{sign: anything})}
	}
	spelled := max(l.unroll, 1) // the most that is optional and yet spelled out
	if most < 0 || most-least > spelled {
		spelled = l.unroll
		if least == 0 {
			spelled = max(spelled, 1)
		}
		more := element{sign: some, class: e.class, exact: e.exact, char: e.char, n: least + spelled, more: true}
		as := []alternative{{more}}
		for n := range spelled {
			as = append(as, times(least+n))
		}
		return as
	}
	var as []alternative
	for n := most; n >= least; n-- {
		as = append(as, times(n))
	}
	return as
}
