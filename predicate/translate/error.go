package translate

import (
	"errors"

	"github.com/thresh-dev/thresh/predicate"
)

// ErrTooMany says that a pattern would have more than MaxAlternatives.
var ErrTooMany = errors.New("translate: too many alternatives")

// Error says what cannot be translated.
type Error struct {
	// Node is the *predicate.Test or *predicate.Field that the construct is about,
	// nil if it is the whole.
	Node predicate.Expr
	// Construct names what the other language has not, such as "a negation".
	Construct string
	// Msg says why.
	Msg string
	// Err is the cause if there is one.
	Err error
}

// Error returns the construct and the reason.
func (e *Error) Error() string { return "cannot translate " + e.Construct + ": " + e.Msg }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }
