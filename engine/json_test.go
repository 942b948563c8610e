package engine

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/internal/randexpr"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/expr"
	"github.com/thresh-dev/thresh/predicate/pattern"
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

// TestMatchJSONAllocatesNothing tests each operator once the memory is there.
func TestMatchJSONAllocatesNothing(t *testing.T) {
	if invariant.Enabled {
		t.Skip("the race detector has pools drop what they hold")
	}
	docs := [][]byte{
		[]byte(`{"a":"Straße ÉCOLE","b":"10.1.2.3","n":1.25,"c":["Xy","zX",{"d":"Q"}],"e":{"f":null}}`),
		[]byte(`{"a":"a\nb\u00e9\ud83d\ude00","b":"no address","n":18446744073709551615,"c":[],"e":{"f":[[1,2],[3]]}}`),
		[]byte(`{"a":"straSSE","b":"fe80::1","n":-1e-7,"c":"xY","e":1}`),
		[]byte(`{"a":"x","a":"Again"}`),
	}
	for _, where := range []string{
		`a == "Straße ÉCOLE"`, `a in ["x", "Again"]`, `a != "y"`, `a not in ["y", "z"]`, `n > 1`, `n in 1.0..2.5`, `between(a, "A", "T")`,
		`a startsWith "S"`, `a endsWith "LE"`, `a contains "SS"`, `a matches "^[Ss]tra.*E$"`,
		`lower(a) == "straße école"`, `lower(a) in ["again", "x"]`, `lower(a) startsWith "stra"`, `lower(a) endsWith "le"`, `lower(a) contains "ss"`,
		`lower(c) == "xy"`, `cidr(b, "10.0.0.0/8")`, `cidr(b, "fe80::/10")`, `e.g == nil`, `e.f != nil`, `e.f == 3`, `c.d == "Q" && c == "Xy"`, `not (n == 1.25)`,
	} {
		requireNoAllocations(t, where, expr.MustParse(where), docs)
	}
	for _, text := range []string{
		`{"a":["Again"]}`, `{"a":[{"prefix":"S"}]}`, `{"a":[{"prefix":{"equals-ignore-case":"sTRA"}}]}`, `{"a":[{"suffix":"E"}]}`,
		`{"a":[{"suffix":{"equals-ignore-case":"éCOLE"}}]}`, `{"a":[{"equals-ignore-case":"AGAIN"}]}`, `{"a":[{"wildcard":"*a*E*"}]}`,
		`{"a":[{"anything-but":["x","y"]}]}`, `{"a":[{"anything-but":{"prefix":"x"}}]}`, `{"a":[{"anything-but":{"equals-ignore-case":["again"]}}]}`,
		`{"a":[{"anything-but":{"wildcard":"*x*"}}]}`, `{"n":[{"numeric":[">",0,"<=",2]}]}`, `{"e":{"f":[{"exists":true}]}}`, `{"n":[{"exists":false}]}`,
		`{"b":[{"cidr":"10.0.0.0/8"}]}`, `{"$or":[{"a":["Again"]},{"c":{"d":["Q"]}}]}`,
	} {
		p, err := pattern.Parse(text, predicate.Options{})
		require.NoError(t, err, text)
		requireNoAllocations(t, text, p, docs)
	}
}

func requireNoAllocations(t *testing.T, name string, s *predicate.Subscription, docs [][]byte) {
	t.Helper()
	e := New[int](Options{})
	require.NoError(t, e.Subscribe(1, s))
	var dst []int
	found := 0
	match := func() {
		for _, doc := range docs {
			var err error
			if dst, err = e.MatchJSON(dst[:0], doc); err != nil {
				t.Fatal(err)
			}
			found += len(dst)
		}
	}
	match()
	require.Positive(t, found, "%s: it matches none of the documents", name)
	require.Zero(t, allocsPerRun(200, match), name)
}
