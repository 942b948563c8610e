// Package vscan finds conjunctions by looking at each of them, 32 at a time: a flat
// scan by vector instructions over codes of 16 bits. It is the floor that an index has
// to beat: no structure, but all that the machine can do without one.
//
// # Terms
//
//	slot   the number of a conjunction (package forms)
//	lane   a place for one conjunction in a block
//	block  32 lanes
//	row    a term of each lane of a block: an attribute and an interval of short codes
//	short  a code in 16 bits: twice the number of its cell (package cells), and 1
//	sure   a lane that passes although no end of its intervals is taken to belong to them
//
// # Layout
//
//	block 0   row 0: [attributes × 32][lowest × 32][highest × 32]   three cache lines
//	          row 1: …                                               until no lane is left
//	block 1   row 0: …
//	lanes     slots, IDs
//
// An attribute's codes are divided into at most 32766 cells. Cell c has the short code
// 2c+1; a term that begins exactly where cell c does begins at 2c, and at 2c+1 if it
// begins inside the cell; it ends at 2c+2 or 2c+1. So a value passes that may meet the
// term, and if it is strictly between the ends, it does meet it.
//
//	event ──▶ short codes by attribute, in registers ──▶ rows of each block ──▶ sure lanes ──▶ IDs
//	                                                                       └──▶ other lanes: forms.Table ──▶ IDs
//
// # Order
//
// A lane's terms are most selective first, by the share of the cells that they span.
// Lanes are sorted by the attribute of the first term, the number of terms, the width
// of the first and where that begins, so that most blocks are left after one row:
// neighbours fail together. All blocks are looked at.
//
// # Invariants
//
//	I1  A conjunction in use either waits or has one live lane, and lane[slot] is that
//	    lane + 1; it is 0 for all other slots.
//	I2  The rows of a lane are its first maxRows terms on numbered attributes, and rows
//	    that every value passes.
//	I3  A lane's bit in plain is set just if its rows say all there is to say.
//
// # What is not in the rows
//
// A term of several spans has the interval of its hull. A conjunction that has one, or
// a check, or more terms than rows, is decided by its terms (forms.Table), if it
// passes. An attribute of several values passes what overlaps the interval from their
// lowest to their highest, and then no lane is sure.
//
// # Changes
//
// Blocks are built all at once. A new conjunction waits, and is looked at alone, until
// there are as many of them as an eighth of the others (before the first Compile: as
// many as the others). A removed one loses its lane; all is built anew once half of
// them are lost.
//
// # Cost
//
// A conjunction of k terms takes 6k + 12 bytes, beside 24 a span and 20 to decide and
// to delete. A match reads 6 bytes a conjunction for each row that its block needs.
// Where attributes are more than 64, codes are gathered from memory instead of being
// looked up in registers, which is slower. Without AVX-512 the portable form serves,
// which tests a lane after the other.
//
// It wins over all structures where many conjunctions match. It loses where a structure
// need not look at most of them.
package vscan
