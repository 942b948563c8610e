// Package counting finds conjunctions by counting their satisfied predicates:
// the classical algorithm of the field, and its common baseline.
//
// T. W. Yan and H. Garcia-Molina, Index structures for selective dissemination of
// information under the Boolean model, ACM TODS 19(2), 1994; for attributes and
// ranges F. Fabret et al., Filtering algorithms and implementation for very fast
// publish/subscribe systems, SIGMOD 2001, and A. Carzaniga and A. L. Wolf,
// Forwarding in a content-based network, SIGCOMM 2003.
//
// # Terms
//
//	slot      the index's own number of a conjunction, dense from 0, used again
//	postings  the slots of the conjunctions whose term an event's value may meet
//	point     a span of one code, found through a hash
//	cut       a range end at which the codes of an attribute are divided
//	cell      the codes from one cut to the next
//	cover     a binary tree over the cells; a span is in O(log cells) of its nodes
//	need      how many terms of a conjunction are to be met: its threshold
//
// # From value to matches
//
//	code ─┬─ hash of points ───────────────────────────▶ postings ─┐
//	      │                       ┌─ the leaf and what              │
//	      └─ B-tree of cuts ─▶ cell ─ is above it in the cover ─▶ postings ─┤
//	                              └─ ends inside the cell, compared ─▶ slots ─┤
//	absent ────────────────────────────────────────────▶ postings ─┤
//	                                                               ▼
//	                    IDs ◀── check ◀── hits[slot] == need[slot] ◀── hits[slot]++
//
// A span that covers whole cells is in the nodes of the cover that make them up,
// and the cells where it begins and ends compare its own code, so that the answer
// is exact whatever the cuts. Cuts are quantiles of the range ends, an end that
// many ranges share among them, so that such ranges need no comparison at all.
// They are chosen anew once the spans of the attribute have doubled or dropped to
// a quarter, or a cell has become crowded; the time of that is spread over as many
// changes.
//
// Postings are a sorted slice while they are few, and a roaring bitmap from then
// on, read some thousand at a time.
//
// There are two ways to go from hits to matches. Where few conjunctions are hit
// their slots are kept, and looked at and reset once all is counted. Where many
// are, all counters are compared eight at a time, and cleared. Either is exact;
// the number of postings decides before counting begins.
//
// # Invariants
//
//	I1  hits is all zero between matches.
//	I2  A term adds at most one to its conjunction's counter, whatever the values.
//	I3  The spans of attribute a that records[slot] counts are just those under which
//	    the postings and cells of a have the slot.
//	I4  need is from 1 to 254, or never where nothing is counted: a free slot, or
//	    a conjunction without terms.
//	I5  The cells of an attribute divide the codes from 1 on; cuts[cells[i].start] is i.
//
// # What is not counted
//
// A conjunction of more than 254 terms has the first 254 counted, and the others
// tested one by one where the count is full. An attribute of several values has
// its hits collected and made distinct before they count (I2). A form's check
// decides its survivors.
//
// # Cost
//
// With n conjunctions of k terms on d attributes, each met by a share s of the
// values, a match takes O(k·s·n) for the hits, about one nanosecond each, and
// O(d·log n) to find them; where many are hit, n/8 more word operations. Memory:
// about 24 bytes a span and 25 a conjunction for what is needed to delete and to
// rebuild, 12 for each end inside a cell, and 2 to 4 for each of the O(log n)
// postings of a span.
//
// It wins where terms are selective on all attributes, as then few postings are
// read. It loses where they are wide: each satisfied predicate of a conjunction
// that fails for another one is work for nothing, which access predicates and
// covers avoid.
//
// Left out: the order of attributes by selectivity, and the early end once too
// few attributes remain for any counter to become full.
package counting
