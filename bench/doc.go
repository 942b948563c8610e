// Package bench measures matching algorithms, verifies them against the oracle,
// and reports what it found. It prints nothing and reads no flags: results go to
// functions and writers that the caller passes.
//
// # Terms
//
//	workload   subscriptions and events that come from one Source
//	cell       one workload, one number of subscriptions, one algorithm
//	mode       what a match is to give: the ids, or their count
//	session    what one goroutine matches with
//	verdicts   per event, the subscriptions that the oracle says match
//
// # From workload to result
//
//	Source ──▶ expressions ──▶ oracle on the first events ──▶ verdicts ─┐
//	   │            └─▶ lowered ──▶ inserted, compiled ──▶ session ──▶ verified ──▶ timed ──▶ Result
//	   └─────▶ events ───────────────────────────────────────┴─────────────────────┘
//
// # Method
//
// Loading. Subscriptions are streamed, a batch at a time, from the Source into a
// fresh index, and never kept as trees. LowerSeconds is the time it takes to
// lower them, BuildSeconds that of insertion and, where the index has it,
// Compile. Generation is in neither.
//
// Memory. BytesPerSub is the growth of the live heap, garbage collected before
// and after, from before the load to after a match of some events, so that the
// scratch memory of one matcher is in it; plus what the index holds off the heap.
//
// Subscriptions of several conjunctions. An index finds conjunctions. Where
// each subscription of a cell is one conjunction, its ID is the subscription's
// number and nothing is added. Otherwise the session maps every ID to its
// subscription and drops the repeated ones, as an engine has to; that is timed, in
// both modes and alike for all algorithms, as without it the answer would not be
// the one asked for. The map is part of BytesPerSub. Conjunctions that only events
// with several values can satisfy (see predicate.Conjunction) are in a second index
// of the same algorithm, asked for such events alone; where no event of the run has
// several values there is none, as an engine makes it only when such an event comes.
//
// Verification. Before any timing the ids and the count of the first events are
// compared with the oracle's verdicts, which are found once per workload, from
// the expressions themselves, on all cores, and extended as sizes grow.
//
// Timing. Encoding the event is part of the match, decoding JSON is not. Events
// are in memory. After a warm-up every event is matched at least once, and then
// all of them again until the time is up: passes are always complete, so that all
// algorithms answer for the same events. One reading of the clock separates an
// event from the next, and its own cost, measured before, is taken off. Where the
// mean is below 2 µs, every other pass is timed as a whole and the mean is of
// those alone. The garbage collector runs before, and is left on: who allocates
// pays.
//
// CPU time. On Linux CPUMeanNS is the mean of the processor time that the system
// accounts to the thread that matches, which is locked to its goroutine, over the
// passes that MeanNS is of. What other programs take of the machine is not in it, nor
// what the collector does on other threads; what they displace from the caches is.
// Algorithms are therefore put in relation by CPU time where both have it.
//
// Limit. StreamBandwidth measures how fast one core reads memory in order. In builds
// with the tag profile a matcher may tell how many bytes of its index it has read
// (index.ByteCounter). XLimit is the mean time in relation to the time to stream as
// many: what is far above 1 waits for memory out of order, or computes; below 1 are
// those that read from caches. Counting takes time, so that such builds are for that
// figure alone.
//
// With several goroutines, with churn, or where Config.Engine asks for it so that
// one goroutine compares with two, an engine with that algorithm is measured in place
// of a bare index. The goroutines take turns at the events of
// common passes; EventsPerSecond is of all together, latencies are each one's.
// Churn replaces subscriptions, one subscribed and one unsubscribed at a time, so
// that their number and kind stay the same; afterwards everything is verified
// again. What a replacement takes is measured too.
//
// Loading. With Config.Load no match is timed. An engine is given all subscriptions at
// once, tens of thousands at a time after they were lowered, whose time does not count.
// After its answers are verified, subscriptions come under new IDs and go under old
// ones, one at a time, 10,000 a second: the latencies are of the one Subscribe and the
// one Unsubscribe by the clock. Now and then a match right after the change looks for
// its effect, on a verified event. Then nearly all go, in batches, until no merge runs;
// memory is compared with what it was. The answers are verified after each part.
//
// Safety. Before a large cell is built, its need of memory is estimated from
// smaller ones, measured or built for the purpose, and compared with what the
// machine and its control groups have left. The need of an index that compiles is
// what it holds before and after, both together. A cell that would not fit is skipped
// with the reason, as is one that runs short while it loads, and one that takes
// longer than Config.Budget; only a compilation that has begun is let to its end.
//
// # Report
//
// WriteReport tells of the machine that was measured last what its results say of
// each kind of workload: the fastest algorithm, and reasons that are kept here for
// pairs of algorithms and shown where the figures bear them out. A cell without a
// figure leads to its reason, which is that of a skipped result or that it was not
// measured. Charts returns what pictures there are to draw, as plain data.
//
// # Advice
//
// Advise measures one's own subscriptions and events: by Run, at growing random
// samples of the subscriptions, with a plan that refuses what is not worth its time.
//
//	Own ─▶ calibrate ─▶ how many events, in which order ─▶ Run ─▶ results by size ─┐
//	 │                                                      └─◀─ plan refuses ◀────┤
//	 └─▶ profile ──────────────────────────────────────────────────────▶ Advice ◀──┘
//
// An algorithm is recommended in place of the engine's default only if it is faster by
// more than a tenth. What ten times as many subscriptions would take is extrapolated by
// the power of n that fits all sizes, and by that of the last two.
//
// # Invariants
//
//	I1  No result is emitted of an algorithm that failed verification in that cell.
//	I2  A result is of complete passes over the same events for every algorithm.
//	I3  A session allocates nothing per match itself.
//	I4  A result is emitted as soon as it is measured.
//
// # Cost
//
// Verification takes time in proportion to subscriptions × verified events, about
// a microsecond each over the number of cores. Measuring takes Config.Time a mode,
// or two passes over the events where that is more.
package bench
