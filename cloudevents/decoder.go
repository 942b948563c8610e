package cloudevents

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/thresh-dev/thresh/predicate"
)

// What can be wrong with a CloudEvent, beside its JSON.
var (
	// ErrMissing says that an attribute is missing that every event has.
	ErrMissing = errors.New("no CloudEvent: a required attribute is missing")
	// ErrName says that the name of an attribute is not of a to z and 0 to 9.
	ErrName = errors.New("no CloudEvent: bad attribute name")
	// ErrValue says that an attribute has a value that it may not have.
	ErrValue = errors.New("no CloudEvent: bad value")
	// ErrData says that data is not what the event says it is.
	ErrData = errors.New("no CloudEvent: bad data")
)

// Decoder reads events and reuses its memory. The zero Decoder is ready. It is for
// one goroutine.
type Decoder struct {
	dec  *jsontext.Decoder
	in   bytes.Buffer
	text []byte // of a string, without its escapes
}

// Decode resets the builder and adds what the document, one event, says. The error
// is a *predicate.JSONError that wraps ErrMissing, ErrName, ErrValue or ErrData
// where the document is JSON but no CloudEvent; the builder then holds no event. No
// reference to the document is kept.
func (d *Decoder) Decode(b *predicate.Builder, document []byte) error {
	if err := b.DecodeJSON(document); err != nil {
		return err
	}
	err := d.check(document)
	d.release(len(document))
	if err != nil {
		b.Reset()
	}
	return err
}

// maxKept is the largest document whose memory is kept for the next.
const maxKept = 1 << 20

// release lets go of the document, and of memory that only a large one needs.
func (d *Decoder) release(size int) {
	d.in = bytes.Buffer{}
	if size > maxKept {
		d.dec, d.text = nil, nil
	} else {
		d.dec.Reset(&d.in)
	}
}

// place is where a value is, and the value as it stands.
type place struct {
	at    int
	value jsontext.Value // nil if there is none
}

// contents are the members that belong together.
type contents struct {
	data, base64 place
	json         bool // data is JSON
}

// attributes are those that every event has: which of them there are.
type attributes struct{ specversion, id, source, kind bool }

func (a *attributes) add(name string) {
	switch name {
	case "specversion":
		a.specversion = true
	case "id":
		a.id = true
	case "source":
		a.source = true
	case "type":
		a.kind = true
	}
}

// missing returns the name of the first that is not there, or nothing.
func (a *attributes) missing() string {
	switch {
	case !a.specversion:
		return "specversion"
	case !a.id:
		return "id"
	case !a.source:
		return "source"
	case !a.kind:
		return "type"
	default:
		return ""
	}
}

// check says whether a document, which is a JSON object, is a CloudEvent.
func (d *Decoder) check(document []byte) error {
	d.in = *bytes.NewBuffer(document)
	if d.dec == nil {
		d.dec = jsontext.NewDecoder(&d.in)
	} else {
		d.dec.Reset(&d.in)
	}
	if _, err := d.dec.ReadToken(); err != nil {
		return err
	}
	start := int(d.dec.InputOffset()) - 1
	c := contents{json: true}
	var seen attributes
	for d.dec.PeekKind() != jsontext.KindEndObject {
		if err := d.member(document, &c, &seen); err != nil {
			return err
		}
	}
	if name := seen.missing(); name != "" {
		return at(start, "%w: %q", ErrMissing, name)
	}
	return c.check()
}

// member reads and checks one member at the top.
func (d *Decoder) member(document []byte, c *contents, seen *attributes) error {
	raw, nameAt, err := d.read(document)
	if err != nil {
		return err
	}
	d.text, err = jsontext.AppendUnquote(d.text[:0], raw)
	if err != nil {
		return err
	}
	name := string(d.text)
	value, valueAt, err := d.read(document)
	if err != nil {
		return err
	}
	null := value.Kind() == jsontext.KindNull // as good as absent
	switch {
	case null && (name == "data" || name == "data_base64"):
		return nil
	case name == "data":
		c.data = place{valueAt, value}
		return nil
	case name == "data_base64":
		c.base64 = place{valueAt, value}
		return nil
	case !validName(name):
		return at(nameAt, "%w %.100q: names have letters a to z and digits alone", ErrName, name)
	case null:
		return nil
	}
	if d.text, err = checkAttribute(name, value, d.text[:0]); err != nil {
		return at(valueAt, "%w: %q %w", ErrValue, name, err)
	}
	seen.add(name)
	if name == "datacontenttype" {
		c.json = isJSON(string(d.text))
	}
	return nil
}

// read returns a name or a value as a part of the document, and its offset.
func (d *Decoder) read(document []byte) (jsontext.Value, int, error) {
	v, err := d.dec.ReadValue()
	end := int(d.dec.InputOffset())
	return document[end-len(v) : end], end - len(v), err
}

// at returns an error at the offset.
func at(offset int, format string, args ...any) error {
	return &predicate.JSONError{Offset: offset, Err: fmt.Errorf(format, args...)}
}
