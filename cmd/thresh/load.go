package main

import (
	"errors"
	"io"

	"github.com/thresh-dev/thresh/internal/jsonl"
	"github.com/thresh-dev/thresh/internal/subsfile"
	"github.com/thresh-dev/thresh/predicate"
)

// onBad decides about a line that is bad: it returns the error that is to end the
// reading, nil to go on.
type onBad func(err *jsonl.Error) error

// stop ends the reading at the first bad line.
func stop(err *jsonl.Error) error { return err }

// bad returns what the flag -skip-invalid asks for.
func (s *session) bad(skip bool) onBad {
	if !skip {
		return stop
	}
	return func(err *jsonl.Error) error {
		s.report(err)
		return nil
	}
}

// subscriptions calls use for each subscription of the file. An error of use ends
// the reading.
func (s *session) subscriptions(name string, bad onBad, use func(subsfile.Record) error) error {
	lines, done, err := s.open(name)
	if err != nil {
		return err
	}
	defer done()
	records := subsfile.NewReader(lines, predicate.Options{})
	for {
		record, err := records.Read()
		if err == nil {
			err = use(record)
		} else {
			err = bad.decide(err)
		}
		if err == nil {
			err = s.interruption()
		}
		if err != nil {
			return ended(err)
		}
	}
}

// decoder has the builder make the event that a line says. Its errors are of type
// *predicate.JSONError.
type decoder func(b *predicate.Builder, line []byte) error

// events calls use for each event of the file, with its line number from 0. The
// event is valid until use returns. An error of use ends the reading.
func (s *session) events(name string, decode decoder, bad onBad, use func(n int, ev *predicate.Event) error) error {
	lines, done, err := s.open(name)
	if err != nil {
		return err
	}
	defer done()
	var b predicate.Builder
	for {
		ev, err := nextEvent(&b, decode, lines)
		if err == nil {
			err = use(lines.Line()-1, ev)
		} else {
			err = bad.decide(err)
		}
		if err == nil {
			err = s.interruption()
		}
		if err != nil {
			return ended(err)
		}
	}
}

// nextEvent reads the next line that is not blank. The errors are those of
// jsonl.Reader.Next, and a *jsonl.Error for a line that is no event.
func nextEvent(b *predicate.Builder, decode decoder, lines *jsonl.Reader) (*predicate.Event, error) {
	for {
		line, err := lines.Next()
		if err != nil {
			return nil, err
		}
		if jsonl.Blank(line) {
			continue
		}
		if err := decode(b, line); err != nil {
			return nil, placeInEvent(lines, len(line), err)
		}
		return b.Event()
	}
}

// placeInEvent turns the offset of an error into a place.
func placeInEvent(lines *jsonl.Reader, length int, err error) error {
	offset := 0
	if je := (*predicate.JSONError)(nil); errors.As(err, &je) {
		offset, err = je.Offset, je.Err
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		offset, err = length, errors.New("the line ends inside the event")
	}
	return lines.At(offset, err)
}

// decide asks about an error that is of a bad line, and returns any other.
func (b onBad) decide(err error) error {
	if bad := (*jsonl.Error)(nil); errors.As(err, &bad) {
		return b(bad)
	}
	return err
}

// ended returns nil for the end of the file.
func ended(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
