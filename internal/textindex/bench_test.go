package textindex

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

// workload is patterns and the strings that are matched with them.
type workload struct {
	name    string
	pattern func(i int) Pattern
	text    func(i, n int) string
}

func workloads() []workload {
	app := func(i, n int) string {
		return []string{"prod", "staging", "dev"}[i%3] + "-app" + strconv.Itoa(i*7919%n) + "-" + []string{"eu1", "us-east"}[i%2]
	}
	url := func(i, n int) string {
		return fmt.Sprintf("https://www.host-%d.example/shop/item-%d/view?user=%07d&session=%x", i%997, i*7919%n, i*7919%n, i*123457)
	}
	return []workload{
		{"wildcard", func(i int) Pattern { return Contains("-app" + strconv.Itoa(i) + "-") }, app},
		{"contains", func(i int) Pattern { return Contains(fmt.Sprintf("user=%07d", i)) }, url},
		{"two-words", func(i int) Pattern {
			return Pattern{"", fmt.Sprintf("host-%d.", i%997), fmt.Sprintf("user=%07d", i), ""}
		}, url},
		{"random", func(i int) Pattern {
			r := rand.New(rand.NewPCG(uint64(i), 1))
			b := make([]byte, 8)
			for j := range b {
				b[j] = byte('a' + r.IntN(26))
			}
			return Contains(string(b))
		}, url},
		// All words share all that is short, and none is there.
		{"alike", func(i int) Pattern { return Contains(fmt.Sprintf("%032b", i)) }, func(i, n int) string {
			return fmt.Sprintf("%032b%031b", i%n, i*7919%n)
		}},
		{"stars", func(i int) Pattern {
			return Pattern(strings.Split(strings.Repeat("a*", 1+i%1000)+"b"+strconv.Itoa(i), "*"))
		}, func(i, _ int) string { return strings.Repeat("a", 64+i%8) }},
	}
}

// BenchmarkMatch has alike and stars for the worst, as others mean it.
func BenchmarkMatch(b *testing.B) {
	for _, w := range workloads() {
		for _, n := range []int{100, 100_000, 1_000_000} {
			b.Run(fmt.Sprintf("workload=%s/patterns=%d", w.name, n), func(b *testing.B) {
				if n > 100_000 && (w.name == "stars" || testing.Short()) {
					b.Skip("it is as with fewer")
				}
				benchmarkMatches(b, w, n)
			})
		}
	}
}

// benchmarkMatches matches texts of the workload with n patterns.
func benchmarkMatches(b *testing.B, w workload, n int) {
	b.Helper()
	x := New()
	for i := range n {
		x.Add(w.pattern(i))
	}
	texts := make([]string, 1024)
	for i := range texts {
		texts[i] = w.text(i, n)
	}
	var m Matcher
	var dst []uint32
	i, matches := 0, 0
	b.ReportAllocs()
	for b.Loop() {
		dst = m.AppendMatches(dst[:0], x, texts[i%len(texts)])
		matches += len(dst)
		i++
	}
	b.ReportMetric(float64(matches)/float64(i), "matches/op")
}

// BenchmarkPrefixes matches a long string of one letter with words of that letter.
func BenchmarkPrefixes(b *testing.B) {
	const n = 2000
	x := New()
	for i := range n {
		x.Add(Contains(strings.Repeat("a", i+1)))
	}
	for _, size := range []int{10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprintf("bytes=%d", size), func(b *testing.B) {
			s := strings.Repeat("a", size)
			var m Matcher
			var dst []uint32
			b.SetBytes(int64(size))
			for b.Loop() {
				dst = m.AppendMatches(dst[:0], x, s)
			}
		})
	}
}

func BenchmarkAddRemove(b *testing.B) {
	for _, w := range workloads()[:4] {
		for _, n := range []int{1000, 100_000} {
			b.Run(fmt.Sprintf("workload=%s/patterns=%d", w.name, n), func(b *testing.B) {
				x := New()
				var numbers []uint32
				for i := range n {
					numbers = append(numbers, x.Add(w.pattern(i)))
				}
				patterns := make([]Pattern, 1<<16)
				for i := range patterns {
					patterns[i] = w.pattern(n + i)
				}
				i := 0
				b.ReportAllocs()
				for b.Loop() {
					k := i % n
					x.Remove(numbers[k])
					numbers[k] = x.Add(patterns[i%len(patterns)])
					i++
				}
			})
		}
	}
}
