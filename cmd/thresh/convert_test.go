package main

import (
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/jsonl"
)

// What convert prints is a subscriptions file: check takes it, and the ids, the
// data and their order are those of the input.
func TestConvertedIsReadable(t *testing.T) {
	type record struct {
		ID   string          `json:"id"`
		Data json.RawMessage `json:"data"`
	}
	read := func(text string) []record {
		var all []record
		d := json.NewDecoder(strings.NewReader(text))
		for {
			var r record
			err := d.Decode(&r)
			if err == io.EOF {
				return all
			}
			require.NoError(t, err)
			all = append(all, r)
		}
	}
	for language, lines := range map[string]string{
		"headers":    `{"id":"a","arguments":{"x-match":"any","x":1,"y z":null},"data":{"k":[1,"ü"]}}` + "\n" + `{"id":"\u0000\"","arguments":{}}`,
		"jms":        `{"id":"b","data":null,"selector":"a LIKE '_%' OR b NOT IN ('\\','x')"}`,
		"servicebus": `{"selector":"[x ''] = '\u2028' AND sys.y <> 1","id":"ü"}`,
		"sns":        `{"id":"c","policy":{"a.b":[{"exists":true}],"c.d":["\u2028"],"$or":[{"x":[1]},{"y":[2]}]},"data":[1]}`,
		"where":      `{"id":"d","where":"(a == 1 || b == \"::1\") && (c == 2 || d == 3)"}`,
		"pattern":    `{"id":"e","data":{},"pattern":{"a":[{"wildcard":"a*\\\\*b"}],"b":["x\u0000"]}}`,
	} {
		r := thresh(t, lines, "convert", "-from", language, "-")
		require.Equal(t, result{0, r.out, ""}, r)
		require.Equal(t, read(lines), read(r.out))
		c := thresh(t, r.out, "check", "-subs", "-")
		require.Zero(t, c.code, c.errOut)
	}
}

// What is converted matches what it did: the values here are told apart by the
// languages, not by the program.
func TestConvertedMatches(t *testing.T) {
	events := "{\"type\":\"order\",\"n\":5}\n{\"type\":\"order\",\"n\":\"5\"}\n{\"vip\":false}\n{}\n"
	for _, c := range []struct{ language, line, want string }{
		{"headers", `{"id":"a","arguments":{"x-match":"any","n":5.0,"vip":null}}`, "0 2"},
		{"headers", `{"id":"a","arguments":{"n":"5","type":"order"}}`, "1"},
		{"jms", `{"id":"a","selector":"NOT (n < 5)"}`, "0 1"},
		{"servicebus", `{"id":"a","selector":"NOT (n < 5)"}`, "0"},
		{"sns", `{"id":"a","policy":{"n":[{"anything-but":["5"]},{"exists":false}]}}`, "0 2 3"},
		{"where", `{"id":"a","where":"type == \"order\" && n == 5.0 || not not (vip == false)"}`, "0 2"},
		{"pattern", `{"id":"a","pattern":{"type":[{"prefix":"or"}],"n":[{"numeric":[">",4,"<",6]}]}}`, "0"},
	} {
		r := thresh(t, c.line, "convert", "-from", c.language, "-")
		require.Zero(t, r.code, r.errOut)
		subs := file(t, "s.jsonl", r.out)
		got := []string{}
		for _, m := range parseMatches(t, thresh(t, events, "match", "-subs", subs).out) {
			if len(m.IDs) > 0 {
				got = append(got, string(rune('0'+m.Event)))
			}
		}
		require.Equal(t, c.want, strings.Join(got, " "), c.line)
	}
}

// A line that would be too long to be read again is an error.
func TestConvertedTooLong(t *testing.T) {
	line := `{"id":"` + strings.Repeat("x", jsonl.MaxLine-60) + `","selector":"NOT (a <> 5) AND NOT (b <> 6)"}`
	r := thresh(t, line, "convert", "-from", "jms", "-")
	require.Equal(t, result{1, "", "-:1:1: the subscription would be longer than 16 MiB\n1 bad line in -\n"}, r)
}
