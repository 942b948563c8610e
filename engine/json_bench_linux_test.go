package engine

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/citylots"
	"github.com/thresh-dev/thresh/internal/jsonscan"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/expr"
	"github.com/thresh-dev/thresh/predicate/pattern"
)

// cityRules returns the rule sets, and one of no rules.
func cityRules() []citylots.RuleSet {
	return append([]citylots.RuleSet{{Name: "none"}}, citylots.RuleSets()...)
}

// BenchmarkMatchJSON matches lines of a file with five rules of an operator, and
// documents of 40 fields of which 20 are tested. It counts the time of the processor.
func BenchmarkMatchJSON(b *testing.B) {
	lines, err := citylots.Lines()
	if err != nil {
		b.Logf("no citylots: %v", err)
	}
	for _, rules := range cityRules() {
		b.Run("rules="+rules.Name, func(b *testing.B) {
			if lines == nil {
				b.Skip("no citylots")
			}
			e := New[int](Options{})
			subscribeCity(b, e, rules.Patterns)
			benchmarkJSON(b, e, rules.Lines(lines))
		})
	}
	b.Run("rules=fields", func(b *testing.B) {
		e := New[int](Options{})
		for i := range 20 {
			require.NoError(b, e.Subscribe(i, expr.MustParse(fieldName(2*i)+` == "nothing"`)))
		}
		benchmarkJSON(b, e, fieldsDocs())
	})
}

// BenchmarkScanJSON reads documents without matching them: a thousand, again and again,
// the fastest time of which it reports by document. It counts the time of the processor.
func BenchmarkScanJSON(b *testing.B) {
	run := func(name string, docs [][]byte, paths ...[]string) {
		b.Run("paths="+name, func(b *testing.B) {
			if docs == nil {
				b.Skip("no citylots")
			}
			wanted := jsonscan.NewPaths()
			for i, p := range paths {
				wanted.Add(p, int32(i))
			}
			var r jsonscan.Reader
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			best := time.Duration(math.MaxInt64)
			b.ReportAllocs()
			for b.Loop() {
				start := threadTime()
				for _, doc := range docs {
					if _, err := r.Read(doc, wanted); err != nil {
						b.Fatal(err)
					}
				}
				best = min(best, threadTime()-start)
			}
			b.ReportMetric(float64(best)/float64(len(docs)), "best-ns/event")
		})
	}
	lines, err := citylots.Lines()
	if err != nil {
		b.Logf("no citylots: %v", err)
	}
	lines = lines[:min(len(lines), 1000)]
	run("none", lines)
	run("exact", lines, []string{"properties", "MAPBLKLOT"})
	run("nested-arrays", lines, []string{"geometry", "type"}, []string{"geometry", "coordinates"})
	var fields [][]string
	for i := range 20 {
		fields = append(fields, []string{fieldName(2 * i)})
	}
	run("fields", fieldsDocs(), fields...)
}

func fieldName(i int) string { return fmt.Sprintf("field%d_name", i) }

// fieldsDocs returns documents of 40 fields and about 1 KB.
func fieldsDocs() [][]byte {
	docs := make([][]byte, 1000)
	rng := rand.New(rand.NewPCG(1, 1))
	for i := range docs {
		docs[i] = fieldsDoc(rng)
	}
	return docs
}

// subscribeCity subscribes rules, numbered from 0.
func subscribeCity(tb testing.TB, e *Engine[int], patterns []string) {
	tb.Helper()
	for i, p := range patterns {
		s, err := pattern.Parse(p, predicate.Options{})
		require.NoError(tb, err)
		require.NoError(tb, e.Subscribe(i, s))
	}
}

func fieldsDoc(rng *rand.Rand) []byte {
	doc := []byte("{")
	for i := range 40 {
		if i > 0 {
			doc = append(doc, ',')
		}
		doc = fmt.Appendf(doc, "%q:", fieldName(i))
		switch i % 4 {
		case 0, 3:
			doc = fmt.Appendf(doc, `"value %d"`, rng.Uint32())
		case 1:
			doc = fmt.Appendf(doc, `%d`, rng.IntN(1_000_000))
		default:
			doc = fmt.Appendf(doc, `%.2f`, rng.Float64()*10_000)
		}
	}
	return append(doc, '}')
}

// benchmarkJSON matches documents, again and again. It reports the mean time, and as the
// best the sum of the shortest that each run of documents has taken.
func benchmarkJSON(b *testing.B, e *Engine[int], docs [][]byte) {
	b.Helper()
	const run = 500
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var dst []int
	best := make([]time.Duration, (len(docs)+run-1)/run)
	matches, i := 0, 0
	b.ReportAllocs()
	start := threadTime()
	last := start
	for b.Loop() {
		var err error
		if dst, err = e.MatchJSON(dst[:0], docs[i]); err != nil {
			b.Fatal(err)
		}
		matches += len(dst)
		if i++; i == len(docs) || i%run == 0 {
			now := threadTime()
			if at := &best[(i-1)/run]; *at == 0 || now-last < *at {
				*at = now - last
			}
			last = now
			if i == len(docs) {
				i = 0
			}
		}
	}
	b.ReportMetric(float64(threadTime()-start)/float64(b.N), "cpu-ns/line")
	b.ReportMetric(float64(matches)/float64(b.N), "matches/op")
	if b.N < len(docs) {
		return // not all have been matched
	}
	sum := time.Duration(0)
	for _, t := range best {
		sum += t
	}
	b.ReportMetric(float64(sum)/float64(len(docs)), "best-ns/event")
}

// TestCityLots compares MatchJSON with Match of what DecodeJSON makes of the lines.
func TestCityLots(t *testing.T) {
	lines, err := citylots.Lines()
	if err != nil {
		t.Skipf("no citylots: %v", err)
	}
	for _, rules := range cityRules() {
		e := New[int](Options{})
		subscribeCity(t, e, rules.Patterns)
		var b predicate.Builder
		for _, line := range rules.Lines(lines[:5000]) {
			require.NoError(t, b.DecodeJSON(line))
			ev, err := b.Event()
			require.NoError(t, err)
			got, err := e.MatchJSON(nil, line)
			require.NoError(t, err)
			require.ElementsMatch(t, e.Match(ev), got)
		}
	}
}
