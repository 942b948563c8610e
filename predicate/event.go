package predicate

import (
	"iter"
	"slices"
)

// Event is a sparse set of attributes with their values. It is made by a
// [Builder], which owns its memory. Any number of goroutines may read it.
type Event struct {
	slots    []slot    // every path the builder has seen; used in this event if gen is the event's
	active   []int32   // the slots used, in order of first use
	more     []link    // second and further values, and nulls inside elements
	elements []Element // by number, after one that stands for the event itself
	gen      uint32
	multi    int   // attributes with several values
	arrays   int32 // the number of arrays that have elements
	siblings bool  // some array has two elements
}

// Element is an object or an array that is an element of an array of the event.
// Single values are none: they belong to the element around their array. Elements are numbered from 1 in
// the order in which they begin, so that an element comes after those around it.
// The number 0 stands for the event itself, outside all arrays.
type Element struct {
	Parent int32 // the element that the array is in
	Array  int32 // the number of the array, from 0; -1 of element 0
}

// slot is one attribute of an event.
type slot struct {
	path  string
	gen   uint32 // the event that the rest belongs to
	n     int32  // values, nulls left out
	nulls int32
	head  int32 // in more: the second value, or -1
	tail  int32
	inner int32 // in more: a null inside an element, and from there the others; or -1
	elem  int32 // the element that has the first value
	first Value
}

type link struct {
	value Value
	next  int32
	elem  int32
}

// Len returns the number of attributes, those with null alone included.
func (e *Event) Len() int { return len(e.active) }

// HasSeveral says whether some attribute has several values.
func (e *Event) HasSeveral() bool { return e.multi > 0 }

// HasElements says whether some array has two elements or more, so that two values
// may lie in different elements of one array.
func (e *Event) HasElements() bool { return e.siblings }

// Elements returns the elements by number, or nil if HasElements is false. The
// caller must not change the slice, which is valid as long as the event.
func (e *Event) Elements() []Element {
	if !e.siblings {
		return nil
	}
	return e.elements
}

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

// PlacesAt iterates over the values of the i-th attribute, nulls left out, and the
// number of the innermost element that each is in.
func (e *Event) PlacesAt(i int) iter.Seq2[Value, int32] {
	s := &e.slots[e.active[i]]
	return func(yield func(Value, int32) bool) {
		if s.n == 0 || !yield(s.first, s.elem) {
			return
		}
		for at := s.head; at >= 0; at = e.more[at].next {
			if !yield(e.more[at].value, e.more[at].elem) {
				return
			}
		}
	}
}

// LeavesAt iterates over the leaves of the i-th attribute, its values with nulls
// and without objects, and the number of the innermost element that each is in.
// Nulls come last.
func (e *Event) LeavesAt(i int) iter.Seq2[Value, int32] {
	return e.leaves(&e.slots[e.active[i]])
}

func (e *Event) leaves(s *slot) iter.Seq2[Value, int32] {
	return func(yield func(Value, int32) bool) {
		if s.n > 0 && s.first.kind != KindObject && !yield(s.first, s.elem) {
			return
		}
		for at := s.head; at >= 0; at = e.more[at].next {
			if l := &e.more[at]; l.value.kind != KindObject && !yield(l.value, l.elem) {
				return
			}
		}
		nulls := s.nulls
		for at := s.inner; at >= 0; at = e.more[at].next {
			nulls--
			if !yield(Null(), e.more[at].elem) {
				return
			}
		}
		for range nulls {
			if !yield(Null(), 0) {
				return
			}
		}
	}
}

// AppendLeaves appends the leaves of the attribute at path to dst, and the numbers
// of their elements to elems. The time is linear in Len.
func (e *Event) AppendLeaves(dst []Value, elems []int32, path string) ([]Value, []int32) {
	if s := e.find(path); s != nil {
		for v, elem := range e.leaves(s) {
			dst, elems = append(dst, v), append(elems, elem)
		}
	}
	return dst, elems
}

// NullsAt returns how many nulls the i-th attribute has.
func (e *Event) NullsAt(i int) int { return int(e.slots[e.active[i]].nulls) }

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
	if a.View.OfLeaves() {
		if s := e.find(a.Path); s != nil {
			for v := range e.leaves(s) {
				dst = append(dst, v)
			}
		}
	} else {
		dst = e.AppendValues(dst, a.Path)
	}
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
