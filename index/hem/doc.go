// Package hem finds conjunctions by excluding all others: for each value of an event
// it takes a bitset, made in advance, of the conjunctions that the value excludes.
//
// W. Shi and S. Qian, HEM: A Hardware-Aware Event Matching Algorithm for
// Content-Based Pub/Sub Systems, DASFAA 2022, and its journal form OEM, Computer
// Networks 2024. It makes in advance the marks that REIN (INFOCOM 2014) makes for
// every event.
//
// # Terms
//
//	slot    the number of a conjunction (package forms): its bit in every bitset
//	mark    a set bit: the conjunction of this slot is excluded
//	group   a cell of an attribute's values (package cells); group 0 is absence
//	row     the bitset of the slots that every value of a group excludes
//	list    a row as slots, where they are few
//	end     where a term begins or ends inside a group, so that only a part of the
//	        group's values excludes it
//	dead    the slots that have no conjunction in the rows
//
// # From an event to the conjunctions that it satisfies
//
//	                      ┌─▶ ends above, below the value ──▶ marks ─┐
//	value ─▶ group ───────┼─▶ list ─────────────────────────▶ marks ─┤ one by one
//	                      │                                          ▼
//	                      └─▶ row ───────────┐              dead ─▶ bitset
//	value ─▶ group ─▶ …     ▶ row ───────────┤                       │
//	absent ─▶ group 0 ─▶ …  ▶ row ───────────┴──▶ or, 4096 bits at a time
//	                                                                 ▼
//	                                  clear bits ─▶ check where needed ─▶ IDs
//
// A term on an attribute excludes its conjunction in every group that it does not
// touch: those are the marks of the row. Inside a group the ends are sorted, so that
// those which a value excludes lie together, and are found by a binary search
// instead of the comparison of each.
//
// # Invariants
//
//	I1  The row or list of a group has a slot just if the slot has a term on the
//	    attribute that no code of the group meets.
//	I2  A term of one span that begins (ends) inside a group is among the group's
//	    low (high) ends just once. A group's ends are sorted by code.
//	I3  Bits of dead are set for all slots of no row: removed, waiting, or above the last.
//	I4  A slot in use either waits or has a clear bit in dead.
//	I5  All rows are of one length, a multiple of kernel.RowWords.
//
// # What is not in the bits
//
// A term of several spans has its marks in the rows, but no ends; a conjunction that
// has one, or a check, is decided by its terms once no mark is found (forms.Table).
// An attribute of several values marks nothing, and then all survivors are decided.
//
// # Changes
//
// The published structure is changed in place: each row of each attribute of the
// conjunction. Here rows are immutable. A new conjunction waits, and is looked at
// alone, until there are as many of them as an eighth of the others (before the first
// Compile: as many as the others); then all is built anew, so that an insertion
// costs some builds of one conjunction. A removed one is dead until half of all are.
//
// # Cost
//
// With n conjunctions, d attributes and g groups a match reads d·n/8 bytes of rows,
// the faster the better they stream; it marks about t/g ends of the t terms of each
// attribute, and copies and reads n/8 bytes. Memory: a row takes n/8 bytes, so d·g of
// them make d·g/8 bytes a conjunction; 12 bytes an end; 24 bytes a span and 20 a
// conjunction to decide and to delete. Rows are few where attributes are many (see
// [Options]): an attribute on which few conjunctions have a term has lists only.
// Building takes about a microsecond a term.
//
// It wins where all attributes are few and tested by most conjunctions, and where
// many match: its time does not depend on how many do. It loses on many attributes
// of which each conjunction tests few, for it reads a row of each, absent ones too;
// with selective equalities, where a hash would do; in memory; and under changes.
//
// Left out: the parallel form, in which threads share the rows of an event.
package hem
