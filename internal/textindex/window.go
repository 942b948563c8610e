package textindex

import (
	"slices"
	"strings"
)

// Window is a pattern of the strings that have characters of some classes one after
// the other: at the beginning, at the end, anywhere, or as the whole.
type Window struct {
	at      place
	classes []class // 1 to maxWindow
}

// maxWindow is how many classes a Window may have.
const maxWindow = 32

// Match says whether s matches the window, the plain way.
func (w Window) Match(s string) bool {
	symbols := appendSymbols(nil, s)
	last := len(symbols) - len(w.classes)
	if last < 0 {
		return false
	}
	switch w.at {
	case whole:
		return last == 0 && w.matchAt(symbols)
	case head:
		return w.matchAt(symbols)
	case tail:
		return w.matchAt(symbols[last:])
	default:
		for i := range last + 1 {
			if w.matchAt(symbols[i:]) {
				return true
			}
		}
		return false
	}
}

func (w Window) matchAt(symbols []uint8) bool {
	for i := range w.classes {
		if !w.classes[i].has(symbols[i]) {
			return false
		}
	}
	return true
}

// The bits that a place is taken to be worth.
var placeInformation = [numPlaces]float64{whole: 4, head: 2, middle: 0, tail: 2}

// information returns how many bits are known of a string that matches.
func (w Window) information() float64 {
	sum := placeInformation[w.at]
	for i := range w.classes {
		sum += w.classes[i].information()
	}
	return sum
}

// head returns what all strings that match begin with.
func (w Window) head() string {
	var b []byte
	if w.at == head || w.at == whole {
		for i := range w.classes {
			c, ok := w.classes[i].only()
			if !ok {
				break
			}
			b = append(b, c)
		}
	}
	return string(b)
}

// String returns the classes in brackets, with ^ and $ where the place asks for them.
func (w Window) String() string {
	var b []byte
	if w.at == head || w.at == whole {
		b = append(b, '^')
	}
	for i := range w.classes {
		b = w.classes[i].append(b)
	}
	if w.at == tail || w.at == whole {
		b = append(b, '$')
	}
	return string(b)
}

func (w Window) equal(v Window) bool { return w.at == v.at && slices.Equal(w.classes, v.classes) }

// Windows is a key that the strings match which match each of its windows, which
// differ: one to maxWindows. They may lie over one another.
type Windows []Window

// maxWindows is how many windows Windows may have.
const maxWindows = 3

// Match implements [Key].
func (ws Windows) Match(s string) bool {
	return !slices.ContainsFunc(ws, func(w Window) bool { return !w.Match(s) })
}

// Head implements [Key].
func (ws Windows) Head() string {
	longest := ""
	for _, w := range ws {
		if h := w.head(); len(h) > len(longest) {
			longest = h
		}
	}
	return longest
}

// Information implements [Key].
func (ws Windows) Information() float64 {
	sum := 0.0
	for _, w := range ws {
		sum += w.information()
	}
	return sum
}

// String returns the windows with & between them.
func (ws Windows) String() string {
	var texts []string
	for _, w := range ws {
		texts = append(texts, w.String())
	}
	return strings.Join(texts, "&")
}

// same says whether both have the same windows, in any order.
func (ws Windows) same(vs Windows) bool {
	return len(ws) == len(vs) && !slices.ContainsFunc(ws, func(w Window) bool {
		return !slices.ContainsFunc(vs, w.equal)
	})
}
