package oracle_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/oracle"
	p "github.com/thresh-dev/thresh/predicate"
)

const (
	no  = oracle.False
	unk = oracle.Unknown
	yes = oracle.True
)

// verdict is an event and the truth of a test on it.
type verdict struct {
	event string // JSON
	truth oracle.Truth
}

func check(t *testing.T, e p.Expr, verdicts []verdict) {
	t.Helper()
	for _, v := range verdicts {
		ev, err := p.ParseJSON([]byte(v.event))
		require.NoError(t, err, v.event)
		require.Equal(t, v.truth, oracle.Eval(e, ev), "%s on %s", e, v.event)
		require.Equal(t, -v.truth, oracle.Eval(p.Not{X: e}, ev), "not (%s) on %s", e, v.event)
		require.Equal(t, v.truth == yes, oracle.Matches(e, ev), "%s on %s", e, v.event)
	}
}

func TestTests(t *testing.T) {
	str, num := p.String, p.Int
	for _, c := range []struct {
		test     *p.Test
		verdicts []verdict
	}{
		{p.Eq("a", num(5)), []verdict{
			{`{"a":5}`, yes},
			{`{"a":5.0}`, yes},
			{`{"a":5e0}`, yes},
			{`{"a":6}`, no},
			{`{"a":"5"}`, no},
			{`{"a":true}`, no},
			{`{"a":{}}`, no},
			{`{"a":null}`, unk},
			{`{}`, unk},
			{`{"a":[]}`, unk},
			{`{"b":5}`, unk},
			{`{"a":[4,5]}`, yes},
			{`{"a":[4,"x"]}`, no},
			{`{"a":[null,5]}`, yes},
			{`{"a":[null,4]}`, no},
			{`{"a":[null]}`, unk},
			{`{"a":[[4,[5]]]}`, yes},
		}},
		{p.Eq("a", str("x")), []verdict{
			{`{"a":"x"}`, yes}, {`{"a":"X"}`, no}, {`{"a":"xx"}`, no}, {`{"a":""}`, no}, {`{"a":0}`, no}, {`{"a":["y","x"]}`, yes},
		}},
		{p.Eq("a", p.Bool(true)), []verdict{
			{`{"a":true}`, yes}, {`{"a":false}`, no}, {`{"a":1}`, no}, {`{"a":"true"}`, no}, {`{}`, unk},
		}},
		{p.Eq("a", num(0)), []verdict{{`{"a":-0}`, yes}, {`{"a":-0.0}`, yes}, {`{"a":false}`, no}, {`{"a":""}`, no}}},
		{p.Eq("o.x", num(1)), []verdict{
			{`{"o":{"x":1}}`, yes},
			{`{"o":{"x":2}}`, no},
			{`{"o":{}}`, unk},
			{`{"o":1}`, unk},
			{`{"o":[{"x":2},{"x":1}]}`, yes},
			{`{"o":[{"x":2},{"y":1}]}`, no},
			{`{"o.x":1}`, unk},
		}},
		{p.Eq(p.JoinPath("o.x"), num(1)), []verdict{{`{"o.x":1}`, yes}, {`{"o":{"x":1}}`, unk}}},
		{p.In("a", num(1), str("x"), p.Bool(false)), []verdict{
			{`{"a":1}`, yes},
			{`{"a":"x"}`, yes},
			{`{"a":false}`, yes},
			{`{"a":true}`, no},
			{`{"a":"1"}`, no},
			{`{"a":{}}`, no},
			{`{}`, unk},
			{`{"a":null}`, unk},
			{`{"a":[2,1]}`, yes},
			{`{"a":[2,3]}`, no},
		}},
		{p.In("a"), []verdict{{`{"a":1}`, no}, {`{}`, unk}}},
		{p.Lt("a", num(5)), []verdict{
			{`{"a":4.9}`, yes},
			{`{"a":5}`, no},
			{`{"a":-1e300}`, yes},
			{`{"a":"4"}`, unk},
			{`{"a":true}`, unk},
			{`{"a":{}}`, unk},
			{`{}`, unk},
			{`{"a":[6,4]}`, yes},
			{`{"a":[6,"4"]}`, unk},
			{`{"a":["4",4]}`, yes},
			{`{"a":[6,7]}`, no},
		}},
		{p.Le("a", num(5)), []verdict{{`{"a":5}`, yes}, {`{"a":5.1}`, no}, {`{"a":4}`, yes}, {`{"a":"5"}`, unk}}},
		{p.Gt("a", num(5)), []verdict{{`{"a":5}`, no}, {`{"a":5.1}`, yes}, {`{"a":[]}`, unk}, {`{"a":"6"}`, unk}}},
		{p.Ge("a", num(5)), []verdict{{`{"a":5}`, yes}, {`{"a":4.9}`, no}, {`{"a":"6"}`, unk}}},
		{p.Lt("a", str("b")), []verdict{
			{`{"a":"a"}`, yes}, {`{"a":"B"}`, yes}, {`{"a":"b"}`, no}, {`{"a":"ba"}`, no}, {`{"a":""}`, yes}, {`{"a":1}`, unk},
		}},
		{p.Gt("a", str("\uFFFF")), []verdict{ // by code point, not by UTF-16 unit
			{`{"a":"😀"}`, yes}, {`{"a":"\uFFFE"}`, no},
		}},
		{p.Between("a", num(1), num(5)), []verdict{
			{`{"a":1}`, yes},
			{`{"a":2.5}`, yes},
			{`{"a":5}`, yes},
			{`{"a":5.0001}`, no},
			{`{"a":0.999}`, no},
			{`{"a":"3"}`, unk},
			{`{"a":[0,6]}`, no},
			{`{"a":[0,6,"3"]}`, unk},
			{`{"a":[0,3]}`, yes},
		}},
		{p.Between("a", num(5), num(1)), []verdict{{`{"a":3}`, no}, {`{"a":5}`, no}, {`{"a":"x"}`, unk}}},
		{p.Between("a", str("b"), str("d")), []verdict{
			{`{"a":"b"}`, yes}, {`{"a":"cz"}`, yes}, {`{"a":"d"}`, yes}, {`{"a":"da"}`, no}, {`{"a":"a"}`, no}, {`{"a":3}`, unk},
		}},
		{p.StartsWith("a", "ab"), []verdict{
			{`{"a":"ab"}`, yes},
			{`{"a":"abc"}`, yes},
			{`{"a":"a"}`, no},
			{`{"a":"Ab"}`, no},
			{`{"a":5}`, unk},
			{`{"a":{}}`, unk},
			{`{}`, unk},
			{`{"a":["x","abc"]}`, yes},
			{`{"a":["x",5]}`, unk},
			{`{"a":["x","y"]}`, no},
		}},
		{p.EndsWith("a", "yz"), []verdict{
			{`{"a":"yz"}`, yes}, {`{"a":"xyz"}`, yes}, {`{"a":"z"}`, no}, {`{"a":"xyz "}`, no}, {`{"a":false}`, unk},
		}},
		{p.Contains("a", "bc"), []verdict{
			{`{"a":"abcd"}`, yes}, {`{"a":"b c"}`, no}, {`{"a":["b","c"]}`, no}, {`{"a":1}`, unk}, {`{}`, unk},
		}},
		{p.Contains("a", ""), []verdict{{`{"a":""}`, yes}, {`{"a":"x"}`, yes}, {`{"a":1}`, unk}}},
		{p.Matches("a", "b+c"), []verdict{
			{`{"a":"abbcd"}`, yes}, {`{"a":"ac"}`, no}, {`{"a":5}`, unk}, {`{"a":null}`, unk},
		}},
		{p.Matches("a", "^b$"), []verdict{{`{"a":"b"}`, yes}, {`{"a":"b\n"}`, no}, {`{"a":"ab"}`, no}}},
		{p.CIDR("a", "10.0.0.0/8"), []verdict{
			{`{"a":"10.1.2.3"}`, yes},
			{`{"a":"11.0.0.0"}`, no},
			{`{"a":"9.255.255.255"}`, no},
			{`{"a":"host"}`, no},
			{`{"a":""}`, no},
			{`{"a":"::ffff:10.1.2.3"}`, no},
			{`{"a":10}`, unk},
			{`{"a":{}}`, unk},
			{`{}`, unk},
			{`{"a":["x","10.0.0.0"]}`, yes},
		}},
		{p.CIDR("a", "10.1.2.3/8"), []verdict{{`{"a":"10.9.9.9"}`, yes}}}, // host bits are no matter
		{p.CIDR("a", "2001:db8::/32"), []verdict{
			{`{"a":"2001:db8::1"}`, yes}, {`{"a":"2001:DB8:0::1"}`, yes}, {`{"a":"2001:db9::"}`, no}, {`{"a":"10.0.0.1"}`, no},
		}},
		{p.CIDR("a", "fe80::/10"), []verdict{{`{"a":"fe80::1"}`, yes}, {`{"a":"fe80::1%eth0"}`, no}}},
		{p.Absent("a"), []verdict{
			{`{}`, yes},
			{`{"a":null}`, yes},
			{`{"a":[]}`, yes},
			{`{"a":[null,null]}`, yes},
			{`{"a":[[]]}`, yes},
			{`{"a":0}`, no},
			{`{"a":""}`, no},
			{`{"a":{}}`, no},
			{`{"a":[null,1]}`, no},
			{`{"a":false}`, no},
		}},
		{p.Lower(p.Eq("a", str("é"))), []verdict{{`{"a":"É"}`, yes}, {`{"a":"é"}`, yes}, {`{"a":"e"}`, no}, {`{"a":5}`, no}}},
		{p.Lower(p.Eq("a", str("X"))), []verdict{{`{"a":"X"}`, no}, {`{"a":"x"}`, no}}}, // compared as it stands
		{p.Lower(p.Eq("a", num(5))), []verdict{{`{"a":5}`, yes}, {`{"a":"x"}`, no}}},
		{p.Lower(p.In("a", str("x"), num(5))), []verdict{{`{"a":"X"}`, yes}, {`{"a":5}`, yes}, {`{"a":"Y"}`, no}, {`{}`, unk}}},
		{p.Lower(p.Lt("a", str("b"))), []verdict{{`{"a":"A"}`, yes}, {`{"a":"B"}`, no}, {`{"a":1}`, unk}}},
		{p.Lower(p.StartsWith("a", "ab")), []verdict{{`{"a":"ABC"}`, yes}, {`{"a":"BAC"}`, no}, {`{"a":1}`, unk}}},
		{p.Lower(p.EndsWith("a", "bc")), []verdict{{`{"a":"ABC"}`, yes}, {`{"a":"CB"}`, no}}},
		{p.Lower(p.Contains("a", "bc")), []verdict{{`{"a":"aBCd"}`, yes}, {`{"a":"CB"}`, no}}},
		{p.Lower(p.Matches("a", "^[a-z]+$")), []verdict{{`{"a":"aBCd"}`, yes}, {`{"a":"C1"}`, no}}},
		{p.Lower(p.Absent("a")), []verdict{{`{}`, yes}, {`{"a":"X"}`, no}}},
	} {
		t.Run(c.test.String(), func(t *testing.T) { check(t, c.test, c.verdicts) })
	}
}

// Numbers compare by value, whatever they are made of.
func TestExactNumbers(t *testing.T) {
	ordered := []string{ // strictly ascending
		"-1.7976931348623157e308", "-9223372036854777856", "-9223372036854775808", "-9223372036854775807",
		"-9007199254740993", "-9007199254740992.0", "-9007199254740991", "-1", "-0.5", "-5e-324", "0", "5e-324",
		"0.1", "0.10000000000000002", "1", "1.0000000000000002", "9007199254740991", "9007199254740992",
		"9007199254740993", "9007199254740994.0", "9223372036854774784.0", "9223372036854775806", "9223372036854775807",
		"9223372036854775808.0", "9223372036854775809", "18446744073709549568.0", "18446744073709551614",
		"18446744073709551615", "18446744073709551616.0", "1e300",
	}
	for i, x := range ordered {
		ev, err := p.ParseJSON(fmt.Appendf(nil, `{"a":%s}`, x))
		require.NoError(t, err)
		for j, y := range ordered {
			v, err := p.ParseNumber([]byte(y))
			require.NoError(t, err)
			require.Equal(t, i == j, oracle.Matches(p.Eq("a", v), ev), "%s == %s", x, y)
			require.Equal(t, i == j, oracle.Matches(p.In("a", v), ev), "%s in [%s]", x, y)
			require.Equal(t, i < j, oracle.Matches(p.Lt("a", v), ev), "%s < %s", x, y)
			require.Equal(t, i <= j, oracle.Matches(p.Le("a", v), ev), "%s <= %s", x, y)
			require.Equal(t, i > j, oracle.Matches(p.Gt("a", v), ev), "%s > %s", x, y)
			require.Equal(t, i >= j, oracle.Matches(p.Ge("a", v), ev), "%s >= %s", x, y)
		}
	}
}

func TestLogic(t *testing.T) {
	// u is unknown on every event here, f and t are not.
	f, u, tr := p.Const(false), p.Lt("u", p.Int(0)), p.Const(true)
	ev, err := p.ParseJSON([]byte(`{"a":1}`))
	require.NoError(t, err)
	for _, c := range []struct {
		e    p.Expr
		want oracle.Truth
	}{
		{f, no},
		{u, unk},
		{tr, yes},
		{p.Not{X: f}, yes},
		{p.Not{X: u}, unk},
		{p.Not{X: tr}, no},
		{p.And{}, yes},
		{p.Or{}, no},
		{p.And{u}, unk},
		{p.Or{u}, unk},
		{p.And{f, f}, no},
		{p.And{f, u}, no},
		{p.And{f, tr}, no},
		{p.And{u, f}, no},
		{p.And{u, u}, unk},
		{p.And{u, tr}, unk},
		{p.And{tr, f}, no},
		{p.And{tr, u}, unk},
		{p.And{tr, tr}, yes},
		{p.Or{f, f}, no},
		{p.Or{f, u}, unk},
		{p.Or{f, tr}, yes},
		{p.Or{u, f}, unk},
		{p.Or{u, u}, unk},
		{p.Or{u, tr}, yes},
		{p.Or{tr, f}, yes},
		{p.Or{tr, u}, yes},
		{p.Or{tr, tr}, yes},
		{p.And{tr, p.Or{f, u}, tr}, unk},
		{p.Or{f, p.Not{X: p.And{u, f}}}, yes},
		{p.Or{u, p.Not{X: u}}, unk}, // no excluded middle
	} {
		require.Equal(t, c.want, oracle.Eval(c.e, ev), "%s", c.e)
		require.Equal(t, c.want == yes, oracle.Matches(c.e, ev), "%s", c.e)
	}
}

// What only a Builder can say: bytes that are no UTF-8, and numbers by Go type.
func TestBuiltEvents(t *testing.T) {
	var b p.Builder
	b.Reset()
	b.AddString("s", "a\xff")
	b.AddFloat("n", math.Copysign(0, -1))
	b.Add("u", p.Uint(1<<63))
	ev, err := b.Event()
	require.NoError(t, err)
	require.Equal(t, yes, oracle.Eval(p.EndsWith("s", "\xff"), ev))
	require.Equal(t, yes, oracle.Eval(p.Gt("s", p.String("a\uFFFF")), ev))
	require.Equal(t, yes, oracle.Eval(p.Lower(p.Eq("s", p.String("a\uFFFD"))), ev)) // as strings.ToLower does
	require.Equal(t, yes, oracle.Eval(p.Eq("n", p.Int(0)), ev))
	require.Equal(t, yes, oracle.Eval(p.Eq("u", p.Float(1<<63)), ev))
	require.Equal(t, no, oracle.Eval(p.Le("u", p.Int(math.MaxInt64)), ev))
}

// A test that predicate.New rejects is unknown, negated or not.
func TestBadTests(t *testing.T) {
	ev, err := p.ParseJSON([]byte(`{"a":"x","n":1}`))
	require.NoError(t, err)
	bad := []*p.Test{
		p.Matches("a", "["),
		p.CIDR("a", "10.0.0.0"),
		p.Lower(p.CIDR("a", "10.0.0.0/8")),
		p.Between("n", p.Int(0), p.String("x")),
		p.Lt("n", p.Bool(true)),
		p.Lt("n", p.Null()),
		{Attr: p.Attribute{Path: "a"}, Op: p.OpEqual},
		{Attr: p.Attribute{Path: "a"}, Op: p.OpStartsWith},
		{Attr: p.Attribute{Path: "n"}, Op: p.OpLess},
		{Attr: p.Attribute{Path: "a", View: p.Reversed}, Op: p.OpStartsWith, Args: []p.Value{p.String("x")}},
		{Attr: p.Attribute{Path: "a"}, Op: 200},
	}
	for _, test := range bad {
		_, err := p.New(test, p.Options{})
		require.ErrorIs(t, err, p.ErrBadTest)
		require.Equal(t, unk, oracle.Eval(test, ev), "%v", test.Op)
		require.Equal(t, unk, oracle.Eval(p.Not{X: test}, ev), "%v", test.Op)
	}
	require.Equal(t, unk, oracle.Eval(nil, ev))
}

// An Oracle gives the same answers asked again and in any order.
func TestOracleKeepsNoAnswers(t *testing.T) {
	var o oracle.Oracle
	x, err := p.ParseJSON([]byte(`{"a":"x"}`))
	require.NoError(t, err)
	y, err := p.ParseJSON([]byte(`{"a":["y","yy"]}`))
	require.NoError(t, err)
	for range 3 {
		for i := range 5000 { // more than are kept
			require.Equal(t, yes, o.Eval(p.Matches("a", fmt.Sprintf("^x$|%d", i)), x))
			require.Equal(t, no, o.Eval(p.Matches("a", "^x"), y))
			require.Equal(t, unk, o.Eval(p.Matches("a", "["), y))
		}
	}
}

func TestTruthString(t *testing.T) {
	require.Equal(t, "false unknown true truth(7)", fmt.Sprint(no, unk, yes, oracle.Truth(7)))
	require.Equal(t, yes, no.Not())
	require.Equal(t, unk, unk.Not())
}
