package jsonscan

import (
	"errors"
	"math"

	"github.com/thresh-dev/thresh/internal/kernel"
	"github.com/thresh-dev/thresh/predicate"
)

// Value is a value that a document has at a wanted path.
type Value struct {
	Path  int32 // the number under which it was added to Paths, or -1: the value does not count
	Elem  int32 // the innermost array element that it is in or is: see predicate.Element
	Next  int32 // free for the caller's use
	Value predicate.Value
}

// Reader reads documents. It is for one goroutine and reuses its memory. The zero
// Reader is ready.
type Reader struct {
	structure
	doc     []byte
	paths   *Paths
	values  []Value
	last    int    // how many values the document before had, which may be behind these
	text    []byte // strings that had escapes
	name    []byte // a name that had
	objects uint64 // read so far

	elems    []predicate.Element
	elem     int32 // the innermost one
	arrays   int32 // that had elements
	siblings bool  // some had two

	open [predicate.MaxJSONDepth + 1]int32 // the depths of the objects that are open in what is skipped
}

// What a reader keeps between documents.
const (
	maxKeptValues = 1 << 14
	maxKeptText   = 1 << 16
	maxKeptWords  = 1 << 17 // of masks: those of documents up to 1.1 MB
)

// maxFetched is how many bytes of a document are fetched at once. Beyond, the processor
// has noticed that they are read in turn.
const maxFetched = 2048

// Prefetch begins to fetch the document into the cache, for a Read soon after.
func Prefetch(doc []byte) {
	kernel.FetchBytes(doc[:min(len(doc), maxFetched)])
}

var errTooLong = errors.New("jsonscan: a document of 2 GB or more")

// Read returns the values that the document has at the paths, in its order:
//
//	object      predicate.Object at its path, then its members'
//	array       its elements, as values of the array's path
//	null        predicate.Null
//
// Where members of an object have the same name, the values of all but the last are
// marked with the Path -1. The values and the memory of their strings, which is
// partly doc's, are valid until the next call. The error is a
// *predicate.JSONError, and does not depend on the paths.
func (r *Reader) Read(doc []byte, paths *Paths) ([]Value, error) {
	r.release()
	if len(doc) > math.MaxInt32 {
		r.letGo()
		return nil, &predicate.JSONError{Err: errTooLong}
	}
	if !r.structure.find(doc) {
		r.letGo()
		return nil, explain(doc)
	}
	r.doc, r.paths = doc, paths
	ok := r.document()
	r.doc, r.paths = nil, nil
	r.letGo()
	if !ok {
		return nil, explain(doc)
	}
	if r.huge {
		if err := check(doc); err != nil {
			return nil, err
		}
	}
	return r.values, nil
}

// Elements returns the array elements that the values of the last document are in,
// or nil if no array had two. Arrays that are on no wanted path are not among
// them. It is valid until the next Read.
func (r *Reader) Elements() []predicate.Element {
	if !r.siblings {
		return nil
	}
	return r.elems
}

// letGo lets go of those of the last document's strings that no value has replaced.
func (r *Reader) letGo() {
	if n := len(r.values); n < r.last {
		clear(r.values[n:r.last])
	}
	r.last = 0
}

// release begins to let go of the last document's strings, which letGo ends, and lets go
// of memory that only a large one needs.
func (r *Reader) release() {
	r.last, r.values, r.elems = len(r.values), r.values[:0], r.elems[:0]
	r.text, r.name = r.text[:0], r.name[:0]
	if cap(r.values) > maxKeptValues {
		r.values, r.last = nil, 0
	}
	if cap(r.elems) > maxKeptValues {
		r.elems = nil
	}
	if cap(r.text) > maxKeptText {
		r.text = nil
	}
	if cap(r.name) > maxKeptText {
		r.name = nil
	}
	r.giveBack()
}
