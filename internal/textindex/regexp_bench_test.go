package textindex

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"runtime"
	"testing"
)

// expressions is regular expressions and the strings that they are matched with.
type expressions struct {
	name string
	expr func(i int, rng *rand.Rand) string
	text func(i int, rng *rand.Rand) string
}

func expressionsOf() []expressions {
	between := func(rng *rand.Rand, lo, hi byte) string {
		a, b := lo+byte(rng.IntN(int(hi-lo))), lo+byte(rng.IntN(int(hi-lo)))
		return fmt.Sprintf("[%c-%c]", min(a, b), max(a, b)+1)
	}
	word := func(rng *rand.Rand, n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = 'a' + byte(rng.IntN(26))
		}
		return string(b)
	}
	plate := func(_ int, rng *rand.Rand) string {
		return word(rng, 1+rng.IntN(8)) + fmt.Sprint(rng.IntN(1_000_000))
	}
	return []expressions{
		{"shape", func(_ int, rng *rand.Rand) string {
			return fmt.Sprintf("^%s{%d}%s{%d}%s$", between(rng, 'a', 'z'), 1+rng.IntN(8), between(rng, '0', '9'), 1+rng.IntN(5), between(rng, '0', '9'))
		}, plate},
		{"spans", func(_ int, rng *rand.Rand) string {
			return fmt.Sprintf("%s{%d,}%s{%d,}[0-9]*%s", between(rng, 'a', 'z'), 2+rng.IntN(8), between(rng, '0', '9'), 2+rng.IntN(5), between(rng, '0', '9'))
		}, plate},
		{"dashes", func(i int, rng *rand.Rand) string {
			return fmt.Sprintf("[0-9]+-[0-9]{%d,}-%s+%s", 1+i%7, between(rng, '0', '9'), between(rng, 'a', 'z'))
		}, func(_ int, rng *rand.Rand) string {
			return fmt.Sprintf("%d-%d-%d%s", rng.IntN(10000), rng.IntN(1_000_000), rng.IntN(1000), word(rng, 3))
		}},
		{"fold", func(i int, rng *rand.Rand) string { return fmt.Sprintf("(?i)%s%d", word(rng, 5), i) }, plate},
		{"branches", func(_ int, rng *rand.Rand) string {
			return word(rng, 5) + "|" + word(rng, 6) + "|" + word(rng, 4) + "[0-9]"
		}, plate},
		{"apart", func(i int, rng *rand.Rand) string { return word(rng, 3) + ".*" + fmt.Sprint(i) }, plate},
		{"letters", func(_ int, rng *rand.Rand) string {
			return fmt.Sprintf("^[%s]+[0-9]*$", word(rng, 10))
		}, plate},
		{"hostile", func(i int, rng *rand.Rand) string {
			w := word(rng, 3)
			return fmt.Sprintf([]string{"(%[1]s|%[1]s%[1]s)*%[2]d", "(%[1]s+%[1]s+)+%[2]d", "(?:%[1]s){30}[a-z]*%[2]d", "(.*%[1]s.*)*%[2]d"}[i%4], w, i)
		}, func(_ int, rng *rand.Rand) string { return word(rng, 3) + word(rng, 3) + fmt.Sprint(rng.IntN(1000)) }},
	}
}

// BenchmarkRegexps finds the expressions of which a key matches, and asks package
// regexp about those that their keys do not decide.
func BenchmarkRegexps(b *testing.B) {
	for _, w := range expressionsOf() {
		for _, n := range []int{1000, 10_000, 100_000, 1_000_000} {
			b.Run(fmt.Sprintf("workload=%s/patterns=%d", w.name, n), func(b *testing.B) {
				if n > 100_000 && testing.Short() {
					b.Skip("takes a minute")
				}
				rng := rand.New(rand.NewPCG(1, 2))
				exprs := make([]string, n)
				for i := range exprs {
					exprs[i] = w.expr(i, rng)
				}
				x := New()
				owners := make([][]uint32, 0, 2*n) // of the keys, the expressions that have it and are not decided
				before := heap()
				for i, e := range exprs {
					keys, exact, _ := FromRegexp(e)
					for _, k := range keys {
						number := x.Add(k)
						for int(number) >= len(owners) {
							owners = append(owners, nil)
						}
						if !exact {
							owners[number] = append(owners[number], uint32(i))
						}
					}
				}
				used := heap() - before
				compiled := map[uint32]*regexp.Regexp{}
				texts := make([]string, 512)
				for i := range texts {
					texts[i] = w.text(i, rng)
				}
				var m Matcher
				var dst []uint32
				i, hits, asked, found := 0, 0, 0, 0
				for b.Loop() {
					s := texts[i%len(texts)]
					dst = m.AppendMatches(dst[:0], x, s)
					hits += len(dst)
					for _, k := range dst {
						for _, o := range owners[k] {
							re := compiled[o]
							if re == nil {
								b.StopTimer()
								re = regexp.MustCompile(exprs[o])
								compiled[o] = re
								b.StartTimer()
							}
							if re.MatchString(s) {
								found++
							}
							asked++
						}
					}
					i++
				}
				b.ReportMetric(float64(hits)/float64(i), "hits/op")
				b.ReportMetric(float64(asked)/float64(i), "asked/op")
				b.ReportMetric(float64(found)/float64(i), "found/op")
				b.ReportMetric(float64(used)/float64(n), "B/pattern")
				runtime.KeepAlive(x)
			})
		}
	}
}

// BenchmarkAddRegexp reads an expression and adds its keys, in place of an older one.
func BenchmarkAddRegexp(b *testing.B) {
	for _, w := range expressionsOf() {
		b.Run("workload="+w.name, func(b *testing.B) {
			rng := rand.New(rand.NewPCG(1, 2))
			const n = 1 << 16
			exprs := make([]string, n)
			for i := range exprs {
				exprs[i] = w.expr(i, rng)
			}
			x := New()
			numbers := make([][]uint32, n)
			i := 0
			b.ReportAllocs()
			for b.Loop() {
				k := i % n
				for _, number := range numbers[k] {
					x.Remove(number)
				}
				numbers[k] = numbers[k][:0]
				keys, _, _ := FromRegexp(exprs[k])
				for _, key := range keys {
					numbers[k] = append(numbers[k], x.Add(key))
				}
				i++
			}
		})
	}
}
