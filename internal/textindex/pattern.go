package textindex

import (
	"slices"
	"strings"
)

// Key is what a [Set] has: a [Pattern], or [Windows].
type Key interface {
	// Match says whether s matches, the plain way.
	Match(s string) bool
	// Head returns what all strings that match begin with.
	Head() string
	// Information returns how many bits are known of a string that matches, roughly:
	// the more, the fewer do.
	Information() float64
	String() string
}

// same says whether two keys are one.
func same(a, b Key) bool {
	switch a := a.(type) {
	case Pattern:
		b, ok := b.(Pattern)
		return ok && slices.Equal(a, b)
	case Windows:
		b, ok := b.(Windows)
		return ok && a.same(b)
	}
	return false
}

// Pattern is a wildcard pattern: literal parts, with a * between each and the next.
// A string matches that begins with the first part, ends with the last, and has the
// others in order in between, without overlap. A single part is matched by itself
// alone. A Pattern has at least one part.
type Pattern []string

// Contains returns the pattern of the strings that contain text.
func Contains(text string) Pattern { return Pattern{"", text, ""} }

// Weight returns the number of literal bytes.
func (p Pattern) Weight() int {
	n := 0
	for _, part := range p {
		n += len(part)
	}
	return n
}

// Head implements [Key].
func (p Pattern) Head() string { return p[0] }

// Information implements [Key].
func (p Pattern) Information() float64 {
	letter := class{1: 1}
	bits := letter.information() * float64(p.Weight())
	switch {
	case len(p) == 1:
		return bits + placeInformation[whole]
	case p[0] != "":
		bits += placeInformation[head]
	}
	if p[len(p)-1] != "" {
		bits += placeInformation[tail]
	}
	return bits
}

// Match says whether s matches the pattern, the plain way.
func (p Pattern) Match(s string) bool {
	head, tail := p[0], p[len(p)-1]
	if len(p) == 1 {
		return s == head
	}
	if !strings.HasPrefix(s, head) || !strings.HasSuffix(s[len(head):], tail) {
		return false
	}
	s = s[len(head) : len(s)-len(tail)]
	for _, part := range p[1 : len(p)-1] {
		i := strings.Index(s, part)
		if i < 0 {
			return false
		}
		s = s[i+len(part):]
	}
	return true
}

// String returns the parts with a * between each and the next.
func (p Pattern) String() string { return strings.Join(p, "*") }

// place is where a part is in its pattern.
type place uint8

const (
	whole  place = iota // alone
	head                // at the beginning
	middle              // after a *, and before another
	tail                // at the end
	numPlaces
)

// links returns the parts that are not empty, and where they are. What is empty is
// told by what is not: only a pattern that does not end with a * ends with a tail, or
// is whole.
func (p Pattern) links(f func(part string, at place)) {
	if len(p) == 1 {
		f(p[0], whole)
		return
	}
	for i, part := range p {
		switch {
		case part == "":
		case i == 0:
			f(part, head)
		case i == len(p)-1:
			f(part, tail)
		default:
			f(part, middle)
		}
	}
}
