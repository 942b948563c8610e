package selector

import "github.com/thresh-dev/thresh/predicate"

// node is a part of a selector: an operand or a condition.
type node any

// The operands.
type (
	property struct {
		path   string
		offset int
	}
	constant struct {
		literal
		offset int
	}
)

// The conditions.
type (
	and  []node
	or   []node
	not  struct{ x node }
	fact bool // what a comparison of literals comes to

	// compare is property op value, op one of = <> < <= > >=.
	compare struct {
		path  string
		op    string
		value predicate.Value
	}
	between struct {
		path   string
		lo, hi predicate.Value // numbers
	}
	among struct {
		path   string
		values []predicate.Value
	}
	resembles struct {
		path    string
		pattern []rune
	}
	isNull struct{ path string }
)

// isOperand says whether n is a property or a literal.
func isOperand(n node) bool {
	switch n.(type) {
	case property, constant:
		return true
	default:
		return false
	}
}
