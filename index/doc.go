// Package index defines what a matching algorithm is, and what all of them
// share: attribute numbers, encoded events, and conjunctions as intervals of
// codes.
//
// # Terms
//
//	ID           the caller's number of a conjunction
//	AttrID       the number of an attribute, dense from 0, given out by a Dictionary
//	hit          the number of a residual test that a string passes: a value of an
//	             attribute of its own
//	code         a 64-bit image of a value that keeps its order (predicate.Code)
//	span         a closed interval of codes
//	term         what a conjunction asks of one attribute: a union of spans
//	form         a conjunction as terms, and the check that its survivors need
//	survivor     a conjunction all of whose terms an event meets
//
// # From event to matches
//
//	predicate.Event ──Encoder──▶ Event: codes by AttrID ──Matcher──▶ IDs
//	                    │                                  ▲
//	                Dictionary ◀── Insert: Conjunction ──▶ Form ──▶ the algorithm's own layout
//
// A JSON document may be encoded without becoming a predicate.Event: of it only the
// paths of the Dictionary are read (Encoder.EncodeJSON), by package jsonscan.
//
// An event is encoded once, whatever the number of conjunctions; from then on
// an index compares small integers. A term is a necessary condition: an event
// that satisfies the conjunction has, for each term, an attribute value whose code
// lies in one of the spans (absence has the code 0). Mostly it is sufficient too.
// Where it is not, because a code does not tell the value, a residual test remains
// that hits do not decide, or an attribute has several values, the form carries a
// [Check] that decides on the values themselves.
//
// # Invariants
//
//	I1  An AttrID once given out names the same attribute for the Dictionary's life.
//	I2  The spans of a term are sorted and disjoint, and there is at least one.
//	I3  The terms of a form are on different AttrIDs.
//	I4  Every event that satisfies a conjunction meets all its terms.
//	I5  A hit once given out stands for the same pattern for the Dictionary's life.
//
// # Adding an algorithm
//
// One package that implements [Index], one line in package catalog, and one line
// of test: indextest.Run(t, New).
package index
