package sns_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/pattern"
	"github.com/thresh-dev/thresh/predicate/sns"
)

const (
	attributes = sns.MessageAttributes
	body       = sns.MessageBody
)

// matches says whether the event satisfies the policy, in all the ways there are.
func matches(t *testing.T, policy string, scope sns.Scope, event string) bool {
	t.Helper()
	p, err := sns.Parse(policy, scope)
	require.NoError(t, err, policy)
	s, err := predicate.New(p, predicate.Options{})
	require.NoError(t, err, policy)
	ev, err := predicate.ParseJSON([]byte(event))
	require.NoError(t, err, event)
	require.Equal(t, oracle.Matches(p, ev), s.Satisfied(ev), "%s on %s", policy, event)
	return s.Satisfied(ev)
}

// The examples of the developer guide, in the words of events.
func TestMeaning(t *testing.T) {
	for _, c := range []struct {
		policy  string
		scope   sns.Scope
		yes, no []string
	}{
		{
			`{"customer_interests":["rugby","tennis"]}`, attributes,
			[]string{`{"customer_interests":"rugby"}`, `{"customer_interests":["rugby","tennis"]}`, `{"x":1,"customer_interests":"tennis"}`},
			[]string{`{"customer_interests":"baseball"}`, `{"customer_interests":["baseball"]}`, `{"customer_interests":"Rugby"}`, `{}`},
		},
		{
			`{"customer_interests":[{"anything-but":["rugby","tennis"]}]}`, attributes,
			[]string{`{"customer_interests":"baseball"}`, `{"customer_interests":["rugby","baseball"]}`},
			[]string{`{"customer_interests":"rugby"}`, `{"customer_interests":["rugby","tennis"]}`, `{}`, `{"customer_interests":[]}`},
		},
		{
			`{"event":[{"anything-but":{"prefix":"order-"}}]}`, attributes,
			[]string{`{"event":"data-entry"}`, `{"event":"order_number"}`},
			[]string{`{"event":"order-cancelled"}`, `{}`},
		},
		{`{"e":[{"anything-but":{"suffix":"ball"}}]}`, attributes, []string{`{"e":"rugby"}`}, []string{`{"e":"baseball"}`}},
		{`{"e":[{"anything-but":{"wildcard":"*as*b*"}}]}`, attributes, []string{`{"e":"rugby"}`}, []string{`{"e":"baseball"}`}},
		{`{"e":[{"wildcard":"*ball"}]}`, body, []string{`{"e":"baseball"}`}, []string{`{"e":"rugby"}`, `{"e":5}`}},
		{`{"e":[{"equals-ignore-case":"tennis"}]}`, body, []string{`{"e":"TENNIS"}`, `{"e":"Tennis"}`}, []string{`{"e":"tennis "}`}},
		{`{"ip":[{"cidr":"10.0.0.0/24"}]}`, attributes, []string{`{"ip":"10.0.0.0"}`, `{"ip":"10.0.0.255"}`}, []string{`{"ip":"10.1.1.0"}`, `{"ip":"x"}`}},
		{`{"e":[{"prefix":"bas"}]}`, attributes, []string{`{"e":"baseball"}`}, []string{`{"e":"rugby"}`}},
		{`{"e":[{"suffix":"ball"}]}`, body, []string{`{"e":"baseball"}`}, []string{`{"e":"rugby"}`}},
		{`{"p":[{"numeric":["=",301.5]}]}`, attributes, []string{`{"p":301.5}`, `{"p":3.015e2}`}, []string{`{"p":"301.5"}`, `{"p":301}`}},
		{`{"p":[{"anything-but":[100,500]}]}`, body, []string{`{"p":101}`, `{"p":100.1}`, `{"p":[100,50]}`}, []string{`{"p":100}`}},
		{`{"p":[{"numeric":[">",0,"<=",150]}]}`, attributes, []string{`{"p":150}`, `{"p":0.1}`}, []string{`{"p":0}`, `{"p":150.1}`, `{"p":"1"}`}},
		{`{"e":[true,false,null,5]}`, body, []string{`{"e":true}`, `{"e":null}`, `{"e":5.0}`, `{"e":["x",null]}`}, []string{`{"e":"true"}`, `{}`, `{"e":[]}`}},
		{`{"store":[{"exists":true}]}`, attributes, []string{`{"store":"fans"}`, `{"store":0}`, `{"store":[null,"x"]}`}, []string{`{}`, `{"store":null}`, `{"store":""}`, `{"store":[]}`, `{"x":1}`}},
		{`{"store":[{"exists":false}]}`, attributes, []string{`{"x":1}`, `{"store":[]}`}, []string{`{"store":"fans"}`, `{"store":null}`, `{"store":""}`}},
		{`{"a":[{"anything-but":["x"]},{"exists":false}]}`, attributes, []string{`{"a":"y"}`, `{"b":1}`}, []string{`{"a":"x"}`}},
		{`{"a":{"b":[{"exists":true}]}}`, body, []string{`{"a":{"b":1}}`}, []string{`{"a":{"b":{"c":1}}}`, `{"a":1}`}},
		{
			`{"source":["s"],"$or":[{"m":["CPU"]},{"n":[{"exists":false}]}]}`, attributes,
			[]string{`{"source":"s","m":"CPU","n":"x"}`, `{"source":"s"}`},
			[]string{`{"source":"s","n":1}`, `{"m":"CPU"}`},
		},
		{`{"$or":[{"exists":[1]},{"m":[2]}]}`, attributes, nil, nil}, // a matcher's name
		{`{"exists":["x"],"a":["exists",true]}`, attributes, []string{`{"exists":"x","a":true}`, `{"exists":"x","a":"exists"}`}, []string{`{"a":true}`}},
		{
			`{"Records":{"s3":{"object":{"key":[{"prefix":"auto-"}]}},"eventName":[{"prefix":"ObjectCreated:"}]}}`, body,
			[]string{`{"Records":[{"eventName":"ObjectCreated:Put","s3":{"object":[[{"key":"auto-1"}]]}},{"eventName":"ObjectRemoved:X"}]}`},
			[]string{`{"Records":[{"eventName":"ObjectCreated:Put"},{"eventName":"x","s3":{"object":{"key":"auto-1"}}}]}`},
		},
		{`{"o.n":["v"]}`, body, []string{`{"o":{"n":"v"}}`, `{"o.n":"v"}`}, []string{`{"o":{"n":"w"}}`}},
	} {
		if c.yes == nil {
			_, err := sns.Parse(c.policy, c.scope)
			require.Error(t, err, c.policy)
			continue
		}
		for _, event := range c.yes {
			require.True(t, matches(t, c.policy, c.scope, event), "%s on %s", c.policy, event)
		}
		for _, event := range c.no {
			require.False(t, matches(t, c.policy, c.scope, event), "%s on %s", c.policy, event)
		}
	}
}

func TestPattern(t *testing.T) {
	for policy, want := range map[string]string{
		`{"a":[1]}`: `{"a":[1]}`,
		` {"a":[ { "exists" : true } , 5],"b":[1]}`: ` {"a":[ {"anything-but":[null,""]} , 5],"b":[1]}`,
		`{"a":[{"\u0065xists":true}]}`:              `{"a":[{"anything-but":[null,""]}]}`,
		`{"exists":["exists",true]}`:                `{"exists":["exists",true]}`,
		`{"a":[{"exists":false},{"exists":true}],"$or":[{"b":[{"exists":true}]},{"c":[true]}]}`: `{"a":[{"exists":false},{"anything-but":[null,""]}],` +
			`"$or":[{"b":[{"anything-but":[null,""]}]},{"c":[true]}]}`,
	} {
		got, err := sns.Pattern(policy, sns.MessageAttributes)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

func TestErrors(t *testing.T) {
	for _, c := range []struct {
		policy string
		scope  sns.Scope
		want   string
	}{
		{`{"a":{"b":[1]}}`, attributes, `1:6: "a" is to be an array of matchers: there are no names inside names here`},
		{`{"é":[1],"$or":[{"a":[1]},{"b":{"c":[1]}}]}`, attributes, `1:32: "b" is to be an array of matchers: there are no names inside names here`},
		{`{"a":{}}`, body, `1:6: an empty object asks for nothing: name an attribute`},
		{`{}`, attributes, `1:1: an empty object asks for nothing: name an attribute`},
		{`{"a":[]}`, attributes, `1:6: an empty array matches nothing: give a value or a matcher`},
		{`{"a":"x"}`, body, `1:6: "a" is to be an array of matchers or an object of further names, not a string`},
		{`[]`, attributes, `1:1: a pattern is an object, not an array`},
		{"{\n\"a\":[{\"numeric\":[\"<\"]}]}", body, "2:17: numeric takes"},
		{`{"a":[1]`, attributes, `1:9: the text ends inside the pattern`},
	} {
		_, err := sns.Parse(c.policy, c.scope)
		require.ErrorContains(t, err, c.want, c.policy)
		var pe *pattern.Error
		require.ErrorAs(t, err, &pe)
	}
}

func TestScopeNamed(t *testing.T) {
	for _, s := range []sns.Scope{attributes, body} {
		got, ok := sns.ScopeNamed(s.String())
		require.True(t, ok)
		require.Equal(t, s, got)
	}
	_, ok := sns.ScopeNamed("messagebody")
	require.False(t, ok)
	require.Equal(t, "scope(7)", sns.Scope(7).String())
}
