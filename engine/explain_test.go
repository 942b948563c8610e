package engine

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/internal/randexpr"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/expr"
)

// An explanation has the truth value that the oracle finds, at every node that it
// can be asked for, and agrees with matching.
func TestExplainAgainstOracle(t *testing.T) {
	rng := seeded(t)
	gen := randexpr.New(rng)
	var b predicate.Builder
	var o oracle.Oracle
	truths := map[Truth]int{}
	e := New[int](tiny())
	for i := range 3000 {
		x, ev := gen.Pair(&b)
		s, err := predicate.New(x, predicate.Options{})
		if err != nil {
			continue
		}
		require.NoError(t, e.Subscribe(i, s))
		ex, err := e.Explain(i, ev)
		require.NoError(t, err)
		require.Equal(t, o.Eval(x, ev).String(), ex.Root.Truth.String(), "%s", x)
		first, ok := e.MatchFirst(ev)
		require.Equal(t, ex.Matched, ok && first == i, "%s", x)
		require.Equal(t, ex.Matched, len(ex.Failing()) == 0, "%s", x)
		for _, n := range ex.Failing() {
			require.Empty(t, n.Children)
		}
		_, err = json.Marshal(ex)
		require.NoError(t, err)
		truths[ex.Root.Truth]++
		require.Equal(t, 1, e.Unsubscribe(i))
	}
	require.Len(t, truths, 3)
	for truth, n := range truths {
		require.Greater(t, n, 50, truth)
	}
}

func TestExplainReasons(t *testing.T) {
	doc := `{"n":5,"s":"abc","b":true,"o":{"x":1},"many":[1,"x",7],"null":null,"ip":"10.1.2.3","host":"localhost","ip6":"::1"}`
	for _, c := range []struct {
		where  string
		truth  Truth
		reason string
	}{
		{`n == 5`, True, ""},
		{`n == 6`, False, ""},
		{`n == "5"`, False, "is a number, not a string"},
		{`s > 5`, Unknown, "is a string, not a number"},
		{`s in [1, 2]`, False, "is a string, not a number"},
		{`n contains "x"`, Unknown, "is a number, not a string"},
		{`o == 1`, False, "is an object, not a number"},
		{`o < 1`, Unknown, "is an object, not a number"},
		{`o.x == 1`, True, ""},
		{`gone == 1`, Unknown, "absent"},
		{`null == 1`, Unknown, "null"},
		{`null == nil`, True, "null"},
		{`gone == nil`, True, "absent"},
		{`n == nil`, False, ""},
		{`b`, True, ""},
		{`many > 6`, True, ""},
		{`many > 8`, Unknown, "is a string, not a number"},
		{`many == "y"`, False, "is a number, not a string"},
		{`cidr(ip, "10.0.0.0/8")`, True, ""},
		{`cidr(ip, "11.0.0.0/8")`, False, ""},
		{`cidr(ip6, "11.0.0.0/8")`, False, "is an address of the other family"},
		{`cidr(host, "10.0.0.0/8")`, False, "is no IP address"},
		{`cidr(n, "10.0.0.0/8")`, Unknown, "is a number, not a string"},
	} {
		s, err := expr.Parse(c.where, predicate.Options{})
		require.NoError(t, err, c.where)
		ev, err := predicate.ParseJSON([]byte(doc))
		require.NoError(t, err)
		ex := Explain(s, ev)
		require.Equal(t, NodeTest, ex.Root.Kind, c.where)
		require.Equal(t, c.truth.String(), ex.Root.Truth.String(), c.where)
		require.Equal(t, c.reason, ex.Root.Reason, c.where)
		require.Equal(t, c.truth == True, ex.Matched)
	}
}

func TestExplainFailing(t *testing.T) {
	s := expr.MustParse(`a == 1 && not (b == 2 or c == 3) && (d == 4 or e == 5)`)
	ev, err := predicate.ParseJSON([]byte(`{"a":1,"b":2,"c":4,"d":"x"}`))
	require.NoError(t, err)
	var failing []string
	for _, n := range Explain(s, ev).Failing() {
		failing = append(failing, n.Text)
	}
	require.Equal(t, []string{"b == 2", "d == 4", "e == 5"}, failing)
}

func TestExplainJSON(t *testing.T) {
	s := expr.MustParse(`price >= 10 && sym in ["A", "B"] && x == nil && o != 1`)
	ev, err := predicate.ParseJSON([]byte(`{"price":18446744073709551615,"sym":[1.5,"C",true],"o":{}}`))
	require.NoError(t, err)
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	require.NoError(t, enc.Encode(Explain(s, ev)))
	require.JSONEq(t, `{"matched":false,"root":{"kind":"and","truth":"false",
		"text":"price >= 10 && sym in [\"A\", \"B\"] && x == nil && o != 1","children":[
		{"kind":"test","text":"price >= 10","truth":"true","path":"price","values":[18446744073709551615]},
		{"kind":"test","text":"sym in [\"A\", \"B\"]","truth":"false","path":"sym","values":[1.5,"C",true],"reason":"is a number, not a string"},
		{"kind":"test","text":"x == nil","truth":"true","path":"x","reason":"absent"},
		{"kind":"not","text":"o != 1","truth":"true","children":[
			{"kind":"test","text":"o == 1","truth":"false","path":"o","values":[{}],"reason":"is an object, not a number"}]}]}}`, b.String())
	require.Contains(t, b.String(), " && ") // not escaped
}

func TestExplainNothing(t *testing.T) {
	require.False(t, Explain(nil, nil).Matched)
	ex := Explain(lowered(t, predicate.Absent("a")), nil)
	require.True(t, ex.Matched)
	_, err := New[int](Options{}).Explain(7, nil)
	require.ErrorIs(t, err, ErrNotFound)
	require.ErrorContains(t, err, "7")
}
