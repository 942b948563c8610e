package jsonscan

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/thresh-dev/thresh/predicate"
)

// errRefused is the error of a document that only the scanner refuses, which would
// be a bug.
var errRefused = errors.New("jsonscan: no JSON object")

// explain returns the error of a document that has one.
func explain(doc []byte) error {
	if err := check(doc); err != nil {
		return err
	}
	return &predicate.JSONError{Err: errRefused}
}

// check reads the document by jsontext, and returns what is wrong with it as
// predicate.Builder.DecodeJSON does, names used twice aside.
func check(doc []byte) error {
	in := bytes.NewBuffer(doc)
	d := jsontext.NewDecoder(in, jsontext.AllowDuplicateNames(true))
	err := checkObject(d)
	if err == nil {
		if rest := bytes.TrimLeft(d.UnreadBuffer(), " \t\r\n"); len(rest) > 0 {
			return &predicate.JSONError{Offset: len(doc) - len(rest), Err: errors.New("more text after the event")}
		}
		return nil
	}
	if je := (*predicate.JSONError)(nil); errors.As(err, &je) {
		return je
	}
	if se := (*jsontext.SyntacticError)(nil); errors.As(err, &se) {
		return &predicate.JSONError{Offset: int(se.ByteOffset), Err: se.Err}
	}
	if errors.Is(err, io.EOF) {
		return &predicate.JSONError{Offset: len(doc), Err: io.ErrUnexpectedEOF}
	}
	return &predicate.JSONError{Offset: int(d.InputOffset()), Err: err}
}

func checkObject(d *jsontext.Decoder) error {
	for first := true; first || d.StackDepth() > 0; first = false {
		k := d.PeekKind()
		in, n := d.StackIndex(d.StackDepth())
		name := in == jsontext.KindBeginObject && n%2 == 0 && k != jsontext.KindEndObject
		if k == jsontext.KindNumber || name || first && k != jsontext.KindBeginObject {
			raw, err := d.ReadValue()
			at := int(d.InputOffset()) - len(raw)
			if err != nil {
				return err
			}
			if first {
				return &predicate.JSONError{Offset: at, Err: fmt.Errorf("an event is a JSON object, not %s", nameOf(k))}
			}
			if name {
				continue
			}
			if _, err := predicate.ParseNumber(raw); err != nil {
				return &predicate.JSONError{Offset: at, Err: err}
			}
			continue
		}
		if _, err := d.ReadToken(); err != nil {
			return err
		}
		if d.StackDepth() > predicate.MaxJSONDepth {
			return fmt.Errorf("nested deeper than %d levels", predicate.MaxJSONDepth)
		}
	}
	return nil
}

func nameOf(k jsontext.Kind) string {
	switch k {
	case jsontext.KindBeginArray:
		return "an array"
	case jsontext.KindString:
		return "a string"
	case jsontext.KindNumber:
		return "a number"
	default:
		return k.String()
	}
}
