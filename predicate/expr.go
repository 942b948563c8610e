package predicate

import "strconv"

// Expr is a predicate expression as it was said: the tree that is lowered into
// conjunctions. Its meaning is Kleene's three-valued logic. The node types are
// [And], [Or], [Not], [Const] and [Test], or [Pattern] at the root with [And],
// [Or], [Const] and [Field] in it; a tree is not to be changed once it is
// part of a [Subscription].
type Expr interface {
	// String returns the expression in the expression language.
	String() string
	isExpr()
}

type (
	// And is true where all its terms are, and false where one is false.
	And []Expr
	// Or is true where one of its terms is, and false where all are false.
	Or []Expr
	// Not is true where X is false, and false where X is true.
	Not struct{ X Expr }
	// Const is true or false.
	Const bool
)

// Test is one test of an attribute. It is unknown on an attribute that has no
// value, save OpAbsent, which is never unknown. On an attribute of several values
// it is the Kleene or of the test on each.
type Test struct {
	Attr Attribute // View is Plain or Folded
	Op   Op
	Args []Value
}

func (And) isExpr()   {}
func (Or) isExpr()    {}
func (Not) isExpr()   {}
func (Const) isExpr() {}
func (*Test) isExpr() {}

// Op is what a [Test] asks of a value.
type Op uint8

// The operators, with the arguments they take and, in brackets, the kinds of
// values on which they are unknown.
const (
	OpEqual        Op = iota // 1 bool, number or string
	OpIn                     // any number of them, in any order
	OpLess                   // 1 number or string [all but that kind]
	OpLessEqual              // likewise
	OpGreater                // likewise
	OpGreaterEqual           // likewise
	OpBetween                // 2 numbers or 2 strings, both ends included [all but that kind]
	OpStartsWith             // 1 string [no string]
	OpEndsWith               // likewise
	OpContains               // likewise
	OpMatches                // 1 string, an RE2 expression, unanchored [no string]
	OpCIDR                   // 1 string, an IP prefix [no string]
	OpAbsent                 // none: no value but null
	numOps
)

// OpWildcard is an operator of a [Residual] only.
const OpWildcard = numOps

// String returns the operator as the expression language writes it.
func (op Op) String() string {
	if op <= OpWildcard {
		return [...]string{
			"==", "in", "<", "<=", ">", ">=", "between", "startsWith", "endsWith",
			"contains", "matches", "cidr", "== nil", "wildcard",
		}[op]
	}
	return "op(" + strconv.Itoa(int(op)) + ")"
}

// The constructors below build a [Test] on the attribute of the given path.

// Eq tests for equality with v.
func Eq(path string, v Value) *Test { return test(path, OpEqual, v) }

// Ne is the negation of [Eq]: unknown where the attribute has no value.
func Ne(path string, v Value) Expr { return Not{Eq(path, v)} }

// In tests for equality with one of the values.
func In(path string, values ...Value) *Test { return test(path, OpIn, values...) }

// Lt tests for a value less than v, of v's kind.
func Lt(path string, v Value) *Test { return test(path, OpLess, v) }

// Le tests for a value not greater than v, of v's kind.
func Le(path string, v Value) *Test { return test(path, OpLessEqual, v) }

// Gt tests for a value greater than v, of v's kind.
func Gt(path string, v Value) *Test { return test(path, OpGreater, v) }

// Ge tests for a value not less than v, of v's kind.
func Ge(path string, v Value) *Test { return test(path, OpGreaterEqual, v) }

// Between tests for a value from lo to hi, both included.
func Between(path string, lo, hi Value) *Test { return test(path, OpBetween, lo, hi) }

// StartsWith tests for a string that begins with prefix.
func StartsWith(path, prefix string) *Test { return test(path, OpStartsWith, String(prefix)) }

// EndsWith tests for a string that ends with suffix.
func EndsWith(path, suffix string) *Test { return test(path, OpEndsWith, String(suffix)) }

// Contains tests for a string that contains part.
func Contains(path, part string) *Test { return test(path, OpContains, String(part)) }

// Matches tests for a string in which the RE2 expression finds a match.
func Matches(path, re string) *Test { return test(path, OpMatches, String(re)) }

// CIDR tests for the text of an IP address inside the network.
func CIDR(path, network string) *Test { return test(path, OpCIDR, String(network)) }

// Absent tests for an attribute without a value, or with null alone.
func Absent(path string) *Test { return test(path, OpAbsent) }

// Exists is the negation of [Absent].
func Exists(path string) Expr { return Not{Absent(path)} }

func test(path string, op Op, args ...Value) *Test {
	return &Test{Attr: Attribute{Path: path}, Op: op, Args: args}
}

// Lower returns the test t on the attribute's strings in lower case. It is for
// equality, sets, order and the string tests.
func Lower(t *Test) *Test {
	return &Test{Attr: Attribute{t.Attr.Path, Folded}, Op: t.Op, Args: t.Args}
}
