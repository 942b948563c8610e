package gen

import (
	"bufio"
	"fmt"
	"io"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/thresh-dev/thresh/predicate"
)

// WriteSubscriptions writes the first n subscriptions as a subscriptions file,
// one JSON object a line, with the ids s0, s1, …:
//
//	{"id":"s0","where":"between(a3, 10, 400) && …"}
//
// The error is out's.
func (w *Workload) WriteSubscriptions(out io.Writer, n int) error {
	bw := bufio.NewWriterSize(out, 1<<16)
	var line []byte
	i := 0
	for e := range w.Subscriptions(n) {
		line = append(line[:0], `{"id":"s`...)
		line = strconv.AppendInt(line, int64(i), 10)
		line = append(line, `","where":`...)
		line = appendJSONString(line, e.String())
		line = append(line, "}\n"...)
		if _, err := bw.Write(line); err != nil {
			return fmt.Errorf("gen: write subscriptions: %w", err)
		}
		i++
	}
	if err := bw.Flush(); err != nil {
		return fmt.Errorf("gen: write subscriptions: %w", err)
	}
	return nil
}

// WriteEvents writes the first n events, or all there are if they are fewer, as
// JSON, one object a line. Recorded events are written as they were recorded. The
// error is out's.
func (w *Workload) WriteEvents(out io.Writer, n int) error {
	bw := bufio.NewWriterSize(out, 1<<16)
	for line := range first(n, w.src.lines) {
		bw.Write(line) // a bufio.Writer keeps its first error
		if err := bw.WriteByte('\n'); err != nil {
			return fmt.Errorf("gen: write events: %w", err)
		}
	}
	if err := bw.Flush(); err != nil {
		return fmt.Errorf("gen: write events: %w", err)
	}
	return nil
}

// appendFields appends a JSON object of the fields.
func appendFields(dst []byte, fields []field) []byte {
	dst = append(dst, '{')
	for i, f := range fields {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendJSONString(dst, f.path)
		dst = append(dst, ':')
		if len(f.more) == 0 {
			dst = appendScalar(dst, f.value)
			continue
		}
		dst = appendScalar(append(dst, '['), f.value)
		for _, v := range f.more {
			dst = appendScalar(append(dst, ','), v)
		}
		dst = append(dst, ']')
	}
	return append(dst, '}')
}

// appendScalar appends a string, number or truth value as JSON writes it.
func appendScalar(dst []byte, v predicate.Value) []byte {
	if v.Kind() == predicate.KindString {
		return appendJSONString(dst, v.Text())
	}
	return append(dst, v.String()...)
}

// appendJSONString appends s, which is valid UTF-8, as a JSON string.
func appendJSONString(dst []byte, s string) []byte {
	dst, err := jsontext.AppendQuote(dst, s)
	assertNoError(err)
	return dst
}
