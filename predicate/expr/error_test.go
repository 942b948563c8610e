package expr_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/expr"
)

func TestErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		// No expression.
		{``, `1:1: the expression is empty`},
		{" \n ", `2:2: the expression is empty`},
		{`a ==`, `1:5: unexpected end of the expression`},
		{`a == 5 b`, `1:8: unexpected "b"`},
		{`(a`, `1:3: unexpected end of the expression`},
		{`a)`, `1:2: unexpected ")"`},
		{`a in [1)`, `1:8: unexpected ")"`},
		{`a == 'x`, `1:8: literal not terminated`},
		{"a == \"x\ny\"", `1:8: literal not terminated`},
		{`a == "\q"`, `1:8: invalid char escape`},
		{`a == @`, `1:6: unrecognized character: U+0040 '@'`},
		{`/* a`, `1:5: unclosed comment`},
		{`a.(b)`, `1:4: expected name`},
		{`a == (1, 2)`, `1:8: unexpected ","`},
		{`&& a`, `1:1: unexpected "&&"`},
		{`a not b`, `1:7: unexpected "b"`},
		{`a == 18446744073709551615 18446744073709551614`, `1:27: unexpected "18446744073709551614"`},
		{`a "` + strings.Repeat("é", 50) + `"`, `1:3: unexpected "\"` + strings.Repeat("é", 19) + `…"`},
		{"a == 5 \xff", `1:8: the text is not UTF-8`},
		{"a == '\xc3'", `1:7: the text is not UTF-8`},
		{"größe == 1 ||\n\t\"é\" == größe ||\n🙂", `3:1: unrecognized character: U+1F642 '🙂'`},

		// Numbers.
		{`a == 18446744073709551617`, `1:6: integer 18446744073709551617 is beyond 18446744073709551615 and no float64; with .0 at its end it is the nearest one`},
		{`a in [1, 0x1ffffffffffffffff]`, `1:10: integer 0x1ffffffffffffffff is beyond 18446744073709551615 and no float64`},
		{`a == 1` + strings.Repeat("0", 400), `1:6: integer 1` + strings.Repeat("0", 39) + `… is beyond 18446744073709551615 and no float64; with .0 at its end it is the nearest one`},
		{`a == 1` + strings.Repeat("0", 2000), `1:6: integer 1` + strings.Repeat("0", 39) + `… is beyond 18446744073709551615 and no float64; with .0 at its end it is the nearest one`},
		{`a == -9223372036854775809`, `1:6: integer -9223372036854775809 is below -9223372036854775808 and no float64; with .0 at its end it is the nearest one`},
		{`a == -18446744073709551615`, `1:6: integer -18446744073709551615 is below -9223372036854775808 and no float64; with .0 at its end it is the nearest one`},
		{`a == 1e999`, `1:6: number 1e999 is beyond the range of float64`},
		{`a == -1e999`, `1:7: number 1e999 is beyond the range of float64`},
		{`a == 0x`, `1:6: bad number 0x`},
		{`a == 0x1.8`, `1:6: bad number 0x1.8`},
		{`a == 0b1e5`, `1:10: bad number syntax: "0b1e5"`},
		{`a == 1e`, `1:6: bad number 1e`},
		{`a == 5x`, `1:7: bad number syntax: "5x"`},

		// Constructs that tokens tell.
		{`a = 5`, `1:3: cannot index an assignment (=): equality is written ==`},
		{`a & b`, `1:3: cannot index an operator &: and is written &&`},
		{`a | lower() == "x"`, `1:3: cannot index a pipe (a | f): or is written ||`},
		{`a > 1 ? b : c`, `1:7: cannot index a ternary (a ? b : c)`},
		{`a ?? 5 == 5`, `1:3: cannot index a default (a ?? b): test for absence with == nil`},
		{`a[1:2] == 5`, `1:4: cannot index a slice (a[1:2])`},
		{`a * 2 > 5`, `1:3: cannot index arithmetic (*): compare an attribute with a literal`},
		{`a / 2 > 5`, `1:3: cannot index arithmetic (/): compare an attribute with a literal`},
		{`a % 2 == 0`, `1:3: cannot index arithmetic (%): compare an attribute with a literal`},
		{`a ** 2 > 5`, `1:3: cannot index arithmetic (**): compare an attribute with a literal`},
		{`a ^ 2 > 5`, `1:3: cannot index arithmetic (^): compare an attribute with a literal`},
		{`all(a, # > 5)`, `1:8: cannot index the element of a closure (#): a test on an array asks each of its elements`},
		{`all(a, {# > 5})`, `1:8: cannot index a map or a closure ({…})`},
		{`a == {b: 1}`, `1:6: cannot index a map or a closure ({…})`},
		{`let x = 5; a > x`, `1:1: cannot index a variable (let)`},
		{`if a { b } else { c }`, `1:1: cannot index a conditional (if … else …)`},
		{`a; b`, `1:2: cannot index a sequence (a; b): join conditions with && or ||`},
		{`::len(a) > 5`, `1:1: cannot index a qualified call (::f): write f`},
		{`a == b"x"`, `1:6: cannot index bytes (b"…"): write a string, "…"`},

		// Constructs that the tree tells.
		{`a + 1 > 5`, `1:3: cannot index arithmetic (+): compare an attribute with a literal`},
		{`a > 5 - 1`, `1:7: cannot index arithmetic (-): compare an attribute with a literal`},
		{`a + b`, `1:3: cannot index arithmetic (+): compare an attribute with a literal`},
		{`-a > 5`, `1:1: cannot index arithmetic (-): a sign stands before a number alone`},
		{`a == -"x"`, `1:6: cannot index arithmetic (-): a sign stands before a number alone`},
		{`not a == 5`, `1:1: cannot index a condition as an operand: not binds tighter than a comparison: write not (a == 5)`},
		{`b && !a in [1]`, `1:6: cannot index a condition as an operand: ! binds tighter than a comparison: write not (a == 5)`},
		{`a == 5 == true`, `1:3: cannot index a condition as an operand (==): join conditions with && or ||`},
		{`a > 1 in [true]`, `1:3: cannot index a condition as an operand (>): join conditions with && or ||`},
		{`lower(a == "x") == "x"`, `1:9: cannot index a condition as an operand (==): join conditions with && or ||`},
		{`a == b`, `1:3: cannot index a comparison of two attributes: one side must be a literal`},
		{`a < b.c`, `1:3: cannot index a comparison of two attributes: one side must be a literal`},
		{`1 < a < b`, `1:7: cannot index a comparison of two attributes: one side must be a literal`},
		{`5 == 5`, `1:3: cannot index a comparison of two literals: one side must be an attribute`},
		{`nil == nil`, `1:5: cannot index a comparison of two literals: one side must be an attribute`},
		{`a == [1]`, `1:6: cannot index a list ([…]) here: it stands after in`},
		{`a == 1..5`, `1:7: cannot index an interval (1..2) here: it stands after in`},
		{`a in [1..5]`, `1:8: cannot index an interval (1..2) here: it stands after in`},
		{`a in b`, `1:3: cannot index membership in an attribute: in takes a list of literals or an interval`},
		{`5 in a`, `1:3: cannot index membership in an attribute: a == 5 is true where one element of an array a is 5`},
		{`a in "x"`, `1:6: cannot index membership in a literal: in takes a list of literals or an interval`},
		{`5 in [5]`, `1:1: cannot index membership of a literal: on the left of in stands an attribute`},
		{`a in [1, b]`, `1:10: cannot index an attribute in a list or interval: its elements are literals`},
		{`a in 1..b`, `1:9: cannot index an attribute in a list or interval: its elements are literals`},
		{`a in [1, nil]`, `1:10: cannot index nil in a list: write a == nil || a in […]`},
		{`a in [[1]]`, `1:7: cannot index a list ([…]) here: it stands after in`},
		{`a in "a".."b"`, `1:6: cannot index an interval of other than numbers: for strings write between(a, lo, hi)`},
		{`a in [1 + 2]`, `1:9: cannot index arithmetic (+): compare an attribute with a literal`},
		{`a in [1] + [2]`, `1:10: cannot index arithmetic (+): compare an attribute with a literal`},
		{`a < true`, `1:3: cannot index an order against true: true and false take == and !=`},
		{`nil <= a`, `1:5: cannot index an order against nil: nil takes == and !=`},
		{`a && 5`, `1:6: cannot index a literal as a condition: compare an attribute with it`},
		{`"x"`, `1:1: cannot index a literal as a condition: compare an attribute with it`},
		{`not nil`, `1:5: cannot index nil as a condition: compare an attribute with it`},
		{`lower(a)`, `1:1: cannot index lower(…) as a condition: compare it with a string`},
		{`[1]`, `1:1: cannot index a list ([…]) here: it stands after in`},

		// Attributes.
		{`a[0] == 5`, `1:2: cannot index an element of an array (a[0]): a test on an array asks each of its elements`},
		{`x && a.b[-1].c == 5`, `1:9: cannot index an element of an array (a[0]): a test on an array asks each of its elements`},
		{`a[b] == 5`, `1:2: cannot index a computed name (a[b]): a name is constant: a["b"]`},
		{`a["x" + "y"] == 1`, `1:2: cannot index a computed name (a[b]): a name is constant: a["b"]`},
		{`$env == 5`, `1:1: cannot index the whole event ($env): name an attribute: $env["a"]`},
		{`"a".b == 1`, `1:1: cannot index a member of a literal: it stands after an attribute`},
		{`(a == 1).b == 2`, `1:4: cannot index a condition as an operand (==): join conditions with && or ||`},
		{`a` + strings.Repeat(".b", 1001), `1:1: a path of more names than an event nests`},

		// Strings and calls.
		{`a startsWith 5`, `1:14: startsWith takes a string`},
		{`a endsWith b`, `1:3: cannot index endsWith with an attribute on the right: on the right stands a string`},
		{`"x" contains a`, `1:1: cannot index contains on a literal: on the left stands an attribute`},
		{`a matches nil`, `1:11: matches takes a string`},
		{`a matches "["`, `1:11: bad regular expression: missing closing ]: [`},
		{"a matches `(\n`", `1:11: bad regular expression: missing closing ): ( `},
		{`a not matches "(?=x)"`, `1:15: bad regular expression: invalid or unsupported Perl syntax: (?=`},
		{`len(a) > 5`, `1:1: cannot index a call of len: the functions are lower, between and cidr`},
		{`b || count(a) > 5`, `1:6: cannot index a call of count: the functions are lower, between and cidr`},
		{`foo(a)`, `1:1: cannot index a call of foo: the functions are lower, between and cidr`},
		{`now() > 5`, `1:1: cannot index a call of now: the functions are lower, between and cidr`},
		{`a.startsWith("x")`, `1:1: cannot index a call of a method: the functions are lower, between and cidr`},
		{`a.b.lower("x") == 1`, `1:1: cannot index a call of a method: the functions are lower, between and cidr`},
		{`lower() == "x"`, `1:1: lower takes one argument: lower(a)`},
		{`lower("X") == a`, `1:7: cannot index lower of other than an attribute: write lower(a)`},
		{`lower(lower(a)) == "x"`, `1:7: cannot index lower of other than an attribute: write lower(a)`},
		{`between(a, 1)`, `1:1: between takes 3 arguments, not 2: between(a, 1, 2)`},
		{`between(5, 1, 2)`, `1:9: cannot index between of a literal: the first argument is an attribute: between(a, 1, 2)`},
		{`between(a, b, 5)`, `1:12: cannot index between with other than literals: only the first argument is an attribute: between(a, 1, 2)`},
		{`between(a, 1, nil)`, `1:15: cannot index between with other than literals: only the first argument is an attribute: between(a, 1, 2)`},
		{`between(a, 1, "x")`, `1:15: between takes two numbers or two strings`},
		{`between(a, true, false)`, `1:12: between takes two numbers or two strings`},
		{`between(a, 1, 2) == true`, `1:1: cannot index between(…) as an operand: it is a condition by itself`},
		{`cidr(a)`, `1:1: cidr takes 2 arguments, not 1: cidr(a, "10.0.0.0/8")`},
		{`cidr(a, "10.0.0.0")`, `1:9: "10.0.0.0" is no network; one is "10.0.0.0/8" or "2001:db8::/32"`},
		{`cidr(a, 10)`, `1:9: 10 is no network; one is "10.0.0.0/8" or "2001:db8::/32"`},
		{`cidr(lower(a), "10.0.0.0/8")`, `1:6: cannot index lower(…) in cidr: addresses have no case: cidr(a, …)`},

		// Places in longer texts.
		{"a == 5 &&\n  größe == 1 && größe + 1 > 2", `2:23: cannot index arithmetic (+): compare an attribute with a literal`},
		{"a == 18446744073709551615 &&\r\n\"é\" == 'é'", `2:5: cannot index a comparison of two literals: one side must be an attribute`},
	} {
		_, err := expr.ParseExpr(c.text)
		require.EqualError(t, err, c.want, "%s", c.text)
		var ee *expr.Error
		require.ErrorAs(t, err, &ee)
		require.Equal(t, strings.Count(c.text[:ee.Offset], "\n")+1, ee.Line, "%s", c.text)
		line := c.text[strings.LastIndexByte(c.text[:ee.Offset], '\n')+1 : ee.Offset]
		require.Len(t, []rune(line), ee.Column-1, "%s", c.text)
		require.Equal(t, strings.Contains(c.want, "cannot index "), ee.Construct != "", "%s", c.text)
		_, err = expr.Parse(c.text, predicate.Options{})
		require.EqualError(t, err, c.want, "%s", c.text)
	}
}

func TestSnippet(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"a == 5 &&\n\tgröße + 1 > 2\n|| b", " größe + 1 > 2\n       ^"},
		{"a == ", "a == \n     ^"},
		{
			strings.Repeat("a || ", 20) + "é = 1 || " + strings.Repeat("b || ", 20) + "c",
			strings.Repeat("a || ", 8)[2:] + "é = 1 || " + strings.Repeat("b || ", 10)[:33] + "\n" + strings.Repeat(" ", 40) + "^",
		},
	} {
		_, err := expr.ParseExpr(c.text)
		var ee *expr.Error
		require.ErrorAs(t, err, &ee)
		require.Equal(t, c.want, ee.Snippet())
	}
}

func TestLoweringErrors(t *testing.T) {
	// (a1 == 1 || b1 == 1) && … : 2^11 conjunctions.
	var terms []string
	for _, x := range "abcdefghijk" {
		terms = append(terms, "("+string(x)+" == 1 || "+string(x)+"2 == 1)")
	}
	text := strings.Join(terms, " && ")
	_, err := expr.Parse(text, predicate.Options{})
	require.ErrorIs(t, err, predicate.ErrTooManyConjunctions)
	require.EqualError(t, err, "1:1: expression needs too many conjunctions: more than 1024")
	var ee *expr.Error
	require.ErrorAs(t, err, &ee)
	_, err = expr.Parse(text, predicate.Options{MaxConjunctions: 2048})
	require.NoError(t, err)

	_, err = expr.ParseExpr(strings.Repeat("!", predicate.MaxDepth+1) + "a")
	require.ErrorIs(t, err, predicate.ErrTooDeep)
	_, err = expr.ParseExpr(`a matches "("`)
	require.Error(t, errors.Unwrap(err))
}
