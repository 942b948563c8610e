package counting

import (
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/invariant"
)

// checkSometimes re-derives the invariants so often that the time stays near
// linear in the changes.
func (x *Index) checkSometimes() {
	if x.changes++; x.changes >= x.checkAt {
		x.checkAt = x.changes + max(1, len(x.records)/4)
		x.check()
	}
}

// check re-derives the invariants of doc.go.
func (x *Index) check() {
	n := len(x.records)
	invariant.Assert(len(x.checks) == n, "counting: %d records, %d checks", n, len(x.checks))
	invariant.Assert(len(x.need)%8 == 0 && len(x.need) >= n, "counting: %d needs of %d records", len(x.need), n)
	if x.changes >= x.scanAt { // not each time: IDs may be far apart
		x.scanAt = x.changes + len(x.where)/256
		there := 0
		for _, s := range x.where {
			if s != 0 {
				there++
			}
		}
		invariant.Assert(there == x.Len(), "counting: %d IDs are somewhere, of %d", there, x.Len())
	}
	idle := make([]bool, len(x.need))
	for i := n; i < len(idle); i++ {
		idle[i] = true
	}
	for _, slot := range x.free {
		invariant.Assert(!idle[slot], "counting: slot %d is free twice", slot)
		idle[slot] = true
	}
	live, wide, posted := 0, map[index.AttrID]int{}, map[index.AttrID]int{}
	for slot, need := range x.need {
		if idle[slot] {
			invariant.Assert(need == never, "counting: the free slot %d needs %d", slot, need)
			continue
		}
		r := x.records[slot]
		invariant.Assert(int(x.where[r.id]) == slot+1, "counting: ID %d is not in slot %d", r.id, slot)
		live += int(r.n)
		invariant.Assert((need == never) == (r.n == 0) && x.always.contains(uint32(slot)) == (r.n == 0),
			"counting: slot %d needs %d of %d spans", slot, need, r.n)
		terms := 0
		x.eachTerm(r, func(a index.AttrID, spans []span) {
			terms++
			at := x.attrs[a]
			for _, p := range spans {
				absent, point, inCells, rest := split(p.Span)
				invariant.Assert(!absent || at.absent.contains(uint32(slot)), "counting: slot %d is not under absent %d", slot, a)
				if point {
					l := at.points[rest.Lo]
					invariant.Assert(l.contains(uint32(slot)), "counting: slot %d is not under %d = %x", slot, a, rest.Lo)
				}
				if inCells {
					wide[a]++
					posted[a] += at.cells.checkSpan(uint32(slot), rest)
				}
			}
		})
		invariant.Assert(r.n == 0 || terms == int(need), "counting: slot %d needs %d of %d terms", slot, need, terms)
	}
	invariant.Assert(live+x.deadSpans == len(x.spans), "counting: %d spans and %d dead ones, of %d", live, x.deadSpans, len(x.spans))
	for a, at := range x.attrs {
		if at == nil {
			continue
		}
		id := index.AttrID(a)
		invariant.Assert(!at.empty(), "counting: attribute %d has nothing", a)
		invariant.Assert(at.absent.empty() != slices.Contains(x.absent, id), "counting: absent %d", a)
		invariant.Assert(at.cells.size == wide[id], "counting: attribute %d has %d spans, not %d", a, at.cells.size, wide[id])
		at.cells.check(posted[id])
	}
}

// checkSpan asserts that the slot is under the span, and returns under how many
// nodes and ends.
func (s *cells) checkSpan(slot uint32, p index.Span) int {
	first, last, from, to := s.place(p)
	if from >= 0 && from == to {
		invariant.Assert(slices.Contains(s.cells[from].both.slots, slot), "counting: slot %d is not inside cell %d", slot, from)
		return 1
	}
	n := 0
	if from >= 0 {
		n++
		invariant.Assert(slices.Contains(s.cells[from].from.slots, slot), "counting: slot %d does not begin in cell %d", slot, from)
	}
	if to >= 0 {
		n++
		invariant.Assert(slices.Contains(s.cells[to].to.slots, slot), "counting: slot %d does not end in cell %d", slot, to)
	}
	s.nodes(first, last, func(l *postings) {
		n++
		invariant.Assert(l.contains(slot), "counting: slot %d does not cover cells %d to %d", slot, first, last)
	})
	return n
}

// check asserts that the cells are in order and have as many postings and ends as
// their spans account for.
func (s *cells) check(posted int) {
	for i := range s.cells {
		c := &s.cells[i]
		invariant.Assert(s.cellOf(c.start) == i && c.start <= s.end(i), "counting: cell %d begins at %x", i, c.start)
		invariant.Assert(len(c.from.codes) == len(c.from.slots) && len(c.to.codes) == len(c.to.slots) &&
			len(c.both.codes) == 2*len(c.both.slots), "counting: cell %d has codes without slots", i)
		posted -= len(c.from.slots) + len(c.to.slots) + len(c.both.slots)
	}
	for i := range s.cover {
		posted -= s.cover[i].len()
	}
	invariant.Assert(posted == 0, "counting: %d more postings are due than there are", posted)
}
