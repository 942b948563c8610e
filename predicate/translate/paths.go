package translate

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/thresh-dev/thresh/predicate"
)

// Options are the choices of a translation. The zero value is right for all events.
type Options struct {
	// SingleObjects says that no array of an event has an object or an array in it,
	// and that it need not be right for others.
	SingleObjects bool
}

// apart returns what paths are compared by: two of different keys may be asked for
// together.
func (o Options) apart(path string) string {
	if o.SingleObjects {
		return path
	}
	return predicate.JoinPath(predicate.SplitPath(path)[0])
}

// together is the paths that the terms of an and asked for so far, by key.
type together map[string]string

// add adds the paths of a term. It returns an error if one is not apart from those
// of the terms before; node is what it is about.
func (t together) add(o Options, paths map[string]predicate.Expr) *Error {
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		node := paths[path]
		other, ok := t[o.apart(path)]
		switch {
		case ok && other == path:
			return &Error{Node: node, Construct: fmt.Sprintf("two conditions on %q that are to hold together", path), Msg: "in a pattern one value has to meet both, in an expression each may have its own"}
		case ok:
			return &Error{Node: node, Construct: fmt.Sprintf("conditions on %q and %q that are to hold together", other, path), Msg: "where an array has the objects a pattern wants one element, and an expression any"}
		}
	}
	for path := range paths {
		t[o.apart(path)] = path
	}
	return nil
}

// pathsOf returns the paths of the tests or fields of the expression, each with the
// first that has it.
func pathsOf(e predicate.Expr) map[string]predicate.Expr {
	paths := map[string]predicate.Expr{}
	gather(paths, e)
	return paths
}

func gather(paths map[string]predicate.Expr, e predicate.Expr) {
	var path string
	switch e := e.(type) {
	case predicate.And:
		for _, x := range e {
			gather(paths, x)
		}
		return
	case predicate.Or:
		for _, x := range e {
			gather(paths, x)
		}
		return
	case predicate.Not:
		gather(paths, e.X)
		return
	case *predicate.Test:
		path = e.Attr.Path
	case *predicate.Field:
		path = e.Path
	default:
		return
	}
	if paths[path] == nil {
		paths[path] = e
	}
}

// isName says whether a pattern can have the name as it stands.
func isName(name string) bool { return name != "$or" && !strings.Contains(name, ".") }
