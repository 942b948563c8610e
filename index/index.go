package index

import (
	"errors"

	"github.com/thresh-dev/thresh/predicate"
)

// ID is the caller's number of a conjunction. Small dense numbers serve best:
// memory may be linear in the largest.
type ID uint32

// ErrDuplicate says that a conjunction of that ID is in the index already.
var ErrDuplicate = errors.New("index: duplicate ID")

// ErrTooLarge says that an index cannot take a conjunction as its layout has no
// room for it.
var ErrTooLarge = errors.New("index: conjunction too large")

// Index finds the conjunctions that an event satisfies. The changing methods are
// for one goroutine at a time; between changes any number of goroutines may
// match, each with a Matcher of its own.
type Index interface {
	// Insert adds a conjunction. It keeps what c points to, which is not to change, if the
	// form needs a check, and may keep that of a few until it is told that a load is
	// complete. An error, such as ErrDuplicate, leaves the index as it was.
	Insert(id ID, c *predicate.Conjunction) error

	// Delete removes a conjunction, and says whether it was there. The ID may be
	// inserted again.
	Delete(id ID) bool

	// NewMatcher returns a matcher that sees every change made before a match.
	NewMatcher() Matcher

	// Len returns the number of conjunctions.
	Len() int

	// Bytes returns the memory held, in bytes, that is not on the Go heap, and so
	// is not seen by who measures that. It is 0 for most.
	Bytes() int
}

// Matcher matches events against one index. It holds the scratch memory of a
// match, and is for one goroutine.
type Matcher interface {
	// AppendMatches appends the IDs of all conjunctions that the event satisfies,
	// each once, in any order. The event was encoded with the index's dictionary,
	// after the last change of the index. In the steady state nothing is allocated
	// but what dst needs.
	AppendMatches(dst []ID, e *Event) []ID

	// Count returns the number of IDs that AppendMatches would append.
	Count(e *Event) int
}

// Compiler is implemented by an Index that matches faster once it is told that
// a load is complete. It stays an Index: a later change is allowed and may undo
// the gain.
type Compiler interface {
	Compile()
}

// ParallelCompiler is implemented by a Compiler that can use several processors.
type ParallelCompiler interface {
	Compiler

	// CompileParallel is Compile by that many goroutines at most, the caller's among
	// them. What comes out is the same for every number.
	CompileParallel(goroutines int)
}
