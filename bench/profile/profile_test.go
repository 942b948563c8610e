package profile

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/randexpr"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/expr"
)

func of(t *testing.T, wheres ...string) *Collector {
	t.Helper()
	c := NewCollector()
	for i, where := range wheres {
		s, err := expr.Parse(where, predicate.Options{})
		require.NoError(t, err, where)
		c.Add(fmt.Sprintf("s%d", i), s)
	}
	return c
}

func event(t *testing.T, line string) *predicate.Event {
	t.Helper()
	ev, err := predicate.ParseJSON([]byte(line))
	require.NoError(t, err)
	return ev
}

func TestKindsOfPredicates(t *testing.T) {
	for _, tc := range []struct {
		where                                 string
		equalities, ranges, residuals, others int
		broad                                 bool
	}{
		{`a == 1`, 1, 0, 0, 0, false},
		{`a in [1, 2, "x"]`, 1, 0, 0, 0, false},
		{`a`, 1, 0, 0, 0, false},
		{`a < 5`, 0, 1, 0, 0, false},
		{`a >= "m"`, 0, 1, 0, 0, false},
		{`1 <= a < 5`, 0, 1, 0, 0, false},
		{`a startsWith "x"`, 0, 1, 0, 0, false},
		{`a endsWith "x"`, 0, 1, 0, 0, false},
		{`cidr(a, "10.0.0.0/8")`, 0, 1, 0, 0, false},
		{`not (a < 5)`, 0, 1, 0, 0, false},
		{`a != 5`, 0, 0, 0, 1, true},
		{`a not in [1, 2]`, 0, 0, 0, 1, true},
		{`a != nil`, 0, 0, 0, 1, true},
		{`a == nil`, 0, 0, 0, 1, true},
		{`a contains "x"`, 0, 0, 1, 0, false},
		{`a matches "x+y"`, 0, 0, 1, 0, false},
		{`a matches "^..$"`, 0, 0, 1, 0, false},
		{`a matches "^[^,]*$"`, 0, 0, 1, 0, true},
		{`a matches "^abc.$"`, 0, 0, 1, 0, false},
		{`not (a contains "x")`, 0, 0, 1, 0, true},
		{`a != 5 && b == 1`, 1, 0, 0, 1, false},
		{`a != 5 || b == 1`, 1, 0, 0, 1, true},
	} {
		p := of(t, tc.where).Profile()
		require.Equal(t, [4]int{tc.equalities, tc.ranges, tc.residuals, tc.others},
			[4]int{p.Equalities, p.Ranges, p.Residuals, p.Others}, tc.where)
		require.Equal(t, tc.broad, p.Broad.Count == 1, tc.where)
		require.Zero(t, p.Never.Count+p.Always.Count, tc.where)
	}
}

func TestSuspicious(t *testing.T) {
	many := `a == 1`
	for i := range ManyConjunctions {
		many += fmt.Sprintf(` || b > %d && c < %[1]d`, i)
	}
	c := of(t, `false`, `a < 1 && a > 2 && a > 3`, `true`, many, `a == 1 && prcie > 1`, `prcie > 2 || nonesuch == 1`, `gone == nil`, `b > 2 && b < 1`)
	c.AddEvent(event(t, `{"a": 1, "b": [1, 2]}`))
	c.AddEvent(event(t, `{"c": {"d": 1}}`))
	p := c.Profile()
	require.Equal(t, Group{1, []string{"s0"}}, p.Never)
	require.Equal(t, Group{1, []string{"s2"}}, p.Always)
	require.Equal(t, Group{2, []string{"s1", "s7"}}, p.OnlySeveral)
	require.Equal(t, Group{1, []string{"s6"}}, p.Broad)
	require.Equal(t, []Of{{"s3", ManyConjunctions + 1}}, p.Most)
	require.Equal(t, []Of{{"prcie", 2}, {"nonesuch", 1}}, p.Unseen)
	require.Equal(t, 2, p.UnseenCount)
	require.Equal(t, 6, p.Attributes)
	require.Equal(t, 1, p.SeveralEvents)
	require.Equal(t, 2, p.Events)
}

func TestInsertMost(t *testing.T) {
	var most []Of
	for i, n := range []int{3, 9, 3, 1, 9, 2, 3, 10} {
		most = insertMost(most, Of{fmt.Sprint(i), n})
	}
	require.Equal(t, []Of{{"7", 10}, {"1", 9}, {"4", 9}, {"0", 3}, {"2", 3}}, most)
}

// TestCountMatches compares with the conjunctions themselves.
func TestCountMatches(t *testing.T) {
	const seed = 7
	rng := rand.New(rand.NewPCG(seed, 1))
	g := randexpr.New(rng)
	var subs []*predicate.Subscription
	c := NewCollector()
	for len(subs) < 300 {
		s, err := predicate.New(g.Expr(), predicate.Options{})
		if err != nil {
			continue
		}
		c.Add(fmt.Sprint(len(subs)), s)
		subs = append(subs, s)
	}
	var events []*predicate.Event
	for range 40 {
		ev := g.Event(new(predicate.Builder))
		events = append(events, ev)
		c.AddEvent(ev)
	}
	p := c.Profile()
	require.Equal(t, p.Predicates, p.Equalities+p.Ranges+p.Residuals+p.Others)
	m, err := CountMatches(t.Context(), all(subs), events, func(i int) string { return fmt.Sprint(i) })
	require.NoError(t, err)
	total, most, none, frequent := 0, 0, 0, 0
	matched := make([]int, len(subs))
	for _, ev := range events {
		n := 0
		for i, s := range subs {
			if s.Satisfied(ev) {
				matched[i]++
				n++
			}
		}
		total, most = total+n, max(most, n)
	}
	for _, n := range matched {
		if n == 0 {
			none++
		}
		if 2*n >= len(events) {
			frequent++
		}
	}
	require.InDelta(t, float64(total)/40, m.Mean, 1e-9, "seed %d", seed)
	require.Equal(t, []int{most, none, frequent}, []int{m.Max, m.None, m.FrequentCount}, "seed %d", seed)
	require.Positive(t, total)
	require.Positive(t, none)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = CountMatches(ctx, all(subs), events, nil)
	require.ErrorIs(t, err, context.Canceled)
}

func all(subs []*predicate.Subscription) iter.Seq2[*predicate.Subscription, error] {
	return func(yield func(*predicate.Subscription, error) bool) {
		for _, s := range subs {
			if !yield(s, nil) {
				return
			}
		}
	}
}
