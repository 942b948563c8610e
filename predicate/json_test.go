package predicate

import (
	"bytes"
	"errors"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDecodeJSON(t *testing.T) {
	type attrs map[string][]Value
	for doc, want := range map[string]attrs{
		`{}`:                       {},
		` { "a" : 1 } ` + "\n\t\r": {"a": {Int(1)}},
		`{"a":null}`:               {"a": {Null()}},
		`{"a":[]}`:                 {},
		`{"a":[[],[[]]]}`:          {},
		`{"a":[null,[null,1]]}`:    {"a": {Int(1), Null(), Null()}},
		`{"a":[[1,2],[3,[4]]]}`:    {"a": {Int(1), Int(2), Int(3), Int(4)}},
		`{"a":{}}`:                 {"a": {Object()}},
		`{"a":{"b":{"c":true}}}`:   {"a": {Object()}, "a.b": {Object()}, "a.b.c": {Bool(true)}},
		`{"a":[{"b":1},{"b":[2,3]},4,[{"c":5}]]}`: {
			"a": {Object(), Object(), Int(4), Object()}, "a.b": {Int(1), Int(2), Int(3)}, "a.c": {Int(5)},
		},
		`{"a.b":1,"a":{"b":2},"\\":3}`:       {`a\.b`: {Int(1)}, "a": {Object()}, "a.b": {Int(2)}, `\\`: {Int(3)}},
		`{"":1,"x":{"":2}}`:                  {"": {Int(1)}, "x": {Object()}, "x.": {Int(2)}},
		`{"\u0061\ud83d\ude00":"\u00e9\n😀"}`: {"a😀": {String("é\n😀")}},
		`{"a":"\u0000"}`:                     {"a": {String("\x00")}},
		`{"a":[true,false,"",0]}`:            {"a": {Bool(true), Bool(false), String(""), Int(0)}},
		`{"a":[-0,-0.0,0e5,1.0,1e0,10e-1]}`:  {"a": {Int(0), Int(0), Int(0), Int(1), Int(1), Int(1)}},
		`{"a":[9223372036854775807,-9223372036854775808,9223372036854775808,18446744073709551615]}`: {
			"a": {Int(math.MaxInt64), Int(math.MinInt64), Uint(1 << 63), Uint(math.MaxUint64)},
		},
		`{"a":[9007199254740993,18446744073709551616,-9223372036854775809,123456789012345678901234567890]}`: {
			"a": {Int(1<<53 + 1), Float(0x1p64), Int(math.MinInt64), Float(123456789012345678901234567890)},
		},
		`{"a":[0.1,1e308,1e-400,5e-324,9007199254740993.0]}`: {
			"a": {Float(0.1), Float(1e308), Int(0), Float(5e-324), Int(1 << 53)},
		},
	} {
		e, err := ParseJSON([]byte(doc))
		require.NoError(t, err, doc)
		require.Equal(t, map[string][]Value(want), valuesOf(e), doc)
	}
}

func TestDecodeJSONErrors(t *testing.T) {
	deep := func(n int, open, end string) string {
		return `{"a":` + strings.Repeat(open, n) + "1" + strings.Repeat(end, n) + `}`
	}
	for _, c := range []struct {
		doc    string
		offset int
		msg    string
	}{
		{"", 0, "unexpected EOF"},
		{"  ", 2, "unexpected EOF"},
		{"[1]", 0, "an event is a JSON object, not an array"},
		{" 1 ", 1, "an event is a JSON object, not a number"},
		{`"x"`, 0, "an event is a JSON object, not a string"},
		{"null", 0, "an event is a JSON object, not null"},
		{"nul", 3, "unexpected EOF"},
		{"{}x", 2, "more text after the event"},
		{"{} {}", 3, "more text after the event"},
		{"{}\x00", 2, "more text"},
		{`{"a":1,}`, 6, "invalid character"},
		{`{"a":1 "b":2}`, 7, "invalid character"},
		{`{"a" 1}`, 5, "invalid character"},
		{`{1:2}`, 1, ""},
		{`{"a":01}`, 6, "invalid character"},
		{`{"a":+1}`, 5, "invalid character"},
		{`{"a":.5}`, 5, "invalid character"},
		{`{"a":NaN}`, 5, "invalid character"},
		{`{"a":tru}`, 8, "invalid character"},
		{`{"a":[1,]}`, 7, "invalid character"},
		{`{"a":"x` + "\n" + `"}`, 7, "invalid character"},
		{`{"a":"\x"}`, 6, "invalid escape"},
		{`{"a":"\ud800"}`, 6, "surrogate"},
		{"{\"a\":\"\xff\"}", 6, "invalid UTF-8"},
		{"{\"\xff\":1}", 2, "invalid UTF-8"},
		{`{"a":1,"b":2,"a":3}`, 13, "duplicate"},
		{`{"a":1,"\u0061":3}`, 7, "duplicate"},
		{`{"x":[{"a":1,"a":3}]}`, 13, "duplicate"},
		{`{"a":1e400}`, 5, "number 1e400 is beyond the range of float64"},
		{`{"a":[0,-1e999]}`, 8, "number -1e999 is beyond"},
		{`{"a":` + strings.Repeat("9", 400) + `}`, 5, "number 9999999999999999999999999999999999999999… is beyond"},
		{deep(MaxJSONDepth, "[", "]"), 5 + MaxJSONDepth, "nested deeper than 1000 levels"},
		{deep(10_000, "[", "]"), 5 + MaxJSONDepth, "nested deeper than 1000 levels"},
		{deep(10_000, `{"a":`, "}"), 5 + 5*(MaxJSONDepth-1) + 1, "nested deeper than 1000 levels"},
		{strings.Repeat("[", 1_000_000), -1, ""},
		{`{"a":` + strings.Repeat("[", 1_000_000), 5 + MaxJSONDepth, "nested deeper"},
	} {
		var b Builder
		b.AddInt("before", 1)
		err := b.DecodeJSON([]byte(c.doc))
		var je *JSONError
		require.ErrorAs(t, err, &je, "%.50s", c.doc)
		if c.offset >= 0 {
			require.Equal(t, c.offset, je.Offset, "%.50s: %v", c.doc, err)
		}
		require.ErrorContains(t, err, c.msg, "%.50s", c.doc)
		require.Less(t, len(err.Error()), 300)
		e, err := b.Event()
		require.NoError(t, err)
		require.Zero(t, e.Len(), "after an error the event is empty")
		require.NoError(t, b.DecodeJSON([]byte(`{"after":2}`)))
		require.Equal(t, map[string][]Value{"after": {Int(2)}}, valuesOf(&b.event))
	}
	for _, doc := range []string{deep(MaxJSONDepth-1, "[", "]"), deep(MaxJSONDepth-1, `{"a":`, "}")} {
		_, err := ParseJSON([]byte(doc))
		require.NoError(t, err)
	}
}

func TestTruncatedJSON(t *testing.T) {
	doc := `{"a":{"b":[1,-2.5e+3,{"c":"x\u00e9\n"}],"":null},"déf":[true,false,[]],"g":""}`
	var b Builder
	require.NoError(t, b.DecodeJSON([]byte(doc)))
	for i := range len(doc) {
		err := b.DecodeJSON([]byte(doc[:i]))
		var je *JSONError
		require.ErrorAs(t, err, &je, "%s", doc[:i])
		require.ErrorIs(t, err, io.ErrUnexpectedEOF, "%s", doc[:i])
		require.LessOrEqual(t, je.Offset, i)
	}
	for i := range len(doc) { // no byte can be anything
		for _, c := range []byte{0, '"', 'x', '\\', 0xff, '{', ']'} {
			broken := []byte(doc)
			broken[i] = c
			if err := b.DecodeJSON(broken); err != nil {
				require.ErrorAs(t, err, new(*JSONError))
			}
		}
	}
}

// TestLongPaths decodes documents whose paths would take gigabytes.
func TestLongPaths(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	members := strings.Repeat(`{"y":1},`, 100_000)
	for _, doc := range []string{
		`{"` + long + `":` + strings.Repeat(`{"y":`, 900) + "1" + strings.Repeat("}", 901),
		`{"` + long + `":[` + members + `1]}`,
	} {
		_, err := ParseJSON([]byte(doc))
		require.ErrorIs(t, err, errLongPaths)
	}
	_, err := ParseJSON([]byte(`{"` + long + `":[` + strings.Repeat("1,", 100_000) + `1]}`))
	require.NoError(t, err)
}

func TestParseNumber(t *testing.T) {
	for _, s := range []string{"", " 1", "1 ", "+1", "-", "--1", "01", "1.", ".5", "1e", "0x10", "1_000", "inf", "NaN", "nan", "Infinity", "1,2", "null", `"1"`, "1 2", "[1]"} {
		_, err := ParseNumber([]byte(s))
		require.Error(t, err, "%q", s)
	}
	v, err := ParseNumber([]byte("-12"))
	require.NoError(t, err)
	require.Equal(t, Int(-12), v)
	_, err = ParseNumber([]byte("1e400"))
	require.ErrorContains(t, err, "beyond the range")
	_, err = ParseNumber(bytes.Repeat([]byte("x"), 1000))
	require.Less(t, len(err.Error()), 100)
}

func TestJSONErrorText(t *testing.T) {
	cause := errors.New("cause")
	err := error(&JSONError{Offset: 7, Err: cause})
	require.Equal(t, "offset 7: cause", err.Error())
	require.ErrorIs(t, err, cause)
}
