package engine

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/predicate"
)

// residuals are subscriptions of one test each that is no range, all on the name.
func residuals() map[string]func(i int) predicate.Expr {
	return map[string]func(i int) predicate.Expr{
		"contains": func(i int) predicate.Expr { return predicate.Contains("name", fmt.Sprintf("-app%d-", i)) },
		"lower": func(i int) predicate.Expr {
			return predicate.Lower(predicate.Contains("name", fmt.Sprintf("-app%d-", i)))
		},
		// Decided by its patterns.
		"exact": func(i int) predicate.Expr {
			return predicate.Matches("name", fmt.Sprintf("(?s)^prod.*app%d-(eu|us)", i))
		},
		// Checked where its literals are.
		"literal": func(i int) predicate.Expr {
			return predicate.Matches("name", fmt.Sprintf("^[a-z]+-app%d-[a-z]+[0-9]$", i))
		},
		// All have the same literals, and differ in their classes.
		"alike": func(i int) predicate.Expr {
			return predicate.Matches("name", fmt.Sprintf("-app[0-9]{%d,}-[a-z]{%d}[0-9]{%d}", 1+i%10, 1+i/10%10, 1+i/100%10))
		},
		// Without a literal.
		"none": func(i int) predicate.Expr {
			return predicate.Matches("name", fmt.Sprintf("[a-z]{%d}[0-9]{%d}[a-z]{%d}", 1+i%10, 1+i/10%10, 1+i/100%10))
		},
		// Without a literal, all different.
		"plates": func(i int) predicate.Expr {
			lo, count := i%26, 1+i/26%9
			return predicate.Matches("name", fmt.Sprintf("[%c-z]{%d}[0-9]{%d}-[a-%c]+[0-9]", 'a'+lo, count, 1+i/234%9, 'a'+i/2106%26))
		},
		"fold": func(i int) predicate.Expr { return predicate.Matches("name", fmt.Sprintf("(?i)-APP%d-", i)) },
		"negated": func(i int) predicate.Expr {
			return predicate.Not{X: predicate.Contains("name", fmt.Sprintf("-app%d-", i))}
		},
		"stars": func(i int) predicate.Expr {
			return predicate.Matches("name", fmt.Sprintf("(?s)a.*a.*a.*a.*a.*a.*b%d", i))
		},
	}
}

func BenchmarkResiduals(b *testing.B) {
	events := make([]*predicate.Event, 512)
	for i := range events {
		var eb predicate.Builder
		eb.AddString("name", fmt.Sprintf("prod-app%d-eu%d", i*7919%benchSubs, i%3))
		ev, err := eb.Event()
		require.NoError(b, err)
		events[i] = ev
	}
	for kind, test := range residuals() {
		for _, subs := range []int{1000, benchSubs} {
			b.Run(fmt.Sprintf("kind=%s/subs=%d", kind, subs), func(b *testing.B) {
				e := New[int](Options{})
				require.NoError(b, e.SubscribeAll(func(yield func(int, *predicate.Subscription) bool) {
					for i := range subs {
						s, err := predicate.New(test(i), predicate.Options{})
						if err != nil {
							b.Fatal(err)
						}
						if !yield(i, s) {
							return
						}
					}
				}))
				var dst []int
				i, matches := 0, 0
				b.ReportAllocs()
				for b.Loop() {
					dst = e.AppendMatches(dst[:0], events[i%len(events)])
					matches += len(dst)
					i++
				}
				b.ReportMetric(float64(matches)/float64(i), "matches/op")
			})
		}
	}
}

// BenchmarkSubscribeResidual is one subscription of a load of many by single calls.
func BenchmarkSubscribeResidual(b *testing.B) {
	for _, kind := range []string{"contains", "exact", "literal"} {
		b.Run("kind="+kind, func(b *testing.B) {
			test := residuals()[kind]
			subs := make([]*predicate.Subscription, 1<<16)
			for i := range subs {
				s, err := predicate.New(test(i), predicate.Options{})
				require.NoError(b, err)
				subs[i] = s
			}
			e := New[int](Options{})
			i := 0
			b.ReportAllocs()
			for b.Loop() {
				if i == len(subs) {
					e, i = New[int](Options{}), 0
				}
				if err := e.Subscribe(i, subs[i]); err != nil {
					b.Fatal(err)
				}
				i++
			}
		})
	}
}
