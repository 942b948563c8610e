package headers

import (
	"strconv"
	"strings"

	"github.com/thresh-dev/thresh/predicate"
)

// Match is what the argument x-match says.
type Match uint8

// The values of x-match.
const (
	All      Match = iota // every header, those named x-… passed over; the default
	Any                   // one header, likewise
	AllWithX              // every header, x-match itself passed over
	AnyWithX              // one header, likewise
	numMatches
)

// String returns the value as a binding writes it.
func (m Match) String() string {
	if m < numMatches {
		return [...]string{"all", "any", "all-with-x", "any-with-x"}[m]
	}
	return "match(" + strconv.Itoa(int(m)) + ")"
}

// matchNamed returns the value of that name.
func matchNamed(name string) (Match, bool) {
	for m := range numMatches {
		if m.String() == name {
			return m, true
		}
	}
	return 0, false
}

// matchName is the argument that says how the others are joined.
const matchName = "x-match"

// Header is what a binding asks of one header.
type Header struct {
	Name string
	// Value is a bool, a number or a string that the header is to equal, or
	// predicate.Null to ask for its presence alone.
	Value predicate.Value
}

// Binding is what a binding's arguments say.
type Binding struct {
	Match   Match
	Headers []Header // in the order of the arguments; those that Match passes over among them
}

// Expr returns the condition on events whose attributes are the headers. With
// under, the headers are the members of the object at that path (see
// predicate.JoinPath); an empty under stands for the event itself.
func (b *Binding) Expr(under string) predicate.Expr {
	terms := []predicate.Expr{}
	for _, h := range b.Headers {
		if !b.passesOver(h.Name) {
			terms = append(terms, h.expr(under))
		}
	}
	anyOf := b.Match == Any || b.Match == AnyWithX
	switch {
	case len(terms) == 0:
		return predicate.Const(!anyOf)
	case len(terms) == 1:
		return terms[0]
	case anyOf:
		return predicate.Or(terms)
	default:
		return predicate.And(terms)
	}
}

// passesOver says whether the argument is none that headers are compared with.
func (b *Binding) passesOver(name string) bool {
	if b.Match == AllWithX || b.Match == AnyWithX {
		return name == matchName
	}
	return strings.HasPrefix(name, "x-")
}

func (h *Header) expr(under string) predicate.Expr {
	path := predicate.JoinPath(h.Name)
	if under != "" {
		path = under + "." + path
	}
	if h.Value.Kind() == predicate.KindNull {
		return predicate.Exists(path)
	}
	return predicate.Eq(path, h.Value)
}
