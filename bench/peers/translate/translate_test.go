package translate_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/bench/peers/translate"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/expr"
)

func kinds() translate.Kinds {
	return translate.Kinds{"n": translate.Int, "f": translate.Float, "s": translate.String, "b": translate.Bool}
}

func parse(t *testing.T, text string) predicate.Expr {
	t.Helper()
	e, err := expr.ParseExpr(text)
	require.NoError(t, err)
	return e
}

// TestLanguages is a table of expressions and their texts. "" stands for what the
// language cannot say.
func TestLanguages(t *testing.T) {
	type texts struct{ expr, cel, atree, lucene string }
	for text, want := range map[string]texts{
		`n == 5`: {`n == 5`, `n == 5`, `n = 5`, `["or",["longs","n",5,5,false,false]]`},
		`f > 5`:  {`f > 5.0`, `f > 5.0`, `f > 5.0`, `["doubles","f",5,null,true,false]`},
		`between(n, 1, 9) && s != "x"`: {
			`(n >= 1 && n <= 9) && (!(s == "x"))`,
			`(n >= 1 && n <= 9) && (!(s == "x"))`,
			`(n >= 1 and n <= 9) and (not (s = 'x'))`,
			`["and",["longs","n",1,9,false,false],["not",["term","s","x"]]]`,
		},
		`s in ["x", "y<z"] || n < -2`: {
			`s in ["x", "y<z"] || n < -2`, `s in ["x", "y<z"] || n < -2`, `s in ['x', 'y<z'] or n < -2`,
			`["or",["term","s","x","y<z"],["longs","n",null,-2,false,true]]`,
		},
		`s startsWith "a\"b"`:   {`s startsWith "a\"b"`, `s.startsWith("a\"b")`, ``, `["prefix","s","a\"b"]`},
		`s contains "-a*b-"`:    {`s contains "-a*b-"`, `s.contains("-a*b-")`, ``, `["wildcard","s","*-a\\*b-*"]`},
		`s >= "m"`:              {`s >= "m"`, `s >= "m"`, ``, `["texts","s","m",null,false,false]`},
		`f in [1.5, 2]`:         {`f in [1.5, 2.0]`, `f in [1.5, 2.0]`, ``, `["or",["doubles","f",1.5,1.5,false,false],["doubles","f",2,2,false,false]]`},
		`b`:                     {`b == true`, `b == true`, `b = true`, ``},
		`lower(s) == "x"`:       {},
		`s == nil`:              {},
		`cidr(s, "10.0.0.0/8")`: {},
	} {
		for _, l := range []struct {
			name, want string
			text       func(predicate.Expr, translate.Kinds) (string, error)
		}{
			{"expr", want.expr, translate.Expr},
			{"CEL", want.cel, translate.CEL},
			{"a-tree", want.atree, translate.ATree},
			{"lucene", want.lucene, translate.Lucene},
		} {
			got, err := l.text(parse(t, text), kinds())
			if l.want == "" {
				var no *translate.UnsaidError
				require.ErrorAs(t, err, &no, "%s: %s", l.name, text)
				continue
			}
			require.NoError(t, err, "%s: %s", l.name, text)
			require.Equal(t, l.want, got, "%s: %s", l.name, text)
		}
	}
}

func TestRuler(t *testing.T) {
	for text, want := range map[string][]string{
		`n == 5 && s == "x"`:       {`{"n":[5],"s":["x"]}`},
		`between(n, 1, 9)`:         {`{"n":[{"numeric":[">=",1,"<=",9]}]}`},
		`n > 1 && n <= 9 && n < 9`: {`{"n":[{"numeric":[">",1,"<",9]}]}`},
		`n > 1 && n >= 1`:          {`{"n":[{"numeric":[">",1]}]}`},
		`not (n < 6 || n >= 22)`:   {`{"n":[{"numeric":[">=",6,"<",22]}]}`},
		`n >= 6 && n <= 6`:         {`{"n":[6]}`},
		`n < 3 && n >= 3`:          nil,
		`s == "x" && s in ["y"]`:   nil,
		`(s == "x" || f < 1.5) && s in ["x", "y"]`: {
			`{"s":["x"]}`, `{"f":[{"numeric":["<",1.5]}],"s":["x","y"]}`,
		},
		`s != "x" && s not in ["y", "z"]`:                  {`{"s":[{"anything-but":["x","y","z"]}]}`},
		`s startsWith "a"`:                                 {`{"s":[{"prefix":"a"}]}`},
		`not (s startsWith "a")`:                           {`{"s":[{"anything-but":{"prefix":"a"}}]}`},
		`s contains "-a*b\\-"`:                             {`{"s":[{"wildcard":"*-a\\*b\\\\-*"}]}`},
		`s in ["ab", "b"] && s != "b" && s startsWith "a"`: {`{"s":["ab"]}`},
		`b`: {`{"b":[true]}`},
	} {
		got, err := translate.Ruler(parse(t, text), kinds())
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{
		`s > "m"`, `s startsWith "a" && s endsWith "b"`, `s startsWith "a" && s != "ab"`,
		`lower(s) == "x"`, `n != 5`, `s matches "x"`, `s == nil`,
	} {
		_, err := translate.Ruler(parse(t, text), kinds())
		var no *translate.UnsaidError
		require.ErrorAs(t, err, &no, text)
	}
}

func TestDNFIsLimited(t *testing.T) {
	pair := predicate.Or{predicate.Eq("s", predicate.String("x")), predicate.Eq("n", predicate.Int(1))}
	and := predicate.And{}
	for range 7 {
		and = append(and, pair)
	}
	_, err := translate.DNF(and[:6])
	require.NoError(t, err)
	_, err = translate.DNF(and)
	var no *translate.UnsaidError
	require.ErrorAs(t, err, &no)
}

func TestSubject(t *testing.T) {
	levels := []string{"l1", "l2", "l3"}
	got, err := translate.Subject(parse(t, `l3 == "c" && l1 == "a"`), levels)
	require.NoError(t, err)
	require.Equal(t, "a.*.c", got)
	got, err = translate.Subject(parse(t, `l2 == "b"`), levels)
	require.NoError(t, err)
	require.Equal(t, "*.b.*", got)
	for _, text := range []string{`l1 == "a.b"`, `l1 == "*"`, `l1 != "a"`, `l1 == "a" || l2 == "b"`, `l1 == 5`, `l4 == "a"`, `l1 == "a" && l1 == "b"`} {
		_, err := translate.Subject(parse(t, text), levels)
		require.Error(t, err, text)
	}
}

func TestKinds(t *testing.T) {
	k := translate.Kinds{}
	for _, line := range []string{`{"a":1,"b":"x"}`, `{"a":1.5,"b":"y"}`} {
		ev, err := predicate.ParseJSON([]byte(line))
		require.NoError(t, err)
		require.NoError(t, k.AddEvent(ev))
	}
	require.Equal(t, translate.Kinds{"a": translate.Float, "b": translate.String}, k)
	require.NoError(t, k.AddExpr(parse(t, `a > 2 && not (b == "z")`)))
	require.Error(t, k.AddExpr(parse(t, `a == "x"`)))
	require.Error(t, k.AddExpr(parse(t, `c == 1`)))
	ev, err := predicate.ParseJSON([]byte(`{"a":[1,2]}`))
	require.NoError(t, err)
	require.Error(t, k.AddEvent(ev))
}
