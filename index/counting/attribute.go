package counting

import (
	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// attribute is all terms on one attribute, each span where it is found fastest:
// the code 0 of absence, one code, or several.
type attribute struct {
	absent   postings
	absentAt int // where Index.absent has it, if absent is not empty
	points   map[predicate.Code]postings
	cells    cells
}

func (a *attribute) empty() bool {
	return a.absent.empty() && len(a.points) == 0 && a.cells.size == 0
}

// split returns the three parts of a span: absence, or else one code, or else the
// rest of it, which may be beside absence.
func split(p index.Span) (absent, point, wide bool, rest index.Span) {
	if p.Lo == 0 {
		if p.Hi == 0 {
			return true, false, false, p
		}
		absent, p.Lo = true, firstCode
	}
	if p.Lo == p.Hi {
		return absent, true, false, p
	}
	return absent, false, true, p
}

func (a *attribute) add(slot uint32, p index.Span) {
	absent, point, wide, rest := split(p)
	if absent {
		a.absent.add(slot)
	}
	if point {
		if a.points == nil {
			a.points = map[predicate.Code]postings{}
		}
		l := a.points[rest.Lo]
		l.add(slot)
		a.points[rest.Lo] = l
	}
	if wide {
		a.cells.add(slot, rest)
	}
}

func (a *attribute) remove(slot uint32, p index.Span) {
	absent, point, wide, rest := split(p)
	if absent {
		a.absent.remove(slot)
	}
	if point {
		l := a.points[rest.Lo]
		l.remove(slot)
		if l.empty() {
			delete(a.points, rest.Lo)
			if len(a.points) == 0 {
				a.points = nil // a map never shrinks
			}
		} else {
			a.points[rest.Lo] = l
		}
	}
	if wide {
		a.cells.remove(slot, rest)
	}
}

func (a *attribute) compact() {
	a.absent.compact()
	a.cells.compact()
	for c, l := range a.points {
		l.compact()
		a.points[c] = l
	}
}
