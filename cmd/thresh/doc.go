// Command thresh matches a user's own events against a user's own subscriptions.
//
//	thresh match -subs FILE [-events FILE|-] [-format FORMAT] [-algo NAME] [-count] [-skip-invalid]
//	thresh check -subs FILE
//	thresh explain -subs FILE -id ID [-events FILE|-] [-read FORMAT] [-format text|json] [-skip-invalid]
//	thresh convert -from LANGUAGE [-to where|pattern] [-single-objects] [-skip-invalid] FILE
//	thresh help [COMMAND]
//	thresh version
//
// # Terms
//
//	command  what the first argument names; it reads files and writes lines
//	session  one run of a command: its input and output, and who may use them
//	turn     the right to write, which a command gives away while it waits for input
//
// # From bytes to bytes
//
//	subscriptions ─▶ jsonl ─▶ subsfile ─▶ engine
//	                                        │
//	events ─▶ jsonl ─▶ predicate.Builder ─▶ matches, a line an event ─▶ stdout
//	  ▲                                                                    │
//	  └────────── read on only when all lines are flushed ◀────────────────┘
//
//	bindings, selectors, policies ─▶ jsonl ─▶ subsfile ─▶ subscriptions ─▶ stdout
//
// # Invariants
//
//	I1  Output consists of whole lines, whatever ends the command.
//	I2  Before input is waited for, all output is flushed; what a Ctrl-C finds
//	    waiting has nothing left to write.
//	I3  What goes wrong with a file is said with its place, on stderr, and nothing
//	    but results is on stdout.
//
// # Exit codes
//
// 0 all right, a broken pipe included; 1 bad input; 2 wrong usage; 130 interrupted.
//
// # Cost
//
// Memory is the engine's, and a line's at a time: at most 16 MiB for a long one.
// What is converted is kept until all of it is known to be good.
package main
