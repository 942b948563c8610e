package vscan

import (
	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/cells"
	"github.com/thresh-dev/thresh/index/forms"
	"github.com/thresh-dev/thresh/predicate"
)

const (
	mostCells   = 1<<15 - 2
	mostDomains = 1 << 16
	maxSample   = 1 << 17 // ends that cells are chosen by
	maxRows     = 64      // of a lane
	highest     = 1<<16 - 1
)

// domain is an attribute that rows have a number for.
type domain struct {
	id    index.AttrID
	cells cells.Cells
	// While it is built.
	spans, seen, step int
	sample            []predicate.Code
}

// short returns the short code of a code.
func (d *domain) short(c predicate.Code) uint32 {
	if c == 0 {
		return 1
	}
	return 2*uint32(d.cells.Of(c)) + 1
}

// term is a term in short codes.
type term struct {
	attr, lo, hi uint16
	share        float32 // of the cells
}

// term returns the term of the hull, for the attribute of that number.
func (d *domain) term(attr uint16, hull index.Span) term {
	first, last, exactLo, exactHi := d.cells.Range(hull)
	lo, hi := 2*first+1, 2*last+1
	if exactLo {
		lo--
	}
	if exactHi {
		hi++
	}
	return term{attr, uint16(lo), uint16(hi), float32(last-first+1) / float32(d.cells.Len())}
}

// encoder makes terms of slots.
type encoder struct {
	table   *forms.Table
	domains []*domain
	number  []uint32 // by AttrID: the number in domains + 1, 0 if it has none
	terms   []term
}

// encode returns the terms of the slot that rows may have, most selective first, and
// whether they say all there is to say. They are valid until the next call.
func (n *encoder) encode(slot uint32) (terms []term, plain bool) {
	n.terms = n.terms[:0]
	plain = n.table.Plain(slot)
	for rest := n.table.Spans(slot); len(rest) > 0; {
		k := forms.Term(rest)
		if num := n.number[rest[0].Attr]; num > 0 {
			n.insert(n.domains[num-1].term(uint16(num-1), forms.Hull(rest[:k])))
		} else {
			plain = false
		}
		rest = rest[k:]
	}
	if len(n.terms) > maxRows {
		return n.terms[:maxRows], false
	}
	return n.terms, plain
}

// insert puts the term behind those that are not wider. Only the first maxRows, and
// one more, matter.
func (n *encoder) insert(t term) {
	if len(n.terms) > maxRows {
		if t.share >= n.terms[maxRows].share {
			return
		}
		n.terms = n.terms[:maxRows]
	}
	n.terms = append(n.terms, t)
	for i := len(n.terms) - 1; i > 0 && n.terms[i].share < n.terms[i-1].share; i-- {
		n.terms[i], n.terms[i-1] = n.terms[i-1], n.terms[i]
	}
}
