package gen

import (
	"bufio"
	"compress/gzip"
	_ "embed" // the recorded events
	"errors"
	"io"
	"iter"
	"slices"
	"strings"
	"sync"

	"github.com/thresh-dev/thresh/predicate"
)

// The recorded events, one JSON object a line, gzip. Line i is line i·stride mod
// lines of the origin, which is sorted by time or place: so the first events are
// spread evenly over all of them. The strides are 123607, 6181 and 1054.
var (
	//go:embed data/flights.jsonl.gz
	flightsData string
	//go:embed data/birdstrikes.jsonl.gz
	birdstrikesData string
	//go:embed data/earthquakes.jsonl.gz
	earthquakesData string
)

// sampleRows is how many of the first events subscriptions are drawn from.
const sampleRows = 10_000

// recorded is a source whose events were recorded. Its subscriptions ask for what
// one of the first sampleRows events has.
type recorded struct {
	seed   uint64
	data   string // gzip of JSON lines
	nlines int
	nattrs int
	shape  shape
	sample func() *sample
}

// shape is how a preset draws subscriptions, see the package's documentation.
type shape struct {
	columns []column
	// facets are what a clause may ask. Their functions get the clause's drawer.
	facets []facet
	// tests has the weights of 1, 2, 3, … facets in a clause.
	tests []int
	// or is the part of the subscriptions that are an Or of two clauses.
	or float64
}

// facet is one side of an event that a clause may ask about.
type facet struct {
	// anchor is the facet's weight in the draw of a clause's first facet, weight
	// that in the draws of the others.
	anchor, weight int
	test           func(d *drawer) predicate.Expr
}

// column names values of the sample: value number element of the attribute at
// path.
type column struct {
	path    string
	element int
}

func newRecorded(seed uint64, data string, nlines, nattrs int, sh shape) source {
	r := &recorded{seed: seed, data: data, nlines: nlines, nattrs: nattrs, shape: sh}
	r.sample = sync.OnceValue(r.readSample)
	return r
}

func (r *recorded) attrs() int { return r.nattrs }

func (r *recorded) maxEvents() int { return r.nlines }

func (r *recorded) lines() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		in, err := gzip.NewReader(strings.NewReader(r.data))
		assertNoError(err)
		if err != nil {
			return
		}
		text := bufio.NewReaderSize(in, 1<<16) // longer than any line
		for {
			line, err := text.ReadSlice('\n')
			if err != nil {
				if !errors.Is(err, io.EOF) {
					assertNoError(err)
				}
				return
			}
			if !yield(line[:len(line)-1]) {
				return
			}
		}
	}
}

func (r *recorded) events() iter.Seq[*predicate.Event] {
	return func(yield func(*predicate.Event) bool) {
		for line := range r.lines() {
			ev, err := predicate.ParseJSON(line)
			assertNoError(err)
			if err != nil || !yield(ev) {
				return
			}
		}
	}
}

func (r *recorded) subscriptions() iter.Seq[predicate.Expr] {
	return func(yield func(predicate.Expr) bool) {
		d := drawer{
			splitMix64: splitMix64(r.seed),
			sample:     r.sample(),
			used:       newDistinct(len(r.shape.facets)),
		}
		for {
			e := d.clause(&r.shape)
			if d.chance(r.shape.or) {
				e = predicate.Or{e, d.clause(&r.shape)}
			}
			if !yield(e) {
				return
			}
		}
	}
}

// sample has the values of the first events by column, and each column's values
// in order.
type sample struct {
	rows    int
	values  [][]predicate.Value // by column and row; absent where there is none
	ordered [][]predicate.Value // by column, the present ones
}

func (r *recorded) readSample() *sample {
	columns := r.shape.columns
	rows := min(sampleRows, r.nlines)
	s := &sample{
		rows:    rows,
		values:  make([][]predicate.Value, len(columns)),
		ordered: make([][]predicate.Value, len(columns)),
	}
	for c := range columns {
		s.values[c] = make([]predicate.Value, 0, rows)
	}
	texts := map[string]predicate.Value{} // so that equal texts share memory
	var b predicate.Builder
	var vals []predicate.Value
	for line := range first(rows, r.lines) {
		assertNoError(b.DecodeJSON(line))
		ev, err := b.Event()
		assertNoError(err)
		for c := range columns {
			var v predicate.Value
			if vals = ev.AppendValues(vals[:0], columns[c].path); columns[c].element < len(vals) {
				v = vals[columns[c].element]
			}
			if v.Kind() == predicate.KindString {
				if t, ok := texts[v.Text()]; ok {
					v = t
				} else {
					texts[v.Text()] = v
				}
			}
			s.values[c] = append(s.values[c], v)
		}
	}
	for c := range columns {
		s.ordered[c] = slices.DeleteFunc(slices.Clone(s.values[c]), isAbsent)
		slices.SortFunc(s.ordered[c], predicate.Compare)
	}
	return s
}

func isAbsent(v predicate.Value) bool { return v.Kind() == predicate.KindAbsent }

// drawer draws the clauses of subscriptions.
type drawer struct {
	splitMix64
	*sample
	row  int // the row whose event the clause is made for
	used *distinct
}

// clause draws a row, then how many facets, then each facet and its test.
func (d *drawer) clause(sh *shape) predicate.Expr {
	d.row = d.intn(d.rows)
	n := 1 + d.weighted(len(sh.tests), func(i int) int { return sh.tests[i] })
	d.used.begin()
	and := make(predicate.And, 0, n)
	for i := range n {
		weight := func(f int) int { return sh.facets[f].weight }
		if i == 0 {
			weight = func(f int) int { return sh.facets[f].anchor }
		}
		f := d.weighted(len(sh.facets), weight)
		for !d.used.add(f) {
			f = d.weighted(len(sh.facets), weight)
		}
		and = append(and, sh.facets[f].test(d))
	}
	return and
}

// weighted draws one of n by weight: the first whose summed weight exceeds an
// integer drawn below the sum of all.
func (d *drawer) weighted(n int, weight func(int) int) int {
	sum := 0
	for i := range n {
		sum += weight(i)
	}
	u := d.intn(sum)
	for i := range n {
		if u -= weight(i); u < 0 {
			return i
		}
	}
	return n - 1
}

// value returns the row's value in the column, absent if there is none.
func (d *drawer) value(c int) predicate.Value { return d.values[c][d.row] }

// another draws the column's value in another row, which may be equal or absent.
func (d *drawer) another(c int) predicate.Value { return d.values[c][d.intn(d.rows)] }

// others returns v and up to n further values of the column: n are drawn, and
// those kept that are present and not yet there.
func (d *drawer) others(c, n int, v predicate.Value) []predicate.Value {
	set := append(make([]predicate.Value, 0, n+1), v)
	for range n {
		if w := d.another(c); !isAbsent(w) && !slices.Contains(set, w) {
			set = append(set, w)
		}
	}
	return set
}

// different draws values of the column until one is present and not v.
func (d *drawer) different(c int, v predicate.Value) predicate.Value {
	for {
		if w := d.another(c); !isAbsent(w) && w != v {
			return w
		}
	}
}

// band returns the ends of a range of the column that holds v, with between wmin
// and wmax of all rows that have a value, and v anywhere in it. The width is
// drawn first, then how much of it is below v.
func (d *drawer) band(c int, v predicate.Value, wmin, wmax float64) (lo, hi predicate.Value) {
	all := d.ordered[c]
	width := int(d.splitMix64.between(wmin, wmax) * float64(len(all)))
	below := d.intn(width + 1)
	rank, _ := slices.BinarySearchFunc(all, v, predicate.Compare)
	from := max(rank-below, 0)
	return all[from], all[min(from+width, len(all)-1)]
}

// near returns Between with the ends of band.
func (d *drawer) near(c int, path string, v predicate.Value, wmin, wmax float64) predicate.Expr {
	lo, hi := d.band(c, v, wmin, wmax)
	return predicate.Between(path, lo, hi)
}
