package selector_test

import (
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/expr"
	"github.com/thresh-dev/thresh/predicate/selector"
)

// FuzzParse checks that no text makes the parser panic, that every error has a
// place, and that the expression is one that can be written, read and lowered.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		`a = 5 AND b <> 'x' OR NOT c`, `a BETWEEN -1 AND 2.5e3`, `a NOT IN ('x','y''z')`, `a LIKE 'x_%!%' ESCAPE '!'`,
		`a IS NOT NULL`, `sys.Label = 'x'`, `[a b] != 5 % 3`, `EXISTS("x")`, `p('a') = TRUE`, `-9223372036854775808 = a`, `0x1F > a`,
		`a = 08`, `((((a))))`, `NOT NOT a`, `1 = 1`, `a = 1 / 0`, "\xff", `a LIKE`, `- - - -1 < a`, `.5e-3 = a`, `$ü = 7.`,
	} {
		f.Add(text, false)
		f.Add(text, true)
	}
	f.Fuzz(func(t *testing.T, text string, serviceBus bool) {
		o := selector.Options{}
		if serviceBus {
			o.Dialect = selector.ServiceBus
		}
		e, err := selector.Parse(text, o)
		if err != nil {
			var se *selector.Error
			require.ErrorAs(t, err, &se)
			require.True(t, 0 <= se.Offset && se.Offset <= len(text))
			before := text[:se.Offset]
			require.Equal(t, 1+strings.Count(before, "\n"), se.Line)
			require.Equal(t, 1+utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]), se.Column)
			require.NotEmpty(t, se.Problem())
			require.Less(t, len(err.Error()), 400)
			require.Equal(t, -1, strings.IndexFunc(err.Error(), unicode.IsControl), "%q", err)
			return
		}
		if written := e.String(); len(written) <= expr.MaxLen {
			again, err := expr.ParseExpr(written)
			require.NoError(t, err, written)
			require.Equal(t, written, again.String())
		}
		_, err = predicate.New(e, predicate.Options{MaxConjunctions: 64})
		if err != nil {
			require.True(t, errors.Is(err, predicate.ErrTooManyConjunctions) || errors.Is(err, predicate.ErrTooLarge), err)
		}
	})
}
