package indextest

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/internal/randexpr"
	"github.com/thresh-dev/thresh/predicate"
)

// oracle compares the matches of random expressions with what the oracle says of
// the expressions themselves.
func (s *suite) oracle(tb testing.TB) {
	tb.Helper()
	g := randexpr.New(s.rng(1))
	exprs := make([]predicate.Expr, s.size(2000, 400))
	rules := make([][]*predicate.Conjunction, len(exprs))
	for i := range exprs {
		exprs[i] = g.Expr()
		rules[i] = lower(tb, exprs[i])
	}
	events := make([]*predicate.Event, s.size(1000, 250))
	for i := range events {
		if i%2 == 0 {
			events[i] = g.Event(new(predicate.Builder))
		} else {
			events[i] = g.EventNear(new(predicate.Builder), exprs[s.near(i, len(exprs))])
		}
	}
	var o oracle.Oracle
	want := make([][]int, len(events)) // by event: the expressions that match
	pairs := 0
	for i, ev := range events {
		for j, e := range exprs {
			if o.Matches(e, ev) {
				want[i] = append(want[i], j)
			}
		}
		pairs += len(want[i])
	}
	require.Greater(tb, pairs, len(events), "too few matches to tell right from wrong")

	for _, m := range s.modes() {
		u := s.subject(tb, m)
		var owner []int // by ID
		for j, cs := range rules {
			for _, c := range cs {
				u.insert(index.ID(len(owner)), c)
				owner = append(owner, j)
			}
		}
		u.settle()
		for i, ev := range events {
			found := u.match(ev)
			if i%16 == 0 { // also each conjunction by itself
				u.check(ev)
				found = u.match(ev)
			}
			matched := make([]int, len(found))
			for k, id := range found {
				if int(id) >= len(owner) {
					require.FailNow(tb, "an ID that was never inserted", "seed %d, %s, event %s: ID %d", s.seed, m, describe(ev), id)
				}
				matched[k] = owner[id]
			}
			slices.Sort(matched)
			matched = slices.Compact(matched)
			if slices.Equal(matched, want[i]) {
				continue
			}
			missing, extra := except(want[i], matched), except(matched, want[i])
			for _, j := range slices.Concat(missing, extra)[:1] {
				tb.Logf("expression %d is %s, lowered to %v", j, exprs[j], rules[j])
			}
			require.FailNow(tb, "the oracle says otherwise",
				"seed %d, %s, event %d %s\nexpressions missing %d\nexpressions extra   %d",
				s.seed, m, i, describe(ev), missing, extra)
		}
	}
}

// near returns which of n expressions the i-th event is made near to.
func (s *suite) near(i, n int) int { return i * 7919 % n }

// except returns the numbers of a that are not in b. Both are sorted.
func except(a, b []int) []int {
	var out []int
	for _, n := range a {
		if _, ok := slices.BinarySearch(b, n); !ok {
			out = append(out, n)
		}
	}
	return out
}
