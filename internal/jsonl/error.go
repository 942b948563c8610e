package jsonl

import (
	"errors"
	"fmt"
)

// ErrLineTooLong says that a line is longer than [MaxLine].
var ErrLineTooLong = errors.New("the line is longer than 16 MiB")

// ErrTruncated says that compressed data ends too early.
var ErrTruncated = errors.New("the compressed data ends too early; is the file complete?")

// ErrNotGzip says that a file is not compressed although its name ends in .gz.
var ErrNotGzip = errors.New("the name ends in .gz, but the file is not gzip data")

// Error says what is wrong with a line, and where.
type Error struct {
	File   string
	Line   int // from 1
	Column int // from 1, in runes
	Err    error
}

// Error returns file:line:column: message.
func (e *Error) Error() string { return fmt.Sprintf("%s:%d:%d: %v", e.File, e.Line, e.Column, e.Err) }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// ReadError says that the input failed, and up to where it was read: no more
// lines can be.
type ReadError struct {
	File   string
	Line   int // from 1
	Column int // from 1, in runes
	Err    error
}

// Error returns file:line:column: message.
func (e *ReadError) Error() string { return (*Error)(e).Error() }

// Unwrap returns the cause.
func (e *ReadError) Unwrap() error { return e.Err }
