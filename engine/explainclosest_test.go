package engine

import (
	"math/bits"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/randexpr"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/expr"
)

// explained returns the explanation of the expression for the event.
func explained(t *testing.T, where, doc string) *Explanation {
	t.Helper()
	ev, err := predicate.ParseJSON([]byte(doc))
	require.NoError(t, err)
	return Explain(expr.MustParse(where), ev)
}

func TestClosest(t *testing.T) {
	const doc = `{"a":1,"b":2,"s":"x"}`
	for _, c := range []struct {
		where   string
		closest []string // the tests to be met
	}{
		{`a == 1 || b == 3`, nil},
		{`a == 2 || a == 1 && b == 3`, []string{"a == 2"}},
		{`(a == 2 && b == 3) || (a == 1 && b == 4)`, []string{"b == 4"}},
		{`(a == 1 && b == 4) || (a == 1 && b == 5)`, []string{"b == 4"}},
		{`s == "y" && (a == 2 || gone > 1)`, []string{`s == "y"`, "a == 2"}},
		{`(a == 2 && false) || (a == 3 && b == 3)`, []string{"a == 3", "b == 3"}},
		{`not (a == 1 && b == 2)`, []string{"a == 1"}},
		{`not (a == 1 || b == 2) || (a == 5 && b == 5 && s == "z")`, []string{"a == 1", "b == 2"}},
	} {
		x := explained(t, c.where, doc)
		var texts []string
		for _, n := range x.Closest() {
			texts = append(texts, n.Text)
		}
		require.Equal(t, c.closest, texts, c.where)
	}
}

func TestClosestIsMarked(t *testing.T) {
	x := explained(t, `(a == 2 && b == 3) || (a == 1 && b == 4)`, `{"a":1,"b":2}`)
	var marked []string
	for line := range strings.Lines(x.String()) {
		if strings.Contains(line, "closest") {
			marked = append(marked, strings.TrimSpace(line))
		}
	}
	require.Equal(t, []string{"false   and    closest, 1 unmet"}, marked)
	require.Equal(t, 2, x.Root.Children[0].Unmet)
}

// leaves appends the tests of the expression.
func leaves(dst []*Node, n *Node) []*Node {
	if n.Kind == NodeTest {
		return append(dst, n)
	}
	for _, c := range n.Children {
		dst = leaves(dst, c)
	}
	return dst
}

// truthWith returns the truth of n if the tests of the mask had the truth values of
// the other one.
func truthWith(n *Node, tests []*Node, changed, to uint32) Truth {
	switch n.Kind {
	case NodeTest:
		for i, x := range tests {
			if x == n && changed>>i&1 != 0 {
				return truthOf(to>>i&1 != 0)
			}
		}
		return n.Truth
	case NodeNot:
		return -truthWith(n.Children[0], tests, changed, to)
	case NodeAnd:
		truth := True
		for _, c := range n.Children {
			truth = min(truth, truthWith(c, tests, changed, to))
		}
		return truth
	case NodeOr:
		truth := False
		for _, c := range n.Children {
			truth = max(truth, truthWith(c, tests, changed, to))
		}
		return truth
	case NodeConst, NodePattern:
	}
	return n.Truth
}

// No fewer tests than those of Closest make a subscription match, by trying all: a test
// is whatever it is wanted to be.
func TestClosestIsLeast(t *testing.T) {
	rng := seeded(t)
	gen := randexpr.New(rng)
	var b predicate.Builder
	tried, unreachable := 0, 0
	for range 6000 {
		x, ev := gen.Pair(&b)
		s, err := predicate.New(x, predicate.Options{})
		if err != nil {
			continue
		}
		ex := Explain(s, ev)
		tests := leaves(nil, ex.Root)
		if ex.Matched || len(tests) > 6 {
			continue
		}
		least := -1
		for changed := range uint32(1) << len(tests) {
			for to := changed; ; to = (to - 1) & changed {
				if n := bits.OnesCount32(changed); (least < 0 || n < least) && truthWith(ex.Root, tests, changed, to) == True {
					least = n
				}
				if to == 0 {
					break
				}
			}
		}
		if least < 0 {
			unreachable++
			continue
		}
		require.Len(t, ex.Closest(), least, "%s\n%s", x, ex)
		tried++
	}
	require.Greater(t, tried, 500)
	require.Positive(t, unreachable, "some can never match")
}
