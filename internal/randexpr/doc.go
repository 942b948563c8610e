// Package randexpr makes random expressions and events for differential tests,
// the ugly cases among them.
//
// # Terms
//
//	vocabulary   the few paths and values that all expressions and events share
//	flavour      the kind of value that a path mostly has: numbers, strings, …
//	pair         an expression and an event made to meet it, or just to miss
//
// # From seed to pairs
//
//	rand.Rand ─▶ Generator ─▶ Expr   every operator, and/or/not nested, empty ones too
//	                │
//	            vocabulary ─▶ Event  absent, null, several values, other types, objects
//
// The vocabulary is small so that an expression and an event picked apart from
// each other often speak of the same path and the same or a neighbouring value:
// integers around 2^53, 2^63 and 2^64 and the floats beside them, strings that
// share seven bytes or a hundred, addresses at the ends of networks.
//
// # Invariants
//
//	I1  All randomness comes from the rand.Rand given to New: the same seed gives
//	    the same expressions and events.
//	I2  predicate.New takes every test: operators have arguments of their kinds.
//	I3  An expression has at most Options.MaxTests tests, so that its disjunctive
//	    normal form has at most 3^(MaxTests/3) conjunctions: with the default 729,
//	    below predicate.DefaultMaxConjunctions.
//
// # Cost
//
// An expression takes a few microseconds, an event one.
package randexpr
