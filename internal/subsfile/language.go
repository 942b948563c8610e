package subsfile

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/expr"
	"github.com/thresh-dev/thresh/predicate/headers"
	"github.com/thresh-dev/thresh/predicate/selector"
)

// Language is what the conditions of a file are written in.
type Language uint8

// The languages.
const (
	Own        Language = iota // where or pattern
	Headers                    // the arguments of RabbitMQ's headers bindings
	JMS                        // the message selectors of Jakarta Messaging
	ServiceBus                 // the SQL filters of Azure Service Bus
	numLanguages
)

// String returns the language as the program thresh names it.
func (l Language) String() string {
	if l < numLanguages {
		return [...]string{"thresh", "headers", "jms", "servicebus"}[l]
	}
	return "language(" + strconv.Itoa(int(l)) + ")"
}

// Foreign returns the languages other than Own.
func Foreign() []Language {
	var all []Language
	for l := Own + 1; l < numLanguages; l++ {
		all = append(all, l)
	}
	return all
}

// ForeignNamed returns the language of that name, which is not Own.
func ForeignNamed(name string) (Language, bool) {
	all := Foreign()
	i := slices.IndexFunc(all, func(l Language) bool { return l.String() == name })
	if i < 0 {
		return Own, false
	}
	return all[i], true
}

// ErrNoForeign says that a line of a file in a foreign language has no condition.
var ErrNoForeign = errors.New("the condition is missing")

// memberName returns the name of the member that has the foreign condition.
func (l Language) memberName() string {
	if l == Headers {
		return "arguments"
	}
	return "selector"
}

// memberNames says which members a line has.
func (l Language) memberNames() string {
	switch l {
	case Own:
		return "a subscription has id, where or pattern, and data"
	case Headers:
		return "a binding has id, arguments, and data"
	default:
		return "a filter has id, selector, and data"
	}
}

// parseForeign parses a condition in the file's foreign language. What it becomes
// is parsed once more as it will be read, so that no more is promised than the
// expression language can say.
func (r *Reader) parseForeign(m *member) (*predicate.Subscription, error) {
	e, err := r.foreignExpr(m)
	if err != nil {
		return nil, err
	}
	s, err := expr.Parse(e.String(), r.options)
	if err != nil {
		if e := (*expr.Error)(nil); errors.As(err, &e) {
			err = &placedError{e} // the place in the expression is nowhere in the file
		}
		return nil, r.lines.At(m.at, err)
	}
	return s, nil
}

func (r *Reader) foreignExpr(m *member) (predicate.Expr, error) {
	if r.language == Headers {
		if m.value.Kind() != jsontext.KindBeginObject {
			return nil, r.wrongType(m, r.language.memberName(), "an object")
		}
		b, err := headers.Parse(m.value)
		if e := (*headers.Error)(nil); errors.As(err, &e) {
			return nil, r.lines.At(m.at+e.Offset, &foreignError{e})
		}
		if err != nil {
			return nil, r.lines.At(m.at, err)
		}
		return b.Expr(""), nil
	}
	text, err := r.text(m, r.language.memberName())
	if err != nil {
		return nil, err
	}
	o := selector.Options{Dialect: selector.JMS}
	if r.language == ServiceBus {
		o.Dialect = selector.ServiceBus
	}
	e, err := selector.Parse(text, o)
	if se := (*selector.Error)(nil); errors.As(err, &se) {
		return nil, r.lines.At(m.at+offsetInString(m.value, se.Offset), &foreignError{se})
	}
	if err != nil {
		return nil, r.lines.At(m.at, err)
	}
	return e, nil
}

// noForeign says which member is missing.
func (r *Reader) noForeign(m *members) error {
	return r.lines.At(m.start, fmt.Errorf("%w: there is no member %q", ErrNoForeign, r.language.memberName()))
}

// problem is an error that can leave out its place.
type problem interface {
	error
	Problem() string
}

// foreignError is an error of a foreign language without the place in the
// condition, since the place in the file is said instead.
type foreignError struct{ err problem }

func (e *foreignError) Error() string { return e.err.Problem() }

func (e *foreignError) Unwrap() error { return e.err }
