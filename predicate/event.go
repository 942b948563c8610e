package predicate

import (
	"iter"
	"slices"
)

// Event is a sparse set of attributes with their values. It is made by a
// [Builder], which owns its memory. Any number of goroutines may read it.
type Event struct {
	slots  []slot  // every path the builder has seen; used in this event if gen is the event's
	active []int32 // the slots used, in order of first use
	more   []link  // second and further values
	gen    uint32
	multi  int // attributes with several values
}

// slot is one attribute of an event.
type slot struct {
	path  string
	gen   uint32 // the event that the rest belongs to
	n     int32  // values, nulls left out
	nulls int32
	head  int32 // in more: the second value, or -1
	tail  int32
	first Value
}

type link struct {
	value Value
	next  int32
}

// Len returns the number of attributes, those with null alone included.
func (e *Event) Len() int { return len(e.active) }

// HasSeveral says whether some attribute has several values.
func (e *Event) HasSeveral() bool { return e.multi > 0 }

// At returns the i-th attribute's path, its first value, and how many values it
// has. Nulls are not counted; an attribute with null alone has no value.
func (e *Event) At(i int) (path string, first Value, n int) {
	s := &e.slots[e.active[i]]
	return s.path, s.first, int(s.n)
}

// ValuesAt iterates over the values of the i-th attribute, nulls left out.
func (e *Event) ValuesAt(i int) iter.Seq[Value] {
	return e.values(&e.slots[e.active[i]])
}

func (e *Event) values(s *slot) iter.Seq[Value] {
	return func(yield func(Value) bool) {
		if s.n == 0 || !yield(s.first) {
			return
		}
		for at := s.head; at >= 0; at = e.more[at].next {
			if !yield(e.more[at].value) {
				return
			}
		}
	}
}

// AppendValues appends the values of the attribute at path to dst, nulls left
// out. The time is linear in Len: it serves explanations, not matching.
func (e *Event) AppendValues(dst []Value, path string) []Value {
	if s := e.find(path); s != nil {
		dst = slices.AppendSeq(dst, e.values(s))
	}
	return dst
}

// AppendView appends the images of the attribute's values to dst.
func (e *Event) AppendView(dst []Value, a Attribute) []Value {
	n := len(dst)
	dst = e.AppendValues(dst, a.Path)
	for i := n; i < len(dst); i++ {
		dst[i] = a.View.Of(dst[i])
	}
	return dst
}

// Nulls returns how many nulls the attribute at path has.
func (e *Event) Nulls(path string) int {
	if s := e.find(path); s != nil {
		return int(s.nulls)
	}
	return 0
}

func (e *Event) find(path string) *slot {
	for _, i := range e.active {
		if e.slots[i].path == path {
			return &e.slots[i]
		}
	}
	return nil
}
