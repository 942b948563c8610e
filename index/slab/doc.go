// Package slab is the house's own index: it reads as few bytes as it can, in an
// order in which they can be fetched ahead, and decides 64 or 1024 conjunctions at a
// time.
//
// # Terms
//
//	lane      a place for one conjunction
//	tile      64 lanes; block: 16 tiles, 1024 lanes
//	key       a value at which some range of an attribute ends
//	rank      where a value lies among the keys of its attribute, exactly
//	cell      one of at most 256 intervals of ranks, with about as many keys in each
//	access    the predicate by which an event finds a lane: its most selective one
//	bucket    one of many intervals of as many ranks each, most of them narrower than a cell
//	run       the lanes with the same access: a key of an attribute, its ranges, or a bucket
//	hull      the cells of one attribute in which all lanes below a node ask for a value
//	fine cell one of 256 intervals of codes that a node's lanes ask for, narrower than a cell
//	slot      a predicate of each lane of a tile, as an interval of cells
//	row       a bit for each lane of a block: may a value in this cell satisfy it
//	record    all predicates of a lane as intervals of ranks
//	short     of a record: packed into 64 bytes; open if these do not tell all
//	coded     of a run: short, its lanes tested by the codes of an event, without cells
//	packed    of a key's run: its lanes decided by columns of their own, of exact ranks
//	dense     the run of the lanes whose every predicate most events meet
//	mark      a rank inside a cell of the dense run, for which its row is right
//	edge      a rank inside a cell, at which the range of a lane of the dense run ends
//
// # From an event to the lanes that it satisfies
//
//	event ──▶ cell, and when needed rank, of each value
//	  │
//	  ├─ attribute with keys ─────▶ the run of the value's key        (an array look-up)
//	  ├─ attribute with ranges ───▶ the run of its ranges    (coded: codes decide, lane by lane)
//	  ├─ with narrow ranges ──────▶ the runs of the buckets with the value's rank
//	  ├─ always ──────────────────▶ the run without an access
//	  └─ always ──────────────────▶ the lanes without a predicate: satisfied
//	                                   │  long: a tree; short: the tiles themselves
//	                                   ▼
//	        node: hulls of 64 children, tested at once ──▶ node ──▶ …
//	                                   │
//	              ┌────────────────────┴───────────────────┐
//	              ▼                                        ▼
//	    tile: slots, 3 × 64 bytes each          block: rows, 128 bytes each,
//	    until no lane is left                   one for each attribute
//	              │                                        │
//	    certain ◀─┤ boundary                               │
//	              └──────────────▶ record ◀────────────────┘
//	                                   │ ranks decide, then residual tests
//	                                   ▼
//	                                  IDs
//
// Compiling a segment ranks all range ends, finds each conjunction's access, and
// lays every run out by median splits along the ranges of up to five attributes,
// so that lanes hit by the same events share tiles, and tiles share nodes: a
// bounding-volume hierarchy in which a node is one cache line an attribute and bound.
//
// A match goes through the trees of all its runs at once, level by level, then through
// their tiles, their blocks and the records of what these leave. Each step asks for the
// memory of the next before it is needed, as on most of it a match would wait for memory.
// Keys that are asked for alone, not as ends of ranges, are found by a hash table.
//
// A long run is filtered by slots or by rows, whichever is estimated to read fewer
// bytes a lane. Slots name their attributes, and serve where lanes ask for few of
// many attributes, or where most tiles die early; rows serve where lanes ask for many
// of few. Slots also tell, by a second test with narrower cells, which lanes are
// satisfied for certain, so that many matches need no records.
//
// A tile's slots are in the order in which they are likely to fail, for an event that the
// tile's hull has let pass: what all lanes share, so that the hull tells it, comes last.
// Where a run is so long and its ranges so narrow that a tile is hardly wider than a cell,
// the nodes above tiles have hulls in fine cells of their own.
//
// Ranges that are narrower than a cell, as prefixes are, would all be reached by every
// value in the cell. An attribute with thousands of them has buckets of its ranks, each
// with a few lanes; where strings lie among their keys a trie of words of them tells.
//
// Records are tested eight predicates at a time: ranges, excluded keys, and sets of up to
// six keys of a domain that has few; other sets are searched one by one. The records of
// a run with rows lie one
// after the other, as long as each other, so that a lane's number tells where its record
// is; those of several lanes are on their way from memory while one is tested. Where a record
// would take two lines or three it is short: ranks have no more bits than there are ranks,
// and where all ranges of an attribute are alike their kinds are told once; what does not
// fit, or is no range, is read when the fields are met. A match
// that tests more than a few records first finds all ranks of its event, by searches
// that take their steps in turn.
//
// Runs of a few ranges, and runs of attributes that slots cannot name, are coded where
// an event has no attribute of several values: a lane's test of the run's attribute is
// one comparison, its other tests lie one after the other, and are fetched before they
// are needed. Where all runs are coded, no cell and no rank is looked for, and an
// event that has about as many attributes as there are lanes reads all first tests in
// their order.
//
// What values of other attributes come with a key is often a small part of all: prices of
// a symbol, paths of a tenant. Cells, which all lanes share, tell little there, and many
// lanes match. The run of such a key is packed: a column an attribute, in which the event's
// rank picks a row of bits, or is compared with bounds of two bytes a lane; both are exact,
// so that IDs follow without records. Columns above them, of what 64 lanes and 64 tiles
// ask for, leave tiles unread. Keys whose runs are worth it are preferred to ranges that
// are more selective.
//
// Where there are few conjunctions and an event has many attributes, it takes longer to find
// cells than to look at all: these few are kept in an index of package scan too, and an
// estimate says for each event which way is shorter.
//
// Where every predicate of a conjunction is met by most events no order leaves it
// unread. Such lanes make up the dense run, in which those that ask for the same few
// attributes lie together: of each attribute an event takes a row of bits, toggles those
// whose edges lie between its value and the cell's mark, and ands it onto the lanes; what
// is left is satisfied, records unread.
//
// # Invariants
//
//	I1  A lane that an event satisfies passes every hull above it, and its slots or rows.
//	I2  Ranks are exact: a record decides a predicate without the values.
//	I3  A conjunction is in one lane, or for a set of keys in one lane a key.
//	I4  A run with a tree has tiles (blocks, where it has rows) of its own.
//	I5  Compiled segments never change, but for lanes that die.
//	I6  The range that a lane in a bucket is found by lies in the bucket.
//	I7  A lane of a packed run that is sure passes its columns if, and only if, a single
//	    value of each attribute satisfies it.
//
// # Several values
//
// An attribute's cells are then an interval from the lowest to the highest, so that
// hulls and slots pass what any of the values might; records decide by a search among
// the ranks of all of them.
//
// # Cost
//
// For n conjunctions of k predicates: a record of 8k bytes, or of 64, 3k bytes of slots or
// 5 bytes an attribute of rows, 4 bytes of ID, 4 or 8 bytes a distinct key, and some 20
// more one that is a long string, where prefixes are asked for. A match
// reads 192 bytes for each tile reached and slot needed, or 128 for each block reached
// and attribute, and one or two cache lines for each survivor; builds with the tag
// "profile" count them. It wins where a share of the conjunctions can be left unread,
// which is nearly everywhere, and least where a large share of them matches: then its
// time is that of reading all slots. The dense run reads a bit for each lane and
// attribute it asks for, or a lane of its block does, if its cell does not have them all,
// and 4 bytes for each edge passed, of a cell about a quarter; it takes 16 bytes and more a
// predicate for rows and 8 for edges. A coded lane takes 24 bytes for its first test, and
// 24 for each other one. A packed lane takes no slots, but two or four bytes for
// bounds of an attribute, or a bit for each of its rows.
//
// # What is ours
//
// The counting, clustering and bitmap methods of the literature are in packages of
// their own. Trees of byte hulls tested 64 at a time, the choice between slots and
// rows by bytes read, and certain lanes beside exact ranks, were not found there.
package slab
