// Package profile says what subscriptions and events look like, as far as that
// decides how they are matched, and which subscriptions are suspicious.
//
// # Terms
//
//	equality    a predicate on one value, or on one of several
//	range       a predicate on values of one kind, between two ends or on one side
//	residual    a predicate that tests a string's inside: contains, matches, wildcard
//	other       a predicate that most values pass: a negation, presence, absence
//	broad       said of a conjunction none of whose predicates leads an index to it
//	unseen      said of an attribute that is tested and that no event has
//
// # From subscriptions to a profile
//
//	subscription ─▶ conjunctions ─▶ predicates, each of one kind ─┐
//	event ────────▶ attributes ───────────────────────────────────┼─▶ Profile
//	both ─────────▶ engine ─▶ matches of each ────────────────────┘
//
// # Invariants
//
//	I1  Equalities, Ranges, Residuals and Others add up to Predicates.
//	I2  IDs are named in the order in which they were added, save where the most of
//	    something is named.
//
// # Cost
//
// Linear in the predicates. The engine is one with the default index, which is given
// up afterwards.
package profile
