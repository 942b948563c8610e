// Package selector reads conditions in the manner of SQL's WHERE: the message
// selectors of Jakarta Messaging (JMS), and the SQL filters of Azure Service Bus.
//
// # Terms
//
//	selector    a condition on the properties of a message, as text
//	dialect     JMS or ServiceBus: what may be written and what it means
//	property    an attribute of the event with one scalar value, or none
//	literal     a number, a string or a truth value, or arithmetic on such
//	want        the truth value, true or false, that a condition is to have
//	unlike      said of a value whose type is not that of the literal beside it
//
// # From text to expression
//
//	text ─scanner─▶ tokens ─parser─▶ node tree, literals folded
//	                                        │ lower, with what is wanted
//	                                        ▼
//	                                 predicate.Expr
//
// Negations are pushed down to the tests as the tree is lowered, since what makes
// a test false is not always what the expression language calls its negation: a
// JMS selector's price < 5 is false, not unknown, of a string. So the expression is
// true where the selector is, and no more is promised: where it is not, it may be
// false or unknown.
//
// # Meaning
//
// Both have three-valued logic; a property that is absent or null is unknown.
//
// JMS (Jakarta Messaging 3.1, 3.8.1, the same as JMS 2.0): a comparison of unlike
// values is false, a <> 5 and a < 5 of a string among them. NOT IN and NOT LIKE
// are the negations of IN and LIKE, a NOT BETWEEN 1 AND 2 is a < 1 OR a > 2.
// Strings and truth values take = and <> alone. Literals are Java's, octal and
// hexadecimal integers and the suffixes L and D among them.
//
// ServiceBus (the documentation of subscription rules): sys. and user. before a
// property, [delimited] and "quoted" names, EXISTS(p), !=, %, property('p'). A
// property is found at its name, one of sys. in the object sys of the event. A
// comparison of unlike values fails the filter there; here it is unknown, which
// differs where the other side of an OR is true. Names are case-sensitive here.
//
// LIKE is an equality, a prefix, a suffix or a part where the pattern is one, and a
// regular expression otherwise. A character is a code point.
//
// Arithmetic on literals is folded as Java and C# do it, integers of 64 bits, but
// an overflow is an error. Arithmetic on properties cannot be indexed, nor the
// comparison of two properties. A comparison of an integer and a float64 is exact,
// where Java and C# round the integer to the nearest float64 first. Events have
// what messages have not: an object is unlike every literal of an equality and
// unknown to the other tests, and on an array each test asks for one value.
//
// # Invariants
//
//	I1  What Parse returns has a Not around single tests only, no And directly
//	    inside an And, and no Or directly inside an Or.
//	I2  On scalars, the expression is true exactly where the selector is.
//	I3  Every error has a place.
//
// # Cost
//
// Linear in the text, in time and in memory; a test that is wanted false becomes up
// to five. The stack is bounded by MaxNesting.
package selector
