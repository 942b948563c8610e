package subsfile

import (
	"errors"

	"github.com/thresh-dev/thresh/predicate"
)

// Record is one line of a subscriptions file.
type Record struct {
	ID           string
	Subscription *predicate.Subscription
	// Text is what a conversion made of the condition: an expression, or a pattern as
	// JSON.
	Text string
	// Data is the JSON of the member data as it stands in the file, nil if there is
	// none. It is valid until the next Read.
	Data []byte
	// Line is the number of the line, from 1, and Column that of the condition in
	// it, from 1 and in runes.
	Line, Column int
}

// What can be wrong with a line, beside its JSON and its condition.
var (
	// ErrNotObject says that a line is no JSON object.
	ErrNotObject = errors.New("a subscription is a JSON object")
	// ErrTrailing says that a line goes on after its object.
	ErrTrailing = errors.New("more text after the subscription")
	// ErrUnknownMember says that a line has a member that subscriptions have not.
	ErrUnknownMember = errors.New("unknown member")
	// ErrMemberType says that a member has a value of the wrong type.
	ErrMemberType = errors.New("wrong type")
	// ErrNoID says that a line has no id.
	ErrNoID = errors.New(`the member "id" is missing`)
	// ErrDuplicateID says that an earlier line has the id.
	ErrDuplicateID = errors.New("duplicate id")
	// ErrNoCondition says that a line has neither where nor pattern.
	ErrNoCondition = errors.New(`one of the members "where" and "pattern" is missing`)
	// ErrTwoConditions says that a line has both where and pattern.
	ErrTwoConditions = errors.New(`"where" and "pattern" exclude each other`)
)
