// Package rein finds conjunctions by excluding all others, one mark for each term
// that an event does not meet.
//
// S. Qian, J. Cao, Y. Zhu and M. Li, REIN: A Fast Event Matching Approach for
// Content-based Publish/Subscribe Systems, INFOCOM 2014.
//
// # Terms
//
//	slot    the number of a conjunction (package forms): its bit among the marks
//	mark    a set bit: the conjunction of this slot is excluded
//	bucket  the ends of terms that lie in one cell of an attribute's values (package
//	        cells), in no order
//	end     the code at which a term begins (low) or ends (high), and its slot
//
// # From an event to the conjunctions that it satisfies
//
//	                   value
//	low ends    │     │  ▼  │#####│#####│#####│    # all marked: the terms begin above
//	            └─────┴──?──┴─────┴─────┴─────┘    ? compared one by one
//	high ends   │#####│##?  │     │     │     │    # all marked: the terms end below
//	                     │
//	for each attribute   └──▶ marks ──▶ clear bits ──▶ check where needed ──▶ IDs
//
// An absent attribute has the code 0, below all ends but those of terms that absence
// meets, so that it marks the others by the same rule.
//
// # Invariants
//
//	I1  Each term has one low end in the bucket of its first code, unless that is 0,
//	    and one high end in the bucket of its last, unless that is the last of all.
//	I2  There are no other ends.
//	I3  The bits of free are those of the slots without a conjunction.
//
// # What is not in the ends
//
// A term of several spans has the ends of its hull, and a conjunction that has one, or
// a check, is decided by its terms once no mark is found (forms.Table). Of an
// attribute of several values the greatest marks low ends and the least high ones:
// then all survivors are decided.
//
// # Changes
//
// An insertion appends to two buckets a term, a removal looks through them: the time is
// linear in what a bucket has, which is little unless very many terms end at the same
// value. Buckets are chosen anew, as quantiles of the ends, once an attribute has
// twice as many ends as when they were chosen, or a quarter. The paper's are of equal
// width, over a domain that is known beforehand.
//
// # Cost
//
// With n conjunctions of k terms, each not met by a share u of the values, a match
// sets u·k·n marks, about a nanosecond each, and reads n/8 bytes. Memory: 12 bytes an
// end, 24 a span and 20 a conjunction.
//
// It wins where terms are wide, and few on attributes that events leave out: what
// matches costs nothing. It loses where they are narrow, as each term that is not met
// costs a mark, although one would do for its conjunction.
package rein
