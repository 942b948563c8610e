package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"github.com/bytedance/sonic"
	"github.com/bytedance/sonic/ast"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/minio/simdjson-go"
	"github.com/tidwall/gjson"
	"github.com/valyala/fastjson"

	"github.com/thresh-dev/thresh/internal/jsonscan"
)

// answer is what a parser reads of a document, "" for a string that is not there.
type answer struct{ lot, street, shape string }

// wanted are the paths of the parts of an answer.
var wanted = [3][]string{{"properties", "MAPBLKLOT"}, {"properties", "STREET"}, {"geometry", "type"}}

// parser is a way to read answers from documents, which keeps its memory from one to
// the next where its library allows that.
type parser struct {
	name string
	read func(doc []byte) (answer, error)
}

var errInvalid = errors.New("invalid JSON")

// parsers returns all of them, ours first.
func parsers() []parser {
	all := []parser{
		{"jsonscan", jsonscanner()},
		{"encoding/json, Unmarshal", unmarshaler(json.Unmarshal)},
		{"jsontext, Decoder", decoder()},
		{"sonic, Unmarshal (ConfigStd)", unmarshaler(sonic.ConfigStd.Unmarshal)},
		{"sonic, Get", sonicGet},
		{"fastjson, ParseBytes", fastjsonParser()},
		{"gjson, ValidBytes and GetBytes", gjsonRead},
	}
	if simdjson.SupportedCPU() {
		all = append(all, parser{"simdjson-go, Parse", simdParser()})
	}
	return all
}

func jsonscanner() func([]byte) (answer, error) {
	paths := jsonscan.NewPaths()
	for i, names := range wanted {
		paths.Add(names, int32(i))
	}
	var r jsonscan.Reader
	return func(doc []byte) (a answer, err error) {
		values, err := r.Read(doc, paths)
		for i := range values {
			switch v := &values[i]; v.Path {
			case 0:
				a.lot = v.Value.Text()
			case 1:
				a.street = v.Value.Text()
			case 2:
				a.shape = v.Value.Text()
			}
		}
		return a, err
	}
}

// unmarshaler reads into a struct, which has only what is wanted.
func unmarshaler(unmarshal func([]byte, any) error) func([]byte) (answer, error) {
	return func(doc []byte) (answer, error) {
		var lot struct {
			Properties struct{ MAPBLKLOT, STREET string }
			Geometry   struct{ Type string }
		}
		err := unmarshal(doc, &lot)
		return answer{lot.Properties.MAPBLKLOT, lot.Properties.STREET, lot.Geometry.Type}, err
	}
}

// decoder goes from token to token, and skips what is not wanted.
func decoder() func([]byte) (answer, error) {
	var in bytes.Reader
	d := jsontext.NewDecoder(&in)
	return func(doc []byte) (answer, error) {
		in.Reset(doc)
		d.Reset(&in, jsontext.AllowDuplicateNames(true))
		var a answer
		if err := members(d, func(name string) error {
			switch name {
			case "properties":
				return members(d, func(name string) error {
					switch name {
					case "MAPBLKLOT":
						return text(d, &a.lot)
					case "STREET":
						return text(d, &a.street)
					}
					return d.SkipValue()
				})
			case "geometry":
				return members(d, func(name string) error {
					if name == "type" {
						return text(d, &a.shape)
					}
					return d.SkipValue()
				})
			}
			return d.SkipValue()
		}); err != nil {
			return a, err
		}
		if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
			return a, errInvalid
		}
		return a, nil
	}
}

// members calls f for each member of the object that comes next, if it is one. f has
// to read the value.
func members(d *jsontext.Decoder, f func(name string) error) error {
	if d.PeekKind() != jsontext.KindBeginObject {
		return d.SkipValue()
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for d.PeekKind() == jsontext.KindString {
		name, err := d.ReadToken()
		if err != nil {
			return err
		}
		if err := f(name.String()); err != nil {
			return err
		}
	}
	_, err := d.ReadToken()
	return err
}

func text(d *jsontext.Decoder, to *string) error {
	if d.PeekKind() != jsontext.KindString {
		return d.SkipValue()
	}
	t, err := d.ReadToken()
	if err == nil {
		*to = t.String()
	}
	return err
}

// sonicGet asks for each path by itself, and reads no further than that. An error is
// taken for a value that is not there: Get returns one where a parent is null, too.
func sonicGet(doc []byte) (a answer, err error) {
	for i, to := range []*string{&a.lot, &a.street, &a.shape} {
		n, err := sonic.Get(doc, wanted[i][0], wanted[i][1])
		if err != nil || n.TypeSafe() != ast.V_STRING {
			continue
		}
		if *to, err = n.String(); err != nil {
			return a, err
		}
	}
	return a, nil
}

func fastjsonParser() func([]byte) (answer, error) {
	var p fastjson.Parser
	return func(doc []byte) (answer, error) {
		v, err := p.ParseBytes(doc)
		if err != nil {
			return answer{}, err
		}
		var s [3]string
		for i, path := range wanted {
			s[i] = string(v.GetStringBytes(path...))
		}
		return answer{s[0], s[1], s[2]}, nil
	}
}

func gjsonRead(doc []byte) (answer, error) {
	if !gjson.ValidBytes(doc) {
		return answer{}, errInvalid
	}
	get := func(path string) string {
		if r := gjson.GetBytes(doc, path); r.Type == gjson.String {
			return r.Str
		}
		return ""
	}
	return answer{get("properties.MAPBLKLOT"), get("properties.STREET"), get("geometry.type")}, nil
}

func simdParser() func([]byte) (answer, error) {
	var parsed *simdjson.ParsedJson
	var element *simdjson.Element
	return func(doc []byte) (answer, error) {
		p, err := simdjson.Parse(doc, parsed, simdjson.WithCopyStrings(false))
		if err != nil {
			return answer{}, err
		}
		parsed = p
		var s [3]string
		for i, path := range wanted {
			it := p.Iter()
			it.AdvanceInto()
			e, err := it.FindElement(element, path...)
			if err != nil {
				continue // it is not there
			}
			if element = e; e.Type == simdjson.TypeString {
				if s[i], err = e.Iter.String(); err != nil {
					return answer{}, err
				}
			}
		}
		return answer{s[0], s[1], s[2]}, nil
	}
}
