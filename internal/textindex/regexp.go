package textindex

import (
	"regexp/syntax"
	"slices"
	"unicode/utf8"
)

// MaxAlternatives is how many patterns an expression may come to.
const MaxAlternatives = 16

// Further limits of what an expression may come to.
const (
	maxLiteralBytes = 4096 // of all alternatives
	maxClass        = 8    // characters of a class that become alternatives
)

// FromRegexp returns patterns one of which each string matches in which the
// expression, of the syntax and with the meaning of package regexp, finds a match.
// If exact is set it finds one in all strings that match one of them. Each pattern has a
// literal byte; ok is not set where there are no such patterns, or the expression is in
// error. No patterns, and ok, are those of an expression that finds nothing anywhere.
func FromRegexp(expr string) (patterns []Pattern, exact, ok bool) {
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil, false, false
	}
	l := literals{exact: true}
	for _, a := range l.of(re.Simplify()) {
		p, possible := a.pattern()
		if !possible {
			continue
		}
		if p.Weight() == 0 {
			return nil, false, false
		}
		if !slices.ContainsFunc(patterns, func(q Pattern) bool { return slices.Equal(p, q) }) {
			patterns = append(patterns, p)
		}
	}
	return patterns, l.exact, true
}

// literals finds the literals of an expression.
type literals struct {
	exact bool // nothing was left out so far
}

// alternative is one way in which an expression can match: what follows one another.
type alternative []element

// element is a literal, or one of the signs.
type element struct {
	sign sign
	text string
}

type sign uint8

const (
	literal sign = iota
	anything
	begin // of the text
	end
)

// of returns alternatives one of which each match is, at least one unless nothing
// matches.
func (l *literals) of(re *syntax.Regexp) []alternative {
	switch re.Op {
	case syntax.OpNoMatch:
		return nil
	case syntax.OpEmptyMatch:
		return []alternative{{}}
	case syntax.OpLiteral:
		return l.literal(re)
	case syntax.OpCharClass:
		return l.class(re)
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
		if re.Sub[0].Op != syntax.OpAnyChar {
			l.exact = false
		}
		return wild()
	case syntax.OpPlus:
		return l.concat(re.Sub[0], &syntax.Regexp{Op: syntax.OpStar, Sub: re.Sub[:1]})
	case syntax.OpQuest:
		if as, ok := l.limited(append(l.of(re.Sub[0]), alternative{})); ok {
			return as
		}
		return l.leaveOut()
	case syntax.OpConcat:
		return l.concat(re.Sub...)
	case syntax.OpAlternate:
		var as []alternative
		for _, sub := range re.Sub {
			var ok bool
			if as, ok = l.limited(append(as, l.of(sub)...)); !ok {
				return l.leaveOut()
			}
		}
		return as
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL, syntax.OpRepeat: // no repetition is left by Simplify
	}
	return l.leaveOut()
}

func wild() []alternative { return []alternative{{{sign: anything}}} }

// leaveOut stands for a part of the expression of which nothing is known.
func (l *literals) leaveOut() []alternative {
	l.exact = false
	return wild()
}

// limited returns the alternatives without duplicates, and whether they are few and
// short enough.
func (l *literals) limited(as []alternative) ([]alternative, bool) {
	size := 0
	var out []alternative
	for _, a := range as {
		if slices.ContainsFunc(out, func(b alternative) bool { return slices.Equal(a, b) }) {
			continue
		}
		out = append(out, a)
		for _, e := range a {
			size += 1 + len(e.text)
		}
		if len(out) > MaxAlternatives || size > maxLiteralBytes {
			return nil, false
		}
	}
	return out, true
}

// concat returns the alternatives of the expressions one after the other.
func (l *literals) concat(subs ...*syntax.Regexp) []alternative {
	as := []alternative{{}}
	for _, sub := range subs {
		next := l.of(sub)
		joined, ok := l.limited(product(as, next))
		if !ok { // leave out what comes now, or if that is not enough, what came before
			if joined, ok = l.limited(product(as, l.leaveOut())); !ok {
				joined = product(wild(), next)
			}
		}
		as = joined
	}
	return as
}

// product returns each of as followed by each of bs.
func product(as, bs []alternative) []alternative {
	out := make([]alternative, 0, len(as)*len(bs))
	for _, a := range as {
		for _, b := range bs {
			c := slices.Clone(a)
			for _, e := range b {
				c = c.then(e)
			}
			out = append(out, c)
		}
	}
	return out
}

// then returns the alternative followed by the element, as short as can be.
func (a alternative) then(e element) alternative {
	if n := len(a); n > 0 && a[n-1].sign == e.sign {
		if e.sign == literal {
			a[n-1].text += e.text
		}
		return a
	}
	return append(a, e)
}

// literal returns the text of a literal. U+FFFD is found in bytes that are no UTF-8
// too, and so says nothing.
func (l *literals) literal(re *syntax.Regexp) []alternative {
	if re.Flags&syntax.FoldCase != 0 {
		return l.leaveOut()
	}
	a := alternative{}
	for len(re.Rune) > 0 {
		n := slices.Index(re.Rune, utf8.RuneError)
		if n < 0 {
			n = len(re.Rune)
		}
		if n > 0 {
			a = a.then(element{literal, string(re.Rune[:n])})
			re = &syntax.Regexp{Op: syntax.OpLiteral, Rune: re.Rune[n:]}
			continue
		}
		l.exact = false
		a = a.then(element{sign: anything})
		re = &syntax.Regexp{Op: syntax.OpLiteral, Rune: re.Rune[1:]}
	}
	return []alternative{a}
}

// class returns the characters of a small class.
func (l *literals) class(re *syntax.Regexp) []alternative {
	var as []alternative
	for i := 0; i < len(re.Rune); i += 2 {
		lo, hi := re.Rune[i], re.Rune[i+1]
		if len(as)+int(hi-lo) >= maxClass || lo <= utf8.RuneError && utf8.RuneError <= hi {
			return l.leaveOut()
		}
		for r := lo; r <= hi; r++ {
			as = append(as, alternative{{literal, string(r)}})
		}
	}
	return as
}

// pattern returns the pattern of the strings in which the alternative is found, and
// false if there are none.
func (a alternative) pattern() (Pattern, bool) {
	p := Pattern{"", ""} // what is before the first element
	empty := true        // all of p so far matches the empty string
	ended := false
	for _, e := range a {
		switch e.sign {
		case begin:
			if !empty {
				return nil, false
			}
			p = Pattern{""}
		case end:
			ended = true
		case anything:
			if !ended && (len(p) == 1 || p[len(p)-1] != "") {
				p = append(p, "")
			}
		case literal:
			if ended {
				return nil, false
			}
			p[len(p)-1] += e.text
			empty = false
		}
	}
	if !ended && p[len(p)-1] != "" || len(p) == 1 && !ended {
		p = append(p, "")
	}
	return p, true
}
