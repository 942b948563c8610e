// Package nearest finds the name that was probably meant by a mistyped one.
//
// # Terms
//
//	edit      inserting, deleting or replacing a byte, or exchanging two neighbours
//	distance  the fewest edits that make one word of another (the restricted
//	          distance of Damerau, CACM 1964, and Levenshtein, 1966)
//
//	"flihgts" ──distance 1──▶ "flights"
//	          ──distance 7──▶ "w1"
//
// # Invariants
//
//	I1  A name that needs more edits than a third of the word and one is not meant, nor
//	    one that keeps nothing of the word.
//
// # Cost
//
// The product of the lengths, for each name.
package nearest
