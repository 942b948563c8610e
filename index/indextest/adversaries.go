package indextest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// adversary is a set of conjunctions and events made to be unkind to a layout.
type adversary struct {
	name   string
	exprs  []predicate.Expr
	events []*predicate.Event
}

// adversaries compares what is found of each with the model: after insertion,
// with half of it deleted, with all of it, and with all of it there again.
func (s *suite) adversaries(tb testing.TB) {
	tb.Helper()
	for _, a := range s.allAdversaries() {
		var rules []*predicate.Conjunction
		for _, e := range a.exprs {
			rules = append(rules, lower(tb, e)...)
		}
		for _, m := range s.modes() {
			u := s.subject(tb, m)
			u.of = a.name
			for i, c := range rules {
				u.insert(index.ID(i), c)
			}
			check := func(events []*predicate.Event) {
				u.settle()
				for _, ev := range events {
					u.check(ev)
				}
			}
			check(a.events)
			for i := 0; i < len(rules); i += 2 {
				u.delete(index.ID(i))
			}
			check(a.events)
			for i := 1; i < len(rules); i += 2 {
				u.delete(index.ID(i))
			}
			check(a.events)
			for i, c := range rules {
				u.insert(index.ID(i), c)
			}
			check(a.events[:min(3, len(a.events))])
		}
	}
}

func (s *suite) allAdversaries() []adversary {
	as := []adversary{
		s.allEqual(), s.allApart(), s.manyPoints(), s.nestedRanges(), s.largeSet(), s.noPredicates(),
		s.manyPredicates(), s.onlyAbsent(), s.onlyNegations(), s.manyValues(), s.extremes(),
		s.manyResiduals(),
	}
	// What no index knows anything of, and what has nothing.
	strange := event(func(b *predicate.Builder) { b.AddInt("nobody.knows", 1); b.AddString("", "x") })
	for i := range as {
		as[i].events = append(as[i].events, strange, &predicate.Event{})
	}
	return as
}

func number(path string, n int) *predicate.Event {
	return event(func(b *predicate.Builder) { b.AddInt(path, int64(n)) })
}

func attr(i int) string { return fmt.Sprintf("x%d", i) }

func (s *suite) allEqual() adversary {
	a := adversary{name: "all equal"}
	for range s.size(5000, 600) {
		a.exprs = append(a.exprs, predicate.And{
			predicate.Between("a", predicate.Int(5), predicate.Int(9)), predicate.Eq("b", predicate.String("x")),
		})
	}
	for _, n := range []int{4, 5, 7, 9, 10} {
		a.events = append(a.events, event(func(b *predicate.Builder) { b.AddInt("a", int64(n)); b.AddString("b", "x") }))
	}
	return a
}

// allApart has every conjunction on an attribute of its own, and an event with a
// thousand attributes.
func (s *suite) allApart() adversary {
	a := adversary{name: "every attribute different"}
	n := s.size(5000, 600)
	for i := range n {
		a.exprs = append(a.exprs, predicate.Between(attr(i), predicate.Int(int64(i%7)), predicate.Int(int64(i%7+2))))
	}
	a.events = []*predicate.Event{
		number(attr(3), 4),
		event(func(b *predicate.Builder) {
			for i := range 1000 {
				b.AddInt(attr(i*n/1000), int64(i%9))
			}
		}),
	}
	return a
}

// manyPoints has one attribute with many different values to be equal to.
func (s *suite) manyPoints() adversary {
	a := adversary{name: "many points"}
	n := s.size(20_000, 800)
	for i := range n {
		a.exprs = append(a.exprs, predicate.Eq("a", predicate.Int(int64(i*3))))
	}
	for _, i := range []int{0, 1, 3, n, 3*n - 3, 3 * n} {
		a.events = append(a.events, number("a", i))
	}
	return a
}

// nestedRanges has ranges inside one another, inserted from the outermost, ranges
// that begin one after the other, and ranges that touch.
func (s *suite) nestedRanges() adversary {
	a := adversary{name: "nested ranges"}
	n := int64(s.size(1500, 300))
	for i := range n {
		a.exprs = append(a.exprs,
			predicate.Between("a", predicate.Int(i), predicate.Int(3*n-i)),
			predicate.Ge("a", predicate.Int(2*i)),
			predicate.And{predicate.Ge("a", predicate.Int(i)), predicate.Lt("a", predicate.Int(i+1))},
		)
	}
	for _, i := range []int64{-1, 0, 1, n - 1, n, n + n/2, 2 * n, 3 * n, 3*n + 1} {
		a.events = append(a.events, number("a", int(i)))
	}
	return a
}

// largeSet has terms of many spans, those of a complement among them.
func (s *suite) largeSet() adversary {
	a := adversary{name: "large set"}
	n := s.size(20_000, 2000)
	var even, long []predicate.Value
	for i := range n {
		even = append(even, predicate.Int(int64(2*i)))
		long = append(long, predicate.String(fmt.Sprintf("a common beginning %d", 2*i)))
	}
	a.exprs = []predicate.Expr{
		predicate.In("a", even...),
		predicate.Not{X: predicate.In("a", even...)},
		predicate.In("a", even[:n/2]...),
		predicate.In("b", long...),
		predicate.Not{X: predicate.In("b", long...)},
		predicate.And{predicate.In("a", even...), predicate.In("b", long...)},
	}
	for _, i := range []int{-1, 0, 1, n, n + 1, 2*n - 2, 2 * n} {
		a.events = append(a.events, number("a", i), event(func(b *predicate.Builder) {
			b.AddInt("a", int64(i))
			b.AddString("b", fmt.Sprintf("a common beginning %d", i))
		}))
	}
	return a
}

func (s *suite) noPredicates() adversary {
	a := adversary{name: "no predicate"}
	for i := range 130 {
		a.exprs = append(a.exprs, predicate.Const(true))
		if i%3 == 0 {
			a.exprs = append(a.exprs, predicate.Eq("a", predicate.Int(int64(i))))
		}
	}
	a.events = []*predicate.Event{number("a", 3), number("a", 4)}
	return a
}

// manyPredicates has long conjunctions, up to more terms than a byte counts.
func (s *suite) manyPredicates() adversary {
	a := adversary{name: "many predicates"}
	for _, n := range []int{1, 7, 40, 254, 255, 256, 257, 300, 511, 512, 513, 600} {
		and, negated := predicate.And{}, predicate.And{}
		for i := range n {
			and = append(and, predicate.Between(attr(i), predicate.Int(0), predicate.Int(9)))
			negated = append(negated, predicate.Ne(attr(i), predicate.Int(int64(5+i%2))))
		}
		a.exprs = append(a.exprs, and, negated, and)
	}
	for _, n := range []int{1, 39, 40, 255, 256, 299, 512, 600, 1000} {
		for _, odd := range []int{-1, 0, n - 1, n / 2, min(n-1, 255), min(n-1, 256)} { // which attribute misses
			a.events = append(a.events, event(func(b *predicate.Builder) {
				for i := range n {
					v := int64(3)
					if i == odd {
						v = 10
					}
					b.AddInt(attr(i), v)
					if i == 20 && odd == n/2 {
						b.AddInt(attr(i), 4)
					}
				}
			}))
		}
	}
	return a
}

func (s *suite) onlyAbsent() adversary {
	a := adversary{name: "only absent"}
	for i := range 200 {
		a.exprs = append(a.exprs,
			predicate.Absent(attr(i%70)),
			predicate.And{predicate.Absent(attr(i % 70)), predicate.Absent(attr(i % 11))},
			predicate.Or{predicate.Absent(attr(i % 70)), predicate.Gt(attr(i%70), predicate.Int(int64(i%5)))},
		)
	}
	a.events = []*predicate.Event{
		number(attr(3), 2), number(attr(69), 0),
		event(func(b *predicate.Builder) {
			for i := range 70 {
				b.AddInt(attr(i), int64(i%6))
				if i%5 == 0 {
					b.AddInt(attr(i), 0)
				}
			}
		}),
		event(func(b *predicate.Builder) {
			for i := range 35 {
				b.Add(attr(2*i), predicate.Null())
			}
		}),
	}
	return a
}

func (s *suite) onlyNegations() adversary {
	a := adversary{name: "only negations"}
	for i := range 200 {
		n, t := predicate.Int(int64(i%13)), predicate.String(strings.Repeat("long", i%13))
		a.exprs = append(a.exprs,
			predicate.Ne(attr(i%5), n),
			predicate.And{predicate.Ne(attr(i%5), n), predicate.Ne(attr(5), t)},
			predicate.Not{X: predicate.StartsWith(attr(5), t.Text())},
			predicate.Not{X: predicate.Between(attr(i%5), n, predicate.Int(10))},
		)
	}
	for i := range 13 {
		a.events = append(a.events, event(func(b *predicate.Builder) {
			b.AddInt(attr(i%5), int64(i))
			b.AddString(attr(5), strings.Repeat("long", i))
			if i%4 == 0 {
				b.AddInt(attr(i%5), 4)
				b.AddBool(attr(5), true)
			}
		}))
	}
	return a
}

// manyValues has an event with a thousand values of one attribute.
func (s *suite) manyValues() adversary {
	a := adversary{name: "many values"}
	for i := range int64(s.size(2000, 400)) {
		lo := i * 7 % 5000
		a.exprs = append(a.exprs, predicate.Between("a", predicate.Int(lo), predicate.Int(lo+i%40)))
		switch i % 4 {
		case 0: // some value above, some value below
			a.exprs = append(a.exprs, predicate.And{predicate.Gt("a", predicate.Int(lo)), predicate.Lt("a", predicate.Int(lo-1000))})
		case 1:
			a.exprs = append(a.exprs, predicate.Not{X: predicate.Gt("a", predicate.Int(lo))})
		case 2:
			a.exprs = append(a.exprs, predicate.And{predicate.Eq("a", predicate.Int(lo)), predicate.Ne("b", predicate.Int(lo))})
		}
	}
	a.events = []*predicate.Event{
		event(func(b *predicate.Builder) {
			for i := range int64(1000) {
				b.AddInt("a", i*613%4999)
			}
			b.AddInt("b", 7)
			b.AddInt("b", 14)
		}),
		event(func(b *predicate.Builder) { b.AddInt("a", 1); b.AddInt("a", 1); b.AddInt("a", 4999) }),
		number("a", 700),
	}
	return a
}

// manyResiduals has many tests of one attribute that no range decides: alone, with
// ranges, several of one value, negated, of both views, and events of which each passes
// many of them, with one value or several.
func (s *suite) manyResiduals() adversary {
	a := adversary{name: "many residuals"}
	word := func(i int) string { return strings.Repeat("ab", i%7) + fmt.Sprintf("%03b", i%8) }
	for i := range s.size(400, 50) {
		x, y := word(i), word(i*5+1)
		contains, other := predicate.Contains("a", x), predicate.Contains("a", y)
		regex := predicate.Matches("a", "(?s)^"+x+"(0|1).*"+y)
		a.exprs = append(
			a.exprs, contains, predicate.Not{X: contains}, regex,
			predicate.Matches("a", x+"[01]{1,2}b"), predicate.Matches("a", "("+x+"|"+y+"|a0)$"),
			predicate.And{contains, other}, predicate.And{contains, predicate.Not{X: other}},
			predicate.And{contains, predicate.StartsWith("a", y[:1])},
			predicate.And{predicate.Not{X: regex}, predicate.Ge("b", predicate.Int(int64(i%20)))},
			predicate.And{contains, predicate.Eq("b", predicate.Int(int64(i%20)))},
			predicate.Or{contains, predicate.Lower(other), predicate.Gt("b", predicate.Int(int64(10+i%20)))},
			predicate.And{predicate.Lower(predicate.Contains("a", x)), predicate.Contains("b", x)},
		)
	}
	for i := range 24 {
		a.events = append(a.events, event(func(b *predicate.Builder) {
			b.AddString("a", word(i*3+1)+word(i)+word(i+2))
			if i%2 == 0 {
				b.AddInt("b", int64(i))
			} else {
				b.AddString("b", strings.ToUpper(word(i))+word(i+1))
			}
			if i%3 == 0 {
				b.AddString("a", strings.ToUpper(word(i+5)))
				b.AddString("a", word(i*5+6)+"1")
				b.AddInt("a", 7)
			}
		}))
	}
	a.events = append(a.events, number("a", 0), event(func(b *predicate.Builder) { b.AddString("a", "") }))
	return a
}

// extremes has ranges that end where the kinds of values do.
func (s *suite) extremes() adversary {
	a := adversary{name: "extremes"}
	values := []predicate.Value{
		predicate.Bool(false), predicate.Bool(true), predicate.Float(-1.7976931348623157e308), predicate.Int(-1 << 63),
		predicate.Int(0), predicate.Int(1<<63 - 1), predicate.Uint(1<<64 - 1), predicate.Float(1.7976931348623157e308),
		predicate.String(""), predicate.String("\x00"), predicate.String("1234567"), predicate.String("12345678"),
		predicate.String("\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
	}
	for _, v := range values {
		a.exprs = append(a.exprs, predicate.Eq("a", v), predicate.Ne("a", v))
		if v.Kind() == predicate.KindBool {
			continue
		}
		a.exprs = append(a.exprs, predicate.Lt("a", v), predicate.Le("a", v), predicate.Gt("a", v), predicate.Ge("a", v),
			predicate.Or{predicate.Absent("a"), predicate.Lt("a", v)})
		a.events = append(a.events, event(func(b *predicate.Builder) { b.Add("a", v); b.Add("a", predicate.Object()) }))
	}
	for _, v := range append(values, predicate.Object(), predicate.Null()) {
		a.events = append(a.events, event(func(b *predicate.Builder) { b.Add("a", v) }))
	}
	return a
}
