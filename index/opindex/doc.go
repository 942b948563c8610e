// Package opindex finds conjunctions by counting their satisfied predicates among
// those whose rarest attribute the event has, by lists that are sorted for each
// operator.
//
// D. Zhang, C.-Y. Chan and K.-L. Tan, An efficient publish/subscribe index for
// e-commerce databases, PVLDB 7(8), VLDB 2014 (OpIndex).
//
// # Terms
//
//	pivot      of a conjunction: the attribute, of those that its event must have,
//	           that the fewest conjunctions test
//	partition  the conjunctions of one pivot
//	operator   =, >= or <=: what an end of a span asks of a code
//	block      up to blockSize conjunctions of one partition
//	offset     the number of a conjunction in its block
//	need       how many predicates, of one operator each, are to be met
//
// # From event to matches
//
//	attribute of the event ─▶ partition ─▶ block ─┬─ attribute, =  : equal range ─┐
//	                                              ├─ attribute, >= : prefix ──────┤ hits[offset]++
//	                                              └─ attribute, <= : suffix ──────┘      │
//	                                                      ID ◀── hits == need ◀──────────┘
//
// The first level leaves out all conjunctions whose pivot the event has not. In the
// second a sorted list has the predicates that a code meets side by side, so that a
// binary search finds all of them and only hits are left to do.
//
// A span is the two predicates >= its first code and <= its last. One code is =, as
// is each of a set of codes, of which an event's value meets one at most. Other
// unions are counted as their hull, and looked at once that is met. A term that
// absence meets, beside values, is hit as often by absence as by a value. Strict
// operators are those of the next code.
//
// # Invariants
//
//	I1  hits is all zero between blocks.
//	I2  A conjunction is in a block of its pivot, or of no pivot if absence meets
//	    all its terms. An event that satisfies it has the pivot.
//	I3  places leads from a slot to the block and offset that has that slot; other
//	    offsets have the slot none and need never.
//	I4  An event of single values that satisfies a conjunction hits it need times, and
//	    one of several values at least as often.
//	I5  The first entries of a list, as many as it says, are sorted by code.
//
// # Changes
//
// A new conjunction is appended to the unsorted end of its lists, which matches
// compare one by one; a list is sorted once that end is a quarter of it. A deleted
// one stays in the lists and can no longer be found, until most of its block is
// deleted and that is built anew. A pivot is chosen by the frequencies at the time;
// Compile chooses all anew and sorts all lists.
//
// # Several values
//
// The operators >= and <= are asked of the greatest and of the least value, and = of
// each. So hits are too many rather than too few, and a candidate is decided by the
// table.
//
// # Cost
//
// With n conjunctions of k ranges on d attributes in all partitions that an event
// visits: about 1.3·k·n increments of 0.5 to 1 ns, as a range of three tenths of the
// domain is met at one end at least; 2·d binary searches a block. Memory: 20 bytes a
// range in the lists, 24 a span and 40 a conjunction to build anew.
//
// It wins with many attributes of which an event has few: then most partitions are
// not visited. It loses with few attributes, for the first level then leaves out
// nothing, and counting the two ends of a range costs more than counting the range
// (see package tama). With few conjunctions on many attributes that all events have
// (w6), each of the many partitions has binary searches of its own for each of them.
//
//	µs per event   w1 10,000  w1 100,000  w1 1,000,000  w5 10,000  w6 10,000
//	opindex               74         585          7100         18        483
//	scan                  32         610          9650         19         36
//
// Left out: the second hash level of the paper for equality, of which the equal
// range of a sorted list takes the place, and its grouping by data type: a code has
// the type in its first bits.
package opindex
