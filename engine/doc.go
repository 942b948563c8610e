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
//	key         one of a few single values that a conjunction asks an attribute for
//	lanes       conjunctions without key, of which 32 are tested at once
//	cell        one of many intervals of an attribute's codes, as lanes tell them apart
//	tombstones  the subscriptions of a segment that are gone
//	part        a segment and its tombstones at one moment
//	snapshot    all parts, the head and the dictionary at one moment
//	weight      of a segment, how many subscriptions or conjunctions are not gone
//	tier        segments of like weight; one of the next is four times as heavy
//	merge       several segments made into one, without what is gone
//	rewriting   a merge of all, on a new dictionary
//	late        a segment's conjunctions for events with several values, not yet indexed
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
//	Match ──▶ encode once ──▶ index of each part, head by keys and one by one ──▶ not gone, each once ──▶ IDs
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
// Once a tier has four segments they are merged, with all lighter ones, into one of
// the next. A merge runs beside others only if it is much lighter than they are, so
// that the long ones hold up no short ones and yet leave processors to those who
// match.
//
// Few conjunctions are not indexed, nor is what an index refuses. Those that have a key
// are found by it in a hash table, which grows by appending as all of the head does; the
// others are matched one after the other. Where the processor has AVX-512, each 32 of these
// are put into lanes once they are there: their four narrowest terms in cells, which all
// are tested together, so that few are left to be matched. A head may so have up to
// eight times as many with a rare key or narrow terms as others, and is merged the later. Light
// segments of recent subscriptions hold these as they were given; in the others each is
// kept in binary form, with the strings that many of a segment have kept once, and a
// merge lowers it again. Where a subscription is needs no
// table: its order is searched for in the segments, whose orders ascend.
//
// Two comparisons such as price >= 1 && price < 5 make a second conjunction that
// only an event with several prices can satisfy (see predicate.Conjunction.Several).
// An indexed segment counts these, and remembers on which attributes. The first
// event with several values there has them lowered and indexed, while other such
// events wait; from then on merges do it beforehand.
//
// # What is seen
//
//   - A match that begins after a change has returned sees it.
//   - A match sees all of a change, be it of many subscriptions, or nothing of it.
//   - Two matches of one goroutine never go back in time.
//   - All events of one MatchBatch see the same.
//   - A number in a bitmap of MatchBitmap is a subscription's order: it stands for the
//     same one in all bitmaps, before and after, until that is gone.
//
// # Invariants
//
//	I1  A snapshot, and all that can be reached from it, never changes but by late
//	    conjunctions being indexed, which no answer depends on.
//	I2  Each record's order is live in one place of the newest snapshot, and each
//	    live place has a record.
//	I3  All segments of a snapshot use its dictionary.
//	I4  The orders of a segment ascend, unless it is a head, or was one, in which a
//	    subscription was replaced.
//	I5  A segment being merged stays in the snapshot until the merge is installed.
//	I6  While no merge runs, each tier has less than four segments, and no segment
//	    has lost more than a third of its subscriptions, or four fifths where it is no
//	    larger than a head may be, segments aside whose merge has failed, which would
//	    be a bug.
//	I7  Marks are all clear between matches.
//	I8  A hash table of keys leads a copy of it to each entry that was there when it
//	    was copied; to later ones it may lead, but only to pass them by.
//	I9  A conjunction that an event satisfies passes the rows of its lane. Blocks of lanes
//	    are full, and never change.
//
// # Cost
//
// Of n subscriptions: a match searches at most 3·log₄(n/HeadSize) segments, of which
// each costs up to a few microseconds beside what it finds. In the head and in those
// without an index it looks up each attribute of the event that has keys, in some
// nanoseconds, and goes through the conjunctions without one, at most HeadSize of a
// head, some nanoseconds each, or in lanes a fraction of that.
// Subscribe takes a few microseconds, and each subscription is merged log₄(n/HeadSize)
// times in the background, some microseconds each; Subscribe waits for that only when it
// is hundreds of segments behind.
// Unsubscribe and Replace search for the order in O(log² n) and copy half a kilobyte
// and eight bytes for each 4096 subscriptions of the segment. SubscribeAll of many
// builds one segment, on all processors. A subscription takes about 60 bytes beside its
// ID, the binary form of its expression and its index; the most recent eight thousand or
// so, if they came one by one, some kilobytes more. What is removed is given back once a
// third of its segment is gone, or four fifths of a light one, but for attributes and for
// tests that are no ranges, which all segments share: these once half as many
// subscriptions are gone as are left, and all is written again. Goroutines exist only
// while there is something to merge, or to load.
package engine
