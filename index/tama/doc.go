// Package tama finds conjunctions by counting over a discretization of several
// levels: a span is posted under the few largest cells that make it up, and an
// event reads one cell a level.
//
// Y. Zhao and J. Wu, Towards approximate event processing in a large-scale
// content-based network, ICDCS 2011 (TAMA).
//
// # Terms
//
//	block    up to 65,536 conjunctions, whose counters stay in the cache
//	offset   the number of a conjunction in its block
//	leaf     a cell of the last level
//	level    level l has 2^l cells, each of them two of level l+1
//	cover    the posting lists of all cells of all levels, as a binary tree
//	need     how many terms of a conjunction are to be met: its threshold
//
// # From value to matches
//
//	level 0  ┌───────────────────────────────┐
//	      1  ├───────────────┬───────────────┤     span  ·····|=============|····
//	      2  ├───────┬───────┼───────┬───────┤          from ─┘└─┘└───────┘└┴─ to
//	      3  ├───┬───┼───┬───┼───┬───┼───┬───┤         leaf   3  2 levels up   leaf
//	code ────────────────▲ one cell a level ─▶ hits[offset]++ ─▶ hits == need ─▶ ID
//
// A span is posted under the cells that lie in it and whose parent does not, at
// most two a level. No two of these hold the same code, so a code meets a span
// through one posting, and counts exactly.
//
// The paper answers approximately: it posts a span under the leaves that it only
// touches, too, so that what is found may be a little more than what matches. Here
// the leaf keeps the ends of spans in it, sorted: a code has those below it, or
// above it, as one part of the list, found by binary search. So the answer is exact
// and no candidate is looked at again. Spans inside one leaf are compared.
//
// The leaves are quantiles of the ends (see package cells), for any kind of value,
// where the paper cuts a numeric domain into equal parts.
//
// The paper has one list a cell and one counter a conjunction. A match is then bound
// by cache misses on the counters. Here each block has lists of its own, of offsets
// of 16 bits: half the memory, and the counters of a block stay in the cache while
// all its lists are read.
//
// # Invariants
//
//	I1  hits is all zero between blocks.
//	I2  A term adds at most one to its conjunction's counter, whatever the values.
//	I3  places leads from the slot of a conjunction to the block and offset that has
//	    that slot; other offsets have the slot none and need never.
//	I4  A conjunction is posted, in the attribute of each of its first maxCounted
//	    terms, under just the cells and ends that make up the term.
//	I5  need is the number of counted terms, never where deleted.
//	I6  The ends in a leaf are sorted by code.
//
// # Changes
//
// A new conjunction goes to a block with room, into the cells there are. A deleted
// one stays in the lists and can no longer be found. A block is built anew, with new
// cells, once its conjunctions have doubled, once more than half of them are deleted,
// and once attributes have outgrown their cells; so an update costs amortised
// constant time a posting. Compile builds all blocks anew, of equal size.
//
// # What is not counted
//
// A conjunction of more than 254 terms has the first 254 counted, and is decided once
// these are met, as are conjunctions that need a check. An attribute of several
// values has its hits made distinct before they count (I2). A conjunction without
// terms needs 0.
//
// # Cost
//
// With n conjunctions of k terms on d attributes, each met by a share s of the
// values, and L levels: k·s·n increments, about 1 ns each; d·L lists and 2·d binary
// searches for each block; and a comparison of all n counters, 8 at a time, where
// many are hit, or a second pass over the hits where few are. Memory: 2 bytes for
// each of the at most 2·L postings of a span, 10 for each of its ends inside leaves,
// and 28 for what is needed to build anew; about 500 bytes for a conjunction of 7
// ranges.
//
// It loses where terms are wide, as every satisfied predicate is counted, also of the
// conjunctions that fail for another one: at 8 tenths of the domain (w7) it makes
// four increments for each conjunction. It wins over other ways to count by its
// memory order alone, as all count the same hits; and over a scan wherever terms
// leave out most values.
//
//	µs per event, 10,000   w1   w2   w6   w7   narrow  exact  mixed  flights
//	tama                   17   29   32   42      3      1     16       9
//	scan                   32   82   36  130     18     18     20      46
package tama
