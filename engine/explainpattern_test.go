package engine

import (
	"encoding/json"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/randpattern"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/pattern"
)

func explainedPattern(t *testing.T, text, event string) *Explanation {
	t.Helper()
	s, err := pattern.Parse(text, predicate.Options{})
	require.NoError(t, err)
	ev, err := predicate.ParseJSON([]byte(event))
	require.NoError(t, err)
	return Explain(s, ev)
}

func TestExplainPattern(t *testing.T) {
	const text = `{"n":[1,null],"o":{"x":[{"exists":false}]},"s":[{"prefix":"a"}]}`
	x := explainedPattern(t, text, `{"n":[2,null],"s":"b"}`)
	require.Equal(t, `does not match
  false   pattern
    false   and
      true    {"n":[1,null]}    (is 2, null)
      true    {"o":{"x":[{"exists":false}]}}    (absent)
      false   {"s":[{"prefix":"a"}]}    (is "b")
`, x.String())
	failing := x.Failing()
	require.Len(t, failing, 1)
	require.Equal(t, "s", failing[0].Path)
	b, err := json.Marshal(failing[0])
	require.NoError(t, err)
	require.JSONEq(t, `{"kind":"test","text":"{\"s\":[{\"prefix\":\"a\"}]}","truth":"false","path":"s","values":["b"]}`, string(b))
	require.True(t, explainedPattern(t, text, `{"n":1,"s":"ab"}`).Matched)
}

// Fields may be met each by itself, but not in one element.
func TestExplainPatternApart(t *testing.T) {
	x := explainedPattern(t, `{"a":{"x":[1],"y":[4]}}`, `{"a":[{"x":1,"y":2},{"x":3,"y":4}]}`)
	require.False(t, x.Matched)
	failing := x.Failing()
	require.Len(t, failing, 1)
	require.Equal(t, NodeAnd, failing[0].Kind)
	require.Contains(t, x.String(), "false   and    ("+apart+")")
}

// Explanations agree with matching, and say what fails wherever something does.
func TestExplainRandomPatterns(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	g := randpattern.New(rand.New(rand.NewPCG(seed, 0)))
	for range 1000 {
		s, err := predicate.New(g.Pattern(), predicate.Options{})
		if err != nil {
			continue
		}
		ev, err := predicate.ParseJSON(g.Event())
		require.NoError(t, err)
		x := Explain(s, ev)
		require.Equal(t, s.Satisfied(ev), x.Matched, "%s", s)
		require.Equal(t, x.Matched, len(x.Failing()) == 0, "%s", s)
		_, err = json.Marshal(x)
		require.NoError(t, err)
	}
}
