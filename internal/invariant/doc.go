// Package invariant switches the checks that structures make of themselves.
//
// A structure with invariants has a method check that re-derives them and
// panics where one is broken; each mutation ends with
//
//	if invariant.Enabled {
//		x.check()
//	}
//
// Enabled is a constant, so that a build without the checks holds nothing of
// them. It is true under the race detector and under the build tag
// "invariants". An invariant never changes an answer: it only stops a program
// whose own bug has already made one wrong.
package invariant
