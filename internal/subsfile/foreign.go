package subsfile

import (
	"errors"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/expr"
	"github.com/thresh-dev/thresh/predicate/headers"
	"github.com/thresh-dev/thresh/predicate/pattern"
	"github.com/thresh-dev/thresh/predicate/selector"
	"github.com/thresh-dev/thresh/predicate/sns"
	"github.com/thresh-dev/thresh/predicate/translate"
)

// Conversion says what conditions are to become.
type Conversion struct {
	From Language // what they are in; not Own
	To   Language // Where or Pattern
	// Translate is for what is of the other form.
	Translate translate.Options
	// Member and Parse are those of the language Other: the name of the member that
	// has the condition, a string, and what reads its text. An error has an offset in
	// the text, and does not say it.
	Member string
	Parse  func(text string) (e predicate.Expr, offset int, err error)
}

// foreign is a condition as it was read.
type foreign struct {
	expr   predicate.Expr
	text   string                        // as a pattern, where it was one
	offset func(node predicate.Expr) int // in the member's value: of a test or field
}

// parseForeign parses the condition in the file's foreign language, and returns its
// text in the form that is asked for too. That is parsed once more as it will be
// read, so that no more is promised than the form can say.
func (r *Reader) parseForeign(ms *members) (*predicate.Subscription, string, error) {
	m := &ms.foreign
	f, err := r.foreign(ms)
	if err != nil {
		return nil, "", err
	}
	text, err := r.converted(m, &f)
	if err != nil {
		return nil, "", err
	}
	var s *predicate.Subscription
	if r.conversion.To == Pattern {
		s, err = pattern.Parse(text, r.options)
	} else {
		s, err = expr.Parse(text, r.options)
	}
	if err == nil {
		return s, text, nil
	}
	// The place in the text is nowhere in the file.
	if e := (*expr.Error)(nil); errors.As(err, &e) {
		err = &placedError{e}
	} else if e := (*pattern.Error)(nil); errors.As(err, &e) {
		err = e.Err
	}
	return nil, "", r.lines.At(m.at, err)
}

// converted returns the text of the condition in the form that is asked for.
func (r *Reader) converted(m *member, f *foreign) (string, error) {
	p, isPattern := f.expr.(predicate.Pattern)
	if isPattern == (r.conversion.To == Pattern) {
		if isPattern {
			return f.text, nil
		}
		return f.expr.String(), nil
	}
	var e predicate.Expr
	var err error
	if isPattern {
		e, err = translate.ToExpr(p, r.conversion.Translate)
	} else {
		e, err = translate.ToPattern(f.expr, r.conversion.Translate)
	}
	if err == nil {
		return e.String(), nil
	}
	at := m.at
	if te := (*translate.Error)(nil); errors.As(err, &te) && te.Node != nil && f.offset != nil {
		at += f.offset(te.Node)
	}
	return "", r.lines.At(at, err)
}

// foreign reads the condition of the line.
func (r *Reader) foreign(ms *members) (foreign, error) {
	m := &ms.foreign
	language := r.conversion.From
	switch language {
	case Headers:
		return r.binding(m)
	case SNS:
		return r.policy(ms)
	case Pattern:
		if m.value.Kind() != jsontext.KindBeginObject {
			return foreign{}, r.wrongType(m, "pattern", "an object")
		}
		p, places, err := pattern.ParseWithPlaces(string(m.value))
		if err != nil {
			return foreign{}, r.patternError(m, err)
		}
		return foreign{p, string(m.value), func(node predicate.Expr) int {
			f, _ := node.(*predicate.Field)
			return places[f]
		}}, nil
	default:
	}
	text, err := r.text(m, r.conversion.memberName())
	if err != nil {
		return foreign{}, err
	}
	if language == Other {
		e, offset, err := r.conversion.Parse(text)
		if err != nil {
			return foreign{}, r.lines.At(m.at+offsetInString(m.value, offset), err)
		}
		return foreign{expr: e}, nil
	}
	if language == Where {
		e, place, err := expr.ParseWithPlaces(text)
		if err != nil {
			return foreign{}, r.whereError(m, err)
		}
		return foreign{e, "", func(node predicate.Expr) int {
			t, _ := node.(*predicate.Test)
			return offsetInString(m.value, place(t))
		}}, nil
	}
	o := selector.Options{Dialect: selector.JMS}
	if language == ServiceBus {
		o.Dialect = selector.ServiceBus
	}
	e, err := selector.Parse(text, o)
	if se := (*selector.Error)(nil); errors.As(err, &se) {
		return foreign{}, r.lines.At(m.at+offsetInString(m.value, se.Offset), &foreignError{se})
	}
	if err != nil {
		return foreign{}, r.lines.At(m.at, err)
	}
	return foreign{expr: e}, nil
}

// binding reads the arguments of RabbitMQ's headers exchange.
func (r *Reader) binding(m *member) (foreign, error) {
	if m.value.Kind() != jsontext.KindBeginObject {
		return foreign{}, r.wrongType(m, r.conversion.memberName(), "an object")
	}
	b, err := headers.Parse(m.value)
	if e := (*headers.Error)(nil); errors.As(err, &e) {
		return foreign{}, r.lines.At(m.at+e.Offset, &foreignError{e})
	}
	if err != nil {
		return foreign{}, r.lines.At(m.at, err)
	}
	return foreign{expr: b.Expr("")}, nil
}

// policy reads a filter policy of Amazon SNS.
func (r *Reader) policy(ms *members) (foreign, error) {
	m := &ms.foreign
	if m.value.Kind() != jsontext.KindBeginObject {
		return foreign{}, r.wrongType(m, r.conversion.memberName(), "an object")
	}
	scope := sns.MessageAttributes
	if ms.scope.present() {
		name, err := r.text(&ms.scope, "scope")
		if err != nil {
			return foreign{}, err
		}
		var ok bool
		if scope, ok = sns.ScopeNamed(name); !ok {
			return foreign{}, r.lines.At(ms.scope.at, fmt.Errorf("unknown scope %.100q: it is MessageAttributes or MessageBody", name))
		}
	}
	text, err := sns.Pattern(string(m.value), scope)
	if err != nil {
		return foreign{}, r.patternError(m, err)
	}
	p, err := pattern.ParseExpr(text)
	if err != nil {
		return foreign{}, r.patternError(m, err)
	}
	return foreign{expr: p, text: text}, nil
}

// noForeign says which member is missing.
func (r *Reader) noForeign(m *members) error {
	return r.lines.At(m.start, fmt.Errorf("%w: there is no member %q", ErrNoForeign, r.conversion.memberName()))
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
