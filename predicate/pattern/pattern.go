package pattern

import (
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/thresh-dev/thresh/predicate"
)

// MaxLen is the longest pattern that is read, in bytes.
const MaxLen = 16 << 20

// Parse returns the subscription of an event pattern. The error is an *[Error]; it
// wraps predicate.ErrTooManyConjunctions or predicate.ErrTooLarge where the
// pattern asks for more than the options allow.
func Parse(text string, o predicate.Options) (*predicate.Subscription, error) {
	p, err := parse(text, o)
	if err != nil {
		return nil, err
	}
	s, err := predicate.New(p, o)
	if err != nil {
		return nil, errorAt(text, firstByte(text), err)
	}
	return s, nil
}

// ParseExpr returns the pattern that the text is, with the limit of conjunctions
// that predicate has by default. The error is an *[Error].
func ParseExpr(text string) (predicate.Pattern, error) { return parse(text, predicate.Options{}) }

// ParseFlat is ParseExpr for patterns of events that have no names inside names: an
// object of further names is an error.
func ParseFlat(text string) (predicate.Pattern, error) {
	p := parser{text: text, limit: predicate.DefaultMaxConjunctions, flat: true}
	return p.pattern()
}

// ParseWithPlaces is ParseExpr, and returns the places of the fields too: the offset
// in bytes of the array that each is made of.
func ParseWithPlaces(text string) (predicate.Pattern, map[*predicate.Field]int, error) {
	p := parser{text: text, limit: predicate.DefaultMaxConjunctions, places: map[*predicate.Field]int{}}
	x, err := p.pattern()
	return x, p.places, err
}

func parse(text string, o predicate.Options) (predicate.Pattern, error) {
	p := parser{text: text, limit: o.MaxConjunctions}
	if p.limit <= 0 {
		p.limit = predicate.DefaultMaxConjunctions
	}
	return p.pattern()
}

// pattern returns the pattern that the text is.
func (p *parser) pattern() (predicate.Pattern, error) {
	var none predicate.Pattern
	text := p.text
	switch {
	case len(text) > MaxLen:
		return none, errorAt(text, MaxLen, errors.New("the pattern is longer than 16 MiB"))
	case !utf8.ValidString(text):
		return none, errorAt(text, invalidByte(text), errors.New("the pattern is no UTF-8"))
	}
	root, err := read(text)
	if err != nil {
		return none, err
	}
	if root.kind != jsontext.KindBeginObject {
		return none, p.fail(root.at, "a pattern is an object, not %s", root.what())
	}
	items, err := p.object(nil, nil, root, false)
	if err != nil {
		return none, err
	}
	e, err := p.expr(items)
	if err != nil {
		return none, errorAt(text, root.at, err)
	}
	return predicate.Pattern{X: e}, nil
}

// invalidByte returns the offset of the first byte that is no UTF-8.
func invalidByte(text string) int {
	for i, r := range text {
		if r == utf8.RuneError {
			if _, n := utf8.DecodeRuneInString(text[i:]); n == 1 {
				return i
			}
		}
	}
	return len(text)
}

// firstByte returns the offset of the first byte that is no white space.
func firstByte(text string) int {
	for i := range len(text) {
		switch text[i] {
		case ' ', '\t', '\r', '\n':
		default:
			return i
		}
	}
	return 0
}

// parser turns nodes into fields and alternatives.
type parser struct {
	text  string
	limit int // of alternatives that are written out
	flat  bool

	places map[*predicate.Field]int // the offset of each, if it is wanted
}

func (p *parser) fail(at int, format string, args ...any) error {
	return errorAt(p.text, at, fmt.Errorf(format, args...))
}

// orName is the name of an alternation.
const orName = "$or"

// object appends what an object below the names asks for. Inside an alternation
// the names of matchers are reserved.
func (p *parser) object(dst []item, names []string, n *node, inOr bool) ([]item, error) {
	if len(n.items) == 0 {
		return nil, p.fail(n.at, "an empty object asks for nothing: name an attribute")
	}
	for i, child := range n.items {
		at := n.names[i]
		if at.text == orName && isAlternation(child) {
			or, err := p.alternation(names, child)
			if err != nil {
				return nil, err
			}
			dst = append(dst, item{or: or})
			continue
		}
		if inOr && isReserved(at.text) {
			return nil, p.fail(at.at, "%q is the name of a matcher: inside $or no attribute can have it", at.text)
		}
		path := append(slices.Clip(names), at.text)
		var err error
		switch child.kind {
		case jsontext.KindBeginObject:
			if p.flat {
				return nil, p.fail(child.at, "%q is to be an array of matchers: there are no names inside names here", at.text)
			}
			dst, err = p.object(dst, path, child, inOr)
		case jsontext.KindBeginArray:
			var f item
			f, err = p.field(path, child)
			dst = append(dst, f)
		default:
			err = p.fail(child.at, "%q is to be an array of matchers or an object of further names, not %s", at.text, child.what())
		}
		if err != nil {
			return nil, err
		}
	}
	return dst, nil
}

// isAlternation says whether the value of a member $or is alternatives.
func isAlternation(n *node) bool {
	if n.kind != jsontext.KindBeginArray || len(n.items) < 2 {
		return false
	}
	for _, x := range n.items {
		if x.kind != jsontext.KindBeginObject {
			return false
		}
		for _, name := range x.names {
			if isReserved(name.text) {
				return false
			}
		}
	}
	return true
}

// isReserved says whether the name is one of a matcher, or kept for one.
func isReserved(name string) bool {
	switch name {
	case "exactly", "equals-ignore-case", "prefix", "suffix", "anything-but", "exists", "wildcard", "numeric", "cidr",
		"=", "<", "<=", ">", ">=", "regex", "not-wildcard", "not-equals-ignore-case",
		"date-after", "date-on-or-after", "date-before", "date-on-or-before", "in-date-range",
		"ip-address-in-range", "ip-address-not-in-range",
		"shellstyle", "regexp":
		return true
	default:
		return false
	}
}

func (p *parser) alternation(names []string, n *node) ([][]item, error) {
	or := make([][]item, 0, len(n.items))
	for _, x := range n.items {
		items, err := p.object(nil, names, x, true)
		if err != nil {
			return nil, err
		}
		or = append(or, items)
	}
	return or, nil
}

// field returns the field of an array of matchers.
func (p *parser) field(names []string, n *node) (item, error) {
	if len(n.items) == 0 {
		return item{}, p.fail(n.at, "an empty array matches nothing: give a value or a matcher")
	}
	var ms []predicate.Matcher
	for _, x := range n.items {
		m, err := p.matcher(names[len(names)-1], x)
		if err != nil {
			return item{}, err
		}
		ms = append(ms, m...)
	}
	return p.fieldOf(n.at, names, ms)
}
