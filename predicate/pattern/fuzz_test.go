package pattern_test

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/internal/randpattern"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/pattern"
)

// FuzzParse checks that no text makes the parser panic, that every error lies
// inside the text, and that what parses says the same as the oracle, and as its
// binary form, of some events.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		`{"a":[1,"x",true,null]}`, `{"a":{"b":[{"prefix":"x"},{"suffix":{"equals-ignore-case":"Y"}}]}}`,
		`{"a":[{"numeric":[">",0,"<=",5e1]}],"b":[{"exists":false}]}`, `{"a":[{"anything-but":{"wildcard":["a*b","*c"]}}]}`,
		`{"$or":[{"a":[1]},{"b":[{"cidr":"10.0.0.0/8"}]}],"c":[{"wildcard":"a*\\*b"}]}`, `{"a":[{"regexp":"a[b-d]+"}]}`,
		`{"a":[{"shellstyle":"*x*"}],"a.b":[{"equals-ignore-case":"ß"}]}`, `{"a":[]}`, `{"a":[{"numeric":[">"]}]}`, `{`, "{\"a\":[\"\xff\"]}", `[]`,
	} {
		f.Add(text, uint64(1))
	}
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		p, err := pattern.ParseExpr(text)
		if err != nil {
			var pe *pattern.Error
			require.ErrorAs(t, err, &pe)
			require.True(t, 0 <= pe.Offset && pe.Offset <= len(text) && pe.Line > 0 && pe.Column > 0, "%v", err)
			return
		}
		s, err := predicate.New(p, predicate.Options{})
		if errors.Is(err, predicate.ErrTooManyConjunctions) || errors.Is(err, predicate.ErrTooLarge) {
			return
		}
		require.NoError(t, err)
		back, err := predicate.DecodeExpr(predicate.AppendExpr(nil, s.Expr()))
		require.NoError(t, err)
		again, err := predicate.New(back, predicate.Options{})
		require.NoError(t, err)
		g := randpattern.New(rand.New(rand.NewPCG(seed, 0)))
		var o oracle.Oracle
		for range 5 {
			doc := g.Event()
			ev, err := predicate.ParseJSON(doc)
			require.NoError(t, err)
			require.Equal(t, s.Satisfied(ev), again.Satisfied(ev), "%q", text)
			if want := o.Eval(p, ev); want != oracle.Unknown {
				require.Equal(t, want == oracle.True, s.Satisfied(ev), "%q on %s", text, doc)
			}
		}
	})
}
