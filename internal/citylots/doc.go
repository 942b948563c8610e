// Package citylots reads a file of San Francisco's plots of land, on which event
// matchers are commonly measured: 206,560 documents of 0.9 KB on average, a line each.
// It is not part of this project: the module of quamina carries it, and the go command
// fetches that.
//
//	go mod download ──▶ testdata/citylots.jlines.gz ──▶ lines
//
// It serves tests and benchmarks alone. Invariant: lines are as in the file, in its
// order. The cost is about a second, once a process, and 190 MB.
package citylots
