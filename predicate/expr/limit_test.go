package expr_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/expr"
)

// Texts made to exhaust the stack or the time. Each must be an error, soon, and
// say where.
func TestHostileTexts(t *testing.T) {
	const n = 200_000
	repeat := func(s string) string { return strings.Repeat(s, n/len(s)) }
	for _, c := range []struct{ name, text, want string }{
		{"parentheses", repeat("("), "1:4097: more than 4096 brackets and signs are open"},
		{"balanced", repeat("(")[:n/2] + "a" + repeat(")")[:n/2], "1:4097: more than 4096 brackets and signs are open"},
		{"lists", "a in " + repeat("["), "1:4102: more than 4096 brackets and signs are open"},
		{"indexes", repeat("a["), "1:8194: more than 4096 brackets and signs are open"},
		{"calls", repeat("lower("), "1:24582: more than 4096 brackets and signs are open"},
		{"closing", repeat(")"), `1:1: unexpected ")"`},
		{"not", repeat("!"), "1:4097: more than 4096 brackets and signs are open"},
		{"word not", repeat("not "), "1:16385: more than 4096 brackets and signs are open"},
		{"minus", repeat("-"), "1:4097: more than 4096 brackets and signs are open"},
		{"minuses after an operand", "a " + repeat("- "), "1:8197: more than 4096 brackets and signs are open"},
		{"signs and indexes", repeat("!!a["), "1:5462: more than 4096 brackets and signs are open"},
		{"signs and parentheses", repeat("a && !-("), "1:10927: more than 4096 brackets and signs are open"},
		{"braces", repeat("{"), "1:1: cannot index a map or a closure ({…})"},
		{"ternaries", repeat("a?a:"), "1:2: cannot index a ternary (a ? b : c)"},
		{"powers", repeat("a**"), "1:2: cannot index arithmetic (**): compare an attribute with a literal"},
		{"let", repeat("let a=1;"), "1:1: cannot index a variable (let)"},
		{"members", "a" + repeat(".a"), "1:1: a path of more names than an event nests"},
		{"optional members", "a" + repeat("?.a"), "1:1: a path of more names than an event nests"},
		{"index chain", "a" + repeat("['b']"), "1:1: a path of more names than an event nests"},
		{"comparisons", "a" + repeat("==1"), "1:199994: cannot index a condition as an operand (==): join conditions with && or ||"},
		{"additions", "a" + repeat("+1"), "1:200000: cannot index arithmetic (+): compare an attribute with a literal"},
		{"attribute chain", "a" + repeat("<a"), "1:2: cannot index a comparison of two attributes: one side must be a literal"},
		{"intervals", "a in 1" + repeat("..1"), "1:199999: cannot index an interval (1..2) here: it stands after in"},
		{"digits", "a == " + repeat("9"), "1:6: integer " + strings.Repeat("9", 40) + "… is beyond 18446744073709551615 and no float64; with .0 at its end it is the nearest one"},
		{"zeros", "a == 0" + repeat("0") + "x", "1:200007: bad number syntax"},
		{"fraction", "a == ." + repeat("9") + "e", "1:6: bad number ." + strings.Repeat("9", 39) + "…"},
		{"open string", `a == "` + repeat("x"), "1:200007: literal not terminated"},
		{"open comment", "/*" + repeat("*"), "1:200003: unclosed comment"},
		{"regexp groups", "a matches '" + repeat("(") + "'", "1:11: bad regular expression: missing closing ): " + strings.Repeat("(", 40) + "…"},
		{"regexp nesting", "a matches '" + repeat("(")[:n/2] + repeat(")")[:n/2] + "'", "1:11: bad regular expression: expression nests too deeply: " + strings.Repeat("(", 40) + "…"},
		{"regexp repeats", "a matches '((x{100}){100}){100}'", "1:11: bad regular expression: invalid repeat count"},
		{"identifier", repeat("a") + "()", "1:1: cannot index a call of " + strings.Repeat("a", 40) + "…: the functions are lower, between and cidr"},
		{"too long", strings.Repeat("a || ", 60_000) + "a", "1:1: the expression has 300001 bytes, more than 262144"},
	} {
		t.Run(c.name, func(t *testing.T) {
			began := time.Now()
			_, err := expr.Parse(c.text, predicate.Options{})
			require.Less(t, time.Since(began), time.Minute) // a quadratic reading would take minutes
			require.ErrorContains(t, err, c.want)
			require.Less(t, len(err.Error()), 300)
		})
	}
}

// Long texts of a reasonable shape are no error.
func TestLongTexts(t *testing.T) {
	match := func(t *testing.T, s *predicate.Subscription, doc string, want bool) {
		t.Helper()
		ev, err := predicate.ParseJSON([]byte(doc))
		require.NoError(t, err)
		require.Equal(t, want, s.Satisfied(ev), doc)
	}
	list := func(n int, sep, format string, mod int) string {
		var b strings.Builder
		for i := range n {
			if i > 0 {
				b.WriteString(sep)
			}
			fmt.Fprintf(&b, format, i%mod)
		}
		return b.String()
	}
	t.Run("list", func(t *testing.T) {
		s := expr.MustParse("a in [" + list(50_000, ",", "%d", 10_000) + "]")
		match(t, s, `{"a":9999}`, true)
		match(t, s, `{"a":10000}`, false)
		require.Len(t, s.Conjunctions(), 1)
	})
	t.Run("list of large integers", func(t *testing.T) {
		s := expr.MustParse("a in [" + list(10_000, ",", "184467440737095%05d", 51616) + "]")
		match(t, s, `{"a":18446744073709500000}`, true)
		match(t, s, `{"a":18446744073709509999}`, true)
		match(t, s, `{"a":18446744073709510000}`, false)
	})
	t.Run("or", func(t *testing.T) {
		s := expr.MustParse(list(10_000, " || ", "a == %d", 10_000))
		match(t, s, `{"a":9999}`, true)
		match(t, s, `{"a":10000}`, false)
		require.Len(t, s.Conjunctions(), 1)
	})
	t.Run("and", func(t *testing.T) {
		s := expr.MustParse(list(10_000, " and ", "a != %d", 10_000))
		match(t, s, `{"a":9999}`, false)
		match(t, s, `{"a":10000}`, true)
	})
	t.Run("chain", func(t *testing.T) {
		s := expr.MustParse("0 < a" + strings.Repeat(" < 9 > a", 10_000))
		match(t, s, `{"a":8}`, true)
		match(t, s, `{"a":9}`, false)
	})
	t.Run("parentheses", func(t *testing.T) {
		s := expr.MustParse(strings.Repeat("(", expr.MaxNesting) + "a" + strings.Repeat(")", expr.MaxNesting))
		match(t, s, `{"a":true}`, true)
	})
	t.Run("parentheses to the right", func(t *testing.T) {
		s := expr.MustParse(strings.Repeat("a && (", 4_000) + "a" + strings.Repeat(")", 4_000))
		match(t, s, `{"a":true}`, true)
	})
	t.Run("parentheses side by side", func(t *testing.T) {
		s := expr.MustParse(strings.Repeat("(!(!a)) || ", 20_000) + "-1 < a")
		match(t, s, `{"a":true}`, true)
		match(t, s, `{"a":0}`, true)
		match(t, s, `{"a":false}`, false)
	})
	t.Run("signs side by side", func(t *testing.T) {
		s := expr.MustParse(strings.Repeat("!!a || ", 20_000) + "a in [" + strings.Repeat("-1,", 20_000) + "]")
		match(t, s, `{"a":true}`, true)
		match(t, s, `{"a":-1}`, true)
		match(t, s, `{"a":false}`, false)
	})
	t.Run("path", func(t *testing.T) {
		s := expr.MustParse("a" + strings.Repeat(".b", expr.MaxNames-1) + " == nil")
		match(t, s, `{}`, true)
	})
	t.Run("deepest tree", func(t *testing.T) {
		e, err := expr.ParseExpr(strings.Repeat("!", predicate.MaxDepth) + "a")
		require.NoError(t, err)
		_, err = predicate.New(e, predicate.Options{})
		require.NoError(t, err)
		again, err := expr.ParseExpr(e.String())
		require.NoError(t, err)
		require.Equal(t, e, again)
	})
	t.Run("deepest tree of joins", func(t *testing.T) {
		n := predicate.MaxDepth / 2
		e, err := expr.ParseExpr(strings.Repeat("a || a && (", n-1) + "a || a && a" + strings.Repeat(")", n-1))
		require.NoError(t, err)
		again, err := expr.ParseExpr(e.String())
		require.NoError(t, err)
		require.Equal(t, e, again)
		_, err = expr.ParseExpr(strings.Repeat("a || a && (", n) + "a || a && a" + strings.Repeat(")", n))
		require.ErrorIs(t, err, predicate.ErrTooDeep)
	})
	t.Run("text", func(t *testing.T) {
		text := "a == 5" + strings.Repeat(" ", expr.MaxLen-6)
		match(t, expr.MustParse(text), `{"a":5}`, true)
		_, err := expr.ParseExpr(text + " ")
		require.EqualError(t, err, "1:1: the expression has 262145 bytes, more than 262144")
	})
}
