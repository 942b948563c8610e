// Package oracle says whether an event satisfies an expression, in the plainest
// way there is: it walks the tree and asks each test of each value. It is slow,
// and what every other way of matching is checked against.
//
// # Terms
//
//	truth     false, unknown or true, in Kleene's three-valued logic
//	test      one question about one attribute (predicate.Test)
//	match     an event on which an expression is true
//
// # From expression to truth
//
//	expression ─▶ and: the least ─ or: the greatest ─ not: the opposite
//	                 │
//	                test ─▶ no value: unknown; else the greatest truth of
//	                          each value ─▶ other kind: unknown, or false for ==
//	                                    └─▶ number: math/big · string: package strings
//	                                        address: net/netip · regexp: package regexp
//
// # Invariants
//
//	I1  Nothing here lowers, and nothing is shared with what does: no ranges, no
//	    views, no codes, not even the comparison of values. A mistake in lowering
//	    cannot hide in both.
//	I2  An answer depends on the expression and the event alone, never on what was
//	    asked before: an Oracle keeps compiled arguments, no answers.
//
// # Cost
//
// Each test looks its attribute up by walking the event, and allocates. The time
// is the size of the tree times that of the event, and more where numbers are
// compared.
package oracle
