// Package kernel holds the inner loops of matching, each in portable Go and, where
// the machine has them, in vector instructions.
//
// # Terms
//
//	lane    one of 64 conjunctions, or tree nodes, that are tested side by side
//	slot    for each lane an attribute's number and an interval of cells, a byte each
//	cell    a byte: the part of an attribute's domain in which a value lies
//	tables  for each attribute number the cells of the event's values
//
//	         lane 0   lane 1   …  lane 63
//	attr   [   3    |   7    | … |   3    ]   one cache line
//	lo     [  12    |   0    | … |  40    ]   one cache line
//	hi     [  90    |   9    | … |  41    ]   one cache line
//
// A lane passes a slot if the interval from Min to Max of its attribute meets the
// interval from lo to hi. All 64 are decided by a table look-up in registers and
// two comparisons.
//
// Columns are the other form: a bit for each of 1024 lanes, for each attribute and
// interval of its domain. A value picks one row of each attribute, and lanes are those
// that are set in all.
//
//	block 0: attribute 0: row 0, row 1, …  attribute 1: row 0, …     two cache lines a row
//	block 1: …
//
// Rows are the third: bits one after the other, of any number of lanes, of which some
// are or'd, a part of each in turn that fits the registers. Or they are of lines, each for
// a block of 512 lanes, and lack those of blocks to which they mean nothing.
//
// Records are the last: all that a lane asks for, a word a predicate, of which eight
// are tested at once against the ranks of an event's values.
//
//	record  [ ID | attribute kind lo hi | attribute kind lo hi | … ]   eight bytes each
//
// Short records have ranges alone, packed into 64 bytes with no more bits than they need.
//
// Bounds are numbers of two bytes, one a lane, that a value is to reach: those of a tile
// are compared at once.
//
// Bits are counted, and the elements that they stand for listed.
//
// Steps are numbers in ascending order, at which the cells of a domain begin, laid out so
// that two comparisons of sixteen numbers tell the cell of a value.
//
// # Invariants
//
//	I1  Every kernel gives what its portable form gives, whatever the machine.
//	I2  No kernel reads outside the slots, rows and words that it is given.
//
// # Choice
//
// AVX-512 with VBMI, else AVX2 (for up to 64 attributes), else portable Go, decided
// once by what the processor has. The build tag "purego" leaves portable Go alone.
package kernel
