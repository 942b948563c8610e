package predicate

import (
	"fmt"
	"strconv"
)

// Pattern is an event pattern: [Field] nodes under [And] and [Or], which are to
// be satisfied by one choice of values. An event satisfies it if there is a value
// for each field of some disjunct such that no two of the values lie in different
// elements of one array. It is true or false, never unknown. A Pattern is the root
// of an expression, and has in it no Not and no Test.
type Pattern struct{ X Expr }

// Field asks whether some leaf of the event at the path satisfies one of the
// matchers. Leaves are the values that are no objects, null among them. Without
// matchers it is false.
type Field struct {
	Path     string
	Matchers []Matcher
}

// Matcher is one question about a single leaf: whether it has the property of one
// of the arguments or, with Not, that of none. MatchExists with Not is the
// exception: it asks that there be no leaf.
type Matcher struct {
	Op   MatchOp
	Not  bool
	Open Bounds // of MatchNumeric: the bounds that are not included
	Args []Value
}

// Bounds is a set of the two bounds of MatchNumeric.
type Bounds uint8

// The bounds.
const (
	LowerBound Bounds = 1 << iota
	UpperBound
)

func (Pattern) isExpr() {}
func (*Field) isExpr()  {}

// MatchOp is the property that a [Matcher] asks for.
type MatchOp uint8

// The properties, with their arguments. Where these are strings, a leaf that is
// none has not got the property. Letters are the same without regard to case if
// the one is the capital or the small form of the other as Unicode has them, one
// by one: ß is the same as SS, but SS not as ß.
const (
	MatchEqual            MatchOp = iota // null, bool, number or string: to be equal to it
	MatchPrefix                          // string: to begin with it
	MatchSuffix                          // string: to end with it
	MatchEqualIgnoreCase                 // string: to be equal to it without regard to case
	MatchPrefixIgnoreCase                // string: to begin with it without regard to case
	MatchSuffixIgnoreCase                // string: to end with it without regard to case
	MatchWildcard                        // string: to be of that form, see ParseWildcard
	MatchRegexp                          // string: to be matched as a whole by it, see RE2OfIRegexp
	MatchCIDR                            // string: to be an IP address inside that network
	MatchNumeric                         // 2 numbers or absent values: to be between these bounds
	MatchExists                          // none: to be there
	numMatchOps
)

// String returns the property as a pattern names it.
func (op MatchOp) String() string {
	if op < numMatchOps {
		return [...]string{
			"equal", "prefix", "suffix", "equals-ignore-case", "prefix equals-ignore-case",
			"suffix equals-ignore-case", "wildcard", "regexp", "cidr", "numeric", "exists",
		}[op]
	}
	return "match(" + strconv.Itoa(int(op)) + ")"
}

// check says whether the matcher takes its arguments.
func (m *Matcher) check() error {
	kinds := uint8(1 << KindString)
	switch m.Op {
	case MatchEqual:
		kinds |= 1<<KindNull | 1<<KindBool | 1<<KindNumber
	case MatchNumeric:
		kinds = 1<<KindNumber | 1<<KindAbsent
		if len(m.Args) != 2 || m.Not {
			return fmt.Errorf("%w: numeric takes 2 bounds and no negation", ErrBadTest)
		}
	case MatchExists:
		kinds = 0
	case MatchRegexp, MatchCIDR:
		if m.Not {
			return fmt.Errorf("%w: %s takes no negation", ErrBadTest, m.Op)
		}
	default:
		if m.Op >= numMatchOps {
			return fmt.Errorf("%w: unknown property %d", ErrBadTest, m.Op)
		}
	}
	if m.Open != 0 && (m.Op != MatchNumeric || m.Open > LowerBound|UpperBound) {
		return fmt.Errorf("%w: %s has no such bounds", ErrBadTest, m.Op)
	}
	for _, v := range m.Args {
		if kinds&(1<<v.kind) == 0 {
			return fmt.Errorf("%w: %s does not take %s", ErrBadTest, m.Op, v)
		}
	}
	return nil
}
