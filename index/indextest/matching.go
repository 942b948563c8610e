package indextest

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// goroutines matches from several goroutines, each with a matcher of its own.
func (s *suite) goroutines(tb testing.TB) {
	tb.Helper()
	pool := s.pool(tb, 70, 600)
	events := s.poolEvents(72, 40)
	for _, m := range s.modes() {
		u := s.subject(tb, m)
		d := index.NewDictionary()
		u.index = s.newIndex(d)
		u.enc = index.NewEncoder(d)
		u.matcher = u.index.NewMatcher()
		u.fill(pool, s.rng(74).Perm(len(pool)))
		for range 2 { // change and match in turn
			u.settle()
			want := make([][]index.ID, len(events))
			for i, ev := range events {
				want[i] = slices.Clone(u.match(ev))
			}
			var wg sync.WaitGroup
			errs := make(chan error, 8)
			for g := range cap(errs) {
				wg.Go(func() {
					enc, matcher := index.NewEncoder(d), u.index.NewMatcher()
					var got []index.ID
					for k := range 4 * len(events) {
						i := (k*7 + g) % len(events)
						e := enc.Encode(events[i])
						got = matcher.AppendMatches(got[:0], e)
						slices.Sort(got)
						if !slices.Equal(got, want[i]) || matcher.Count(e) != len(got) {
							errs <- fmt.Errorf("seed %d, %s, event %s: IDs missing %s, IDs extra %s", s.seed, m, describe(events[i]),
								some(difference(want[i], got)), some(difference(got, want[i])))
							return
						}
					}
				})
			}
			wg.Wait()
			close(errs)
			for err := range errs {
				require.NoError(tb, err, "matching on several goroutines")
			}
			for i := range 100 {
				u.delete(index.ID(i * 3))
			}
		}
	}
}

// allocations asks that a match allocates nothing once it is warm.
func (s *suite) allocations(tb testing.TB) {
	tb.Helper()
	sets := []struct {
		name   string
		rules  []*predicate.Conjunction
		events []*predicate.Event
	}{
		{"random", withoutRegexps(s.pool(tb, 80, 1000)), s.poolEvents(82, 30)},
	}
	for _, w := range s.allWorkloads() {
		set := sets[0]
		set.name, set.rules, set.events = w.name, nil, nil
		for range s.size(3000, 600) {
			set.rules = append(set.rules, lower(tb, w.expr())...)
		}
		for range 10 {
			set.events = append(set.events, w.event())
		}
		sets = append(sets, set)
	}
	for _, set := range sets {
		for _, m := range s.modes() {
			u := s.subject(tb, m)
			for i, c := range set.rules {
				u.insert(index.ID(i), c)
			}
			u.settle()
			dst := make([]index.ID, 0, len(set.rules))
			for _, ev := range set.events {
				e := u.enc.Encode(ev)
				perList := testing.AllocsPerRun(5, func() { dst = u.matcher.AppendMatches(dst[:0], e) })
				require.Zero(tb, perList, "seed %d, %s, %s: allocations of AppendMatches on %s", s.seed, set.name, m, describe(ev))
				n := 0
				perCount := testing.AllocsPerRun(5, func() { n = u.matcher.Count(e) })
				require.Zero(tb, perCount, "seed %d, %s, %s: allocations of Count on %s", s.seed, set.name, m, describe(ev))
				require.Len(tb, dst, n)
			}
		}
	}
}

// withoutRegexps returns the conjunctions that have no regular expression, for
// package regexp allocates when it likes, under the race detector above all.
func withoutRegexps(pool []*predicate.Conjunction) []*predicate.Conjunction {
	matches := func(r *predicate.Residual) bool { return r.Op == predicate.OpMatches }
	inLiteral := func(l predicate.Literal) bool { return slices.ContainsFunc(l.Tests, matches) }
	return slices.DeleteFunc(slices.Clone(pool), func(c *predicate.Conjunction) bool {
		return slices.ContainsFunc(c.Predicates, func(p predicate.Predicate) bool {
			return inLiteral(p.Literal) || slices.ContainsFunc(p.Literals, inLiteral)
		})
	})
}
