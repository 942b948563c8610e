package bench

// kinds returns the kinds, in the order of the report.
func kinds() []kind {
	return []kind{
		{
			"Sparse", "Many attributes, of which a subscription tests few and an event has few.",
			[]string{"w5"},
			[]reason{
				{"slab", "scan", "it finds a conjunction by its most selective predicate, so that those on attributes which the event lacks are never read."},
				{"slab", "hem", "`hem` reads a row of bits over all conjunctions for each attribute there is, absent ones too."},
				{"betree", "scan", "an event visits the subtrees of the attributes that it has alone."},
				{"opindex", "scan", "a conjunction lies with the rarest of its attributes, and most of these the event has not."},
				{"scan", "rein", "each term on an absent attribute is a mark to set, although one would do for its conjunction."},
			},
		},
		{
			"Dense", "A large part of all subscriptions matches.",
			[]string{"w7"},
			[]reason{
				{"slab", "scan", "where most events meet every predicate it lays conjunctions out as bits by attribute, and decides 512 of them by an AND of lines."},
				{"slab", "hem", "`hem` ors a row for each attribute over all conjunctions; `slab` sorts them by the attributes that they ask for, and reads no others."},
				{"hem", "slab", "no conjunction can be left unread where so many match, and rows of bits have nothing else to decide."},
				{"hem", "tama", "it marks what fails, one bit each, made in advance for whole groups of values; counting touches every predicate that is met, and here most are."},
				{"rein", "scan", "with ranges this wide there is little to mark, and what matches costs nothing."},
				{"vscan", "betree", "ranges of 0.8 of the values all hold the middle, so that no half of a domain encloses one: the tree is a scan with detours."},
				{"scan", "kindex", "posting lists hold nearly all conjunctions, so that an intersection skips nothing."},
			},
		},
		{
			"Narrow", "Equalities, or ranges that few values meet.",
			[]string{"narrow", "exact", "anybut"},
			[]reason{
				{"slab", "hem", "one selective predicate leads to the few conjunctions that can match; the rows of `hem` are as long for selective predicates as for others."},
				{"slab", "scan", "an event reads the run of its value, however many conjunctions there are besides."},
				{"counting", "scan", "few predicates are met, so that there is little to count."},
				{"propagation", "scan", "conjunctions are found by hashes of one or two equalities."},
				{"pstree", "scan", "two selective predicates together are looked up in a hash."},
				{"kindex", "scan", "posting lists are short and far apart, and the intersection gallops over them."},
				{"scan", "rein", "nearly every predicate fails, and each that does is a mark to set."},
			},
		},
		{
			"Wide", "Several ranges each, of a tenth to a half of the values.",
			[]string{"w1", "w2", "wide"},
			[]reason{
				{"slab", "hem", "trees of hulls, 64 children tested at once, leave most tiles unread; `hem` reads a row of all conjunctions for every attribute."},
				{"hem", "slab", "with few conjunctions all rows of `hem` stay in the cache, so that leaving some unread saves little."},
				{"hem", "tama", "groups of values have their marks in advance, and vector instructions or 512 of them at a time, where counting adds one for each predicate that is met."},
				{"hem", "betree", "wide ranges stay near the root of a tree, where each event looks at them one by one."},
				{"vscan", "scan", "it compares 32 conjunctions at a time, on codes of 16 bits, and leaves most blocks after one or two rows."},
				{"vscan", "counting", "a third of all predicates is met, and each is a posting to read and a counter to raise: more work than comparing all of them in vectors."},
				{"vscan", "opindex", "an end of a range is met by half of the values, so that two counts a range cost more than the comparison."},
				{"scan", "kindex", "lists of wide ranges are dense, so that the intersection skips nothing and goes through every posting."},
			},
		},
		{
			"Skewed", "A few attributes, or a few values, are in most subscriptions.",
			[]string{"w6", "ticks"},
			[]reason{
				{"slab", "scan", "a conjunction is found by its most selective predicate, not by the attribute that most have."},
				{"slab", "hem", "attributes that few conjunctions test, or values that few have, cost `hem` a row or a list each."},
				{"hem", "counting", "the attributes that most conjunctions test make long posting lists, each posting of which is counted; as bits they are 64 a word."},
				{"pstree", "scan", "a symbol is an equality, and leads to the few conjunctions that have it."},
				{"propagation", "scan", "one equality or range leads to each conjunction, the most selective it has."},
				{"scan", "opindex", "with few conjunctions on many attributes that all events have, each of the many partitions is searched for each attribute."},
			},
		},
		{
			"Mixed and real", "Rules of several kinds of tests, and events of the real world.",
			[]string{"mixed", "flights", "topics"},
			[]reason{
				{"slab", "scan", "keys (tenants, routes) are looked up, and what has only ranges is left unread by trees of hulls."},
				{"slab", "hem", "a key leads to few conjunctions, and `hem` reads bits of all."},
				{"propagation", "scan", "most rules have an equality that leads to them."},
				{"pstree", "scan", "two of a rule's equalities lead to it."},
				{"scan", "rein", "selective tests mostly fail, and each failure is a mark."},
			},
		},
	}
}
