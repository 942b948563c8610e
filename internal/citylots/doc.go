// Package citylots reads a file of San Francisco's plots of land, on which event
// matchers are commonly measured: 206,560 documents of 0.9 KB on average, a line each.
// It is not part of this project: the module of quamina carries it, and the go command
// fetches that. With it are the rules that are matched against the lines: five of each
// kind of test, as Event Ruler's benchmark has them.
//
//	go mod download ──▶ testdata/citylots.jlines.gz ──▶ Lines ──▶ RuleSet.Lines, Shortest
//
// It serves tests and benchmarks alone. Invariant: Lines are as in the file, in its
// order; what is made of them is a copy of the same meaning, but for what is added. The
// cost is about a second, once a process, and 190 MB.
package citylots
