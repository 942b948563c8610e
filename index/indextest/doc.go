// Package indextest is the conformance test of matching algorithms: what one
// line of test in the package of each puts it through.
//
//	func TestIndex(t *testing.T) { indextest.Run(t, newIndex) }
//	func FuzzIndex(f *testing.F) { indextest.Fuzz(f, newIndex) }
//	func BenchmarkIndex(b *testing.B) { indextest.Benchmark(b, newIndex) }
//
// # Terms
//
//	subject   the index under test, with a dictionary, an encoder and a model
//	model     the conjunctions that are in the subject, by ID
//	rule      an expression and the conjunctions that it was lowered to
//	mode      as inserted, or compiled before each round of matches (index.Compiler)
//	part      one of the tests that Run runs
//
// # What is asked
//
//	randexpr ─▶ expression ─┬─ lowered ─▶ conjunctions ─▶ Insert, Delete, Compile
//	    │                   │                                │
//	    │                   ▼                                ▼
//	    └─────▶ event ─▶ oracle ──── the same IDs? ◀──── AppendMatches, Count
//
// Parts that compare with the oracle look through lowering and encoding too. The
// others compare with Conjunction.Satisfied, or an index with another of its kind.
//
// # Invariants
//
//	I1  All randomness comes from Seed or the seed given, which each failure names.
//	I2  Each match is checked for what holds of every match: no ID twice, what dst
//	    held is kept, and Count is the number of IDs.
//	I3  A failure names the event, the IDs missing and the IDs extra.
//
// # Cost
//
// Run compares at least 2,000,000 pairs of an event and an expression with the
// oracle, 100,000 with -short. It takes some seconds, most of them the oracle's.
package indextest
