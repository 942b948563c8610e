package engine

import (
	"bytes"
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

// withFirst returns the lines with the first point of each plot beside its
// coordinates, as the benchmark of Event Ruler has them.
func withFirst(tb testing.TB, lines [][]byte) [][]byte {
	tb.Helper()
	out := make([][]byte, 0, len(lines))
	for _, line := range lines {
		const before = `"coordinates": [ [ [`
		if from := bytes.Index(line, []byte(before)); from >= 0 {
			point := bytes.TrimLeft(line[from+len(before):], " [")
			point = point[:bytes.IndexByte(point, ']')]
			line = bytes.Join([][]byte{line[:from], []byte(`"firstCoordinates": [ `), point, []byte("], "), line[from:]}, nil)
		}
		out = append(out, line)
	}
	return out
}

var cityRules = []struct {
	name  string
	where []string // expressions, or event patterns
}{
	{"none", nil},
	{"exact", []string{
		`properties.MAPBLKLOT == "1430022"`, `properties.MAPBLKLOT == "2607117"`, `properties.MAPBLKLOT == "2607218"`,
		`properties.MAPBLKLOT == "3745012"`, `properties.MAPBLKLOT == "VACSTWIL"`,
	}},
	{"prefix", []string{
		`properties.STREET startsWith "AC"`, `properties.STREET startsWith "BL"`, `properties.STREET startsWith "DR"`,
		`properties.STREET startsWith "FU"`, `properties.STREET startsWith "RH"`,
	}},
	{"suffix", []string{
		`properties.STREET endsWith "ON"`, `properties.STREET endsWith "KE"`, `properties.STREET endsWith "MM"`,
		`properties.STREET endsWith "ING"`, `properties.STREET endsWith "GO"`,
	}},
	{"equals-ignore-case", []string{
		`lower(properties.STREET) == "jefferson"`, `lower(properties.STREET) == "beach"`, `lower(properties.STREET) == "hyde"`,
		`lower(properties.STREET) == "chestnut"`, `lower(properties.ST_TYPE) == "st"`,
	}},
	{"wildcard", []string{
		`{"properties":{"MAPBLKLOT":[{"wildcard":"143*"}]}}`, `{"properties":{"MAPBLKLOT":[{"wildcard":"2*0*1*7"}]}}`,
		`{"properties":{"MAPBLKLOT":[{"wildcard":"*218"}]}}`, `{"properties":{"MAPBLKLOT":[{"wildcard":"3*5*2"}]}}`,
		`{"properties":{"MAPBLKLOT":[{"wildcard":"VA*IL"}]}}`,
	}},
	{"anything-but", []string{
		`properties.STREET not in ["FULTON"]`, `properties.STREET not in ["MASON"]`, `properties.ST_TYPE not in ["ST"]`,
		`geometry.type not in ["Polygon"]`, `properties.FROM_ST not in ["441"]`,
	}},
	{"numeric", []string{
		`geometry.type == "Polygon" && geometry.firstCoordinates == -122.422003528252475`, `geometry.type == "Polygon" && geometry.firstCoordinates == 37.808835019815085`,
		`geometry.type == "Polygon" && geometry.firstCoordinates < -122.5141`, `geometry.type == "Polygon" && geometry.firstCoordinates == -122.41734667094435`,
		`geometry.type == "Polygon" && geometry.firstCoordinates == 37.80712101161931`,
	}},
	{"nested-arrays", []string{
		`geometry.type == "Polygon" && geometry.coordinates == -122.422003528252475`, `geometry.type == "Polygon" && geometry.coordinates == 37.808835019815085`,
		`geometry.type == "Polygon" && geometry.coordinates < -122.5141`, `geometry.type == "Polygon" && geometry.coordinates == -122.41734667094435`,
		`geometry.type == "MultiPolygon" && geometry.coordinates == 37.80712101161931`,
	}},
}

// BenchmarkMatchJSON matches lines of a file with five rules of an operator, and
// documents of 40 fields of which 20 are tested. It counts the time of the processor.
func BenchmarkMatchJSON(b *testing.B) {
	lines, err := citylots.Lines()
	if err != nil {
		b.Logf("no citylots: %v", err)
	}
	for _, rules := range cityRules {
		b.Run("rules="+rules.name, func(b *testing.B) {
			if lines == nil {
				b.Skip("no citylots")
			}
			e := New[int](Options{})
			subscribeCity(b, e, rules.where)
			docs := lines
			if rules.name == "numeric" {
				docs = withFirst(b, lines)
			}
			benchmarkJSON(b, e, docs)
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
			b.ReportMetric(float64(best)/float64(len(docs)), "best-ns/doc")
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

// subscribeCity subscribes rules, of which those that begin with a brace are patterns.
func subscribeCity(tb testing.TB, e *Engine[int], where []string) {
	tb.Helper()
	for i, rule := range where {
		parse := expr.Parse
		if rule[0] == '{' {
			parse = pattern.Parse
		}
		s, err := parse(rule, predicate.Options{})
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

func benchmarkJSON(b *testing.B, e *Engine[int], docs [][]byte) {
	b.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var dst []int
	matches, i := 0, 0
	b.ReportAllocs()
	start := threadTime()
	for b.Loop() {
		var err error
		if dst, err = e.MatchJSON(dst[:0], docs[i]); err != nil {
			b.Fatal(err)
		}
		matches += len(dst)
		if i++; i == len(docs) {
			i = 0
		}
	}
	b.ReportMetric(float64(threadTime()-start)/float64(b.N), "cpu-ns/line")
	b.ReportMetric(float64(matches)/float64(b.N), "matches/op")
}

// TestCityLots compares MatchJSON with Match of what DecodeJSON makes of the lines.
func TestCityLots(t *testing.T) {
	lines, err := citylots.Lines()
	if err != nil {
		t.Skipf("no citylots: %v", err)
	}
	lines = withFirst(t, lines[:5000])
	for _, rules := range cityRules {
		e := New[int](Options{})
		subscribeCity(t, e, rules.where)
		var b predicate.Builder
		for _, line := range lines {
			require.NoError(t, b.DecodeJSON(line))
			ev, err := b.Event()
			require.NoError(t, err)
			got, err := e.MatchJSON(nil, line)
			require.NoError(t, err)
			require.ElementsMatch(t, e.Match(ev), got)
		}
	}
}
