// Package forms keeps the conjunctions of an index by slot, for algorithms that
// need their terms again: to decide a candidate, to delete, or to build anew.
//
// # Terms
//
//	slot    the number of a conjunction in a table, dense from 0, used again
//	span    a part of a term: the spans of one term lie together, in order
//	hull    the least span that holds all spans of a term
//	head    the two terms of a slot that its algorithm looks at first
//	plain   a slot whose terms have one span each, and that needs no check
//
// # Layout
//
//	ID ──where──▶ slot ──records──▶ from, n ──▶ spans[from:from+n] {lo, hi, attribute}
//	              │                               └ term ┘└─ term ─┘
//	              └──ids──▶ ID        checks ──▶ *index.Check, where one is needed
//
// Heads lie with the algorithm, those that are looked at together side by side.
// A candidate is decided from one record and its spans, which lie together: two
// cache misses, whatever the number of terms.
//
// # Invariants
//
//	I1  where[ids[slot]] is slot + 1 for each slot in use, and no other ID leads to it.
//	I2  The terms of a slot are in the order of their attributes, each on its own.
//	I3  A slot is in free just if no ID leads to it.
//	I4  plain counts the slots in use that are plain.
//
// # Cost
//
// 24 bytes a span, 16 a slot and 4 an ID, and 8 more a slot once one needs a check.
// Spans of removed conjunctions are given back once they are half of all.
package forms
