// Package catalog names the matching algorithms there are.
//
//	name ─▶ Lookup ─▶ Algorithm.New(dictionary) ─▶ index.Index
//
// # Terms
//
//	algorithm   an implementation of index.Index, one package each
//	name        what a command line calls it, which is also its package's name
//	size        a number that may follow the name of some: "hem:64"
//
// # Invariants
//
//	I1  Names are not empty and no two are the same.
//	I2  All lists the algorithms by name.
//
// # Cost
//
// A walk through a handful of entries. It is for setting up, not for matching.
package catalog
