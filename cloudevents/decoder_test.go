package cloudevents_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/cloudevents"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/expr"
)

// with returns an event that has what is required, and more.
func with(more string) string {
	if more != "" {
		more = "," + more
	}
	return `{"specversion":"1.0","id":"1","source":"/s","type":"t"` + more + `}`
}

func TestDecode(t *testing.T) {
	var d cloudevents.Decoder
	var b predicate.Builder
	for _, c := range []struct{ document, where string }{
		{with(``), `specversion == "1.0" && id == "1" && source == "/s" && type == "t" && data == nil`},
		{with(`"data":{"n":5,"o":{"x":[1,2]}}`), `data.n == 5 && data.o.x == 2 && data != nil`},
		{with(`"data":"{}"`), `data == "{}"`},
		{with(`"data":[1,"x"]`), `data == 1 && data == "x"`},
		{with(`"data":null,"data_base64":"AA=="`), `data == nil && data_base64 == "AA=="`},
		{with(`"data":{"Any Name":{"data_base64":1}},"datacontenttype":"text/json"`), `data["Any Name"].data_base64 == 1`},
		{with(`"datacontenttype":"APPLICATION/JSON; charset=\"utf-8\"","data":5`), `data == 5`},
		{with(`"data":"<a/>","datacontenttype":"text/xml"`), `data == "<a/>" && datacontenttype == "text/xml"`},
		{with(`"data":null,"datacontenttype":"text/xml"`), `data == nil`},
		{with(`"data_base64":"AAEC"`), `data_base64 == "AAEC"`},
		{with(`"data_base64":null,"data":1`), `data_base64 == nil && data == 1`},
		{with(`"n":-2147483648,"m":2147483647,"flag":false,"0":""`), `n == -2147483648 && m == 2147483647 && not flag && $env["0"] == ""`},
		{with(`"subject":null,"time":null,"ext":null`), `subject == nil && time == nil && ext == nil`},
		{with(`"time":"2018-04-05t17:31:00.123456789+01:30"`), `time startsWith "2018"`},
		{with(`"time":"2016-12-31T23:59:60Z"`), `time endsWith "60Z"`},
		{with(`"dataschema":"urn:a:b","subject":"\u0020😀"`), `dataschema == "urn:a:b" && subject == " 😀"`},
		{" \t{\"\\u0069d\":\"1\",\"type\":\"t\",\"source\":\"#\",\"specversion\":\"1\\u002e0\"}\n", `id == "1"`},
	} {
		err := d.Decode(&b, []byte(c.document))
		require.NoError(t, err, c.document)
		ev, err := b.Event()
		require.NoError(t, err)
		require.True(t, expr.MustParse(c.where).Satisfied(ev), "%s of %s", c.where, c.document)
	}
}

// A ^ stands before the place of the error.
func TestRefused(t *testing.T) {
	var d cloudevents.Decoder
	var b predicate.Builder
	for _, c := range []struct {
		document string
		is       error
	}{
		{` ^{}`, cloudevents.ErrMissing},
		{`^{"specversion":"1.0","id":"1","source":"/s","data":{"type":"t"}}`, cloudevents.ErrMissing},
		{`^{"specversion":"1.0","id":"1","source":null,"type":"t"}`, cloudevents.ErrMissing},
		{`{"specversion":^1.0,"id":"1","source":"/s","type":"t"}`, cloudevents.ErrValue},
		{`{"specversion":^"1.1","id":"1","source":"/s","type":"t"}`, cloudevents.ErrValue},
		{`{"specversion":"1.0","id":^"","source":"/s","type":"t"}`, cloudevents.ErrValue},
		{`{"specversion":"1.0","id":^7,"source":"/s","type":"t"}`, cloudevents.ErrValue},
		{`{"specversion":"1.0","id":"1","source":^"%zz","type":"t"}`, cloudevents.ErrValue},
		{with(`^"":1`), cloudevents.ErrName},
		{with(`^"A":1`), cloudevents.ErrName},
		{with(`^"a_b":1`), cloudevents.ErrName},
		{with(`"é":null`), cloudevents.ErrName},
		{with(`"n":^2147483648`), cloudevents.ErrValue},
		{with(`"n":^1.0`), cloudevents.ErrValue},
		{with(`"n":^1e3`), cloudevents.ErrValue},
		{with(`"n":^[1]`), cloudevents.ErrValue},
		{with(`"n":^{"a":1}`), cloudevents.ErrValue},
		{with(`"n":^"\u0000"`), cloudevents.ErrValue},
		{with(`"n":^"\u0085"`), cloudevents.ErrValue},
		{with(`"n":^"\ufdd0"`), cloudevents.ErrValue},
		{with(`"n":^"\uffff"`), cloudevents.ErrValue},
		{with(`"subject":^true`), cloudevents.ErrValue},
		{with(`"subject":^""`), cloudevents.ErrValue},
		{with(`"time":^"2018-04-05"`), cloudevents.ErrValue},
		{with(`"time":^"2018-02-30T00:00:00Z"`), cloudevents.ErrValue},
		{with(`"dataschema":^"/relative"`), cloudevents.ErrValue},
		{with(`"datacontenttype":^"json"`), cloudevents.ErrValue},
		{with(`"data":^5,"datacontenttype":"text/plain"`), cloudevents.ErrData},
		{with(`"data":1,"data_base64":^"AA=="`), cloudevents.ErrData},
		{with(`"data_base64":"AA==","data":^1`), cloudevents.ErrData},
		{with(`"data_base64":^"AA"`), cloudevents.ErrData},
		{with(`"data_base64":^"A\nA=="`), cloudevents.ErrData},
		{with(`"data_base64":^5`), cloudevents.ErrData},
		{`^[` + with(``) + `]`, nil},
		{with(`^"id":"2"`), nil},
		{with(`"data":^`), nil},
	} {
		before, after, marked := strings.Cut(c.document, "^")
		err := d.Decode(&b, []byte(before+after))
		je, ok := errors.AsType[*predicate.JSONError](err)
		require.True(t, ok, "%s: %v", c.document, err)
		if c.is != nil {
			require.ErrorIs(t, err, c.is, c.document)
		}
		if marked {
			require.Equal(t, len(before), je.Offset, "%s: %v", c.document, err)
		}
		ev, err := b.Event()
		require.NoError(t, err)
		require.Zero(t, ev.Len(), "what is refused leaves no event")
	}
}

// FuzzDecode gives the decoder any document. What it takes is an event with what is
// required; what it refuses has a place and leaves no event.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		with(``), with(`"data":{"a":[1]},"n":1,"b":true`), with(`"data_base64":"AA==","time":"2016-12-31T23:59:60Z"`),
		with(`"data":"x","datacontenttype":"text/plain;a=b"`), `{"id":"\u0031"}`, `[]`, "", `{"specversion":`, with(`"a":"\ud834\udd1e"`),
	} {
		f.Add([]byte(seed))
	}
	var d cloudevents.Decoder
	var b predicate.Builder
	present := expr.MustParse(`specversion == "1.0" && id != nil && source != nil && type != nil`)
	f.Fuzz(func(t *testing.T, document []byte) {
		err := d.Decode(&b, document)
		ev, eventErr := b.Event()
		require.NoError(t, eventErr)
		if err != nil {
			je, ok := errors.AsType[*predicate.JSONError](err)
			require.True(t, ok, "%v", err)
			require.True(t, 0 <= je.Offset && je.Offset <= len(document))
			require.Zero(t, ev.Len())
			return
		}
		require.True(t, present.Satisfied(ev))
		plain, err := predicate.ParseJSON(document)
		require.NoError(t, err)
		require.Equal(t, plain.Len(), ev.Len())
	})
}
