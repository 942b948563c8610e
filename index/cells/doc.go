// Package cells divides the codes of an attribute into cells of about equal load:
// the discretization that the published algorithms make of a numeric domain, for
// domains of any values.
//
// # Terms
//
//	cell       the codes from one start up to the next
//	end        the first or the last code of a span
//	quantiles  starts such that each cell holds about as many ends as any other
//
// # From code to cell
//
//	code    0 │ 1 ............... │ ......... │ .. │ ................. 2^64-1
//	cell    0 │ 1                 │ 2         │ 3  │ 4
//	        absent     ▲ starts are range ends, so many ranges end where a cell does
//
// The papers cut a domain such as [0, 1) into cells of equal width. A code is the
// rank of a value among all values of all kinds, so equal widths would tell
// nothing; quantiles of the ends do for any domain what equal widths do for uniform
// ends, and better for others.
//
// # Invariants
//
//	I1  Cell 0 is the code 0 alone: the attribute is absent. Cell 1 begins at 1.
//	I2  Starts ascend strictly.
//
// # Cost
//
// 8 bytes a cell; a lookup is a binary search without branches, about 20 ns among
// a thousand cells.
package cells
