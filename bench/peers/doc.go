// Command peers measures engines from outside of this project beside it, on the
// files that matchbench gen writes. It has those that are written in Go, and the
// translation for those that are not. The script run.sh builds and runs all of them.
//
//	peers prepare -dir DIR                         decide and translate
//	peers citylots -dir DIR -lines N               write a workload of real JSON, decided and translated
//	peers run -dir DIR -algo NAME -subs N -time D  measure an engine written in Go
//	peers collect -algo NAME -workload W -subs N   complete the lines of any driver
//	peers list                                     the engines, with their kind of input
//
// # Terms
//
//	peer        an engine that is measured, thresh itself included
//	driver      the program that runs it: this one, or one in the directories below
//	kinds       the type that each attribute has in all events and subscriptions
//	decided     an event of which the oracle has said what matches it
//	input       json: matching includes parsing; event: it gets an event of its own form
//	cannot say  a workload needs what the language or the API of a peer has not
//	citylots    a file of plots of land, with rule sets that are event patterns
//
// # From workload to lines
//
//	matchbench gen ──▶ subscriptions.jsonl ─┬─▶ oracle ─────▶ expected.jsonl ──────┐
//	                   events.jsonl ────────┤                                      ▼
//	                                        └─▶ translate ──▶ PEER.tsv ──▶ driver: load, verify, time
//	                                                └─▶ PEER.cannot           │
//	                                                       └───▶ collect ◀────┘ ──▶ one line of JSON
//
//	citylots (lines, rule sets) ─▶ DIR/SET/ with the same files, of each rule set
//
// expected.jsonl has a line an event, the numbers of the subscriptions that match
// it, ascending. PEER.tsv has lines of a subscription's number, a tab and its text
// in the peer's language, several of them for a disjunction where the peer has no
// other. kinds.tsv names the attributes and their kinds: int, float, string, bool.
// The first n subscriptions of many are those of few, so that one preparation serves
// all sizes.
//
// In citylots the rules are event patterns: Event Ruler is given their texts, Quamina what
// they mean in its language. The engines that take JSON are measured, on all lines, each
// rule set as parameters of one workload. Where rules test numbers the lines' are written
// in their shortest form: Event Ruler takes others as text, on purpose.
//
// # Method
//
// A driver loads, takes the live memory, garbage collected before and after, matches
// every event once and compares the result with the oracle's; then it times complete
// passes over all events on one thread, one at least, until a second is over. The clock
// is read after each event, which gives the percentiles; where an event takes less than
// 2 µs, every other pass is timed as a whole, and the mean is of those alone. Mean and
// percentiles are by the clock, cpu_mean_ns is what the processor spent on that thread:
// what a collector does on other threads is in neither. (a-tree never is so fast that its
// driver would need the second kind of pass.)
//
// # Invariants
//
//	I1  A peer that gives a wrong answer has no figures, but the reason in their place.
//	I2  A subscription is translated exactly, or the peer cannot say the workload.
//	I3  All peers of a cell answer for the same events and subscriptions.
//	I4  What could not be measured has a line that says why.
//
// Translation of expressions relies on uniform events: each attribute present, of one
// value and of one kind, as languages differ on what is not there. Of other workloads
// only this project's engine has figures, and citylots, whose patterns all understand
// alike.
package main
