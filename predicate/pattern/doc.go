// Package pattern reads event patterns: the language of Amazon EventBridge and
// Event Ruler, and what Quamina has beside it.
//
// # Terms
//
//	pattern    a JSON object: the names of attributes, at each leaf an array of matchers
//	field      the matchers of one path: some leaf of the event there satisfies one
//	leaf       a value of the event that is no object; null is one, an empty array none
//	matcher    a value to be equal to, or an object that says what the leaf is to be
//
// # From text to subscription
//
//	text ─jsontext─▶ nodes with offsets ─parser─▶ fields, $or ─▶ predicate.Pattern ─predicate.New─▶ Subscription
//
//	{"detail": {"state": ["on", {"prefix": "run"}], "$or": [{"n": [1]}, {"m": [{"exists": false}]}]}}
//	   detail.state: "on" or prefix "run"   and   (detail.n: 1   or   detail.m: no leaf)
//
// # Language
//
//	"x"  1.5  true  null                          equal; numbers by value, an IPv6 address by value too
//	{"exactly": "x"}                              equal
//	{"prefix": "x"}   {"suffix": "x"}             also {"equals-ignore-case": "x"} in place of "x"
//	{"equals-ignore-case": "x"}
//	{"wildcard": "a*b"}                           * is any text, \* a star, \\ a backslash; not two * in a row
//	{"shellstyle": "a*b"}                         * is any text; nothing is escaped
//	{"regexp": "a~.[0-9]+"}                       I-Regexp (RFC 9485) with ~ for the backslash, the whole string
//	{"cidr": "10.0.0.0/8"}                        the text of an IP address inside the network
//	{"numeric": [">", 0, "<=", 5]}                one or two bounds, or "=" and a number
//	{"exists": true}   {"exists": false}          some leaf, no leaf
//	{"anything-but": "x"}                         a leaf other than: a value as above, or an array of some
//	{"anything-but": {"prefix": "x"}}             prefix, suffix, equals-ignore-case or wildcard, each with a
//	                                              string or an array of them
//	"$or": [{…}, {…}]                             one of the alternatives, anywhere among the names
//
// A member "$or" is an alternation if its value is an array of two objects or more
// none of which has a name that is a matcher's; else it is a name like others. Of
// two fields on one path that are to hold together the later one replaces the
// earlier: also one outside an alternation before it, in the alternatives that
// name the path again. A dot in a name may be part of the event's name or stand
// between two: "a.b" finds {"a.b": 1} as well as {"a": {"b": 1}}.
//
// # Differences
//
// DIFFERENCES.md lists the cases in which the outcome is another than that of
// Event Ruler or Quamina, and why. The tests hold to that list.
//
// # Invariants
//
//	I1  Every error is an *Error with the place of what it is about.
//	I2  No path is asked for twice in an and, unless the pattern's alternatives are
//	    written out one by one.
//	I3  What String writes of a pattern is read as an equivalent pattern.
//
// # Cost
//
// Time and memory are linear in the text, but where alternatives must be written
// out: then in what they come to, which predicate.Options limits.
package pattern
