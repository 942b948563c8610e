package main

import (
	"errors"
	"io"

	"github.com/thresh-dev/thresh/internal/eventsfile"
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

// events calls use for each event of the file, with its line number from 0. The
// event is valid until use returns. An error of use ends the reading.
func (s *session) events(name string, decode eventsfile.Decoder, bad onBad, use func(n int, ev *predicate.Event) error) error {
	lines, done, err := s.open(name)
	if err != nil {
		return err
	}
	defer done()
	events := eventsfile.NewReader(lines, decode)
	var b predicate.Builder
	for {
		ev, err := events.Read(&b)
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
