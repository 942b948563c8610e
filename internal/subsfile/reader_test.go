package subsfile_test

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/jsonl"
	"github.com/thresh-dev/thresh/internal/subsfile"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/expr"
	"github.com/thresh-dev/thresh/predicate/pattern"
)

func newReader(text string) *subsfile.Reader {
	return subsfile.NewReader(jsonl.NewReader(strings.NewReader(text), "f"), predicate.Options{})
}

func TestRead(t *testing.T) {
	r := newReader("\ufeff" + `{"id":"s1","where":"price >= 10 && symbol == \"ACME\""}` + "\r\n\n  \t\r\n" +
		` { "data" : {"a":[1,null, "ü"]} , "\u0069d" : "\u0073\n2" , "where" : "a == 1 || b == 2" } ` + "\n" +
		`{"where":"false","id":"","data":null}`)
	for _, want := range []struct {
		id, expr, data string
		line, column   int
	}{
		{"s1", `price >= 10 && symbol == "ACME"`, "", 1, 20},
		{"s\n2", "a == 1 || b == 2", `{"a":[1,null, "ü"]}`, 4, 71},
		{"", "false", "null", 5, 10},
	} {
		got, err := r.Read()
		require.NoError(t, err)
		require.Equal(t, want.id, got.ID)
		require.Equal(t, want.expr, got.Subscription.String())
		require.Equal(t, want.data, string(got.Data))
		require.Equal(t, [2]int{want.line, want.column}, [2]int{got.Line, got.Column})
		if want.data == "" {
			require.Nil(t, got.Data)
		}
	}
	for range 2 {
		_, err := r.Read()
		require.ErrorIs(t, err, io.EOF)
	}
}

func TestBadLines(t *testing.T) {
	for _, c := range []struct {
		name, line, want string
		is               error
	}{
		{"no JSON", `nonsense`, "f:1:2: invalid character 'o' in literal null (expecting 'u')", nil},
		{"word", `price > 3`, "f:1:1: invalid character 'p' at start of value", nil},
		{"array", ` ["id"]`, "f:1:2: a subscription is a JSON object", subsfile.ErrNotObject},
		{"number", `7`, "f:1:1: a subscription is a JSON object", subsfile.ErrNotObject},
		{"cut short", `{"id":"ä","where":"a`, "f:1:21: the line ends inside a JSON value", nil},
		{"cut after name", `{"id"`, "f:1:6: the line ends inside a JSON value", nil},
		{"brace alone", `{`, "f:1:2: the line ends inside a JSON value", nil},
		{"cut array", `[1`, "f:1:3: the line ends inside a JSON value", nil},
		{"missing comma", `{"id":"ä" "where":"a"}`, `f:1:11: invalid character '"' after object value (expecting ',' or '}')`, nil},
		{"bad escape", `{"id":"\x"}`, "f:1:8: invalid escape sequence `\\x` in string", nil},
		{"lone surrogate", `{"id":"é\ud800"}`, "f:1:9: invalid surrogate pair `\\ud800\"}` in string", nil},
		{"control character", "{\"id\":\"a\tb\"}", `f:1:9: invalid character '\t' in string (expecting non-control character)`, nil},
		{"bad UTF-8", "{\"id\":\"é\xff\"}", "f:1:9: invalid UTF-8", nil},
		{"trailing", `{"id":"a","where":"true"} ü`, "f:1:27: more text after the subscription", subsfile.ErrTrailing},
		{"two objects", `{"id":"a","where":"true"}{}`, "f:1:26: more text after the subscription", subsfile.ErrTrailing},
		{"duplicate member", `{"id":"a","where":"true","id":"b"}`, `f:1:26: duplicate object member name "id"`, nil},
		{"duplicate member, escaped", `{"id":"a","where":"true","\u0069d":"b"}`, `f:1:26: duplicate object member name "id"`, nil},
		{"duplicate member inside", `{"id":"a","where":"true","data":{"x":1,"x":2}}`, `f:1:40: duplicate object member name "x"`, nil},
		{"unknown member", `{"id":"é","were":"a > 1"}`, `f:1:11: unknown member "were": a subscription has id, where or pattern, and data`, subsfile.ErrUnknownMember},
		{"unknown member and bad JSON", `{"were":"a > 1",}`, `f:1:16: invalid character ',' at start of value`, nil},
		{"no id", ` {"where":"a > 1"}`, `f:1:2: the member "id" is missing`, subsfile.ErrNoID},
		{"nothing", `{}`, `f:1:1: the member "id" is missing`, subsfile.ErrNoID},
		{"id no string", `{"id": 5,"where":"a > 1"}`, `f:1:8: wrong type: "id" is to be a string, not a number`, subsfile.ErrMemberType},
		{"id null", `{"id":null,"where":"a > 1"}`, `f:1:7: wrong type: "id" is to be a string, not null`, subsfile.ErrMemberType},
		{"where no string", `{"id":"a","where":[]}`, `f:1:19: wrong type: "where" is to be a string, not an array`, subsfile.ErrMemberType},
		{"where true", `{"id":"a","where":true}`, `f:1:19: wrong type: "where" is to be a string, not true`, subsfile.ErrMemberType},
		{"pattern no object", `{"id":"a","pattern":"x"}`, `f:1:21: wrong type: "pattern" is to be an object, not a string`, subsfile.ErrMemberType},
		{"no condition", `{"id":"a","data":1}`, `f:1:1: one of the members "where" and "pattern" is missing`, subsfile.ErrNoCondition},
		{"both, where last", `{"id":"a","pattern":{},"where":"x"}`, `f:1:24: "where" and "pattern" exclude each other`, subsfile.ErrTwoConditions},
		{"both, pattern last", `{"id":"a","where":"x","pattern":{}}`, `f:1:23: "where" and "pattern" exclude each other`, subsfile.ErrTwoConditions},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newReader(c.line + "\n" + `{"id":"after","where":"true"}`)
			_, err := r.Read()
			require.EqualError(t, err, c.want)
			var bad *jsonl.Error
			require.ErrorAs(t, err, &bad)
			if c.is != nil {
				require.ErrorIs(t, err, c.is)
			}
			next, err := r.Read()
			require.NoError(t, err, "the reading goes on")
			require.Equal(t, "after", next.ID)
			require.Equal(t, 2, next.Line)
		})
	}
}

// The place of an error in an expression is that of the character in the file,
// however the characters before it are spelled.
func TestWherePlaces(t *testing.T) {
	for _, c := range []struct {
		line string // with a ‸ before what is wrong
		want string
	}{
		{`{"id":"a","where":"price >‸> 2"}`, `unexpected ">"`},
		{`{"id":"a","where":"price >‸"}`, "unexpected end of the expression"},
		{`{"id":"a","where":"‸"}`, "the expression is empty"},
		{`{"where":"a == \"\\\"\" && b ‸)","id":"a"}`, "unexpected"},
		{`{"id":"é","where":"a == \"é𝄞\" && b ‸)"}`, "unexpected"},
		{`{"id":"a","where":"a == \"\u00e9\ud834\udd1e\/\" && b ‸)"}`, "unexpected"},
		{`{"id":"a","where":"\n\u000a\r\n\t a == 1 &&\n b ‸)"}`, "unexpected"},
		{`{"id":"a","where":"a > 1 && ‸\u0066oo(b) == 2","data":1}`, "foo"},
		{`{"id":"a","where":"a > 1 && b ‸+ 2 > c"}`, ""},
		{`{"id":"a","where":"a\u0020matches ‸\"a(b\""}`, "missing closing"},
		{`{"id":"a","where":"a > 1 && cidr(b, ‸\"\u0031/99\")"}`, "no network"},
	} {
		line := strings.Replace(c.line, "‸", "", 1)
		column := utf8.RuneCountInString(c.line[:strings.Index(c.line, "‸")]) + 1
		_, err := newReader("\n" + line).Read()
		var bad *jsonl.Error
		require.ErrorAs(t, err, &bad, c.line)
		require.Equal(t, [2]int{2, column}, [2]int{bad.Line, bad.Column}, "%s: %v", c.line, err)
		require.Contains(t, err.Error(), c.want, c.line)
		require.NotRegexp(t, `^\d+:\d+: `, bad.Err.Error(), "the place in the expression too")
		var inner *expr.Error
		require.ErrorAs(t, err, &inner)
	}
}

func TestDuplicateID(t *testing.T) {
	r := newReader(`{"id":"a","where":"x >"}
{"id":"a","where":"x > 1"}
{"where":"x > 1","id":"\u0061"}
{"id":"b","where":"x > 1"}
{"id":"a","where":"x > 1"}`)
	var got []string
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			got = append(got, err.Error())
		} else {
			got = append(got, rec.ID)
		}
	}
	require.Len(t, got, 5)
	require.Regexp(t, "^f:1:", got[0])
	require.Equal(t, []string{
		"a", `f:3:23: duplicate id "a", first on line 2`, "b", `f:5:7: duplicate id "a", first on line 2`,
	}, got[1:])
}

// The input's failure is no bad line.
func TestReadFailure(t *testing.T) {
	cause := errors.New("cause")
	in := io.MultiReader(strings.NewReader(`{"id":"a","where":"true"}`+"\n{"), iotest.ErrReader(cause))
	r := subsfile.NewReader(jsonl.NewReader(in, "f"), predicate.Options{})
	_, err := r.Read()
	require.NoError(t, err)
	for range 2 {
		_, err = r.Read()
		var failed *jsonl.ReadError
		require.ErrorAs(t, err, &failed)
		require.ErrorIs(t, err, cause)
		require.EqualError(t, err, "f:2:2: cause")
	}
}

// The options reach the parser, and an error without a place has that of the
// condition.
func TestTooManyConjunctions(t *testing.T) {
	line := `{"id":"a","where":"(a > 1 || b > 1) && (c > 1 || d > 1) && (e > 1 || f > 1)"}`
	_, err := newReader(line).Read()
	require.NoError(t, err)
	r := subsfile.NewReader(jsonl.NewReader(strings.NewReader(line), "f"), predicate.Options{MaxConjunctions: 7})
	_, err = r.Read()
	require.ErrorIs(t, err, predicate.ErrTooManyConjunctions)
	var bad *jsonl.Error
	require.ErrorAs(t, err, &bad)
	require.GreaterOrEqual(t, bad.Column, 19)
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		`{"id":"a","where":"a > 1"}` + "\n" + `{"id":"b","pattern":{"a":[1]}}`,
		"\ufeff{\"id\":\"a\",\"where\":\"a \\u003e\\n 1 +\",\"data\":[{}]}\r\n\r\n",
		`{"id":"a","where":"\"\ud834\udd1e\" == é ~"}`,
		"{\"id\":\"\xff\"}\n[]\n7\n\"", `{"id":1}{}`, "\x1f\x8b", "\x1f\x8b\x08",
		`{"id":"a","where":"not (a in [1,2] or b startsWith \"x\")","id":2}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		checkReader(t, data)
	})
}

// checkReader reads the data as a subscriptions file and checks what comes.
func checkReader(t *testing.T, data []byte) {
	t.Helper()
	zipped := strings.HasPrefix(string(data), "\x1f\x8b")
	text, _ := strings.CutPrefix(string(data), "\ufeff")
	lines := strings.Split(text, "\n")
	r := newReader(string(data))
	ids := map[string]bool{}
	last := 0
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		var bad *jsonl.Error
		var failed *jsonl.ReadError
		switch {
		case errors.As(err, &failed):
			require.True(t, zipped, "%v", err)
			return
		case zipped:
			return
		case errors.As(err, &bad):
			require.Equal(t, "f", bad.File)
			require.Greater(t, bad.Line, last)
			require.NotEmpty(t, bad.Err.Error())
			require.Positive(t, bad.Column)
			require.LessOrEqual(t, bad.Column, utf8.RuneCountInString(lines[bad.Line-1])+1)
			last = bad.Line
		default:
			require.NoError(t, err)
			require.Greater(t, rec.Line, last)
			last = rec.Line
			require.False(t, ids[rec.ID])
			ids[rec.ID] = true
			var want struct {
				ID      string          `json:"id"`
				Where   string          `json:"where"`
				Pattern json.RawMessage `json:"pattern"`
				Data    json.RawMessage `json:"data"`
			}
			require.NoError(t, json.Unmarshal([]byte(lines[rec.Line-1]), &want))
			require.Equal(t, want.ID, rec.ID)
			require.Equal(t, string(want.Data), string(rec.Data))
			s, err := expr.Parse(want.Where, predicate.Options{})
			if want.Pattern != nil {
				s, err = pattern.Parse(string(want.Pattern), predicate.Options{})
			}
			require.NoError(t, err)
			require.Equal(t, s.String(), rec.Subscription.String())
		}
	}
}
