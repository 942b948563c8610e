package oracle

import "strconv"

// Truth is a truth value of Kleene's three-valued logic. The order of the
// constants is that of the logic: and is min, or is max, and not is the change
// of sign.
type Truth int8

// The truth values. The zero Truth is Unknown.
const (
	False   Truth = -1
	Unknown Truth = 0
	True    Truth = 1
)

// Not returns the negation.
func (t Truth) Not() Truth { return -t }

// String returns false, unknown or true.
func (t Truth) String() string {
	switch t {
	case False:
		return "false"
	case Unknown:
		return "unknown"
	case True:
		return "true"
	default:
		return "truth(" + strconv.Itoa(int(t)) + ")"
	}
}

func truthOf(b bool) Truth {
	if b {
		return True
	}
	return False
}
