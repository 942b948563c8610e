package headers

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/thresh-dev/thresh/predicate"
)

// Parse reads a binding's arguments, one JSON object. The error is an *Error. The
// binding keeps no reference to the text.
func Parse(arguments []byte) (*Binding, error) {
	p := parser{dec: jsontext.NewDecoder(bytes.NewBuffer(arguments)), size: len(arguments)}
	if p.dec.PeekKind() != jsontext.KindBeginObject {
		_, at, err := p.value()
		if err == nil {
			err = &Error{Offset: at, Msg: "the arguments of a binding are a JSON object"}
		}
		return nil, err
	}
	if _, err := p.dec.ReadToken(); err != nil {
		return nil, p.fail(err)
	}
	b := &Binding{}
	for p.dec.PeekKind() != jsontext.KindEndObject {
		if err := p.argument(b); err != nil {
			return nil, err
		}
	}
	if _, err := p.dec.ReadToken(); err != nil {
		return nil, p.fail(err)
	}
	end := int(p.dec.InputOffset())
	if rest := bytes.TrimLeft(arguments[end:], " \t\r\n"); len(rest) > 0 {
		return nil, &Error{Offset: len(arguments) - len(rest), Msg: "more text after the arguments"}
	}
	return b, nil
}

// parser reads one object of arguments.
type parser struct {
	dec  *jsontext.Decoder
	size int
}

// value reads a name or a value, and returns its offset too.
func (p *parser) value() (jsontext.Value, int, error) {
	raw, err := p.dec.ReadValue()
	if err != nil {
		return nil, 0, p.fail(err)
	}
	return raw, int(p.dec.InputOffset()) - len(raw), nil
}

// fail gives an error of the decoder its place.
func (p *parser) fail(err error) error {
	e := &Error{Offset: int(p.dec.InputOffset()), Msg: err.Error(), Err: err}
	if se, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		e.Offset, e.Msg = int(se.ByteOffset), se.Err.Error()
		if errors.Is(se.Err, jsontext.ErrDuplicateName) {
			e.Msg = fmt.Sprintf("duplicate argument %.100q", se.JSONPointer.LastToken())
		}
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		e.Offset, e.Msg = p.size, "the text ends inside the arguments"
	}
	return e
}

// argument reads one argument into the binding.
func (p *parser) argument(b *Binding) error {
	raw, _, err := p.value()
	if err != nil {
		return err
	}
	name, err := jsontext.AppendUnquote(nil, raw)
	if err != nil {
		return p.fail(err)
	}
	h := Header{Name: string(name)}
	raw, at, err := p.value()
	if err != nil {
		return err
	}
	if h.Name == matchName {
		var ok bool
		if text, err := jsontext.AppendUnquote(nil, raw); err == nil && raw.Kind() == jsontext.KindString {
			b.Match, ok = matchNamed(string(text))
		}
		if !ok {
			return &Error{Offset: at, Msg: "x-match is to be all, any, all-with-x or any-with-x"}
		}
		return nil
	}
	if h.Value, err = scalar(raw, at); err != nil {
		return err
	}
	b.Headers = append(b.Headers, h)
	return nil
}

// scalar returns the value that a header is to equal.
func scalar(raw jsontext.Value, at int) (predicate.Value, error) {
	switch raw.Kind() {
	case jsontext.KindNull:
		return predicate.Null(), nil
	case jsontext.KindTrue, jsontext.KindFalse:
		return predicate.Bool(raw.Kind() == jsontext.KindTrue), nil
	case jsontext.KindNumber:
		v, err := predicate.ParseNumber(raw)
		if err != nil {
			return v, &Error{Offset: at, Msg: err.Error(), Err: err}
		}
		return v, nil
	case jsontext.KindString:
		text, err := jsontext.AppendUnquote(nil, raw)
		if err != nil {
			return predicate.Value{}, &Error{Offset: at, Msg: err.Error(), Err: err}
		}
		return predicate.String(string(text)), nil
	case jsontext.KindBeginArray:
		return predicate.Value{}, &Error{Offset: at, Construct: "an array as the value of a header", Msg: "a header equals a scalar"}
	default:
		return predicate.Value{}, &Error{Offset: at, Construct: "a table as the value of a header", Msg: "a header equals a scalar"}
	}
}
