package sns_test

import (
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/predicate/pattern"
	"github.com/thresh-dev/thresh/predicate/sns"
)

// FuzzPattern checks that no text makes the parser panic, that every error has a
// place, and that what a policy becomes is a pattern without {"exists":true}.
func FuzzPattern(f *testing.F) {
	for _, policy := range []string{
		`{"a":["x",1,true,null]}`, `{"a":[{"exists":true},{"exists":false}]}`, `{"a":{"b":[{"exists":true}]}}`,
		`{"$or":[{"a":[{"exists":true}]},{"b":[{"prefix":"x"}]}],"exists":["exists",true]}`,
		`{"a":[{"\u0065xists" : true }]}`, `{"a":[{"anything-but":[true,null,"exists"]}],"a":[{"exists":true}]}`, `{`, `[]`, `{"a":{}}`,
	} {
		f.Add(policy, true)
		f.Add(policy, false)
	}
	f.Fuzz(func(t *testing.T, policy string, inBody bool) {
		scope := sns.MessageAttributes
		if inBody {
			scope = sns.MessageBody
		}
		text, err := sns.Pattern(policy, scope)
		if err != nil {
			var pe *pattern.Error
			require.ErrorAs(t, err, &pe)
			require.True(t, 0 <= pe.Offset && pe.Offset <= len(policy))
			return
		}
		require.True(t, jsontext.Value(text).IsValid(jsontext.AllowDuplicateNames(true)), text)
		_, err = pattern.ParseExpr(text)
		require.NoError(t, err, text)
		again, err := sns.Pattern(text, scope)
		require.NoError(t, err, text)
		require.Equal(t, text, again, "nothing is left to be replaced")
	})
}
