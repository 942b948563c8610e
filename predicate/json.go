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

// The paths of all values of a document together may have this many bytes, and so
// many for each byte of the document. A path repeats the names above it, so that a
// small document might otherwise ask for more memory than there is.
const (
	maxPathBytes        = 1 << 24
	maxPathBytesPerByte = 16
)

var errLongPaths = errors.New("the names of nested objects are too long")

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
// nested at most MaxJSONDepth deep, and no number beyond the float64 range; the
// paths of its values may not have more than 16 MB together and 16 times its
// length. The error is a *JSONError; the builder then holds no event. The builder keeps no
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
	dec  *jsontext.Decoder // of in; between documents it is as new
	in   bytes.Buffer
	size int // of the document
	room int // bytes that paths may still have
	path []byte
	text []byte
}

func (r *jsonReader) read(b *Builder, data []byte) error {
	r.in = *bytes.NewBuffer(data)
	if r.dec == nil {
		r.dec = jsontext.NewDecoder(&r.in)
	}
	r.size = len(data)
	r.room = maxPathBytes + maxPathBytesPerByte*len(data)
	r.path = r.path[:0]
	defer r.release()
	if k := r.dec.PeekKind(); k != jsontext.KindBeginObject {
		raw, err := r.dec.ReadValue()
		if err != nil {
			return r.fail(err)
		}
		return &JSONError{int(r.dec.InputOffset()) - len(raw), fmt.Errorf("an event is a JSON object, not %s", nameOf(k))}
	}
	if err := r.object(b); err != nil {
		return r.fail(err)
	}
	// All of the document is in the decoder's buffer.
	if rest := bytes.TrimLeft(r.dec.UnreadBuffer(), " \t\r\n"); len(rest) > 0 {
		return &JSONError{r.size - len(rest), errors.New("more text after the event")}
	}
	return nil
}

// release lets go of the document, and of memory that only a large one needs.
func (r *jsonReader) release() {
	r.in = bytes.Buffer{}
	if r.size > maxKeptPathBytes { // the decoder keeps the names of the largest object
		r.dec = nil
	} else {
		r.dec.Reset(&r.in)
	}
	if cap(r.path) > maxKeptText {
		r.path = nil
	}
	if cap(r.text) > maxKeptText {
		r.text = nil
	}
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
		return &JSONError{r.size, io.ErrUnexpectedEOF}
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
		if !top {
			r.path = append(r.path, '.')
		}
		if bytes.IndexByte(raw, '\\') < 0 {
			r.path = appendName(r.path, []byte(raw[1:len(raw)-1]))
		} else {
			if r.text, err = jsontext.AppendUnquote(r.text[:0], raw); err != nil {
				return err
			}
			r.path = appendName(r.path, r.text)
		}
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
		var err error
		if slot, err = r.slot(b); err != nil {
			return err
		}
	}
	if k == jsontext.KindBeginObject {
		b.event.add(slot, Object(), b.elem)
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
	b.event.add(slot, v, b.elem)
	return nil
}

// slot returns the slot of r.path.
func (r *jsonReader) slot(b *Builder) (int32, error) {
	if r.room -= len(r.path); r.room < 0 {
		return 0, errLongPaths
	}
	return b.slotOfBytes(r.path), nil
}

func (r *jsonReader) array(b *Builder, slot int32) error {
	if err := r.open(); err != nil {
		return err
	}
	array, outer := int32(-1), b.elem
	for {
		k := r.dec.PeekKind()
		switch k {
		case jsontext.KindEndArray:
			b.elem = outer
			_, err := r.dec.ReadToken()
			return err
		case jsontext.KindBeginArray, jsontext.KindInvalid: // no value yet
		default:
			if slot < 0 {
				var err error
				if slot, err = r.slot(b); err != nil {
					return err
				}
			}
		}
		if k == jsontext.KindBeginArray || k == jsontext.KindBeginObject {
			b.elem = b.event.newElement(&array, outer)
		} else {
			b.elem = outer
		}
		if err := r.value(b, slot); err != nil {
			return err
		}
	}
}

func (r *jsonReader) scalar(k jsontext.Kind, raw []byte) (Value, error) {
	switch k {
	case jsontext.KindString:
		if inner := raw[1 : len(raw)-1]; bytes.IndexByte(inner, '\\') < 0 {
			return String(string(inner)), nil
		}
		var err error
		r.text, err = jsontext.AppendUnquote(r.text[:0], raw)
		return String(string(r.text)), err
	case jsontext.KindNumber:
		return parseNumber(raw)
	case jsontext.KindTrue, jsontext.KindFalse:
		return Bool(k == jsontext.KindTrue), nil
	default:
		return Null(), nil
	}
}

// ParseNumber returns the value of a number in JSON's notation: an integer that
// fits int64 or uint64 exactly, any other number as the nearest float64. It is an
// error if that is infinite, or if the text is no such number.
func ParseNumber(text []byte) (Value, error) {
	if len(text) == 0 || text[0] != '-' && !isDigit(text[0]) || !isDigit(text[len(text)-1]) || !jsontext.Value(text).IsValid() {
		return Value{}, fmt.Errorf("%q is no number", shorten(text))
	}
	return parseNumber(text)
}

// parseNumber is ParseNumber of a text that is in JSON's notation.
func parseNumber(text []byte) (Value, error) {
	// The conversions do not escape, so that they need no heap.
	if !bytes.ContainsAny(text, ".eE") {
		if text[0] == '-' {
			if i, err := strconv.ParseInt(string(text), 10, 64); err == nil {
				return Int(i), nil
			}
		} else if u, err := strconv.ParseUint(string(text), 10, 64); err == nil {
			return Uint(u), nil
		}
	}
	f, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		return Value{}, fmt.Errorf("number %s is beyond the range of float64", shorten(text))
	}
	return Float(f), nil
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// shorten returns the text, or the beginning of a long one, for a message.
func shorten(text []byte) string {
	const limit = 40
	if len(text) > limit {
		return string(text[:limit]) + "…"
	}
	return string(text)
}
