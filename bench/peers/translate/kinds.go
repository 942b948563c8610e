package translate

import (
	"fmt"

	"github.com/thresh-dev/thresh/predicate"
)

// Kind is the type of an attribute's values.
type Kind uint8

// The kinds.
const (
	Int Kind = iota + 1
	Float
	String
	Bool
)

// String returns the name of the kind: int, float, string or bool.
func (k Kind) String() string {
	switch k {
	case Int:
		return "int"
	case Float:
		return "float"
	case String:
		return "string"
	case Bool:
		return "bool"
	default:
		return fmt.Sprintf("kind(%d)", uint8(k))
	}
}

// Kinds are the attributes and the kind of their values.
type Kinds map[string]Kind

// UnsaidError says what a language has not.
type UnsaidError struct{ What string }

func (e *UnsaidError) Error() string { return e.What }

func unsaid(format string, args ...any) error {
	return &UnsaidError{fmt.Sprintf(format, args...)}
}

// KindOf returns the kind of a value.
func KindOf(v predicate.Value) (Kind, error) {
	switch v.Kind() {
	case predicate.KindBool:
		return Bool, nil
	case predicate.KindString:
		return String, nil
	case predicate.KindNumber:
		if _, ok := v.Int64(); ok {
			return Int, nil
		}
		return Float, nil
	default:
		return 0, unsaid("values of kind %v", v.Kind())
	}
}

// Add takes note of a value. Integers and other numbers make a Float; an attribute of
// different kinds is an *UnsaidError.
func (k Kinds) Add(path string, v predicate.Value) error {
	kind, err := KindOf(v)
	if err != nil {
		return err
	}
	switch old := k[path]; {
	case old == 0 || old == Int && kind == Float:
		k[path] = kind
	case old == kind || old == Float && kind == Int:
	default:
		return unsaid("attribute %s is of kind %v and of kind %v", path, old, kind)
	}
	return nil
}

// AddExpr takes note of the constants of an expression, whose attributes events are
// to have.
func (k Kinds) AddExpr(e predicate.Expr) error {
	switch e := e.(type) {
	case predicate.And:
		return k.addAll(e)
	case predicate.Or:
		return k.addAll(e)
	case predicate.Not:
		return k.AddExpr(e.X)
	case *predicate.Test:
		if k[e.Attr.Path] == 0 {
			return unsaid("attribute %s, which events have not", e.Attr.Path)
		}
		for _, v := range e.Args {
			if err := k.Add(e.Attr.Path, v); err != nil {
				return err
			}
		}
	}
	return nil
}

func (k Kinds) addAll(list []predicate.Expr) error {
	for _, e := range list {
		if err := k.AddExpr(e); err != nil {
			return err
		}
	}
	return nil
}

// AddEvent takes note of an event. It has to have exactly one value of each
// attribute.
func (k Kinds) AddEvent(ev *predicate.Event) error {
	for i := range ev.Len() {
		path, v, n := ev.At(i)
		if n != 1 {
			return unsaid("an event has %d values of attribute %s", n, path)
		}
		if err := k.Add(path, v); err != nil {
			return err
		}
	}
	return nil
}

// name checks that a path is a plain identifier, which all languages write alike.
func name(path string) (string, error) {
	if !isName(path) {
		return "", unsaid("the attribute name %q", path)
	}
	return path, nil
}

func isName(s string) bool {
	for i, c := range []byte(s) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c == '_':
		case '0' <= c && c <= '9' && i > 0:
		default:
			return false
		}
	}
	return s != ""
}
