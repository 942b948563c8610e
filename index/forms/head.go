package forms

import (
	"math"
	"math/bits"
	"slices"
	"unsafe"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/hugemem"
	"github.com/thresh-dev/thresh/predicate"
)

// Head is the two terms of a conjunction to look at first, or one of them and
// nothing, in the memory of who looks: conjunctions that are looked at one after
// the other have theirs side by side.
type Head struct {
	tests [2]test
	attrs [2]index.AttrID
	Slot  uint32
}

// test is that the attribute's code be in [lo, lo+width].
type test struct {
	lo, width predicate.Code
}

// MakeHeads returns room for n heads, on huge pages as far as can be had.
func MakeHeads(n int) []Head {
	const words = unsafe.Sizeof(Head{}) / unsafe.Sizeof(uint64(0))
	if n == 0 {
		return nil
	}
	m := hugemem.Make[uint64](n * int(words))
	return unsafe.Slice((*Head)(unsafe.Pointer(unsafe.SliceData(m))), n)[:0]
}

// Head returns the head of the two terms of the slot that have the least share of
// the events, as share says for the i-th term.
func (t *Table) Head(slot uint32, share func(i int, a index.AttrID) float64) Head {
	h := Head{Slot: slot, tests: [2]test{{0, math.MaxUint64}, {0, math.MaxUint64}}} // every code of attribute 0 will do
	least := [2]float64{math.Inf(1), math.Inf(1)}
	spans := t.Spans(slot)
	for i := 0; len(spans) > 0; i++ {
		term := spans[:Term(spans)]
		spans = spans[len(term):]
		s, at := share(i, term[0].Attr), 1
		switch {
		case s < least[0]:
			h.tests[1], h.attrs[1], least[1] = h.tests[0], h.attrs[0], least[0]
			at = 0
		case s >= least[1]:
			continue
		}
		hull := Hull(term)
		h.tests[at], h.attrs[at], least[at] = test{hull.Lo, hull.Hi - hull.Lo}, term[0].Attr, s
	}
	return h
}

// AppendMet appends the slots of the heads that the codes, by AttrID, may meet:
// those of an event without several values. It branches on no head.
func AppendMet(dst []uint32, heads []Head, codes []predicate.Code) []uint32 {
	dst = slices.Grow(dst, len(heads))
	n := len(dst)
	dst = dst[:cap(dst)]
	for i := range heads {
		h := &heads[i]
		dst[n] = h.Slot
		_, outside0 := bits.Sub64(uint64(h.tests[0].width), uint64(codes[h.attrs[0]]-h.tests[0].lo), 0)
		_, outside1 := bits.Sub64(uint64(h.tests[1].width), uint64(codes[h.attrs[1]]-h.tests[1].lo), 0)
		n += 1 - int(outside0|outside1)
	}
	return dst[:n]
}

// AppendMaybe appends the slots of the heads that an event may meet whose codes of
// each attribute, by AttrID, are from least to greatest.
func AppendMaybe(dst []uint32, heads []Head, least, greatest []predicate.Code) []uint32 {
	for i := range heads {
		h := &heads[i]
		if h.maybe(0, least, greatest) && h.maybe(1, least, greatest) {
			dst = append(dst, h.Slot)
		}
	}
	return dst
}

func (h *Head) maybe(i int, least, greatest []predicate.Code) bool {
	t, a := &h.tests[i], h.attrs[i]
	return least[a] <= t.lo+t.width && t.lo <= greatest[a]
}

// Attrs returns one more than the largest AttrID that a conjunction or a head has:
// how many codes AppendMet needs. It is 1 at least.
func (t *Table) Attrs() int { return max(1, t.attrs) }

// Codes returns the event's codes by AttrID, at least t.Attrs of them: the event's
// own, or those in *buf, which grows as needed.
func (t *Table) Codes(buf *[]predicate.Code, e *index.Event) []predicate.Code {
	codes := e.AllCodes()
	if grow := t.Attrs() - len(codes); grow > 0 {
		*buf = append(append((*buf)[:0], codes...), make([]predicate.Code, grow)...)
		return *buf
	}
	return codes
}
