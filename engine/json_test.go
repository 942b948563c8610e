package engine

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/randexpr"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/expr"
)

// docOf writes an event as a document.
func docOf(t *testing.T, ev *predicate.Event) []byte {
	t.Helper()
	tree := map[string][]any{}
	for i := range ev.Len() {
		path, _, _ := ev.At(i)
		var values []any
		for v := range ev.ValuesAt(i) {
			switch v.Kind() {
			case predicate.KindString:
				values = append(values, v.Text())
			case predicate.KindBool:
				values = append(values, v.Truth())
			case predicate.KindObject:
				values = append(values, map[string]any{})
			default:
				values = append(values, json.RawMessage(v.String()))
			}
		}
		for range ev.Nulls(path) {
			values = append(values, nil)
		}
		names := predicate.SplitPath(path)
		for _, v := range values {
			for _, name := range slices.Backward(names[1:]) {
				v = map[string]any{name: v}
			}
			tree[names[0]] = append(tree[names[0]], v)
		}
	}
	doc, err := json.Marshal(tree)
	require.NoError(t, err)
	return doc
}

// TestMatchJSONLikeMatch compares MatchJSON of random documents with Match of what
// DecodeJSON makes of them.
func TestMatchJSONLikeMatch(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	g := randexpr.New(rand.New(rand.NewPCG(seed, 0)))
	for _, o := range []Options{{}, tiny()} {
		e := New[int](o)
		var events predicate.Builder
		found := 0
		for i := range 400 {
			s, err := predicate.New(g.Expr(), predicate.Options{})
			require.NoError(t, err)
			require.NoError(t, e.Subscribe(i, s))
			doc := docOf(t, g.Event(&events))
			var b predicate.Builder
			err = b.DecodeJSON(doc)
			got, gotErr := e.MatchJSON(nil, doc)
			if err != nil {
				require.Error(t, gotErr, "%s", doc)
				continue
			}
			require.NoError(t, gotErr, "%s", doc)
			ev, err := b.Event()
			require.NoError(t, err)
			require.ElementsMatch(t, e.Match(ev), got, "%s", doc)
			found += len(got)
		}
		require.Greater(t, found, 1000)
	}
}

func TestMatchJSONSeveral(t *testing.T) {
	e := New[int](tiny())
	for i, s := range []string{
		`a.b > 1 && a.b < 1`, `a.b == 1`, `not (a.b == 2)`, `a == nil`, `lower(c) == "straße"`, `c endsWith "ße"`,
		`a.b in [1, 2] && c startsWith "S"`, `c matches "^S.*e$"`, `a.b != 3`, `c contains "\n"`,
	} {
		require.NoError(t, e.Subscribe(i, expr.MustParse(s)))
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		doc := fmt.Appendf(nil, `{"x":[{"b":1}],"a":[{"b":%d},{"b":[%d,null]}],"c":%s}`, rng.IntN(4), rng.IntN(4),
			[]string{`"Straße"`, `"Stra\u00dfe"`, `null`, `["a\nb","x"]`, `{}`}[rng.IntN(5)])
		ev, err := predicate.ParseJSON(doc)
		require.NoError(t, err)
		got, err := e.MatchJSON(nil, doc)
		require.NoError(t, err)
		slices.Sort(got)
		require.Equal(t, e.Match(ev), got, "%s", doc)
	}
}

// TestMatchJSONDuplicates has names twice: the last member counts.
func TestMatchJSONDuplicates(t *testing.T) {
	e := New[int](Options{})
	require.NoError(t, e.Subscribe(1, expr.MustParse(`a.b == 1`)))
	require.NoError(t, e.Subscribe(2, expr.MustParse(`a == nil`)))
	for doc, want := range map[string][]int{
		`{"a":{"b":2},"a":{"b":1}}`: {1}, `{"a":{"b":1},"a":{"b":2}}`: nil, `{"a":{"b":1},"a":null}`: {2}, `{"a":{"b":2,"b":1}}`: {1},
	} {
		got, err := e.MatchJSON(nil, []byte(doc))
		require.NoError(t, err)
		require.Equal(t, want, got, doc)
	}
}

// TestMatchJSONLeavesNothing changes the document after the call, and keeps nothing
// of it.
func TestMatchJSONLeavesNothing(t *testing.T) {
	e := New[int](Options{})
	require.NoError(t, e.Subscribe(1, expr.MustParse(`a == "x"`)))
	require.NoError(t, e.Subscribe(2, expr.MustParse(`b == 1`)))
	doc := []byte(`{"a":"x"}`)
	got, err := e.MatchJSON(nil, doc)
	require.NoError(t, err)
	require.Equal(t, []int{1}, got)
	clear(doc)
	got, err = e.MatchJSON(nil, []byte(`{"b":1}`))
	require.NoError(t, err)
	require.Equal(t, []int{2}, got)
}
