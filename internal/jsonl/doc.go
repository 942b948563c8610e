// Package jsonl reads files of JSON lines, and says exactly where in them
// something is wrong.
//
// # Terms
//
//	line    the text up to a line feed, or up to the end of the file; a carriage
//	        return before the line feed is no part of it
//	place   file, line and column; both count from 1, a column is a rune of the
//	        line, and each byte that is no UTF-8 is one too
//	bad     said of a line: it is reported and can be skipped
//	failed  said of the input: no line can be read any more
//
// # From file to line
//
//	io.Reader ─▶ buffer ─▶ gzip, if it is ─▶ byte order mark off ─▶ buffer ─▶ Next
//
// What is gzip is told by its first two bytes, whatever the name of the file; a
// file whose name ends in .gz must be.
//
// # Invariants
//
//	I1  Every line is counted: the blank, the bad and the last without a line feed.
//	I2  A line longer than MaxLine is an *Error, and the next call goes on after it.
//	I3  Lines before a failure of the input were returned; a part of a line never is.
//	I4  The underlying reader is asked for more only when no whole line is buffered.
//
// # Cost
//
// A line that lies inside the buffer is not copied. Memory is bounded by the
// buffers and, after a line longer than those, by MaxLine.
package jsonl
