package expr_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/expr"
)

// meaning is a text with events on which it is true, false and unknown.
type meaning struct {
	text                string
	trues, falses, unks []string
}

type events = []string

func (m meaning) check(t *testing.T) {
	t.Helper()
	e, err := expr.ParseExpr(m.text)
	require.NoError(t, err)
	s, err := expr.Parse(m.text, predicate.Options{})
	require.NoError(t, err)
	require.Equal(t, e, s.Expr())
	for truth, docs := range map[oracle.Truth]events{oracle.True: m.trues, oracle.False: m.falses, oracle.Unknown: m.unks} {
		for _, doc := range docs {
			ev, err := predicate.ParseJSON([]byte(doc))
			require.NoError(t, err, doc)
			require.Equal(t, truth, oracle.Eval(e, ev), "%s on %s", e, doc)
			require.Equal(t, truth == oracle.True, s.Satisfied(ev), "%s on %s", e, doc)
		}
	}
}

func TestMeaning(t *testing.T) {
	for _, m := range []meaning{
		// Comparisons, either side the literal.
		{`a == 5`, events{`{"a":5}`, `{"a":5.0}`, `{"a":[1,5]}`}, events{`{"a":6}`, `{"a":"5"}`, `{"a":{}}`}, events{`{}`, `{"a":null}`, `{"a":[]}`}},
		{`5 == a`, events{`{"a":5}`}, events{`{"a":6}`}, events{`{}`}},
		{`a != 5`, events{`{"a":6}`, `{"a":"5"}`, `{"a":{}}`}, events{`{"a":5}`, `{"a":[1,5]}`}, events{`{}`, `{"a":null}`}},
		{`5 != a`, events{`{"a":6}`}, events{`{"a":5}`}, events{`{}`}},
		{`a < 5`, events{`{"a":4.9}`, `{"a":[9,4]}`}, events{`{"a":5}`}, events{`{}`, `{"a":"4"}`, `{"a":true}`, `{"a":{}}`}},
		{`a <= 5`, events{`{"a":5}`}, events{`{"a":5.1}`}, events{`{"a":"4"}`}},
		{`a > 5`, events{`{"a":5.1}`}, events{`{"a":5}`}, events{`{"a":"6"}`}},
		{`a >= 5`, events{`{"a":5}`}, events{`{"a":4.9}`}, events{`{"a":"6"}`}},
		{`5 > a`, events{`{"a":4}`}, events{`{"a":5}`, `{"a":6}`}, nil},
		{`5 >= a`, events{`{"a":5}`}, events{`{"a":6}`}, nil},
		{`5 < a`, events{`{"a":6}`}, events{`{"a":5}`, `{"a":4}`}, nil},
		{`5 <= a`, events{`{"a":5}`}, events{`{"a":4}`}, nil},
		{`a < "b"`, events{`{"a":"a"}`, `{"a":"B"}`}, events{`{"a":"b"}`}, events{`{"a":1}`}},
		{`"b" < a`, events{`{"a":"c"}`}, events{`{"a":"b"}`, `{"a":"a"}`}, events{`{"a":1}`}},
		{`a == "x"`, events{`{"a":"x"}`}, events{`{"a":"X"}`, `{"a":1}`}, events{`{}`}},
		{`a == true`, events{`{"a":true}`}, events{`{"a":false}`, `{"a":1}`}, events{`{}`}},
		{`false == a`, events{`{"a":false}`}, events{`{"a":true}`, `{"a":0}`}, events{`{}`}},
		{`a != true`, events{`{"a":false}`, `{"a":1}`}, events{`{"a":true}`}, events{`{}`}},

		// Chains.
		{`10 <= a < 20`, events{`{"a":10}`, `{"a":19.9}`}, events{`{"a":20}`, `{"a":9}`}, events{`{}`, `{"a":"15"}`}},
		{`20 > a >= 10`, events{`{"a":10}`}, events{`{"a":20}`}, events{`{}`}},
		{`"a" < a <= "c"`, events{`{"a":"c"}`}, events{`{"a":"a"}`}, events{`{"a":1}`}},

		// Membership.
		{`a in [1, 2, "x"]`, events{`{"a":2.0}`, `{"a":"x"}`, `{"a":[7,1]}`}, events{`{"a":3}`, `{"a":"1"}`}, events{`{}`}},
		{`a in [true, -1,]`, events{`{"a":true}`, `{"a":-1}`}, events{`{"a":1}`}, events{`{}`}},
		{`a in []`, nil, events{`{"a":1}`}, events{`{}`}},
		{`a not in [1, "x"]`, events{`{"a":2}`, `{"a":"y"}`, `{"a":{}}`}, events{`{"a":1}`, `{"a":[2,1]}`}, events{`{}`}},
		{`not (a in [1])`, events{`{"a":2}`}, events{`{"a":1}`}, events{`{}`}},
		{`!(a in [1])`, events{`{"a":2}`}, events{`{"a":1}`}, events{`{}`}},

		// Closed intervals.
		{`a in 10..20`, events{`{"a":10}`, `{"a":20}`, `{"a":12.5}`}, events{`{"a":20.1}`, `{"a":9}`}, events{`{}`, `{"a":"15"}`}},
		{`a in 1.5..2.5`, events{`{"a":1.5}`, `{"a":2}`, `{"a":2.5}`}, events{`{"a":1}`, `{"a":3}`}, events{`{}`}},
		{`a in -5..-1`, events{`{"a":-5}`, `{"a":-1}`, `{"a":-2.5}`}, events{`{"a":0}`, `{"a":-6}`}, nil},
		{`a in -1.5 .. +1.5`, events{`{"a":0}`, `{"a":1.5}`}, events{`{"a":1.6}`}, nil},
		{`a in -.5...5`, events{`{"a":0}`, `{"a":0.5}`}, events{`{"a":1}`}, nil},
		{`a in 1e1..2e1`, events{`{"a":15}`}, events{`{"a":9}`}, nil},
		{`a in 1..5.5`, events{`{"a":5.25}`}, events{`{"a":6}`}, nil},
		{`a in (1..5)`, events{`{"a":5}`}, events{`{"a":6}`}, nil},
		{`a in 5..1`, nil, events{`{"a":3}`, `{"a":5}`}, events{`{}`, `{"a":"x"}`}},
		{`a not in 1..5`, events{`{"a":6}`}, events{`{"a":5}`, `{"a":[6,5]}`}, events{`{}`, `{"a":"x"}`}},
		{`between(a, 1.5, 2.5)`, events{`{"a":1.5}`, `{"a":2.5}`}, events{`{"a":2.6}`}, events{`{"a":"2"}`, `{}`}},
		{`between(a, -2, -1)`, events{`{"a":-1.5}`}, events{`{"a":0}`}, nil},
		{`between(a, "b", "d")`, events{`{"a":"b"}`, `{"a":"cc"}`, `{"a":"d"}`}, events{`{"a":"da"}`, `{"a":"a"}`}, events{`{"a":2}`, `{}`}},
		{`not between(a, 1, 2)`, events{`{"a":3}`}, events{`{"a":1}`}, events{`{"a":"2"}`, `{}`}},

		// Strings.
		{`a startsWith "x"`, events{`{"a":"xy"}`, `{"a":"x"}`}, events{`{"a":"yx"}`, `{"a":"X"}`}, events{`{"a":1}`, `{}`}},
		{`a not startsWith "x"`, events{`{"a":"yx"}`}, events{`{"a":"xy"}`}, events{`{"a":1}`, `{}`}},
		{`a endsWith "x"`, events{`{"a":"yx"}`}, events{`{"a":"xy"}`}, events{`{"a":1}`, `{}`}},
		{`a not endsWith "x"`, events{`{"a":"xy"}`}, events{`{"a":"yx"}`}, events{`{"a":1}`, `{}`}},
		{`a contains "x"`, events{`{"a":"yxy"}`}, events{`{"a":"y"}`}, events{`{"a":1}`, `{}`}},
		{`a not contains "x"`, events{`{"a":"y"}`}, events{`{"a":"yxy"}`, `{"a":["y","x"]}`}, events{`{"a":1}`, `{}`}},
		{`a matches "x+y"`, events{`{"a":"axxyb"}`}, events{`{"a":"xxz"}`}, events{`{"a":1}`, `{}`}},
		{`a matches "^x+$"`, events{`{"a":"xx"}`}, events{`{"a":"xxy"}`}, nil},
		{`a not matches "^x"`, events{`{"a":"y"}`}, events{`{"a":"x"}`}, events{`{"a":1}`, `{}`}},
		{`a matches "(?i)^É"`, events{`{"a":"éa"}`}, events{`{"a":"ea"}`}, nil},

		// Lower case.
		{`lower(a) == "x"`, events{`{"a":"X"}`, `{"a":"x"}`}, events{`{"a":"y"}`, `{"a":1}`}, events{`{}`}},
		{`lower(a) == "X"`, nil, events{`{"a":"X"}`, `{"a":"x"}`}, events{`{}`}},
		{`"x" != lower(a)`, events{`{"a":"Y"}`, `{"a":1}`}, events{`{"a":"X"}`}, events{`{}`}},
		{`lower(a) in ["x", 1]`, events{`{"a":"X"}`, `{"a":1}`}, events{`{"a":"Y"}`}, events{`{}`}},
		{`lower(a) not in ["x"]`, events{`{"a":"Y"}`}, events{`{"a":"X"}`}, events{`{}`}},
		{`lower(a) < "b"`, events{`{"a":"A"}`}, events{`{"a":"B"}`}, events{`{"a":1}`}},
		{`"a" <= lower(a) < "c"`, events{`{"a":"B"}`}, events{`{"a":"C"}`}, events{`{"a":1}`}},
		{`between(lower(a), "a", "b")`, events{`{"a":"B"}`}, events{`{"a":"C"}`}, events{`{"a":1}`}},
		{`lower(a) startsWith "xy"`, events{`{"a":"XYZ"}`}, events{`{"a":"ZXY"}`}, events{`{"a":1}`}},
		{`lower(a) endsWith "xy"`, events{`{"a":"ZXY"}`}, events{`{"a":"XYZ"}`}, events{`{"a":1}`}},
		{`lower(a) contains "xy"`, events{`{"a":"ZXYZ"}`}, events{`{"a":"YX"}`}, events{`{"a":1}`}},
		{`lower(a) not contains "xy"`, events{`{"a":"YX"}`}, events{`{"a":"ZXYZ"}`}, events{`{"a":1}`}},
		{`lower(a) matches "^[a-z]$"`, events{`{"a":"X"}`}, events{`{"a":"1"}`}, events{`{"a":1}`}},
		{`lower(o.x["y z"]) == "é"`, events{`{"o":{"x":{"y z":"É"}}}`}, events{`{"o":{"x":{"y z":"e"}}}`}, events{`{}`}},
		{`lower(a) != nil`, events{`{"a":"X"}`}, events{`{}`}, nil},

		// Networks.
		{`cidr(a, "10.0.0.0/8")`, events{`{"a":"10.9.8.7"}`, `{"a":["x","10.0.0.0"]}`}, events{`{"a":"11.0.0.0"}`, `{"a":"x"}`}, events{`{"a":10}`, `{}`}},
		{`cidr(a, "2001:db8::/32")`, events{`{"a":"2001:DB8::1"}`}, events{`{"a":"10.0.0.1"}`, `{"a":"2001:db9::"}`}, events{`{}`}},
		{`not cidr(a, "10.0.0.0/8")`, events{`{"a":"11.0.0.0"}`, `{"a":"x"}`}, events{`{"a":"10.9.8.7"}`}, events{`{"a":10}`, `{}`}},

		// Absence.
		{`a == nil`, events{`{}`, `{"a":null}`, `{"a":[]}`, `{"a":[null]}`}, events{`{"a":0}`, `{"a":{}}`, `{"a":[null,1]}`}, nil},
		{`nil == a`, events{`{}`}, events{`{"a":0}`}, nil},
		{`a != nil`, events{`{"a":""}`, `{"a":false}`}, events{`{}`, `{"a":null}`}, nil},
		{`nil != a.b`, events{`{"a":{"b":1}}`}, events{`{"a":{}}`, `{}`}, nil},

		// A bare attribute.
		{`a`, events{`{"a":true}`, `{"a":[1,true]}`}, events{`{"a":false}`, `{"a":1}`, `{"a":"true"}`}, events{`{}`}},
		{`not a`, events{`{"a":false}`, `{"a":1}`}, events{`{"a":true}`}, events{`{}`}},
		{`!a`, events{`{"a":false}`}, events{`{"a":true}`}, events{`{}`}},
		{`!!a`, events{`{"a":true}`}, events{`{"a":false}`}, events{`{}`}},
		{`not not a`, events{`{"a":true}`}, events{`{"a":false}`}, events{`{}`}},
		{`not a.b`, events{`{"a":{"b":false}}`}, events{`{"a":{"b":true}}`}, events{`{}`}},
		{`not a["b"]`, events{`{"a":{"b":false}}`}, events{`{"a":{"b":true}}`}, events{`{}`}},

		// Logic.
		{`a && b`, events{`{"a":true,"b":true}`}, events{`{"a":false}`, `{"b":false}`, `{"a":true,"b":false}`}, events{`{}`, `{"a":true}`}},
		{`a and b`, events{`{"a":true,"b":true}`}, events{`{"a":false}`}, events{`{}`}},
		{`a || b`, events{`{"a":true}`, `{"b":true}`}, events{`{"a":false,"b":false}`}, events{`{}`, `{"a":false}`}},
		{`a or b`, events{`{"a":true}`, `{"b":true}`}, events{`{"a":false,"b":false}`}, events{`{}`}},
		{`a || b && c`, events{`{"a":true}`, `{"b":true,"c":true}`}, events{`{"a":false,"b":false}`}, events{`{"b":true}`}},
		{`(a || b) && c`, events{`{"a":true,"c":true}`}, events{`{"c":false}`}, events{`{"a":true}`, `{}`}},
		{`!(a && b)`, events{`{"a":false}`}, events{`{"a":true,"b":true}`}, events{`{"a":true}`}},
		{`a > 1 and not (b < 5 or c == "x")`, events{`{"a":2,"b":5,"c":"y"}`}, events{`{"a":2,"c":"x"}`, `{"a":1}`}, events{`{"a":2,"b":5}`}},
		{`a && (b && (c && true))`, events{`{"a":true,"b":true,"c":true}`}, events{`{"c":false}`}, events{`{"a":true}`}},
		{`true`, events{`{}`}, nil, nil},
		{`false`, nil, events{`{}`}, nil},
		{`not true`, nil, events{`{}`}, nil},
		{`true || a`, events{`{}`}, nil, nil},

		// Attributes.
		{`order.total > 5`, events{`{"order":{"total":6}}`, `{"order":[{"total":1},{"total":6}]}`}, events{`{"order":{"total":5}}`}, events{`{"order":6}`, `{}`, `{"order.total":6}`}},
		{`order?.total > 5`, events{`{"order":{"total":6}}`}, nil, events{`{}`}},
		{`order?.["total"]?.x.y > 5`, events{`{"order":{"total":{"x":{"y":6}}}}`}, nil, events{`{}`}},
		{`order["unit price"] > 5`, events{`{"order":{"unit price":6}}`}, events{`{"order":{"unit price":5}}`}, events{`{}`}},
		{`order['a']["b"].c == 1`, events{`{"order":{"a":{"b":{"c":1}}}}`}, nil, events{`{}`}},
		{`$env["Cost Total $"] > 5`, events{`{"Cost Total $":6}`}, events{`{"Cost Total $":5}`}, events{`{}`}},
		{`$env.a.b == 1`, events{`{"a":{"b":1}}`}, nil, events{`{}`}},
		{`$env["a"].b == 1`, events{`{"a":{"b":1}}`}, nil, events{`{}`}},
		{`$env["a.b"] == 1`, events{`{"a.b":1}`}, nil, events{`{"a":{"b":1}}`}},
		{`$env["$env"] == 1`, events{`{"$env":1}`}, nil, events{`{}`}},
		{`a.$env == 1`, events{`{"a":{"$env":1}}`}, nil, events{`{}`}},
		{`$env[""] == 1`, events{`{"":1}`}, nil, events{`{}`}},
		{`$a == 1`, events{`{"$a":1}`}, nil, events{`{}`}},
		{`größe == 1`, events{`{"größe":1}`}, nil, events{`{}`}},
		{`(a.b) == (1)`, events{`{"a":{"b":1}}`}, nil, events{`{}`}},
		{`a.not == 1 && a.in == 2 && a.matches == 3`, events{`{"a":{"not":1,"in":2,"matches":3}}`}, nil, events{`{}`}},
		{`a.let.if.else == 1`, events{`{"a":{"let":{"if":{"else":1}}}}`}, nil, events{`{}`}},
		{`a.nil == 1 && a.true == 2`, events{`{"a":{"nil":1,"true":2}}`}, nil, events{`{}`}},
		{`a.lower.cidr == 1`, events{`{"a":{"lower":{"cidr":1}}}`}, nil, events{`{}`}},
		{`lower == 1 && between == 2 && cidr`, events{`{"lower":1,"between":2,"cidr":true}`}, nil, events{`{}`}},

		// White space and comments.
		{"\n\ta\r\n == // five\n 5 /* and\n no more */ ", events{`{"a":5}`}, events{`{"a":6}`}, nil},
	} {
		t.Run(m.text, m.check)
	}
}

// Literals, as the value that they must be equal to in JSON and one that they must
// not.
func TestLiterals(t *testing.T) {
	for _, c := range []struct{ text, same, other string }{
		{`5`, `5`, `6`},
		{`-5`, `-5`, `5`},
		{`+5`, `5`, `-5`},
		{`- 5`, `-5`, `5`},
		{`--5`, `5`, `-5`},
		{`-(5)`, `-5`, `5`},
		{`007`, `7`, `0`},
		{`1_000_000`, `1000000`, `1`},
		{`0x1F`, `31`, `1`},
		{`0XfF`, `255`, `0`},
		{`-0xff`, `-255`, `255`},
		{`0b101`, `5`, `101`},
		{`0o17`, `15`, `17`},
		{`0xFFFF_FFFF`, `4294967295`, `0`},
		{`0`, `-0.0`, `1e-320`},
		{`-0`, `0`, `1`},
		{`-0.0`, `0`, `1`},
		{`1.5`, `1.5`, `1.4999999999999998`},
		{`.5`, `0.5`, `5`},
		{`5.`, `5`, `0.5`},
		{`1e3`, `1000`, `1`},
		{`1E-3`, `0.001`, `1000`},
		{`-1.5e+3`, `-1500`, `1500`},
		{`0.1`, `0.1`, `0.10000000000000002`},
		{`1_0.2_5`, `10.25`, `10.2`},
		{`1e-400`, `0`, `5e-324`},
		{`9007199254740993`, `9007199254740993`, `9007199254740992`},
		{`-9007199254740993`, `-9007199254740993`, `-9007199254740992`},
		{`9223372036854775807`, `9223372036854775807`, `9223372036854775808`},
		{`9223372036854775808`, `9223372036854775808`, `9223372036854775807`},
		{`9223372036854775809`, `9223372036854775809`, `9223372036854775808`},
		{`-9223372036854775808`, `-9223372036854775808`, `-9223372036854775807`},
		{`18446744073709551615`, `18446744073709551615`, `18446744073709551616`},
		{`18446744073709551616`, `18446744073709551616`, `18446744073709551615`},
		{`-18446744073709551616`, `-18446744073709551616`, `18446744073709551616`},
		{`-9223372036854777856`, `-9223372036854777856`, `-9223372036854775808`},
		{`18_446_744_073_709_551_615`, `18446744073709551615`, `18446744073709551614`},
		{`0xFFFFFFFFFFFFFFFF`, `18446744073709551615`, `18446744073709551614`},
		{`-0x8000000000000000`, `-9223372036854775808`, `-9223372036854775807`},
		{`0o1777777777777777777777`, `18446744073709551615`, `0`},
		{`0b1000000000000000000000000000000000000000000000000000000000000000`, `9223372036854775808`, `0`},
		{`00000000000000000000000000000000000000001`, `1`, `0`},
		{`100000000000000000000`, `1e20`, `1.0000000000000002e20`},
		{`18446744073709551617.0`, `18446744073709551616`, `18446744073709551615`},
		{`1.7976931348623157e308`, `1.7976931348623157e308`, `1.7976931348623155e308`},
		{`"x"`, `"x"`, `"X"`},
		{`'x'`, `"x"`, `"'x'"`},
		{"`x`", `"x"`, `""`},
		{`""`, `""`, `" "`},
		{`''`, `""`, `" "`},
		{"``", `""`, `" "`},
		{"`a\\n\"'b`", `"a\\n\"'b"`, `"a"`},
		{"`a\nb`", `"a\nb"`, `"a b"`},
		{"`a``b`", "\"a`b\"", `"ab"`},
		{`"a\"b\\\n\tc"`, `"a\"b\\\n\tc"`, `"a"`},
		{`'a\'"b'`, `"a'\"b"`, `"ab"`},
		{`"\u00e9\U0001F600\u{1F600}\x41\101"`, `"é😀😀AA"`, `"é"`},
		{`"\xff"`, `"ÿ"`, `"\ufffd"`}, // a code point, not a byte
		{`"日本 é"`, `"日本 é"`, `"日本 e"`},
		{`"\x00"`, `"\u0000"`, `""`},
		{`true`, `true`, `false`},
		{`false`, `false`, `0`},
	} {
		t.Run(c.text, func(t *testing.T) {
			for _, form := range []string{`a == ` + c.text, c.text + ` == a`, `a in ["no", ` + c.text + `, "no"]`} {
				meaning{form, events{`{"a":` + c.same + `}`}, events{`{"a":` + c.other + `}`}, nil}.check(t)
			}
		})
	}
}

// The names of expr-lang's functions are attributes where they are not called.
func TestBuiltinNames(t *testing.T) {
	for _, name := range []string{
		"all", "none", "any", "one", "filter", "map", "find", "findIndex", "findLast", "findLastIndex", "count", "sum",
		"groupBy", "sortBy", "reduce", "len", "type", "abs", "ceil", "floor", "round", "int", "float", "string", "trim",
		"trimPrefix", "trimSuffix", "upper", "lower", "split", "splitAfter", "replace", "repeat", "join", "indexOf",
		"lastIndexOf", "hasPrefix", "hasSuffix", "max", "min", "mean", "median", "toJSON", "fromJSON", "toBase64",
		"fromBase64", "now", "duration", "date", "timezone", "first", "last", "get", "take", "keys", "values", "toPairs",
		"fromPairs", "reverse", "uniq", "concat", "flatten", "sort", "bitand", "bitor", "bitxor", "bitnand", "bitnot",
		"bitshl", "bitshr", "bitushr", "between", "cidr", "env", "null", "undefined", "exists", "contain",
	} {
		meaning{name + ` > 5`, events{`{"` + name + `":6}`}, events{`{"` + name + `":5}`}, events{`{}`}}.check(t)
		meaning{`5 < ` + name, events{`{"` + name + `":6}`}, events{`{"` + name + `":5}`}, events{`{}`}}.check(t)
		meaning{name + `.x == "y"`, events{`{"` + name + `":{"x":"y"}}`}, events{`{"` + name + `":{"x":"z"}}`}, events{`{}`}}.check(t)
		meaning{`a.` + name + ` and ` + name, events{`{"a":{"` + name + `":true},"` + name + `":true}`}, nil, events{`{}`}}.check(t)
		meaning{`lower(` + name + `) == "y"`, events{`{"` + name + `":"Y"}`}, nil, events{`{}`}}.check(t)
		if name != "lower" && name != "between" && name != "cidr" {
			_, err := expr.ParseExpr(name + "(a, b) > 5")
			require.Error(t, err)
		}
	}
}

// The trees of some texts: what is flattened and what is not.
func TestTrees(t *testing.T) {
	p := func(name string) predicate.Expr { return predicate.Eq(name, predicate.Bool(true)) }
	for _, c := range []struct {
		text string
		want predicate.Expr
	}{
		{`a && b && c`, predicate.And{p("a"), p("b"), p("c")}},
		{`a && (b and c)`, predicate.And{p("a"), p("b"), p("c")}},
		{`a || b or (c || d)`, predicate.Or{p("a"), p("b"), p("c"), p("d")}},
		{`a && (b || c)`, predicate.And{p("a"), predicate.Or{p("b"), p("c")}}},
		{`a && !(b && c)`, predicate.And{p("a"), predicate.Not{X: predicate.And{p("b"), p("c")}}}},
		{`a && 1 < b < 2`, predicate.And{p("a"), predicate.Gt("b", predicate.Int(1)), predicate.Lt("b", predicate.Int(2))}},
		{`a in 1..2`, predicate.Between("a", predicate.Int(1), predicate.Int(2))},
		{`a not in [1]`, predicate.Not{X: predicate.In("a", predicate.Int(1))}},
	} {
		e, err := expr.ParseExpr(c.text)
		require.NoError(t, err)
		require.Equal(t, c.want, e)
	}
}

func TestMustParse(t *testing.T) {
	require.Equal(t, "a > 5", expr.MustParse(`a > 5`).String())
	require.PanicsWithValue(t, `expr: MustParse("a +"): 1:4: unexpected end of the expression`, func() { expr.MustParse(`a +`) })
}
