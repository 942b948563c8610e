package pattern_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/pattern"
)

// What is beyond Event Ruler.
func TestAnythingButAnyValue(t *testing.T) {
	for _, c := range []struct {
		pattern string
		yes, no []string
	}{
		{`{"a":[{"anything-but":[null,""]}]}`, []string{`{"a":0}`, `{"a":false}`, `{"a":"x"}`, `{"a":[null,"x"]}`}, []string{`{"a":null}`, `{"a":""}`, `{"a":[null,""]}`, `{}`}},
		{`{"a":[{"anything-but":true}]}`, []string{`{"a":false}`, `{"a":null}`, `{"a":"true"}`}, []string{`{"a":true}`, `{"a":{}}`}},
	} {
		s, err := pattern.Parse(c.pattern, predicate.Options{})
		require.NoError(t, err)
		again, err := pattern.Parse(s.String(), predicate.Options{})
		require.NoError(t, err, s.String())
		for i, events := range [][]string{c.yes, c.no} {
			for _, event := range events {
				ev, err := predicate.ParseJSON([]byte(event))
				require.NoError(t, err)
				require.Equal(t, i == 0, oracle.Matches(s.Expr(), ev), "%s on %s", c.pattern, event)
				require.Equal(t, i == 0, s.Satisfied(ev), "%s on %s", c.pattern, event)
				require.Equal(t, i == 0, again.Satisfied(ev), "%s on %s", s, event)
			}
		}
	}
}

// Equality with the text of an IPv6 address is not equality with the address.
func TestTextOfAddress(t *testing.T) {
	one := predicate.Pattern{X: &predicate.Field{Path: "a", Matchers: []predicate.Matcher{
		{Op: predicate.MatchEqual, Args: []predicate.Value{predicate.String("::1"), predicate.String("x")}},
	}}}
	require.JSONEq(t, `{"a":[{"exactly":"::1"},"x"]}`, one.String())
	for _, text := range []string{one.String(), `{"a":["::1"]}`} {
		p, err := pattern.ParseExpr(text)
		require.NoError(t, err)
		again, err := pattern.ParseExpr(p.String())
		require.NoError(t, err)
		require.Equal(t, p.String(), again.String())
		ev, err := predicate.ParseJSON([]byte(`{"a":"0::1"}`))
		require.NoError(t, err)
		require.Equal(t, text != one.String(), oracle.Matches(p, ev), text)
	}
}

func TestFlat(t *testing.T) {
	const text = `{"a.b":["x"],"$or":[{"c":[{"prefix":"y"}]},{"d":[{"exists":false}]}]}`
	p, err := pattern.ParseFlat(text)
	require.NoError(t, err)
	want, err := pattern.ParseExpr(text)
	require.NoError(t, err)
	require.Equal(t, want, p)

	_, err = pattern.ParseFlat(`{"a":[1],"$or":[{"c":[1]},{"d":{"e":[1]}}]}`)
	require.EqualError(t, err, `1:32: "d" is to be an array of matchers: there are no names inside names here`)
}
