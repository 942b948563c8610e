package headers

import "fmt"

// Error says what is wrong with the arguments, and where.
type Error struct {
	Offset int // bytes before the place
	// Construct names what a binding may have and an index has not, such as "an
	// array". It is empty where the text is no binding at all.
	Construct string
	// Msg says what is wrong, or what to do about Construct.
	Msg string
	// Err is the cause if there is one: an error of the JSON.
	Err error
}

// Error returns the offset and what is wrong there.
func (e *Error) Error() string { return fmt.Sprintf("offset %d: %s", e.Offset, e.Problem()) }

// Problem returns what is wrong, without the place.
func (e *Error) Problem() string {
	if e.Construct == "" {
		return e.Msg
	}
	return "cannot index " + e.Construct + ": " + e.Msg
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }
