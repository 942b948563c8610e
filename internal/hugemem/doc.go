// Package hugemem allocates large slices on huge pages where the system has them.
//
// A processor remembers the places of some thousand pages. A match that visits a
// few thousand places of a structure of many megabytes therefore pays for a walk
// of the page tables at each of them, unless pages are 2 MiB instead of 4 KiB.
//
// # Terms
//
//	huge page  2 MiB of memory with one entry in the page tables
//
// # How
//
//	Make(n) ─▶ Go heap ─▶ advise the kernel of each whole 2 MiB inside the slice
//
// The memory is ordinary memory of the Go heap: the collector frees it when
// nothing refers to it, so that nothing can leak, and a system without huge pages
// gives small ones.
//
// # Invariants
//
//	I1  A slice is zero and has the asked length, with or without huge pages.
//	I2  Advice is given for whole huge pages inside the slice alone.
//
// # Cost
//
// Two system calls a slice above the threshold; none below.
package hugemem
