// Matchbench measures matching algorithms on workloads, and checks every one of
// them against the oracle first.
//
//	matchbench [flags]             measure
//	matchbench advise [flags]      say which algorithm suits one's own files
//	matchbench list algos          name what can be measured
//	matchbench list workloads
//	matchbench gen [flags]         write a workload to files
//	matchbench report [files]      draw the tables of results/
//	matchbench roofline            measure how fast memory can be read
//	matchbench help [command]
//
// Exit codes: 0 all right; 1 failed verification, bad input, or something that was
// asked for could not be measured; 2 wrong usage; 130 interrupted, with what was
// measured until then written out.
package main

import "os"

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
