// Package engine keeps subscriptions under the IDs of its user and finds those
// that an event satisfies, while others are added, replaced and removed.
//
//	e := engine.New[string](engine.Options{})
//	err := e.Subscribe("cheap", expr.MustParse(`price < 10`))
//	ids := e.Match(event)
//
// # Terms
//
//	order       the place of a subscription in the order of subscription, kept by Replace
//	segment     subscriptions by local number, with an index of their conjunctions
//	head        the segment of the most recent subscriptions, which grows, and has no index
//	tombstones  the subscriptions of a segment that are gone
//	part        a segment and its tombstones at one moment
//	snapshot    all parts, the head and the dictionary at one moment
//	merge       several segments made into one, without what is gone
//	rewriting   a merge of all, on a new dictionary
//
// # From Subscribe to a match
//
//	Subscribe ──▶ head ──full──▶ part   part     part
//	                │             └──────┴─merge──▲ in the background
//	                │
//	Unsubscribe ──▶ tombstones of the part, copied on write
//	                │
//	                ▼ publish: one atomic store
//	             snapshot { dictionary, parts, head }
//	                │ one atomic load
//	Match ──▶ encode once ──▶ index of each part, head one by one ──▶ not gone, each once ──▶ IDs
//
// It is the idea of the log-structured merge tree. Changes serialise on one
// mutex, and each ends with the publication of a snapshot; a match works on the
// one it has loaded and takes no lock. The head's arrays are shared by the
// snapshots that follow one another: each sees as much of them as it has length,
// and appending behind that disturbs none. Merges read what is immutable and run
// outside of the mutex. What is removed from a segment while it is merged is found
// afterwards, by the difference of its tombstones then and now, and is removed from
// the result.
//
// A segment has two indexes at most: one of the conjunctions that any event may
// satisfy, and where there are such, one of those that only events with several
// values on an attribute can (see predicate.Conjunction.Several), which other
// events do not touch. Few conjunctions are not indexed but matched one after the
// other, and so is what an index refuses.
//
// A subscription is kept once, in binary form, in its segment; a merge lowers it
// again. Where it is needs no table: its order is searched for in the segments,
// whose orders ascend.
//
// # What is seen
//
//   - A match that begins after a change has returned sees it.
//   - A match sees all of a change, be it of many subscriptions, or nothing of it.
//   - Two matches of one goroutine never go back in time.
//
// # Invariants
//
//	I1  A snapshot, and all that can be reached from it, never changes.
//	I2  Each record's order is live in one place of the newest snapshot, and each
//	    live place has a record.
//	I3  All segments of a snapshot use its dictionary.
//	I4  The orders of a segment ascend, unless it is a head, or was one, in which a
//	    subscription was replaced.
//	I5  A segment being merged stays in the snapshot until the merge is installed.
//	I6  A segment is at least twice as heavy as all lighter ones together, or is
//	    being merged with them.
//	I7  Marks are all clear between matches.
//
// # Cost
//
// Of n subscriptions: a match searches at most about log₃(n/HeadSize) segments and
// HeadSize conjunctions one by one, some nanoseconds each. Subscribe takes constant
// time, and each subscription is merged O(log n) times in the background; where
// that does not keep up, Subscribe waits. Unsubscribe and Replace search for the
// order in O(log² n) and copy half a kilobyte. SubscribeAll of many builds one segment. A
// subscription takes about 60 bytes beside its ID, the binary form of its expression
// and its index. Goroutines exist only while there is something to merge.
package engine
