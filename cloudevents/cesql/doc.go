// Package cesql reads expressions of CESQL, the filter language of CloudEvents
// (version 1.0), with the parser of the CloudEvents SDK. It is a module of its own,
// so that only who reads CESQL depends on that parser.
//
// # Terms
//
//	condition   an expression as a filter: it matches where it is true once cast to Boolean
//	attribute   a context attribute of the event: a string, an integer or a truth value
//	constant    an expression without attributes; the SDK evaluates it
//	error       what evaluation may come to in place of a value: a missing attribute, a
//	            cast that cannot be made
//	verdict     where a condition is true, where it is false, and where it is an error
//
// # From text to expression
//
//	text ─ANTLR, the SDK's grammar─▶ parse tree ─▶ verdicts, from the leaves up ─▶ predicate.Expr
//	                                   │
//	                                constants ─▶ the SDK's evaluation
//
//	sequence > 5 OR NOT EXISTS subject
//	        │ Parse
//	        ▼
//	sequence > 5 || sequence matches "…the integers above 5…" || …
//
// # Meaning
//
// It is that of CESQL, with its casts: where CESQL compares the string "5" with the
// integer 5, so does the expression here. An expression that ends in an error does
// not match, and neither does one around it: the error of one side of AND and OR
// counts unless the left side has decided. Events are CloudEvents as package
// cloudevents of thresh decodes them.
//
//	=  !=  <>  <  <=  >  >=      of an attribute and a constant, either way round
//	LIKE, IN, EXISTS             of an attribute; IN of constants
//	AND, OR, XOR, NOT            of conditions; an attribute alone is cast to Boolean
//	INT(a)  BOOL(a)  STRING(a)   compared with a constant of that type
//	IS_INT(a)  IS_BOOL(a)
//	LOWER(a)                     compared with a string, LIKE and IN
//	anything without attributes  is a constant
//
// Anything else is an error with its place: arithmetic and other functions of
// attributes, comparisons of two attributes or of conditions, and LIKE with a pattern
// that the text of an integer may match, of an attribute that may be one. The
// attributes of the specification are strings; extensions may be all three.
//
// # Differences
//
// CONFORMANCE.md lists the cases of the SDK's suite that are no conditions or are
// refused, and why; all others have their outcome here. Beyond them:
//
//   - _ in LIKE is one character, as specified; the SDK takes one byte.
//   - \% and \_ are the characters only, and % any text; the SDK lets the backslash
//     match itself too, and a % of the text use up that of the pattern.
//   - time, source and dataschema are compared as the event spells them; the SDK reads
//     and writes them first.
//
// # Invariants
//
//	I1  On CloudEvents, the expression is true exactly where the condition matches.
//	I2  Every error is an *Error with a place.
//
// # Cost
//
// A comparison with an integer or a truth value has up to three tests, one for each
// type. OR of conditions that may end in different errors takes the left one twice;
// what comes to more than MaxTests tests is an error.
package cesql
