package textindex

import (
	"slices"
)

// parts are an alternative in its normal form: no sign but anything is left, which is
// neither at the beginning nor at the end.
type parts struct {
	of           []element
	begun, ended bool // nothing is before the first, or after the last
}

// normal returns the normal form of the alternative, and false if nothing matches it.
func (a alternative) normal() (parts, bool) {
	var p parts
	for _, e := range a {
		switch e.sign {
		case begin:
			if slices.ContainsFunc(p.of, func(e element) bool { return e.sign == some }) {
				return p, false
			}
			p.of, p.begun = nil, true
		case end:
			p.ended = true
		case anything:
			if !p.ended {
				p.of = append(p.of, e)
			}
		case some:
			if p.ended {
				return p, false
			}
			p.of = append(p.of, e)
		}
	}
	for len(p.of) > 0 && p.of[0].sign == anything {
		p.of, p.begun = p.of[1:], false
		if len(p.of) == 0 {
			p.ended = false
		}
	}
	for n := len(p.of); n > 0 && p.of[n-1].sign == anything; n = len(p.of) {
		p.of, p.ended = p.of[:n-1], false
	}
	// Where anything may be before or after, one may stop at the least.
	if n := len(p.of); n > 0 {
		if !p.begun || n == 1 && !p.ended {
			p.of[0].more = false
		}
		if !p.ended {
			p.of[n-1].more = false
		}
	}
	return p, true
}

// key returns what says most of the strings that match, and whether all that match
// it do so. It is nil if nothing is known.
func (p parts) key() (k Key, exact bool) {
	pattern, exact := p.pattern()
	if exact {
		return pattern, true
	}
	ws, exact := p.windows()
	switch says := pattern.Information(); {
	case len(ws) > 0 && (exact || says == 0 || ws.Information() > says+preference):
		return ws, exact
	case says > 0:
		return pattern, false
	default:
		return nil, false
	}
}

// preference is how many bits more windows have to say than a pattern, which takes
// less time and memory and knows the order.
const preference = 8

// maxLiteralBytes is how many bytes of literals a pattern may have.
const maxLiteralBytes = 4096

// pattern returns the literals, with anything between them, and whether that is all
// that there is.
func (p parts) pattern() (Pattern, bool) {
	q, exact := Pattern{""}, true
	if !p.begun {
		q = append(q, "")
	}
	size := 0
	gap := func() {
		if len(q) == 1 || q[len(q)-1] != "" {
			q = append(q, "")
		}
	}
	for _, e := range p.of {
		text := string(e.char)
		switch {
		case e.sign == anything:
			gap()
		case e.char < 0 || size+e.n*len(text) > maxLiteralBytes:
			exact = false
			gap()
		default:
			for range e.n {
				q[len(q)-1] += text
			}
			size += e.n * len(text)
			if e.more {
				exact = false
				gap()
			}
		}
	}
	if !p.ended {
		gap()
	}
	return q, exact
}

// windows returns the few windows that say most, none if there are none, and whether
// the first is all that there is.
func (p parts) windows() (ws Windows, exact bool) {
	all, exact := p.allWindows()
	known := make([]bool, len(p.of)) // which elements the windows so far tell of
	for len(ws) < maxWindows {
		best, most := -1, float64(leastInformation)
		for i, s := range all {
			if says := s.information(known); says > most && !slices.ContainsFunc(ws, s.window.equal) {
				best, most = i, says
			}
		}
		if best < 0 {
			break
		}
		ws = append(ws, all[best].window)
		for _, i := range all[best].elements {
			known[i] = true
		}
	}
	return ws, exact
}

// stretch is a window, and which element each of its classes is of.
type stretch struct {
	window   Window
	elements []int
}

// information returns how many bits are known of a string that matches, beyond those
// of the known elements.
func (s *stretch) information(known []bool) float64 {
	sum := placeInformation[s.window.at]
	for k, i := range s.elements {
		if !known[i] {
			sum += s.window.classes[k].information()
		}
	}
	return sum
}

// cut returns the stretch of the classes from i to before j, in another place.
func (s *stretch) cut(i, j int, at place) stretch {
	return stretch{Window{at, s.window.classes[i:j]}, s.elements[i:j]}
}

// allWindows returns windows that all strings match that the parts do, and whether
// the first is all that there is.
func (p parts) allWindows() (all []stretch, exact bool) {
	var run stretch
	begun := p.begun
	exact = true
	enter := func(i int) {
		for range min(p.of[i].n, maxWindow+1) {
			run.window.classes = append(run.window.classes, p.of[i].class)
			run.elements = append(run.elements, i)
		}
	}
	finish := func(ended bool) {
		if len(run.elements) > 0 {
			all = append(all, run.placed(begun, ended)...)
		}
		exact = exact && len(run.elements) <= maxWindow
		run, begun = stretch{}, false
	}
	for i := range p.of {
		e := &p.of[i]
		if e.sign == some {
			exact = exact && e.exact
			enter(i)
		}
		if e.sign == some && !e.more {
			continue
		}
		exact = false
		finish(false)
		if e.more { // the first of it have been seen, now the last
			enter(i)
		}
	}
	finish(p.ended)
	return all, exact
}

// placed returns windows that are matched where all the classes are, one after the
// other: with nothing before them, or after them, where that is said.
func (s *stretch) placed(begun, ended bool) []stretch {
	n := len(s.elements)
	if n <= maxWindow {
		at := middle
		switch {
		case begun && ended:
			at = whole
		case begun:
			at = head
		case ended:
			at = tail
		}
		return []stretch{s.cut(0, n, at)}
	}
	var all []stretch
	if begun {
		all = append(all, s.cut(0, maxWindow, head))
	}
	if ended {
		all = append(all, s.cut(n-maxWindow, n, tail))
	}
	for i := 0; i+maxWindow <= n; i += maxWindow / 2 {
		all = append(all, s.cut(i, i+maxWindow, middle))
	}
	return all
}
