package indextest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/predicate"
)

// workload is a source of expressions, each one conjunction, and of events that
// match some of them.
type workload struct {
	name  string
	expr  func() predicate.Expr
	event func() *predicate.Event
}

func (s *suite) allWorkloads() []workload {
	var ws []workload
	for _, f := range rangeFamilies(s.seed) {
		ws = append(ws, workload{f.name, f.expr, f.event})
	}
	return append(ws, stringEqualities(s.rng(10)), smallIntegers(s.rng(11)), longStrings(s.rng(12)), manyAttributes(s.rng(13)))
}

// stringEqualities tests few strings for equality, in sets and negated.
func stringEqualities(rng *rand.Rand) workload {
	path := func() string { return fmt.Sprintf("s%d", rng.IntN(5)) }
	value := func() predicate.Value { return predicate.String(fmt.Sprintf("v%d", rng.IntN(30))) }
	expr := func() predicate.Expr {
		and := predicate.And{}
		for range 1 + rng.IntN(3) {
			switch rng.IntN(6) {
			case 0:
				and = append(and, predicate.Not{X: predicate.Eq(path(), value())})
			case 1:
				and = append(and, predicate.In(path(), value(), value(), value()))
			default:
				and = append(and, predicate.Eq(path(), value()))
			}
		}
		return and
	}
	return workload{"strings", expr, func() *predicate.Event {
		return event(func(b *predicate.Builder) {
			for i := range 5 {
				for range []int{0, 1, 1, 1, 1, 1, 2}[rng.IntN(7)] {
					b.Add(fmt.Sprintf("s%d", i), value())
				}
			}
		})
	}}
}

// smallIntegers has ranges with few different ends, so that ends, values and the
// ends of other ranges meet all the time, and tests that something is absent.
func smallIntegers(rng *rand.Rand) workload {
	path := func() string { return fmt.Sprintf("n%d", rng.IntN(8)) }
	value := func() predicate.Value { return predicate.Int(int64(rng.IntN(24) - 8)) }
	expr := func() predicate.Expr {
		and := predicate.And{}
		for range 1 + rng.IntN(4) {
			p := path()
			switch rng.IntN(8) {
			case 0:
				and = append(and, predicate.Lt(p, value()))
			case 1:
				and = append(and, predicate.Ge(p, value()))
			case 2:
				and = append(and, predicate.Absent(p))
			case 3:
				and = append(and, predicate.Or{predicate.Absent(p), predicate.Gt(p, value()), predicate.Eq(p, value())})
			case 4:
				and = append(and, predicate.Exists(p))
			default:
				v, w := value(), value()
				if predicate.Compare(v, w) > 0 {
					v, w = w, v
				}
				and = append(and, predicate.Between(p, v, w))
			}
		}
		return and
	}
	return workload{"integers", expr, func() *predicate.Event {
		return event(func(b *predicate.Builder) {
			for i := range 8 {
				for range []int{0, 0, 1, 1, 1, 1, 1, 3}[rng.IntN(8)] {
					b.Add(fmt.Sprintf("n%d", i), value())
				}
			}
		})
	}}
}

// longStrings has strings that codes do not tell apart.
func longStrings(rng *rand.Rand) workload {
	text := func() string {
		return "https://example.org/" + strings.Repeat("x/", rng.IntN(3)) + fmt.Sprintf("%04d", rng.IntN(40))
	}
	expr := func() predicate.Expr {
		t := text()
		switch rng.IntN(6) {
		case 0:
			return predicate.StartsWith("url", t[:len(t)-rng.IntN(len(t))])
		case 1:
			return predicate.EndsWith("url", t[rng.IntN(len(t)):])
		case 2:
			return predicate.Contains("url", t[len(t)-3:])
		case 3:
			return predicate.In("url", predicate.String(t), predicate.String(text()), predicate.Int(1))
		case 4:
			return predicate.And{predicate.Gt("url", predicate.String(t)), predicate.Le("ref", predicate.String(text()))}
		default:
			return predicate.Eq("url", predicate.String(t))
		}
	}
	return workload{"long", expr, func() *predicate.Event {
		return event(func(b *predicate.Builder) {
			b.AddString("url", text())
			if rng.IntN(3) == 0 {
				b.AddString("url", text())
			}
			b.AddString("ref", text())
		})
	}}
}

// manyAttributes has sparse events on many attributes.
func manyAttributes(rng *rand.Rand) workload {
	expr := func() predicate.Expr {
		and := predicate.And{}
		for range 1 + rng.IntN(2) {
			lo := int64(rng.IntN(100))
			and = append(and, predicate.Between(fmt.Sprintf("m%d", rng.IntN(300)), predicate.Int(lo), predicate.Int(lo+50)))
		}
		return and
	}
	return workload{"sparse", expr, func() *predicate.Event {
		return event(func(b *predicate.Builder) {
			for range 60 {
				b.AddInt(fmt.Sprintf("m%d", rng.IntN(330)), int64(rng.IntN(150)))
			}
		})
	}}
}

// sizes are numbers of conjunctions at which layouts have their ends.
func (s *suite) sizes() []int {
	if s.short {
		return []int{0, 1, 2, 63, 64, 65, 511, 512, 513}
	}
	return []int{0, 1, 2, 63, 64, 65, 255, 256, 257, 511, 512, 513, 1023, 1024, 1025, 4096, 4097}
}

// workloads grows an index through the sizes and shrinks it back, and compares
// with the oracle at each.
func (s *suite) workloads(tb testing.TB) {
	tb.Helper()
	for _, w := range s.allWorkloads() {
		sizes := s.sizes()
		most := sizes[len(sizes)-1]
		exprs := make([]predicate.Expr, 0, most)
		rules := make([]*predicate.Conjunction, 0, most)
		for len(exprs) < most {
			e := w.expr()
			if cs := lower(tb, e); len(cs) == 1 { // nearly always
				exprs, rules = append(exprs, e), append(rules, cs[0])
			}
		}
		events := make([]*predicate.Event, s.size(20, 12))
		truth := make([][]bool, len(events)) // by event and expression
		matches := 0
		var o oracle.Oracle
		for i := range events {
			events[i] = w.event()
			truth[i] = make([]bool, most)
			for j, e := range exprs {
				truth[i][j] = o.Matches(e, events[i])
				if truth[i][j] {
					matches++
				}
			}
		}
		if w.name != "narrow" { // whose events match almost nothing
			require.Positive(tb, matches, "workload %s", w.name)
		}
		for _, m := range s.modes() {
			u := s.subject(tb, m)
			u.of = w.name
			rng := s.rng(14)
			order := rng.Perm(most) // ID by the time of insertion
			at := 0
			verify := func() {
				u.settle()
				for i, ev := range events {
					var want []index.ID
					for j := range most {
						if _, there := u.model[index.ID(j)]; there && truth[i][j] {
							want = append(want, index.ID(j))
						}
					}
					u.same(ev, want, u.match(ev))
				}
			}
			for _, n := range sizes {
				for ; at < n; at++ {
					u.insert(index.ID(order[at]), rules[order[at]])
				}
				verify()
			}
			rng.Shuffle(most, func(i, j int) { order[i], order[j] = order[j], order[i] })
			for _, n := range slices.Backward(sizes) {
				for ; at > n; at-- {
					u.delete(index.ID(order[at-1]))
				}
				verify()
			}
			require.Zero(tb, u.index.Len())
		}
	}
}
