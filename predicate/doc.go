// Package predicate defines what a subscription says, what an event is, and
// when the one matches the other. It knows nothing of syntax and nothing of
// indexes.
//
// # Terms
//
//	value         a key of one ordered domain: absent < null < bool < number < string < object
//	attribute     a path into the event, and a view of the values there (lower case, reversed, …)
//	event         attributes and their values; an array gives an attribute several
//	element       an element of an array; each value knows the innermost that it is in
//	leaf          a value that is no object; null is one
//	test          one question about one attribute, as it was asked: price >= 10
//	expression    tests under and, or, not, as they were said
//	literal       a set of values, asked of some value of the attribute or of all
//	predicate     what a conjunction asks of one attribute
//	conjunction   an and of predicates on different attributes
//	subscription  an or of conjunctions
//
// # From expression to conjunctions
//
//	price >= 10 && not (sym in ["A", "B"] || note contains "x")
//	        │ New: negations down to the tests, or over and
//	        ▼
//	price some in [10, ""), sym all in present∖{A, B}, note all in strings, not contains "x"
//
// Every test becomes two sets: the values on which it is true, and those on
// which it is false; on the others it is unknown. A test that is to be true asks
// for some value in the first set, one that is to be false for all values in the
// second. That is Kleene's logic with arrays as the or over their values. Tests
// that are no range of the values are one of another [View] of them (a suffix is
// a prefix of the reversed string), or else a range and a [Residual].
//
// [Covers] says whether one subscription matches whatever another does, by looking
// for an event that shows the contrary. [AppendExpr] and [DecodeExpr] keep
// expressions in few bytes, and [Strings] in fewer where many have the same strings.
//
// # Invariants
//
//	I1  Values are canonical: equal values are == to one another.
//	I2  The ranges of a RangeSet are sorted, not empty, and do not touch.
//	I3  The predicates of a Conjunction are sorted by attribute, no attribute twice.
//	I4  No event satisfies both halves of a split conjunction (see Conjunction.Several).
//	I5  CodeOf keeps the order of Compare.
//	I6  Cuts with no key between them compare as equal, so that a range of I2 has a
//	    key, and there is a key between any two.
//
// # Cost
//
// A Value takes 32 bytes, a Range 80. Lowering takes time linear in the tests and
// in the conjunctions that come out, times the logarithm of the values in a set;
// both are limited. A conjunction of 7 ranges takes 4 allocations. Indexes keep none
// of this: they hold codes.
package predicate
