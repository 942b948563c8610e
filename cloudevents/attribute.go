package cloudevents

import (
	"bytes"
	"encoding/base64"
	"errors"
	"mime"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/go-json-experiment/json/jsontext"
)

// validName says whether an attribute may have that name.
func validName(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
}

// checkAttribute says whether the attribute may have that value, which is not null.
// The text of a string is appended to buf.
func checkAttribute(name string, value jsontext.Value, buf []byte) ([]byte, error) {
	known := isKnown(name)
	switch value.Kind() {
	case jsontext.KindString:
	case jsontext.KindTrue, jsontext.KindFalse:
		if known {
			return buf, errors.New("is to be a string")
		}
		return buf, nil
	case jsontext.KindNumber:
		if known {
			return buf, errors.New("is to be a string")
		}
		if _, err := strconv.ParseInt(string(value), 10, 32); err != nil {
			return buf, errors.New("is to be an integer of 32 bits, or no number")
		}
		return buf, nil
	default:
		return buf, errors.New("is to be a string, an integer or a truth value")
	}
	buf, err := jsontext.AppendUnquote(buf, value)
	if err != nil {
		return buf, err
	}
	text := string(buf)
	if strings.ContainsFunc(text, forbidden) {
		return buf, errors.New("has a control character or a noncharacter")
	}
	if known && text == "" {
		return buf, errors.New("is empty")
	}
	return buf, checkText(name, text)
}

// isKnown says whether the attribute is one of the specification, all of which are
// strings that are not empty.
func isKnown(name string) bool {
	switch name {
	case "specversion", "id", "source", "type", "subject", "time", "dataschema", "datacontenttype":
		return true
	default:
		return false
	}
}

// checkText says whether the text is one that the attribute may have.
func checkText(name, text string) error {
	switch name {
	case "specversion":
		if text != "1.0" {
			return errors.New(`is to be "1.0"`)
		}
	case "source":
		if _, err := url.Parse(text); err != nil {
			return errors.New("is to be a reference to a URI")
		}
	case "dataschema":
		if u, err := url.Parse(text); err != nil || !u.IsAbs() {
			return errors.New("is to be an absolute URI")
		}
	case "time":
		if !isTime(text) {
			return errors.New("is to be a time such as 2018-04-05T17:31:00Z")
		}
	case "datacontenttype":
		if t, _, err := mime.ParseMediaType(text); err != nil || !strings.Contains(t, "/") {
			return errors.New("is to be a media type such as application/json")
		}
	}
	return nil
}

// isTime says whether the text is a time of RFC 3339, leap seconds included.
func isTime(text string) bool {
	text = strings.ToUpper(text)
	if len(text) > 19 && text[16:19] == ":60" {
		text = text[:16] + ":59" + text[19:]
	}
	_, err := time.Parse(time.RFC3339, text)
	return err == nil && !strings.Contains(text, ",")
}

// forbidden says whether a string may not have the character.
func forbidden(r rune) bool {
	return unicode.IsControl(r) || 0xFDD0 <= r && r <= 0xFDEF || r&0xFFFE == 0xFFFE
}

// isJSON says whether data of that media type is JSON.
func isJSON(mediaType string) bool {
	t, _, err := mime.ParseMediaType(mediaType)
	if err != nil {
		return false
	}
	_, subtype, _ := strings.Cut(t, "/")
	return subtype == "json" || strings.HasSuffix(subtype, "+json")
}

// check says whether there is at most one data, and of the type that is said.
func (c *contents) check() error {
	switch data, binary := c.data, c.base64; {
	case data.value != nil && binary.value != nil:
		return at(max(data.at, binary.at), `%w: "data" and "data_base64" exclude each other`, ErrData)
	case data.value != nil && !c.json && data.value.Kind() != jsontext.KindString:
		return at(data.at, `%w: "data" is to be a string, as "datacontenttype" is not JSON`, ErrData)
	case binary.value == nil:
		return nil
	case binary.value.Kind() != jsontext.KindString:
		return at(binary.at, `%w: "data_base64" is to be a string`, ErrData)
	default:
		text, err := jsontext.AppendUnquote(nil, binary.value)
		if err == nil {
			_, err = base64.StdEncoding.Decode(make([]byte, base64.StdEncoding.DecodedLen(len(text))), text)
		}
		if err != nil || bytes.ContainsAny(text, "\r\n") {
			return at(binary.at, `%w: "data_base64" is no base64`, ErrData)
		}
		return nil
	}
}
