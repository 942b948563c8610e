// Package translate turns expressions into event patterns and back, where the other
// language says just the same.
//
// # Terms
//
//	construct  what one language has and the other has not
//	together   said of two attributes that an and asks for
//	apart      said of two paths that begin with different names: no array can hold
//	           the values of both
//
// # From one to the other
//
//	And, Or, Not of *Test ──ToPattern──▶ Pattern of And, Or of *Field
//	                      ◀─ToExpr─────
//
//	a in [1, "x"] || lower(a) == "on"     {"a": [1, "x", {"equals-ignore-case": "on"}]}
//	a.x >= 5 && b startsWith "y"          {"a": {"x": [{"numeric": [">=", 5]}]}, "b": [{"prefix": "y"}]}
//
// # What is not translated
//
//	in an expression                 why a pattern cannot say it
//	!=, not                          holds of all values; a pattern asks for some leaf
//	== nil, != nil                   null is a leaf and an object none; here it is the other way around
//	an order of strings              there is none, nor between(a, "x", "y")
//	matches                          RE2 is more than I-Regexp
//	two tests together, not apart    below an array of objects a pattern wants one element
//	the same attribute twice         in a pattern one value has to do, here each test has its own
//	a name with a dot, or $or        a pattern takes it for two names, or for an alternation
//	always true, never true          a pattern asks for something
//
//	in a pattern                     why an expression cannot say it
//	null                             null is no value
//	exists                           as == nil
//	anything-but                     holds of null too, and of some value; != of all of them
//	two fields together, not apart   as above
//
// With Options.SingleObjects, paths need not be apart: different ones will do, the
// events being such that no array has objects or arrays in it.
//
// Numeric ranges with an open bound become between with the number next to it, since
// two comparisons might be true of two values of an array. Where letters have more
// than two forms (k and the sign of kelvin, i and İ) equality without regard to case
// becomes a regular expression, and so does lower(a).
//
// # Invariants
//
//	I1  The result matches the events that the original matches, of all that are JSON.
//	I2  ToPattern's result is a pattern whose text package pattern reads as the same,
//	    with no name twice in one object.
//	I3  Every error is an *Error that names the construct, and its test or field.
//
// # Cost
//
// Linear in the expression. An and of several ors becomes an or of ands, up to
// MaxAlternatives.
package translate
