// Package scan finds conjunctions by looking at each of them: a flat scan over
// packed terms that leaves a conjunction at its first term that is not met. It is
// the yardstick of the other algorithms, plain but not slow, and the best of them
// where conjunctions are few.
//
// # Terms
//
//	head   the term of a conjunction that is likely to be met least, as one interval
//	test   one further term of a conjunction
//	tail   the tests of a conjunction, one after the other
//	union  a test of several spans, which lie in an array of their own
//
// # Layout
//
//	heads   [lo width attr tail][lo width attr tail][lo width attr  ∅  ]…   24 bytes each, read in order
//	                        │                   └──────────┐
//	tests   … [lo width attr][lo width attr][from n union][lo width attr]…  24 bytes each
//	                                           └──┐
//	spans   … [lo hi][lo hi][lo hi] …
//	ids     [id][id][id]…        checks  [check][nil][nil]…                 read for survivors only
//
// The event's codes lie in one array by attribute, so that a head costs one load
// of a code and one comparison: code-lo <= width holds just where lo <= code <= hi.
// A head of several spans is the hull of them, and the whole term is in the tail.
//
// # Invariants
//
//	I1  heads, ids and checks are of one length, and where[ids[i]] is i+1; all other where are 0.
//	I2  head and tail together say what the terms of the form say.
//	I3  A tail ends with a test marked last; the tests and spans of no tail are counted as dead.
//	I4  The spans of a union are sorted and disjoint.
//
// # Order
//
// Which conjunctions are found does not depend on it, but how soon the others are
// left does: a conjunction's terms are tested most selective first. The share of
// events that meets a term is guessed when it is inserted, from the ends that the
// attribute's terms have had so far (see shares).
//
// # Cost
//
// A match takes time linear in the conjunctions, and reads 24 bytes of each but
// for those that pass their head. An event with an attribute of several values
// costs a binary search among those values for each term on it. Insert takes time
// linear in the spans, Delete amortised too: the last conjunction takes the place
// of the deleted one, and the arrays are packed again when half of them is dead.
// A conjunction of k terms of one span takes 24k + 16 bytes.
//
// It wins below a few hundred conjunctions, where nothing is gained by structure,
// and where most conjunctions match. It loses everywhere else.
package scan
