// Package propagation is the propagation algorithm: predicates are decided once, as
// bits, and conjunctions checked by columns of bits where one or two of their
// predicates lead.
//
// F. Fabret, H.-A. Jacobsen, F. Llirbat, J. Pereira, K. A. Ross and D. Shasha,
// Filtering algorithms and implementation for very fast publish/subscribe systems,
// SIGMOD 2001.
//
// # Terms
//
//	slot      the number of a conjunction in the table of forms
//	equality  a term whose hull is one value, as a predicate
//	end       of a range: the predicate that a value be no less than the lower, or
//	          no greater than the upper
//	number    of a predicate; equal ones have one
//	vector    a bit for each number: whether the event satisfies the predicate
//	schema    a hash table on the equalities of two attributes
//	space     the ranges of an attribute that begin in one part of its domain, and are
//	          about as wide as the part
//	access    what leads to a conjunction: an equality, two of a schema, a space, or
//	          nothing, for every event
//	cluster   the conjunctions of one access with the same number of other predicates
//	column    the i-th predicate of each row of a cluster
//
// # From event to matches
//
//	code of "a" ─▶ ends below, above: two runs ─▶ vector ───────────────┐
//	            ├▶ equality ─▶ access ─┐                                ▼
//	            │     └▶ schemas ──────┼▶ clusters: [number number number ...] column
//	            └▶ cell ─▶ spaces ─────┘            [number number number ...] column
//	                                                    └▶ slots ─▶ IDs
//
// The ends of an attribute are numbered in their order, so that a value satisfies
// those of one run of numbers, and misses those of another: they are filled by words.
// Between matches the vector is that of an event without attributes, in which all
// upper ends are met, since absence has the code 0; what a match changed it changes
// back.
//
// An access is chosen by the share of the events that it lets pass, taken from the
// conjunctions: for an equality how many have it, for a range the cells of its space.
// Two attributes have a schema if that spares an event more rows than a look-up
// costs.
//
// Terms of several spans are taken by their hulls, and the table decides, as it does
// for events with several values, which meet the ends of all between the least and the
// greatest. Conjunctions inserted wait in a list that each event reads, until there were
// twice as many changes as conjunctions, or Compile is called; then all is built anew.
// Deleted ones leave their cluster at once.
//
// # Invariants
//
//	I1  A slot waits, or is in one row of one cluster, which home tells.
//	I2  A row has the numbers of all its predicates but the equalities of its access.
//	I3  Ends of an attribute are numbered in order, the lower before the upper.
//	I4  Between matches the vector of a matcher is resting, or of an older version.
//	I5  The clusters of an access lie together.
//
// # Cost
//
// An event costs a few look-ups an attribute, one word for 64 ends, and two bits a row
// reached, and two more as long as these are set. An insertion is O(terms·log ends)
// with its share of rebuilding, and a match reads what waits. Memory: 4 bytes a predicate
// and 12 a conjunction beside the table; a bit and 8 bytes a number, 30 for an equality.
//
// It wins where equalities are rare, alone or by two. It loses where there are none,
// as ranges lead to many rows, and where sets and negations are frequent, of which
// it sees the hulls alone.
//
// # What differs from the paper
//
// The paper has conjunctions without an equality in one list by size; here spaces, made
// for ranges, lead to most of them. Its statistics are of events, and it changes
// schemas bit by bit as these do; here they are of the conjunctions, and schemas, of two
// attributes at most, are chosen with each rebuild. Loops unrolled by the size of a
// cluster are passes of two columns each. Left out: inequality as a predicate of its
// own.
package propagation
