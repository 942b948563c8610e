// Package translate writes subscriptions in the languages of other engines.
//
//	predicate.Expr ─┬─▶ Expr, CEL, ATree, Lucene    the tree as it stands
//	                ├─▶ DNF ─▶ Ruler ─▶ Quamina     one pattern an attribute and conjunction
//	                ├─▶ DNF ─▶ Members              a list of values an attribute and conjunction
//	                └─▶ Subject                     equalities, one a level
//	event pattern ─────▶ QuaminaPattern
//
// # Terms
//
//	kinds    the type of each attribute, the same in all events
//	literal  a test or its negation
//	unsaid   the error of what a language has not
//
// # Invariants
//
//	I1  The text means what the expression means on every event that has exactly one
//	    value of the attribute's kind for each attribute.
//	I2  What cannot be said so is an *UnsaidError, never an approximation.
//
//	I3  A pattern without numbers that is translated means the same on every event.
//
// With I1's events there are but two truth values, so that a negation may be
// written as the other engine's negation, whatever that does with what is absent.
//
// # Cost
//
// Linear in the expression, but for DNF, which is limited to MaxConjunctions.
package translate
