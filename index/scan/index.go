package scan

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/predicate"
)

// Index is a flat scan. It implements [index.Index].
type Index struct {
	dict   *index.Dictionary
	heads  []head
	ids    []index.ID
	checks []*index.Check // nil where none is needed
	where  []uint32       // by ID: its position in heads + 1, 0 if not there
	attrs  int            // one more than the largest AttrID used

	tests     []test // what head.tail points into; the first is not used
	deadTests int
	spans     []index.Span // what a union points into
	deadSpans int

	shares  shares
	scratch []weighted
	// When checkSometimes is to look again, counted in changes.
	changes, checkAt, scanAt int
}

// head is the first term of a conjunction: that the attribute's code be in
// [lo, lo+width].
type head struct {
	lo, width predicate.Code
	attr      index.AttrID
	tail      uint32 // the first of the other terms in tests, 0 if there are none
}

// test is a further term of a conjunction.
type test struct {
	lo, width predicate.Code // of a union: the first span in spans, and how many
	attr      index.AttrID
	flags     flags
}

type flags uint32

const (
	last  flags = 1 << iota // the tail ends here
	union                   // the term has several spans
)

// weighted is a term and the share of events that is likely to meet it.
type weighted struct {
	term  index.Term
	share float64
}

// Memory below this many elements is not worth giving back.
const smallest = 64

// New returns an empty index of conjunctions on d's attributes.
func New(d *index.Dictionary) *Index {
	return &Index{dict: d, tests: make([]test, 1)}
}

// Len returns the number of conjunctions.
func (x *Index) Len() int { return len(x.heads) }

// Bytes returns 0: all memory is on the Go heap.
func (x *Index) Bytes() int { return 0 }

// Insert adds a conjunction. The error wraps index.ErrDuplicate, or
// index.ErrTooLarge where the conjunctions have 2^32 terms or more.
func (x *Index) Insert(id index.ID, c *predicate.Conjunction) error {
	if x.at(id) != 0 {
		return fmt.Errorf("%w: %d", index.ErrDuplicate, id)
	}
	if uint64(len(x.tests))+uint64(len(c.Predicates)) > math.MaxUint32 {
		return fmt.Errorf("%w: %d terms beside %d", index.ErrTooLarge, len(c.Predicates), len(x.tests))
	}
	f := x.dict.Form(c)
	x.heads = append(x.heads, x.pack(x.ordered(f.Terms)))
	x.ids = append(x.ids, id)
	x.checks = append(x.checks, f.Check)
	if n := int(id) + 1; n > len(x.where) {
		x.where = append(x.where, make([]uint32, n-len(x.where))...)
	}
	x.where[id] = uint32(len(x.heads))
	if invariant.Enabled {
		x.checkSometimes()
	}
	return nil
}

// ordered returns the terms, most selective first, valid until the next call.
func (x *Index) ordered(terms []index.Term) []weighted {
	x.scratch = x.scratch[:0]
	for i := range terms {
		x.shares.learn(&terms[i])
		x.scratch = append(x.scratch, weighted{terms[i], x.shares.of(&terms[i])})
		x.attrs = max(x.attrs, int(terms[i].Attr)+1)
	}
	slices.SortStableFunc(x.scratch, func(a, b weighted) int { return cmp.Compare(a.share, b.share) })
	return x.scratch
}

// pack stores the terms and returns their head.
func (x *Index) pack(terms []weighted) head {
	if len(terms) == 0 {
		x.attrs = max(x.attrs, 1)
		return head{width: math.MaxUint64} // every code of attribute 0 will do
	}
	first := terms[0].term
	hull := index.Span{Lo: first.Spans[0].Lo, Hi: first.Spans[len(first.Spans)-1].Hi}
	h := head{lo: hull.Lo, width: hull.Hi - hull.Lo, attr: first.Attr}
	if len(first.Spans) == 1 {
		terms = terms[1:]
	}
	if len(terms) == 0 {
		return h
	}
	h.tail = uint32(len(x.tests))
	for _, w := range terms {
		t := test{attr: w.term.Attr}
		if spans := w.term.Spans; len(spans) == 1 {
			t.lo, t.width = spans[0].Lo, spans[0].Hi-spans[0].Lo
		} else {
			t.flags = union
			t.lo, t.width = predicate.Code(len(x.spans)), predicate.Code(len(spans))
			x.spans = append(x.spans, spans...)
		}
		x.tests = append(x.tests, t)
	}
	x.tests[len(x.tests)-1].flags |= last
	return h
}

// at returns the position of the conjunction + 1, 0 if it is not there.
func (x *Index) at(id index.ID) uint32 {
	if uint64(id) < uint64(len(x.where)) {
		return x.where[id]
	}
	return 0
}

// Delete removes a conjunction, and says whether it was there.
func (x *Index) Delete(id index.ID) bool {
	p := x.at(id)
	if p == 0 {
		return false
	}
	i, end := int(p-1), len(x.heads)-1
	for _, t := range x.tail(x.heads[i].tail) {
		x.deadTests++
		if t.flags&union != 0 {
			x.deadSpans += int(t.width)
		}
	}
	x.where[x.ids[end]] = p
	x.where[id] = 0
	x.heads[i], x.ids[i], x.checks[i] = x.heads[end], x.ids[end], x.checks[end]
	x.checks[end] = nil
	x.heads, x.ids, x.checks = x.heads[:end], x.ids[:end], x.checks[:end]
	x.giveBack()
	if invariant.Enabled {
		x.checkSometimes()
	}
	return true
}

// tail returns the tests of a tail.
func (x *Index) tail(from uint32) []test {
	if from == 0 {
		return nil
	}
	end := from
	for x.tests[end].flags&last == 0 {
		end++
	}
	return x.tests[from : end+1]
}

// giveBack shrinks the arrays of which little is used.
func (x *Index) giveBack() {
	if n := len(x.heads); cap(x.heads) >= 4*max(n, smallest) {
		x.heads, x.ids, x.checks = resized(x.heads, 2*n), resized(x.ids, 2*n), resized(x.checks, 2*n)
		top := len(x.where)
		for top > 0 && x.where[top-1] == 0 {
			top--
		}
		x.where = resized(x.where[:top], top)
	}
	if x.deadTests > max(smallest, len(x.tests)/2) || x.deadSpans > max(smallest, len(x.spans)/2) {
		x.packAgain()
	}
}

// resized returns a copy of s with room for about n elements.
func resized[E any](s []E, n int) []E {
	return append(make([]E, 0, max(n, len(s))), s...)
}

// packAgain copies the tails, without the dead ones, in the order of the heads.
func (x *Index) packAgain() {
	tests := make([]test, 1, max(1, len(x.tests)-x.deadTests))
	spans := make([]index.Span, 0, len(x.spans)-x.deadSpans)
	for i := range x.heads {
		h := &x.heads[i]
		from := uint32(len(tests))
		for _, t := range x.tail(h.tail) {
			if t.flags&union != 0 {
				at := predicate.Code(len(spans))
				spans = append(spans, x.unionOf(&t)...)
				t.lo = at
			}
			tests = append(tests, t)
		}
		if h.tail != 0 {
			h.tail = from
		}
	}
	x.tests, x.spans, x.deadTests, x.deadSpans = tests, spans, 0, 0
}

// unionOf returns the spans of a union.
func (x *Index) unionOf(t *test) []index.Span { return x.spans[t.lo : t.lo+t.width] }
