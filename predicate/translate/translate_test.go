package translate_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/expr"
	"github.com/thresh-dev/thresh/predicate/pattern"
	"github.com/thresh-dev/thresh/predicate/translate"
)

var single = translate.Options{SingleObjects: true}

func TestToPattern(t *testing.T) {
	for _, c := range []struct {
		where   string
		options translate.Options
		want    string // a pattern, or words of the error
	}{
		{`a == 1`, translate.Options{}, `{"a":[1]}`},
		{`a`, translate.Options{}, `{"a":[true]}`},
		{`a in [1, "x"] || lower(a) == "on"`, translate.Options{}, `{"a":[1,"x",{"equals-ignore-case":"on"}]}`},
		{`lower(a) in ["ab", 5, "X"]`, translate.Options{}, `{"a":[{"equals-ignore-case":"ab"},5]}`},
		{`lower(a) == "kai"`, translate.Options{}, `{"a":[{"regexp":"[Kk\u212a][Aa][Ii\u0130]"}]}`},
		{`lower(a) startsWith "x" || lower(a) endsWith "*k" || lower(a) contains "y"`, translate.Options{}, `{"a":[{"prefix":{"equals-ignore-case":"x"}},{"regexp":".*~*[Kk\u212a]"},{"regexp":".*[Yy].*"}]}`},
		{`a.x >= 5 && b startsWith "y"`, translate.Options{}, `{"a":{"x":[{"numeric":[">=",5]}]},"b":[{"prefix":"y"}]}`},
		{`a in 1..5 && b endsWith "z" && c contains "*" && d contains ""`, translate.Options{}, `{"a":[{"numeric":[">=",1,"<=",5]}],"b":[{"suffix":"z"}],"c":[{"wildcard":"*\\**"}],"d":[{"wildcard":"*"}]}`},
		{`between(a, 5, 5) && b < 3`, translate.Options{}, `{"a":[5],"b":[{"numeric":["<",3]}]}`},
		{`cidr(ip, "10.0.0.0/8") || ip == "::1"`, translate.Options{}, `{"ip":[{"cidr":"10.0.0.0/8"},{"exactly":"::1"}]}`},
		{`a == 1 && (b == 2 || c == 3)`, translate.Options{}, `{"a":[1],"$or":[{"b":[2]},{"c":[3]}]}`},
		{`(a == 1 || b == 2) && (c == 3 || d == 4)`, translate.Options{}, `{"$or":[{"a":[1],"$or":[{"c":[3]},{"d":[4]}]},{"b":[2],"$or":[{"c":[3]},{"d":[4]}]}]}`},
		{`not not (a == 1) && true`, translate.Options{}, `{"a":[1]}`},
		{`a.x == 1 || a.y == 2`, translate.Options{}, `{"$or":[{"a":{"x":[1]}},{"a":{"y":[2]}}]}`},
		{`a.x == 1 && a.y == 2`, single, `{"a":{"x":[1],"y":[2]}}`},

		{`a.x == 1 && a.y == 2`, translate.Options{}, `conditions on "a.x" and "a.y" that are to hold together`},
		{`a > 1 && a < 5`, single, `two conditions on "a" that are to hold together`},
		{`a == 1 && a.x == 2`, single, `a condition on an attribute and on one inside it`},
		{`a != 1`, translate.Options{}, `the negation a != 1: it holds of all values`},
		{`b == 2 && not (a == 1 || c > 3)`, translate.Options{}, `the negation not (a == 1 || c > 3)`},
		{`a == nil`, translate.Options{}, `the absence a == nil`},
		{`a != nil`, translate.Options{}, `the negation a != nil`},
		{`a < "x"`, translate.Options{}, `the order of strings a < "x"`},
		{`between(a, "x", "y")`, translate.Options{}, `the order of strings`},
		{`a matches "x+"`, translate.Options{}, `the regular expression of a matches "x+"`},
		{`$env["a.b"] == 1`, translate.Options{}, `the attribute name "a.b"`},
		{`$env["$or"] == 1`, translate.Options{}, `the attribute name "$or"`},
		{`(prefix == 1 || b == 2)`, translate.Options{}, `what no pattern has: prefix takes`},
		{`true`, translate.Options{}, `what is always true`},
		{`a in [] || between(a, 5, 1) || lower(a) == "X"`, translate.Options{}, `what is never true`},
		{strings.Repeat(`(a$ == 1 || b$ == 2) && `, 11) + `z == 1`, translate.Options{}, `an and of many ors: written out there are more than 1024`},
	} {
		for i := 0; strings.Contains(c.where, "$ "); i++ {
			c.where = strings.Replace(c.where, "a$ == 1 || b$ ", fmt.Sprintf("a%d == 1 || b%d ", i, i), 1)
		}
		e, err := expr.ParseExpr(c.where)
		require.NoError(t, err, c.where)
		p, err := translate.ToPattern(e, c.options)
		if !strings.HasPrefix(c.want, "{") {
			require.ErrorContains(t, err, "cannot translate "+c.want, c.where)
			continue
		}
		require.NoError(t, err, c.where)
		require.JSONEq(t, c.want, p.String(), c.where)
	}
}

func TestToExpr(t *testing.T) {
	for _, c := range []struct {
		pattern string
		options translate.Options
		want    string // an expression, or words of the error
	}{
		{`{"a":[1]}`, translate.Options{}, `a == 1`},
		{`{"a":[1,true,{"prefix":"x"},{"suffix":"y"}]}`, translate.Options{}, `a in [1, true] || a startsWith "x" || a endsWith "y"`},
		{`{"a":[{"equals-ignore-case":"Ab"},{"prefix":{"equals-ignore-case":"c"}},{"suffix":{"equals-ignore-case":"D"}}]}`, translate.Options{}, `lower(a) == "ab" || lower(a) startsWith "c" || lower(a) endsWith "d"`},
		{`{"a":[{"equals-ignore-case":"k"}]}`, translate.Options{}, `a matches "\\A(?:k|K|k)\\z"`},
		{`{"a":[{"wildcard":"x*"}],"b":[{"wildcard":"*x"}],"c":[{"wildcard":"*x.*"}],"d":[{"wildcard":"x*.y"}]}`, translate.Options{}, `a startsWith "x" && b endsWith "x" && c contains "x." && d matches "(?s)\\Ax.*\\.y\\z"`},
		{`{"a":[{"numeric":[">",0,"<=",5]}]}`, translate.Options{}, `between(a, 5e-324, 5)`},
		{`{"a":[{"numeric":[">=",1,"<",9007199254740993]}]}`, translate.Options{}, `between(a, 1, 9007199254740992)`},
		{`{"a":[{"numeric":[">",1]},{"numeric":["<=",-1]}]}`, translate.Options{}, `a > 1 || a <= -1`},
		{`{"a":[{"cidr":"10.0.0.0/8"}]}`, translate.Options{}, `cidr(a, "10.0.0.0/8")`},
		{`{"$or":[{"a":[1]},{"b":[2]}],"c":[3]}`, translate.Options{}, `(a == 1 || b == 2) && c == 3`},
		{`{"d":{"x":[1],"y":[2]}}`, single, `d.x == 1 && d.y == 2`},
		{`{"a.b":[1]}`, translate.Options{}, `a.b == 1 || $env["a.b"] == 1`},

		{`{"d":{"x":[1],"y":[2]}}`, translate.Options{}, `conditions on "d.x" and "d.y" that are to hold together`},
		{`{"a":[null]}`, translate.Options{}, `null in the field {"a":[null]}`},
		{`{"a":[{"exists":true}]}`, translate.Options{}, `exists in the field`},
		{`{"a":[{"exists":false}]}`, translate.Options{}, `exists in the field`},
		{`{"a":[{"anything-but":1}]}`, translate.Options{}, `anything-but in the field {"a":[{"anything-but":[1]}]}`},
	} {
		p, err := pattern.ParseExpr(c.pattern)
		require.NoError(t, err, c.pattern)
		e, err := translate.ToExpr(p, c.options)
		if err != nil {
			require.ErrorContains(t, err, "cannot translate "+c.want, c.pattern)
			continue
		}
		require.Equal(t, c.want, e.String(), c.pattern)
	}
}

// Ranges of numbers keep their bounds, open and closed, where integers and floats
// part.
func TestBounds(t *testing.T) {
	edges := []predicate.Value{
		predicate.Float(-math.MaxFloat64), predicate.Int(math.MinInt64), predicate.Int(-1 << 53), predicate.Int(0), predicate.Float(0.5),
		predicate.Int(1<<53 + 1), predicate.Int(math.MaxInt64), predicate.Uint(1 << 63), predicate.Uint(math.MaxUint64),
		predicate.Float(0x1p64), predicate.Float(math.MaxFloat64),
	}
	var values []predicate.Value
	for _, v := range edges {
		values = append(values, v)
		for _, w := range []predicate.Value{predicate.NextNumber(v), predicate.PreviousNumber(v)} {
			if w.Kind() == predicate.KindNumber {
				values = append(values, w)
			}
		}
	}
	var b predicate.Builder
	for _, lo := range edges {
		for _, hi := range edges {
			for open := range predicate.Bounds(4) {
				f := &predicate.Field{Path: "a", Matchers: []predicate.Matcher{{Op: predicate.MatchNumeric, Open: open, Args: []predicate.Value{lo, hi}}}}
				p := predicate.Pattern{X: f}
				e, err := translate.ToExpr(p, translate.Options{})
				require.NoError(t, err)
				for _, v := range values {
					b.Reset()
					b.Add("a", v)
					ev, err := b.Event()
					require.NoError(t, err)
					require.Equal(t, oracle.Matches(p, ev), oracle.Matches(e, ev), "%s on %s", p, v)
				}
			}
		}
	}
}
