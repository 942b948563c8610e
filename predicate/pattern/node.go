package pattern

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// node is a JSON value and where it stands.
type node struct {
	kind    jsontext.Kind
	at      int    // offset of its beginning
	text    string // of a string what it says, of a number how it is written
	names   []name // of an object, one for each of items
	items   []*node
	escapes bool // of a string: it has escapes
}

// name is the name of a member.
type name struct {
	text string
	at   int
}

// maxDepth is how deep a pattern may nest.
const maxDepth = 200

// reader turns a text into nodes.
type reader struct {
	dec  *jsontext.Decoder
	text string
}

// read returns the value that the text is.
func read(text string) (*node, error) {
	r := reader{
		dec:  jsontext.NewDecoder(bytes.NewBufferString(text), jsontext.AllowDuplicateNames(true)),
		text: text,
	}
	n, err := r.value(0)
	if err == nil {
		if _, end := r.dec.ReadToken(); end != io.EOF { //nolint:errorlint // the decoder's plain end
			at := int(r.dec.InputOffset())
			at += len(text[at:]) - len(strings.TrimLeft(text[at:], " \t\r\n"))
			return nil, errorAt(text, at, errors.New("more text after the pattern"))
		}
		return n, nil
	}
	if e := (*Error)(nil); errors.As(err, &e) {
		return nil, err
	}
	if se := (*jsontext.SyntacticError)(nil); errors.As(err, &se) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, errorAt(text, int(se.ByteOffset), se.Err)
	}
	return nil, errorAt(text, len(text), errors.New("the text ends inside the pattern"))
}

func (r *reader) value(depth int) (*node, error) {
	kind := r.dec.PeekKind()
	if kind != jsontext.KindBeginObject && kind != jsontext.KindBeginArray {
		raw, err := r.dec.ReadValue()
		if err != nil {
			return nil, err
		}
		n := &node{kind: kind, at: int(r.dec.InputOffset()) - len(raw), text: string(raw)}
		if kind == jsontext.KindString {
			text, err := jsontext.AppendUnquote(nil, raw)
			if err != nil {
				return nil, err
			}
			n.text, n.escapes = string(text), len(text) != len(raw)-2
		}
		return n, nil
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return nil, err
	}
	n := &node{kind: kind, at: int(r.dec.InputOffset()) - 1}
	if depth >= maxDepth {
		return nil, errorAt(r.text, n.at, fmt.Errorf("nested deeper than %d levels", maxDepth))
	}
	for {
		k := r.dec.PeekKind()
		if k == jsontext.KindEndObject || k == jsontext.KindEndArray {
			_, err := r.dec.ReadToken()
			return n, err
		}
		if kind == jsontext.KindBeginObject {
			raw, err := r.dec.ReadValue()
			if err != nil {
				return nil, err
			}
			at := int(r.dec.InputOffset()) - len(raw)
			text, err := jsontext.AppendUnquote(nil, raw)
			if err != nil {
				return nil, err
			}
			n.names = append(n.names, name{string(text), at})
		}
		item, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		n.items = append(n.items, item)
	}
}

// what names the kind of value that the node is.
func (n *node) what() string {
	switch n.kind {
	case jsontext.KindBeginObject:
		return "an object"
	case jsontext.KindBeginArray:
		return "an array"
	case jsontext.KindString:
		return "a string"
	case jsontext.KindNumber:
		return "a number"
	default:
		return n.kind.String()
	}
}
