package subsfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/thresh-dev/thresh/internal/jsonl"
	"github.com/thresh-dev/thresh/predicate"
)

// Reader reads the records of one file. It is for one goroutine.
type Reader struct {
	lines      *jsonl.Reader
	conversion Conversion // its zero value if the file is a subscriptions file
	options    predicate.Options
	seen       map[string]int // id to line
	dec        *jsontext.Decoder
	in         bytes.Reader
}

// NewReader returns a reader of the subscriptions on the lines. The options are
// those of every subscription.
func NewReader(lines *jsonl.Reader, o predicate.Options) *Reader {
	return NewConverter(Conversion{}, lines, o)
}

// NewConverter returns a reader of the conditions on the lines, which become
// subscriptions of the form that is asked for.
func NewConverter(c Conversion, lines *jsonl.Reader, o predicate.Options) *Reader {
	r := &Reader{lines: lines, conversion: c, options: o, seen: map[string]int{}}
	r.dec = jsontext.NewDecoder(&r.in)
	return r
}

// Read returns the next record; blank lines are passed over. The error is io.EOF
// after the last line; a *[jsonl.Error] with the place of what is wrong with a
// line, and the next call goes on after that line; or a *[jsonl.ReadError] if the
// input failed.
func (r *Reader) Read() (Record, error) {
	for {
		line, err := r.lines.Next()
		if err != nil {
			return Record{}, err
		}
		if !jsonl.Blank(line) {
			return r.record(line)
		}
	}
}

// member is a member of the line's object.
type member struct {
	offset int            // of the name
	at     int            // of the value; 0 if there is no such member
	value  jsontext.Value // as it stands
}

func (m *member) present() bool { return m.at > 0 }

// members are those that a subscription may have.
type members struct {
	start                    int // the offset of the object
	id, where, pattern, data member
	foreign                  member // the condition in a language other than Own
	scope                    member // of a policy of SNS
}

func (r *Reader) record(line []byte) (Record, error) {
	m, err := r.members(line)
	if err != nil {
		return Record{}, err
	}
	id, err := r.id(&m)
	if err != nil {
		return Record{}, err
	}
	condition := &m.where
	parse := r.parseWhere
	text := ""
	switch isForeign := r.conversion.From != Own; {
	case isForeign && !m.foreign.present():
		return Record{}, r.noForeign(&m)
	case isForeign:
		condition = &m.foreign
		parse = func(*member) (s *predicate.Subscription, err error) {
			s, text, err = r.parseForeign(&m)
			return s, err
		}
	case m.where.present() && m.pattern.present():
		return Record{}, r.lines.At(max(m.where.offset, m.pattern.offset), ErrTwoConditions)
	case m.pattern.present():
		condition = &m.pattern
		parse = r.parsePattern
	case !m.where.present():
		return Record{}, r.lines.At(m.start, ErrNoCondition)
	}
	s, err := parse(condition)
	if err != nil {
		return Record{}, err
	}
	r.seen[id] = r.lines.Line()
	return Record{
		ID:           id,
		Subscription: s,
		Text:         text,
		Data:         m.data.value,
		Line:         r.lines.Line(),
		Column:       r.lines.At(condition.at, nil).Column,
	}, nil
}

// members finds the members of the line's object. The whole line is read, so that
// what follows need not look for errors of JSON.
func (r *Reader) members(line []byte) (members, error) {
	var m members
	r.in.Reset(line)
	r.dec.Reset(&r.in)
	kind := r.dec.PeekKind()
	m.start = len(line) - len(bytes.TrimLeft(line, " \t\r"))
	if kind != jsontext.KindBeginObject {
		if _, err := r.dec.ReadValue(); err != nil {
			return m, r.jsonError(line, err)
		}
		return m, r.lines.At(m.start, ErrNotObject)
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return m, r.jsonError(line, err)
	}
	var unknown error
	for r.dec.PeekKind() != jsontext.KindEndObject {
		name, at, err := r.value(line)
		if err != nil {
			return m, r.jsonError(line, err)
		}
		text, err := jsontext.AppendUnquote(nil, name)
		if err != nil {
			return m, r.jsonError(line, err)
		}
		to := m.named(string(text), &r.conversion)
		if to == nil && unknown == nil {
			unknown = r.lines.At(at, fmt.Errorf("%w %.100q: %s", ErrUnknownMember, text, r.conversion.memberNames()))
		}
		value, valueAt, err := r.value(line)
		if err != nil {
			return m, r.jsonError(line, err)
		}
		if to != nil {
			*to = member{at, valueAt, value}
		}
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return m, r.jsonError(line, err)
	}
	end := int(r.dec.InputOffset())
	if rest := bytes.TrimLeft(line[end:], " \t\r"); len(rest) > 0 {
		return m, r.lines.At(len(line)-len(rest), ErrTrailing)
	}
	return m, unknown
}

// named returns the member of that name, nil if lines of the conversion have none.
func (m *members) named(name string, c *Conversion) *member {
	l := c.From
	switch {
	case name == "id":
		return &m.id
	case name == "data":
		return &m.data
	case l != Own && name == c.memberName():
		return &m.foreign
	case l == SNS && name == "scope":
		return &m.scope
	case l == Own && name == "where":
		return &m.where
	case l == Own && name == "pattern":
		return &m.pattern
	default:
		return nil
	}
}

// value reads a name or a value, and returns it as a part of the line.
func (r *Reader) value(line []byte) (v jsontext.Value, at int, err error) {
	v, err = r.dec.ReadValue()
	end := int(r.dec.InputOffset())
	at = end - len(v)
	return line[at:end], at, err
}

// jsonError gives an error of the decoder its place.
func (r *Reader) jsonError(line []byte, err error) error {
	offset := int(r.dec.InputOffset())
	if se := (*jsontext.SyntacticError)(nil); errors.As(err, &se) {
		offset, err = int(se.ByteOffset), se.Err
		if errors.Is(err, jsontext.ErrDuplicateName) {
			err = fmt.Errorf("%w %.100q", err, se.JSONPointer.LastToken())
		}
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		offset, err = len(line), errors.New("the line ends inside a JSON value")
	}
	return r.lines.At(offset, err)
}

// id returns the id, which is new.
func (r *Reader) id(m *members) (string, error) {
	if !m.id.present() {
		return "", r.lines.At(m.start, ErrNoID)
	}
	id, err := r.text(&m.id, "id")
	if err != nil {
		return "", err
	}
	if first, ok := r.seen[id]; ok {
		return "", r.lines.At(m.id.at, fmt.Errorf("%w %.100q, first on line %d", ErrDuplicateID, id, first))
	}
	return id, nil
}

// text returns a member that is to be a string.
func (r *Reader) text(m *member, name string) (string, error) {
	if m.value.Kind() != jsontext.KindString {
		return "", r.wrongType(m, name, "a string")
	}
	text, err := jsontext.AppendUnquote(nil, m.value)
	if err != nil {
		return "", r.lines.At(m.at, err)
	}
	return string(text), nil
}

func (r *Reader) wrongType(m *member, name, want string) error {
	is := m.value.Kind().String()
	switch m.value.Kind() {
	case jsontext.KindBeginObject:
		is = "an object"
	case jsontext.KindBeginArray:
		is = "an array"
	case jsontext.KindString:
		is = "a string"
	case jsontext.KindNumber:
		is = "a number"
	default:
	}
	return r.lines.At(m.at, fmt.Errorf("%w: %q is to be %s, not %s", ErrMemberType, name, want, is))
}
