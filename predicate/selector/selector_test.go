package selector_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/expr"
	"github.com/thresh-dev/thresh/predicate/selector"
)

const (
	jms = selector.JMS
	bus = selector.ServiceBus
)

// row is a selector, the expression that it is turned into, and events.
type row struct {
	dialect        selector.Dialect
	selector, want string
	yes, no        []string
}

func TestParse(t *testing.T) {
	for _, c := range []row{
		{jms, `a = 5`, `a == 5`, []string{`{"a":5}`, `{"a":5.0}`}, []string{`{"a":6}`, `{"a":"5"}`, `{}`, `{"a":null}`}},
		{jms, `NOT a = 5`, `a != 5`, []string{`{"a":6}`, `{"a":"5"}`, `{"a":true}`}, []string{`{"a":5}`, `{}`}},
		{jms, `a <> 5`, `a < 5 || a > 5`, []string{`{"a":6}`, `{"a":4.5}`}, []string{`{"a":5}`, `{"a":"x"}`, `{"a":true}`, `{}`}},
		{
			jms, `NOT (a <> 5)`, `a == 5 || a in [false, true] || a >= ""`,
			[]string{`{"a":5}`, `{"a":"x"}`, `{"a":true}`},
			[]string{`{"a":6}`, `{}`},
		},
		{
			jms, `NOT a < 5`, `a >= 5 || a in [false, true] || a >= ""`,
			[]string{`{"a":5}`, `{"a":"4"}`},
			[]string{`{"a":4}`, `{}`},
		},
		{jms, `5 < a`, `a > 5`, []string{`{"a":6}`}, []string{`{"a":5}`}},
		{jms, `5 >= a`, `a <= 5`, []string{`{"a":5}`}, []string{`{"a":6}`}},
		{jms, `flag`, `flag == true`, []string{`{"flag":true}`}, []string{`{"flag":false}`, `{"flag":"true"}`, `{}`}},
		{jms, `not flag`, `flag != true`, []string{`{"flag":false}`, `{"flag":"true"}`}, []string{`{"flag":true}`, `{}`}},
		{jms, `flag <> TRUE`, `flag == false`, []string{`{"flag":false}`}, []string{`{"flag":true}`, `{"flag":1}`}},
		{jms, `NOT flag <> true`, `flag != false`, []string{`{"flag":true}`, `{"flag":1}`}, []string{`{"flag":false}`, `{}`}},
		{jms, `a BETWEEN 1 AND 2`, `between(a, 1, 2)`, []string{`{"a":1}`, `{"a":2}`}, []string{`{"a":0}`, `{"a":"1"}`}},
		{jms, `a NOT BETWEEN 1 AND 2`, `a < 1 || a > 2`, []string{`{"a":0}`}, []string{`{"a":1}`, `{"a":"x"}`, `{}`}},
		{jms, `NOT a BETWEEN 1 AND 2`, `a < 1 || a > 2 || a in [false, true] || a >= ""`, []string{`{"a":0}`, `{"a":"x"}`}, []string{`{"a":1}`, `{}`}},
		{jms, `5 BETWEEN a AND b`, `a <= 5 && b >= 5`, []string{`{"a":1,"b":9}`}, []string{`{"a":6,"b":9}`}},
		{jms, `a IN ('y','x','x')`, `a in ["x", "y"]`, []string{`{"a":"x"}`}, []string{`{"a":"z"}`, `{"a":1}`}},
		{jms, `a NOT IN ('x')`, `a not in ["x"]`, []string{`{"a":"z"}`, `{"a":1}`}, []string{`{"a":"x"}`, `{}`}},
		{jms, `a LIKE 'x%'`, `a startsWith "x"`, []string{`{"a":"x"}`, `{"a":"xy"}`}, []string{`{"a":"y"}`, `{"a":1}`}},
		{jms, `a LIKE '%x'`, `a endsWith "x"`, nil, nil},
		{jms, `a LIKE '%%x%'`, `a contains "x"`, nil, nil},
		{jms, `a LIKE 'x'`, `a == "x"`, nil, nil},
		{jms, `a LIKE ''`, `a == ""`, nil, nil},
		{jms, `a LIKE '%'`, `a startsWith ""`, []string{`{"a":""}`}, []string{`{"a":1}`, `{}`}},
		{jms, `a LIKE '1_3.%\_' ESCAPE '\'`, `a matches "(?s)^1.3\\..*_$"`, []string{`{"a":"1\n3.x_"}`, `{"a":"1é3._"}`}, []string{`{"a":"13._"}`, `{"a":"1x3.x"}`, `{"a":"1x3.x_y"}`}},
		{jms, `a LIKE '_'`, `a matches "(?s)^.$"`, []string{`{"a":"😀"}`, `{"a":"\n"}`}, []string{`{"a":""}`, `{"a":"xy"}`}},
		{jms, `a LIKE '%_'`, `a matches "(?s).$"`, []string{`{"a":"ab"}`}, []string{`{"a":""}`}},
		{jms, `a LIKE '!%!!!x' ESCAPE '!'`, `a == "%!x"`, nil, nil},
		{
			jms, `a NOT LIKE 'x%'`, `not (a startsWith "x") || a in [false, true] || a <= 0 || a > 0`,
			[]string{`{"a":"y"}`, `{"a":5}`, `{"a":true}`},
			[]string{`{"a":"x"}`, `{}`},
		},
		{jms, `a NOT LIKE 'x'`, `a != "x"`, nil, nil},
		{jms, `a IS NULL OR b IS NOT NULL`, `a == nil || b != nil`, []string{`{}`, `{"a":1,"b":2}`}, []string{`{"a":1}`}},
		{jms, `a = 1 OR b = 2 AND c = 3`, `a == 1 || b == 2 && c == 3`, nil, nil},
		{jms, `(a = 1 OR b = 2) AND c = 3 AND (d = 4 AND e = 5)`, `(a == 1 || b == 2) && c == 3 && d == 4 && e == 5`, nil, nil},
		{jms, `NOT (a = 1 OR b = 2 AND c = 3)`, `a != 1 && (b != 2 || c != 3)`, nil, nil},
		{jms, `JMSType='car'AND color='blue'AND weight>2500`, `JMSType == "car" && color == "blue" && weight > 2500`, nil, nil},
		{jms, `a = 'it''s' or $b_1 = 'ü'`, `a == "it's" || $env["$b_1"] == "ü"`, nil, nil},
		{jms, `a = 0x1F AND b = 017 AND c = 5L AND d = .5 AND e = 7. AND f = -2.5e3d AND g = 0`, `a == 31 && b == 15 && c == 5 && d == 0.5 && e == 7 && f == -2500 && g == 0`, nil, nil},
		{jms, `a = -9223372036854775808 AND b = 9223372036854775807`, `a == -9223372036854775808.0 && b == 9223372036854775807`, nil, nil},
		{jms, `a > 2 * (3 + 4) - 1`, `a > 13`, nil, nil},
		{jms, `a = 7/2 AND b = 7/2.0 AND c = -7/2`, `a == 3 && b == 3.5 && c == -3`, nil, nil},
		{jms, `a = - - +5`, `a == 5`, nil, nil},
		{jms, `1 = 1.0 AND a = 1`, `true && a == 1`, nil, nil},
		{jms, `'1' = 1`, `false`, nil, nil},
		{jms, `TRUE OR FALSE`, `true || false`, nil, nil},

		{bus, `a = 5`, `a == 5`, []string{`{"a":5}`}, []string{`{"a":"5"}`}},
		{bus, `NOT a = 5`, `a < 5 || a > 5`, []string{`{"a":6}`}, []string{`{"a":"x"}`, `{}`}},
		{bus, `a != 'x'`, `a < "x" || a > "x"`, []string{`{"a":"y"}`}, []string{`{"a":"x"}`, `{"a":1}`}},
		{bus, `NOT a >= 5`, `a < 5`, nil, nil},
		{bus, `NOT (a <> 5)`, `a == 5`, nil, nil},
		{bus, `NOT (a = TRUE)`, `a == false`, nil, nil},
		{bus, `sys.Label = 'x' AND user.b = 1 AND SYS.To = 'y'`, `sys.Label == "x" && b == 1 && sys.To == "y"`, []string{`{"sys":{"Label":"x","To":"y"},"b":1}`}, nil},
		{bus, `[Property With ]] Space] = 1 OR "a ""b""" = 2`, `$env["Property With ] Space"] == 1 || $env["a \"b\""] == 2`, nil, nil},
		{bus, `[sys].[Message.Id] = 'x'`, `sys["Message.Id"] == "x"`, nil, nil},
		{bus, `EXISTS(a) AND NOT EXISTS (sys.To)`, `a != nil && sys.To == nil`, nil, nil},
		{bus, `property('a b') = 1 AND p('c') IS NULL`, `$env["a b"] == 1 && c == nil`, nil, nil},
		{bus, `StoreId IN ('Store1', 'Store2')`, `StoreId in ["Store1", "Store2"]`, nil, nil},
		{bus, `a NOT IN (2, 1)`, `a not in [1, 2] && (a <= 0 || a > 0)`, []string{`{"a":3}`}, []string{`{"a":1}`, `{"a":"x"}`, `{}`}},
		{bus, `a NOT IN ('x')`, `a not in ["x"] && a >= ""`, []string{`{"a":"y"}`}, []string{`{"a":1}`}},
		{bus, `a NOT LIKE 'ABC\%' ESCAPE '\'`, `a < "ABC%" || a > "ABC%"`, []string{`{"a":"ABCD"}`}, []string{`{"a":"ABC%"}`, `{"a":1}`}},
		{bus, `a NOT LIKE 'x%'`, `not (a startsWith "x")`, []string{`{"a":"y"}`}, []string{`{"a":1}`}},
		{bus, `1=1`, `true`, []string{`{}`}, nil},
		{bus, `1=0`, `false`, nil, []string{`{}`}},
		{bus, `a = 7 % 4`, `a == 3`, nil, nil},
	} {
		t.Run(c.dialect.String()+" "+c.selector, func(t *testing.T) {
			e, err := selector.Parse(c.selector, selector.Options{Dialect: c.dialect})
			require.NoError(t, err)
			want, err := expr.ParseExpr(c.want)
			require.NoError(t, err)
			again, err := expr.ParseExpr(e.String())
			require.NoError(t, err)
			require.Equal(t, want, again, "%s", e)
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

func TestUnder(t *testing.T) {
	e, err := selector.Parse(`a = 1 AND sys.To = 'x' AND p('b') = 2`, selector.Options{Dialect: bus, Under: "m.props"})
	require.NoError(t, err)
	require.Equal(t, `m.props.a == 1 && sys.To == "x" && m.props.b == 2`, e.String())
}

func TestErrors(t *testing.T) {
	for _, c := range []struct {
		dialect        selector.Dialect
		selector, want string
	}{
		{jms, ``, `1:1: the selector is empty`},
		{jms, "a = 'x", `1:5: the string has no end`},
		{jms, `a = `, `1:5: unexpected end of the selector`},
		{jms, `a = 5 b`, `1:7: unexpected "b"`},
		{jms, "a = 5\nAND é < ", `2:9: unexpected end of the selector`},
		{jms, `a + 1 > 5`, `1:3: cannot index arithmetic on a property (+): compare a property with a literal`},
		{jms, `-a > 5`, `1:1: cannot index arithmetic on a property (-): compare a property with a literal`},
		{jms, `a = b`, `1:3: cannot index a comparison of two properties: one side must be a literal`},
		{jms, `a > 'x'`, `1:3: > takes numbers; strings and truth values take = and <>`},
		{jms, `a < TRUE`, `1:3: < takes numbers; strings and truth values take = and <>`},
		{jms, `a BETWEEN 'x' AND 'y'`, `1:11: BETWEEN takes numbers`},
		{jms, `a IN (1, 2)`, `1:7: IN takes strings: write a = 1 OR a = 2`},
		{jms, `a IN ()`, `1:7: unexpected ")"`},
		{jms, `a IN ('x', b)`, `1:12: cannot index other than literals in a list: write a = b OR a = c`},
		{jms, `'x' LIKE 'x%'`, `1:5: cannot index LIKE on a literal: on the left stands a property`},
		{jms, `1 IS NULL`, `1:6: cannot index IS NULL on a literal: on the left stands a property`},
		{jms, `a LIKE b`, `1:8: LIKE takes a string`},
		{jms, `a LIKE 'x!' ESCAPE '!'`, `1:8: the pattern ends with the escape character`},
		{jms, `a LIKE 'x' ESCAPE 'ab'`, `1:19: ESCAPE takes a string of one character`},
		{jms, `a = NULL`, `1:5: unexpected "NULL"`},
		{jms, `a != 5`, `1:3: != is no operator here: write <>`},
		{jms, `a = "x"`, `1:5: a string stands in single quotes`},
		{jms, `5`, `1:1: a condition is to stand here, not a literal`},
		{jms, `(a = 5) = TRUE`, `1:1: cannot index a condition as an operand: join conditions with AND or OR`},
		{jms, `lower(a) = 'x'`, `1:1: cannot index a call of lower: compare a property with a literal`},
		{jms, `a = 08`, `1:5: an integer that begins with 0 is octal`},
		{jms, `a = 9223372036854775808`, `1:5: an integer of more than 64 bits`},
		{jms, `a = 9223372036854775807 + 1`, `1:25: the result has more than 64 bits`},
		{jms, `a = 1 / 0`, `1:7: division by zero`},
		{jms, `a = 1e308 * 10`, `1:11: the result is no finite number`},
		{jms, `a = 1e999`, `1:5: a number beyond the range of float64`},
		{jms, `a = 1.5f`, `1:8: a number of 32 bits (1.5f): leave the suffix out`},
		{jms, `a = 5x`, `1:6: unexpected 'x' in a number`},
		{jms, `a = 'x' + 'y'`, `1:9: + takes numbers`},
		{jms, `a NOT = 5`, `1:7: unexpected "="`},
		{jms, `a IS TRUE`, `1:6: unexpected "TRUE"`},
		{jms, "a = '\xff'", `1:6: the text is not UTF-8`},
		{jms, `a # 5`, `1:3: unexpected '#'`},
		{jms, `a.b = 5`, `1:2: unexpected "."`},
		{bus, `a BETWEEN 1 AND 2`, `1:3: there is no BETWEEN here: write a >= 1 AND a <= 2`},
		{bus, `a`, `1:1: a condition is to stand here: write a = TRUE`},
		{bus, `a = NULL`, `1:5: a comparison with NULL is never true: write IS NULL`},
		{bus, `a = @p`, `1:5: cannot index a parameter (@name): write its value`},
		{bus, `x.a = 5`, `1:1: "x" is no scope: the scopes are sys and user`},
		{bus, `newid() = 'x'`, `1:1: cannot index a call of newid: compare a property with a literal`},
		{bus, `p(a) = 'x'`, `1:3: cannot index a computed name: a name is constant: property('name')`},
		{bus, `a IN (1, 'x')`, `1:10: a list of values of one type is to stand here`},
		{bus, `1 = 'x'`, `1:3: a comparison of unlike literals`},
		{bus, `[a = 5`, `1:1: the name has no end`},
		{bus, `_a = 5`, `1:1: unexpected '_'`},
	} {
		_, err := selector.Parse(c.selector, selector.Options{Dialect: c.dialect})
		require.EqualError(t, err, c.want, c.selector)
		var se *selector.Error
		require.ErrorAs(t, err, &se)
	}
}
