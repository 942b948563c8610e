package predicate

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// MaxJSONDepth is how deep an event may nest.
const MaxJSONDepth = 1000

// JSONError says what is wrong with a JSON document, and where.
type JSONError struct {
	Offset int // bytes before the place
	Err    error
}

func (e *JSONError) Error() string { return fmt.Sprintf("offset %d: %v", e.Offset, e.Err) }

// Unwrap returns the cause.
func (e *JSONError) Unwrap() error { return e.Err }

// ParseJSON makes an event of one JSON object. It is DecodeJSON with a Builder of
// its own.
func ParseJSON(data []byte) (*Event, error) {
	var b Builder
	if err := b.DecodeJSON(data); err != nil {
		return nil, err
	}
	return b.Event()
}

// DecodeJSON resets the builder and adds what the JSON object in data says:
//
//   - a member of an object gives its value to the path of the names down to it;
//   - the elements of an array are several values of the array's own path, arrays
//     of arrays flattened, so that an empty array says nothing;
//   - an object gives its own path the value [Object];
//   - a number that is written as an integer and fits int64 or uint64 is that
//     integer, any other the nearest float64.
//
// The document must be one object of valid UTF-8 with no name twice in an object,
// nested at most MaxJSONDepth deep, and no number beyond the float64 range. The
// error is a *JSONError; the builder then holds no event. The builder keeps no
// reference to data.
func (b *Builder) DecodeJSON(data []byte) error {
	b.Reset()
	err := b.json.read(b, data)
	if err != nil {
		b.Reset()
	}
	return err
}

// jsonReader walks one document.
type jsonReader struct {
	dec  *jsontext.Decoder
	in   bytes.Buffer
	path []byte
	text []byte
}

func (r *jsonReader) read(b *Builder, data []byte) error {
	r.in = *bytes.NewBuffer(data)
	defer func() { r.in = bytes.Buffer{} }()
	if r.dec == nil {
		r.dec = jsontext.NewDecoder(&r.in)
	} else {
		r.dec.Reset(&r.in)
	}
	r.path = r.path[:0]
	if k := r.dec.PeekKind(); k != jsontext.KindBeginObject {
		if _, err := r.dec.ReadValue(); err != nil {
			return r.fail(err)
		}
		return &JSONError{int(r.dec.InputOffset()), fmt.Errorf("an event is a JSON object, not %s", nameOf(k))}
	}
	if err := r.object(b); err != nil {
		return r.fail(err)
	}
	if _, err := r.dec.ReadToken(); !errors.Is(err, io.EOF) {
		if err == nil {
			err = errors.New("more text after the event")
		}
		return r.fail(err)
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

// fail gives an error its place.
func (r *jsonReader) fail(err error) error {
	if je := (*JSONError)(nil); errors.As(err, &je) {
		return err
	}
	if se := (*jsontext.SyntacticError)(nil); errors.As(err, &se) {
		return &JSONError{int(se.ByteOffset), se.Err}
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return &JSONError{int(r.dec.InputOffset()), err}
}

// open reads the beginning of an object or array.
func (r *jsonReader) open() error {
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	if r.dec.StackDepth() > MaxJSONDepth {
		return fmt.Errorf("nested deeper than %d levels", MaxJSONDepth)
	}
	return nil
}

// object reads an object whose path is r.path.
func (r *jsonReader) object(b *Builder) error {
	if err := r.open(); err != nil {
		return err
	}
	n := len(r.path)
	top := r.dec.StackDepth() == 1
	for r.dec.PeekKind() != jsontext.KindEndObject {
		raw, err := r.dec.ReadValue()
		if err != nil {
			return err
		}
		if r.text, err = jsontext.AppendUnquote(r.text[:0], raw); err != nil {
			return err
		}
		if !top {
			r.path = append(r.path, '.')
		}
		r.path = appendName(r.path, r.text)
		if err := r.value(b, -1); err != nil {
			return err
		}
		r.path = r.path[:n]
	}
	_, err := r.dec.ReadToken()
	return err
}

// value reads the next value, which belongs to r.path. The slot of that path is
// given if it is known, else -1.
func (r *jsonReader) value(b *Builder, slot int32) error {
	k := r.dec.PeekKind()
	if k == jsontext.KindBeginArray {
		return r.array(b, slot)
	}
	if k == jsontext.KindInvalid {
		_, err := r.dec.ReadValue()
		return err
	}
	if slot < 0 {
		slot = b.slotOfBytes(r.path)
	}
	if k == jsontext.KindBeginObject {
		b.event.add(slot, Object())
		return r.object(b)
	}
	raw, err := r.dec.ReadValue()
	if err != nil {
		return err
	}
	v, err := r.scalar(k, raw)
	if err != nil {
		return &JSONError{int(r.dec.InputOffset()) - len(raw), err}
	}
	b.event.add(slot, v)
	return nil
}

func (r *jsonReader) array(b *Builder, slot int32) error {
	if err := r.open(); err != nil {
		return err
	}
	for r.dec.PeekKind() != jsontext.KindEndArray {
		if slot < 0 && r.dec.PeekKind() != jsontext.KindInvalid {
			slot = b.slotOfBytes(r.path)
		}
		if err := r.value(b, slot); err != nil {
			return err
		}
	}
	_, err := r.dec.ReadToken()
	return err
}

func (r *jsonReader) scalar(k jsontext.Kind, raw []byte) (Value, error) {
	switch k {
	case jsontext.KindString:
		var err error
		r.text, err = jsontext.AppendUnquote(r.text[:0], raw)
		return String(string(r.text)), err
	case jsontext.KindNumber:
		return ParseNumber(raw)
	case jsontext.KindTrue, jsontext.KindFalse:
		return Bool(k == jsontext.KindTrue), nil
	default:
		return Null(), nil
	}
}

// ParseNumber returns the value of a number in JSON's notation: an integer that
// fits int64 or uint64 exactly, any other number as the nearest float64. It is an
// error if that is infinite.
func ParseNumber(text []byte) (Value, error) {
	s := string(text)
	if !bytes.ContainsAny(text, ".eE") {
		if i, err := strconv.ParseInt(s, 10, 64); err == nil {
			return Int(i), nil
		}
		if u, err := strconv.ParseUint(s, 10, 64); err == nil {
			return Uint(u), nil
		}
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		if len(s) > 40 {
			s = s[:40] + "…"
		}
		return Value{}, fmt.Errorf("number %s is beyond the range of float64", s)
	}
	return Float(f), nil
}
