// Package betree is the BE-Tree: it cuts space in two phases, by attribute and by
// the values of that attribute, down to small leaves.
//
// M. Sadoghi and H.-A. Jacobsen, BE-Tree: an index structure to efficiently match
// Boolean expressions over high-dimensional discrete space, SIGMOD 2011; and
// Analysis and optimization for Boolean expression indexing, ACM TODS 38(2), 2013.
//
// # Terms
//
//	slot       the number of a conjunction in the table of forms
//	cell       a part of an attribute's codes, from quantiles of the range ends
//	domain     the cells of an attribute, up to a power of two
//	cluster    a half of a half … of a domain
//	c-node     what lies in one cluster of each attribute on the way from the root
//	l-node     the leaf of a c-node: conjunctions that are looked at one by one
//	p-node     an attribute by which conjunctions of a c-node are told apart
//	head       the two terms of a conjunction that are looked at first
//
// # Layout
//
//	root c-node ─┬─ l-node: heads
//	             └─ p-directory ─┬─ p-node "a" ─▶ cluster 0..15 (c-node) ─┬─ l-node
//	                             │                   │         │          └─ p-directory …
//	                             │             cluster 0..7  cluster 8..15
//	                             └─ p-node "b" ─▶ …
//
// A conjunction is in one c-node: there, it is inside the cluster of each attribute
// on the way. An event visits of each p-directory the attributes it has, and of each
// of these the clusters that hold its value, from the whole domain to the least; it
// tests the heads that it meets there, without a branch, and the table decides what
// is left.
//
// An l-node that overflows is cut: first its cluster in halves, then by p-nodes. What
// fits nowhere lets the l-node grow, so that the next cut comes when it has doubled.
//
// # Scores
//
// The paper scores an attribute by (1-α) gain - α loss, gain being the popularity
// and loss the false candidates. Here both are expectations: a conjunction in a
// cluster with the share s of the domain gains 1 and loses s, times how often an
// event is taken to have the attribute at all. Each conjunction goes to the
// attribute where this is best for it, of those that enough others go to.
//
// # Values of any kind
//
// The paper's domains are small and discrete. Here a domain is the cells of an
// attribute's codes, so that it may hold strings and floats as well, and clusters
// are of equal load whatever the distribution. Cells are chosen from the conjunctions
// there are, and chosen anew, with the whole tree, once those have tripled; the time
// of that is spread over as many changes. Compile does it too, and lets the
// conjunctions of an l-node lie together.
//
// A term of several spans (a set, a negation) is where its hull fits. A term that
// absence meets is never cut by, as an event without the attribute visits no p-node
// of it. An event with several values of an attribute is taken to have all between
// the least and the greatest, and the table decides.
//
// # Invariants
//
//	I1  home[slot] is the one place that holds the slot.
//	I2  A conjunction is inside the cluster of each c-node from the root to its own,
//	    and absence does not meet its term there.
//	I3  No attribute is cut by twice on a way from the root, but by halves.
//	I4  A half has half of the cells of its cluster; the top cluster has all.
//	I5  No node but the root is empty.
//
// # Cost
//
// A match visits one way through the halves of each p-node that it reaches: of a
// million conjunctions with five to ten ranges on twenty attributes, as wide as a
// tenth to a half of the domain, an event meets the heads of 150,000, in 5,500
// c-nodes, and 10,000 are left for the table. An insertion is O(depth·terms), and so
// is the share of a rebuild that it bears, about 20 µs in all at a million. Memory: a head of 48
// bytes and 16 of home a conjunction beside the table, and 144 a node.
//
// It wins where each conjunction has one narrow term or more (equalities, ranges of a
// quarter and less), or the attributes are sparse. It loses where all ranges hold the
// middle of their domains, for then no half encloses them: with ranges of 0.8 of the
// domain it is a scan with detours.
//
// Left out: the feedback from matches to scores, as matches may run side by side and
// change nothing; attributes that few conjunctions test are taken to be rare in
// events instead. Also the lazy and the bitmap evaluation of shared predicates of the
// article of 2013, which suit small domains where the same predicate occurs often.
package betree
