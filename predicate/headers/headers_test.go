package headers_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/expr"
	"github.com/thresh-dev/thresh/predicate/headers"
)

func TestExpr(t *testing.T) {
	for _, c := range []struct {
		arguments, under, want string
		yes, no                []string
	}{
		{`{}`, "", `true`, []string{`{}`, `{"a":1}`}, nil},
		{`{"x-match":"all"}`, "", `true`, []string{`{}`}, nil},
		{`{"x-match":"any"}`, "", `false`, nil, []string{`{}`, `{"a":1}`}},
		{`{"a":1}`, "", `a == 1`, []string{`{"a":1}`, `{"a":1.0}`}, []string{`{}`, `{"a":"1"}`, `{"a":null}`, `{"a":2}`, `{"a":true}`}},
		{
			`{"a":1,"b":"x"}`, "", `a == 1 && b == "x"`,
			[]string{`{"a":1,"b":"x","c":2}`},
			[]string{`{"a":1}`, `{"b":"x"}`, `{"a":1,"b":"y"}`},
		},
		{
			`{"x-match":"any","a":1,"b":"x"}`, "", `a == 1 || b == "x"`,
			[]string{`{"a":1}`, `{"b":"x"}`, `{"a":2,"b":"x"}`},
			[]string{`{}`, `{"a":2,"b":"y"}`},
		},
		{
			`{"a":null,"x-match":"all","b":true}`, "", `a != nil && b == true`,
			[]string{`{"a":0,"b":true}`, `{"a":{},"b":true}`},
			[]string{`{"a":null,"b":true}`, `{"b":true}`, `{"a":1,"b":1}`},
		},
		{`{"x-match":"all","x-a":1,"b":2}`, "", `b == 2`, []string{`{"b":2}`, `{"x-a":5,"b":2}`}, []string{`{"x-a":1}`}},
		{`{"x-match":"any","x-a":1}`, "", `false`, nil, []string{`{"x-a":1}`}},
		{`{"x-match":"all-with-x","x-a":1,"b":2}`, "", `$env["x-a"] == 1 && b == 2`, []string{`{"b":2,"x-a":1}`}, []string{`{"b":2}`}},
		{`{"x-match":"any-with-x","x-a":1,"b":2}`, "", `$env["x-a"] == 1 || b == 2`, []string{`{"x-a":1}`}, []string{`{"x-match":"any-with-x"}`}},
		{`{"X-a":1}`, "", `$env["X-a"] == 1`, []string{`{"X-a":1}`}, []string{`{"x-a":1}`}},
		{`{"a.b":"\u00e9"}`, "h", `h["a.b"] == "é"`, []string{`{"h":{"a.b":"é"}}`}, []string{`{"a.b":"é"}`, `{"h":{"a":{"b":"é"}}}`}},
		{`{"a":18446744073709551615}`, "", `a == 18446744073709551615`, []string{`{"a":18446744073709551615}`}, []string{`{"a":18446744073709551614}`}},
		{"\n {\"a\" : false } \n", "", `a == false`, []string{`{"a":false}`}, []string{`{"a":0}`, `{}`}},
	} {
		t.Run(c.arguments, func(t *testing.T) {
			b, err := headers.Parse([]byte(c.arguments))
			require.NoError(t, err)
			e := b.Expr(c.under)
			want, err := expr.ParseExpr(c.want)
			require.NoError(t, err)
			require.Equal(t, want, e)
			for _, text := range c.yes {
				require.True(t, matches(t, e, text), text)
			}
			for _, text := range c.no {
				require.False(t, matches(t, e, text), text)
			}
		})
	}
}

func matches(t *testing.T, e predicate.Expr, event string) bool {
	t.Helper()
	ev, err := predicate.ParseJSON([]byte(event))
	require.NoError(t, err)
	s, err := predicate.New(e, predicate.Options{})
	require.NoError(t, err)
	require.Equal(t, oracle.Matches(e, ev), s.Satisfied(ev), event)
	return s.Satisfied(ev)
}

func TestErrors(t *testing.T) {
	for _, c := range []struct {
		arguments string
		want      string
	}{
		{``, `offset 0: the text ends inside the arguments`},
		{`[]`, `offset 0: the arguments of a binding are a JSON object`},
		{`  5`, `offset 2: the arguments of a binding are a JSON object`},
		{`{"a":1`, `offset 6: the text ends inside the arguments`},
		{`{"a":1} x`, `offset 8: more text after the arguments`},
		{`{"a":1,"a":2}`, `offset 7: duplicate argument "a"`},
		{`{"a":[1]}`, `offset 5: cannot index an array as the value of a header: a header equals a scalar`},
		{`{"a":{"b":1}}`, `offset 5: cannot index a table as the value of a header: a header equals a scalar`},
		{`{"x-match":"some"}`, `offset 11: x-match is to be all, any, all-with-x or any-with-x`},
		{`{"x-match":1}`, `offset 11: x-match is to be all, any, all-with-x or any-with-x`},
		{`{"a":1e999}`, `offset 5: number 1e999 is beyond the range of float64`},
		{"{\"a\":\"\xff\"}", `offset 6: invalid UTF-8`},
	} {
		_, err := headers.Parse([]byte(c.arguments))
		require.EqualError(t, err, c.want, c.arguments)
		var he *headers.Error
		require.ErrorAs(t, err, &he)
	}
}

// routes says whether the exchange routes a message with the headers to the
// binding, as RabbitMQ does it: over Go values decoded by another package.
func routes(arguments, message map[string]any) bool {
	kind, given := arguments["x-match"]
	if !given {
		kind = "all"
	}
	all, some := true, false
	for name, want := range arguments {
		if name == "x-match" || strings.HasPrefix(name, "x-") && !strings.HasSuffix(kind.(string), "-with-x") {
			continue
		}
		got, there := message[name]
		ok := there && (want == nil || want == got)
		all = all && ok
		some = some || ok
	}
	if strings.HasPrefix(kind.(string), "any") {
		return some
	}
	return all
}

// Random bindings match the random messages that the exchange routes to them.
func TestAgainstExchange(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	names := []string{"a", "b", "c d", "x-e", "x-f", "é.g"}
	values := []any{1.0, 2.5, -3.0, "1", "", "x", "é", true, false}
	random := func(limit int, null bool) map[string]any {
		m := map[string]any{}
		for range rng.IntN(limit) {
			m[names[rng.IntN(len(names))]] = values[rng.IntN(len(values)-5*rng.IntN(2))]
			if null && rng.IntN(5) == 0 {
				m[names[rng.IntN(len(names))]] = nil
			}
		}
		return m
	}
	bindings := 10_000
	if testing.Short() {
		bindings = 1000
	}
	kinds := []string{"all", "any", "all-with-x", "any-with-x"}
	var b predicate.Builder
	var o oracle.Oracle
	var matched, pairs int
	for range bindings {
		arguments := random(4, true)
		if rng.IntN(5) > 0 {
			arguments["x-match"] = kinds[rng.IntN(len(kinds))]
		}
		text, err := json.Marshal(arguments)
		require.NoError(t, err)
		binding, err := headers.Parse(text)
		require.NoError(t, err)
		e := binding.Expr("")
		s, err := predicate.New(e, predicate.Options{})
		require.NoError(t, err)
		for i := range 10 {
			message := random(8, false)
			if i == 0 { // one that is near
				for name, v := range arguments {
					if v != nil && name != "x-match" {
						message[name] = v
					}
				}
			}
			event, err := json.Marshal(message)
			require.NoError(t, err)
			require.NoError(t, b.DecodeJSON(event))
			ev, err := b.Event()
			require.NoError(t, err)
			want := routes(arguments, message)
			require.Equal(t, want, o.Matches(e, ev), "%s on %s", text, event)
			require.Equal(t, want, s.Satisfied(ev), "%s on %s", text, event)
			pairs++
			if want {
				matched++
			}
		}
	}
	t.Logf("%d pairs, %d matches", pairs, matched)
	require.Greater(t, matched, pairs/10)
	require.Less(t, matched, pairs*9/10)
}

// FuzzParse checks that no text makes the parser panic, that errors have a place
// in it, and that what is read back from the expression's text is the same.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		`{}`, `{"x-match":"any","a":1,"b":null}`, `{"a":[1]}`, `{"a":{}}`, `{"a":1,"a":2}`, `{"":"\ud83d\ude00"}`, `{"a":1e400}`, `[`, `{"x-match":null}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := headers.Parse(text)
		if err != nil {
			var he *headers.Error
			require.ErrorAs(t, err, &he)
			require.True(t, 0 <= he.Offset && he.Offset <= len(text))
			require.NotEmpty(t, he.Problem())
			return
		}
		require.False(t, slices.ContainsFunc(b.Headers, func(h headers.Header) bool { return h.Name == "x-match" }))
		e := b.Expr("")
		if written := e.String(); len(written) <= expr.MaxLen {
			again, err := expr.ParseExpr(written)
			require.NoError(t, err, written)
			require.Equal(t, e, again)
		}
	})
}
