// Package pstree is PSTHash: conjunctions in disjoint predicate spaces of several
// attributes, found through a hash of these.
//
// S. Ji and H.-A. Jacobsen, PS-Tree-based efficient Boolean expression matching for
// high-dimensional and dense workloads, PVLDB 12(3), 2018.
//
// # Terms
//
//	slot     the number of a conjunction in the table of forms
//	cell     a part of an attribute's codes, from quantiles of the range ends
//	class    the ranges that touch up to 2^class cells, and more than half as many
//	space    a predicate space: the ranges of one class that begin in one of the
//	         parts, of 2^class cells each, of the domain; each range is in one
//	pivot    a term by which a conjunction is found; there are two, mostly
//	pair     the attributes of two pivots
//	bucket   the conjunctions of one pair with the same spaces
//	head     the two terms of a conjunction that are looked at first
//
// # From event to matches
//
//	cell of "a" ─▶ spaces of "a": two a class at most ─┐
//	                                                   ├▶ key ─▶ hash of the pair (a, b) ─▶ bucket
//	cell of "b" ─▶ spaces of "b": two a class at most ─┘                                     │
//	                                              IDs ◀── table ◀── heads that are met ◀─────┘
//
// A value is in the ranges of a class only if they begin in its own part of the
// domain or in the one before, so that it leads to two spaces of each class, and an
// event to all combinations of those of two attributes that some conjunction has
// as pivots. The pivots are the terms to whose spaces the fewest values lead; one is
// enough if no more than a handful share it. A pair of fewer buckets than an event
// has combinations is walked instead.
//
// Pivots are hulls of their terms, which absence does not meet. Conjunctions with no
// such term are in a bucket that every event reads. An event with several values is
// taken to have all between the least and the greatest, and is compared with each
// bucket; the table decides.
//
// Cells are chosen from the conjunctions there are, and chosen anew, with all
// buckets, once those have tripled. Compile does it too, and lets the conjunctions of
// a bucket lie together.
//
// # Invariants
//
//	I1  home[slot] is the one place that holds the slot.
//	I2  A conjunction is in the bucket of its pivots' spaces, or in rest if it has no
//	    pivot.
//	I3  The table of a pair leads from each bucket's key to the bucket, and is at most
//	    half full.
//	I4  classes of an attribute holds those of all its pairs, and those of a pair those
//	    of all its buckets.
//
// # Cost
//
// With ranges as wide as a tenth to a half of twenty attributes there are 210 pairs,
// 2,400 look-ups an event, and an eighth of the conjunctions have their heads
// compared. An insertion is O(terms·log cells), 10 µs with its share of rebuilding. Memory: a head of 48 bytes and
// 16 of home a conjunction beside the table, and some 60 a bucket.
//
// It wins where two terms are selective; equalities are nearly as good as hashed. It
// loses where all ranges are wide, as then all spaces of a class are one, and where
// there are many attributes of which each event has many: pairs grow with the square.
//
// # What differs from the paper
//
// It is written from the paper's outline. The PS-Tree itself, a search tree over the
// operands of an attribute's predicates with a set of predicates for each operator
// between them, is here the cells and classes: one lookup gives all spaces, whatever
// the operators, since all are ranges. Left out: PSTBloom, which gives each
// conjunction one pivot and a Bloom filter of its attributes, and so does well for
// sparse events alone, and spaces of more than two attributes.
package pstree
