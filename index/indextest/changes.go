package indextest

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/randexpr"
	"github.com/thresh-dev/thresh/predicate"
)

// empty asks an index without conjunctions.
func (s *suite) empty(tb testing.TB) {
	tb.Helper()
	g := randexpr.New(s.rng(20))
	for _, m := range s.modes() {
		u := s.subject(tb, m)
		for range 3 {
			u.settle()
			require.Zero(tb, u.index.Len())
			for range 20 {
				u.check(g.Event(new(predicate.Builder)))
			}
			u.check(&predicate.Event{})
			u.delete(0)
			u.delete(7)
			u.insert(7, one(tb, predicate.Const(true)))
			u.check(&predicate.Event{})
			u.delete(7)
		}
	}
}

// errors asks for what is refused, and that it changes nothing.
func (s *suite) errors(tb testing.TB) {
	tb.Helper()
	for _, m := range s.modes() {
		u := s.subject(tb, m)
		four := event(func(b *predicate.Builder) { b.AddInt("a", 4) })
		six := event(func(b *predicate.Builder) { b.AddInt("a", 6) })
		u.insert(3, one(tb, predicate.Lt("a", predicate.Int(5))))
		for range 2 {
			err := u.index.Insert(3, one(tb, predicate.And{predicate.Gt("a", predicate.Int(5)), predicate.Absent("b")}))
			require.ErrorIs(tb, err, index.ErrDuplicate)
			require.Equal(tb, 1, u.index.Len())
			u.settle()
			u.check(four)
			u.check(six)
		}
		for _, id := range []index.ID{0, 2, 4, 1 << 20, 1<<32 - 1} {
			u.delete(id)
		}
		u.settle()
		u.check(four)
		u.delete(3)
		u.delete(3)
		u.check(four)
		require.NoError(tb, u.index.Insert(3, one(tb, predicate.Gt("a", predicate.Int(5)))), "an ID that was deleted")
		u.model[3] = one(tb, predicate.Gt("a", predicate.Int(5)))
		u.settle()
		u.check(four)
		u.check(six)
	}
}

// pool returns the conjunctions of random expressions, and conjunctions of ranges.
func (s *suite) pool(tb testing.TB, purpose uint64, n int) []*predicate.Conjunction {
	tb.Helper()
	g := randexpr.New(s.rng(purpose))
	w := smallIntegers(s.rng(purpose + 1))
	var pool []*predicate.Conjunction
	for len(pool) < n {
		cs := lower(tb, g.Expr())
		pool = append(pool, cs[:min(len(cs), 8)]...)
		pool = append(pool, lower(tb, w.expr())...)
	}
	return pool[:n]
}

// poolEvents returns events for the conjunctions of pool.
func (s *suite) poolEvents(purpose uint64, n int) []*predicate.Event {
	g := randexpr.New(s.rng(purpose))
	w := smallIntegers(s.rng(purpose + 1))
	events := make([]*predicate.Event, n)
	for i := range events {
		if i%2 == 0 {
			events[i] = g.Event(new(predicate.Builder))
		} else {
			events[i] = w.event()
		}
	}
	return events
}

// churn inserts and deletes at random, IDs far apart, and matches in between.
func (s *suite) churn(tb testing.TB) {
	tb.Helper()
	pool := s.pool(tb, 30, 1500)
	events := s.poolEvents(32, 60)
	for _, m := range s.modes() {
		u := s.subject(tb, m)
		rng := s.rng(34)
		var live []index.ID
		insert := func() {
			id := index.ID(rng.IntN(1 << 20))
			if rng.IntN(2) == 0 {
				id = index.ID(rng.IntN(1000))
			}
			c := pool[rng.IntN(len(pool))]
			if old, there := u.model[id]; there {
				require.ErrorIs(tb, u.index.Insert(id, c), index.ErrDuplicate)
				require.NotNil(tb, old)
				return
			}
			u.insert(id, c)
			live = append(live, id)
		}
		remove := func() {
			if len(live) == 0 || rng.IntN(20) == 0 {
				u.delete(index.ID(rng.IntN(1 << 21)))
				live = slices.DeleteFunc(live, func(id index.ID) bool { return u.model[id] == nil })
				return
			}
			k := rng.IntN(len(live))
			u.delete(live[k])
			live[k] = live[len(live)-1]
			live = live[:len(live)-1]
		}
		// Each round drifts towards a number of conjunctions of its own.
		for _, target := range []int{40, 10, 600, 300, 0, 100, 1200, 0, 5} {
			for range s.size(1500, 500) {
				if len(live) < target && rng.IntN(4) > 0 || rng.IntN(5) == 0 {
					insert()
				} else {
					remove()
				}
				if rng.IntN(40) == 0 {
					if rng.IntN(2) == 0 {
						u.settle()
					}
					u.check(events[rng.IntN(len(events))])
				}
			}
			if target == 0 {
				for len(live) > 0 {
					remove()
				}
				require.Zero(tb, u.index.Len())
			}
			u.settle()
			for range 4 {
				u.check(events[rng.IntN(len(events))])
			}
		}
	}
}

// fill inserts the conjunctions, numbered as they lie, in the given order.
func (u *subject) fill(pool []*predicate.Conjunction, order []int) {
	u.tb.Helper()
	for _, i := range order {
		u.insert(index.ID(i), pool[i])
	}
}

// order asks that the order of insertion does not matter.
func (s *suite) order(tb testing.TB) {
	tb.Helper()
	pool := s.pool(tb, 40, s.size(1500, 500))
	events := s.poolEvents(42, s.size(60, 20))
	rng := s.rng(44)
	first := rng.Perm(len(pool))
	for _, m := range s.modes() {
		var want [][]index.ID
		for round := range 3 {
			u := s.subject(tb, m)
			switch round {
			case 1:
				slices.Reverse(first)
			case 2:
				rng.Shuffle(len(first), func(i, j int) { first[i], first[j] = first[j], first[i] })
			}
			u.fill(pool, first)
			u.settle()
			for i, ev := range events {
				found := u.match(ev)
				if round == 0 {
					want = append(want, slices.Clone(found))
				} else {
					u.same(ev, want[i], found)
				}
			}
		}
	}
}

// noTrace asks that conjunctions which came and went leave no trace.
func (s *suite) noTrace(tb testing.TB) {
	tb.Helper()
	pool := s.pool(tb, 50, s.size(1500, 500))
	events := s.poolEvents(52, s.size(60, 20))
	rng := s.rng(54)
	for _, m := range s.modes() {
		stay := rng.Perm(len(pool))[:len(pool)/3]
		plain := s.subject(tb, m)
		plain.fill(pool, stay)
		plain.settle()

		u := s.subject(tb, m)
		u.fill(pool, rng.Perm(len(pool)))
		u.settle()
		goes := make([]bool, len(pool))
		for i := range goes {
			goes[i] = true
		}
		for _, i := range stay {
			goes[i] = false
		}
		for _, i := range rng.Perm(len(pool)) {
			if goes[i] {
				u.delete(index.ID(i))
			}
		}
		u.settle()
		for _, ev := range events {
			u.same(ev, plain.match(ev), u.match(ev))
		}
	}
}

// narrower asks that a conjunction with one more test is found only where the
// shorter one is.
func (s *suite) narrower(tb testing.TB) {
	tb.Helper()
	g := randexpr.NewWith(s.rng(60), randexpr.Options{Conjunctions: true})
	n := s.size(600, 200)
	var short, long []*predicate.Conjunction
	for len(short) < n {
		e := g.Expr()
		a, b := lower(tb, e), lower(tb, predicate.And{e, g.Expr()})
		if len(a) == 1 && len(b) == 1 {
			short, long = append(short, a[0]), append(long, b[0])
		}
	}
	for _, m := range s.modes() {
		u := s.subject(tb, m)
		for i := range n {
			u.insert(index.ID(2*i), short[i])
			u.insert(index.ID(2*i+1), long[i])
		}
		u.settle()
		fewer := 0
		for range s.size(300, 60) {
			ev := g.Event(new(predicate.Builder))
			found := u.match(ev)
			for _, id := range found {
				if id%2 == 0 {
					fewer++
					continue
				}
				fewer--
				if _, ok := slices.BinarySearch(found, id-1); !ok {
					require.FailNow(tb, "a conjunction was found and a wider one was not",
						"seed %d, %s, event %s: found ID %d, %s, but not %s", s.seed, m, describe(ev), id, long[id/2], short[id/2])
				}
			}
		}
		require.Positive(tb, fewer, "matches that the additional test takes away")
	}
}
