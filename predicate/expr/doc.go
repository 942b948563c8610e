// Package expr reads the expression language: that of expr-lang, restricted to
// what can be indexed.
//
// # Terms
//
//	text        an expression as it was written
//	condition   what is true, false or unknown of an event
//	attribute   a path into the event, or lower(path)
//	literal     a number, a string, true or false
//	construct   what expr-lang has and an index has not: an Error that names it
//
// # From text to subscription
//
//	text ─scan─▶ tokens: length, UTF-8, nesting, numbers, constructs that a token tells
//	  │
//	  └─expr-lang's parser─▶ ast.Node ─converter─▶ predicate.Expr ─predicate.New─▶ Subscription
//
// Nothing is evaluated, checked or optimised on the way.
//
// # Grammar
//
//	a == 5   !=   <   <=   >   >=            comparison; the literal may stand on the left
//	10 <= a < 20                             a chain: 10 <= a && a < 20
//	a in [1, 2, "x"]   a not in […]          membership
//	a in 10..20   a in -1.5..2.5             closed interval of numbers, not of integers alone
//	between(a, 1, 2)                         closed interval of numbers or strings
//	a startsWith "x"   endsWith   contains   strings; each with not before it too
//	a matches "re"   a not matches "re"      RE2, unanchored
//	lower(a) == "x"   lower(a) in […]   …    any of the above, on the string in lower case
//	cidr(a, "10.0.0.0/8")                    text of an IP address inside the network
//	a == nil   a != nil                      without a value; with one
//	a                                        a == true
//	!x   not x   x && y   x and y   x || y   x or y   (x)   true   false
//
//	order.total   order?.total               nested attributes
//	order["unit price"]                      a name that is no identifier
//	$env["unit price"]   $env.order          the same at the top
//
// Literals are as expr-lang reads them: 5, 5.0, 5e3, 0x1F, 0b101, 0o17, 1_000,
// -5, "x", 'x', `x`. An integer is exact up to 18446744073709551615 (and beyond,
// if it is a float64); any other number is its nearest float64. The reserved words
// are and, or, not, in, matches, contains, startsWith, endsWith, let, if, else,
// true, false and nil; every other identifier is an attribute where it is not
// called, whether expr-lang has a function of that name or not.
//
// As in expr-lang, not binds tighter than a comparison: not a == 5 is an error,
// and not (a == 5) is meant.
//
// # Invariants
//
//	I1  What ParseExpr returns has no And directly inside an And, no Or directly
//	    inside an Or, and is at most predicate.MaxDepth levels deep.
//	I2  ParseExpr(e.String()) returns e again for an e that ParseExpr returned,
//	    unless that text is longer than MaxLen.
//	I3  No integer is rounded. A number that would be is an error.
//	I4  Every error has a place.
//
// # Cost
//
// The time is linear in the text, and so is the memory: some hundred bytes for
// each token while it is parsed. The stack is bounded by MaxNesting.
package expr
