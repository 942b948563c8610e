package expr_test

import (
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/expr"
)

// FuzzParse checks that no text makes the parser panic, that every error has a
// place, that what parses says the same when it is written and parsed again, and
// that its conjunctions say the same as the oracle.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		`a == 5`, `-5 != a`, `10 <= a.b < 20`, `a in [1, 2.5, "x", true,]`, `a not in ['x']`, `a in -1.5..2_0`, `between(a, "x", "y")`,
		`a startsWith "x"`, `a not endsWith 'x'`, "a contains `x`", `a matches "^x+$"`, `lower(a) == "x"`, `cidr(a, "10.0.0.0/8")`,
		`a == nil`, `nil != a?.b`, `not a`, `!(a && b) || c and (d or true)`, `order["unit price"] > 1e-3`, `$env["Cost Total $"] >= 0x1F`,
		`a == 18446744073709551615`, `a == -9223372036854775809`, "a /* x */ // y\n == 5", `a + 1 > 5`, `a ? b : c`, `all(a, {# > 5})`,
		`"\u{1F600}\x41\101" == größe`, `a["\\."] == "\u0000"`, `a.not.in.b not in []`, `((((a))))`, `!!!!a`, `1..5`, `a in 1..5..7`,
		"\xff", `lower(lower(a)) == ''`, `let x = 1; x`, `a[1:2]`, `a | len()`, `::len(a)`, `b"\xff" == a`, `if a {b} else {c}`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := expr.ParseExpr(text)
		if err != nil {
			checkError(t, text, err)
			return
		}
		require.True(t, utf8.ValidString(text))
		written := e.String()
		if len(written) > expr.MaxLen {
			return
		}
		again, err := expr.ParseExpr(written)
		require.NoError(t, err, written)
		require.Equal(t, e, again, written)

		s, err := predicate.New(e, predicate.Options{MaxConjunctions: 64})
		if err != nil {
			require.True(t, errors.Is(err, predicate.ErrTooManyConjunctions) || errors.Is(err, predicate.ErrTooLarge), err)
			return
		}
		checkConjunctions(t, e, s)
	})
}

func checkError(t *testing.T, text string, err error) {
	t.Helper()
	var ee *expr.Error
	require.ErrorAs(t, err, &ee)
	require.GreaterOrEqual(t, ee.Offset, 0)
	require.LessOrEqual(t, ee.Offset, len(text))
	before := text[:ee.Offset]
	require.Equal(t, 1+strings.Count(before, "\n"), ee.Line)
	require.Equal(t, 1+utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]), ee.Column)
	require.NotEmpty(t, ee.Construct+ee.Msg)
	require.Equal(t, -1, strings.IndexFunc(err.Error(), unicode.IsControl), "%q", err)
	require.NotContains(t, ee.Construct, "this") // a construct without a name
	require.Less(t, len(err.Error()), 400)
	require.NotEmpty(t, ee.Snippet())
	if ee.Err != nil {
		require.ErrorIs(t, err, ee.Err)
	}
}

// checkConjunctions compares the subscription with the oracle on events made of
// the literals of the expression.
func checkConjunctions(t *testing.T, e predicate.Expr, s *predicate.Subscription) {
	t.Helper()
	tests := testsOf(nil, e)
	if len(tests) > 100 {
		return
	}
	var b predicate.Builder
	var o oracle.Oracle
	for shape := range 5 {
		b.Reset()
		for i, test := range tests {
			for j, v := range test.Args {
				switch {
				case shape == 0: // all values of all tests
				case shape == 1 && j > 0, shape == 2 && j < len(test.Args)-1, shape == 3 && i%2 == 0:
					continue
				case shape == 4 && v.Kind() == predicate.KindString:
					v = predicate.String(strings.ToUpper(v.Text()) + "x")
				case shape == 4 && v.Kind() == predicate.KindNumber:
					v = predicate.Float(v.Float64() / 2)
				}
				b.Add(test.Attr.Path, v)
			}
		}
		ev, err := b.Event()
		require.NoError(t, err)
		require.Equal(t, o.Matches(e, ev), s.Satisfied(ev), "%s on %s", e, describe(ev))
	}
}

func testsOf(dst []*predicate.Test, e predicate.Expr) []*predicate.Test {
	switch e := e.(type) {
	case predicate.And:
		for _, x := range e {
			dst = testsOf(dst, x)
		}
	case predicate.Or:
		for _, x := range e {
			dst = testsOf(dst, x)
		}
	case predicate.Not:
		dst = testsOf(dst, e.X)
	case *predicate.Test:
		dst = append(dst, e)
	}
	return dst
}
