package bench

import (
	"cmp"
	"fmt"
	"slices"
)

// Chart is a picture of results of one machine.
type Chart struct {
	Name   string // fit for a file, as in ReportOptions.Chart: w1-ids
	Title  string
	Panels []Panel // at least one, two in a row
}

// Panel is one plot of a chart.
type Panel struct {
	X, Y  Axis
	Lines []Line
}

// Scale is how an axis is divided.
type Scale int

// The scales.
const (
	Log    Scale = iota // all values are above 0
	Linear              // begins at 0
	Steps               // values are positions in Axis.Ticks, from 0
)

// Unit is what a value counts.
type Unit int

// The units.
const (
	Number Unit = iota
	Nanoseconds
	Bytes
)

// Axis is one direction of a panel.
type Axis struct {
	Label string
	Scale Scale
	Unit  Unit
	Ticks []string // of Steps alone
}

// Line is one line of a panel.
type Line struct {
	Name   string // of an algorithm or a workload
	Points []Point
}

// Point is a place in a panel.
type Point struct{ X, Y float64 }

// figure is something that was measured.
type figure struct {
	axis  Axis
	value func(*Result) float64
}

func meanTime() figure {
	return figure{Axis{Label: "time per event", Unit: Nanoseconds}, processorTime}
}

func slowTime() figure {
	return figure{Axis{Label: "99th percentile", Unit: Nanoseconds}, func(r *Result) float64 { return r.P99NS }}
}

func memory() figure {
	return figure{Axis{Label: "memory per subscription", Unit: Bytes}, func(r *Result) float64 { return r.BytesPerSub }}
}

func buildTime() figure {
	return figure{Axis{Label: "time to build", Unit: Nanoseconds}, func(r *Result) float64 { return r.BuildSeconds * 1e9 }}
}

func throughput() figure {
	return figure{Axis{Label: "events per second"}, func(r *Result) float64 { return r.EventsPerSec }}
}

// sizesFrom and sizesTo are the numbers of subscriptions that the chart of all
// sizes has to span at least.
const (
	sizesFrom = 1_000
	sizesTo   = 1_000_000
)

// sizesChart is the name of the chart of all sizes.
const sizesChart = "sizes-" + Featured

// latencySuffix ends the name of the chart of a table's latencies.
const latencySuffix = "-latency"

// Charts returns the charts that can be drawn of the results, sorted by name. They are
// of the machine that was measured last:
//
//   - for each of the report's tables that has several numbers of subscriptions: time,
//     99th percentile, memory and building, a line an algorithm;
//   - for each such table of a preset, without an engine, the median and the 99th
//     percentile of its algorithms, with the most subscriptions that most of them have;
//   - of the algorithm Featured, a line for each workload that was measured from 1k to
//     1M subscriptions or more;
//   - for each series of a parameter, of churn or of goroutines, a line an algorithm.
func Charts(results []Result) []Chart {
	latest := newest(results)
	host := chartHost(latest)
	latest = slices.DeleteFunc(latest, func(r Result) bool { return hostKey(&r) != host })
	var charts []Chart
	for _, ofTable := range chunks(latest, tableKey) {
		first := &ofTable[0]
		s := newSection(ofTable)
		if len(s.sizes) > 1 {
			charts = append(charts, Chart{chartName(first), tableTitle(first), panels(
				Axis{Label: "subscriptions"}, s.lines, meanTime(), slowTime(), memory(), buildTime())})
		}
		if c, ok := s.latencies(first); ok && first.Params == "" && !first.InEngine() {
			charts = append(charts, c)
		}
	}
	if c, ok := featuredChart(latest); ok {
		charts = append(charts, c)
	}
	for _, s := range sweeps(latest) {
		charts = append(charts, Chart{s.name, s.title, panels(s.x, s.lines, meanTime(), memory())})
	}
	churn, goroutines := loads(latest)
	for _, s := range slices.Concat(churn, goroutines) {
		charts = append(charts, Chart{s.name, s.title, panels(s.x, s.lines, throughput(), slowTime())})
	}
	slices.SortFunc(charts, func(a, b Chart) int { return cmp.Compare(a.Name, b.Name) })
	return charts
}

// panels makes a panel of each figure.
func panels(x Axis, lines func(value func(*Result) float64) []Line, figures ...figure) []Panel {
	var out []Panel
	for _, f := range figures {
		out = append(out, Panel{x, f.axis, lines(f.value)})
	}
	return out
}

// lines returns a line an algorithm, over the number of subscriptions.
func (s *section) lines(value func(*Result) float64) []Line {
	at := func(i int) float64 { return float64(s.sizes[i]) }
	return algorithmLines(s.algos, s.sizes, at, s.cells, value)
}

// lines returns a line an algorithm, over what the series is of.
func (s *series) lines(value func(*Result) float64) []Line {
	at := func(i int) float64 {
		if s.x.Scale == Steps {
			return float64(i)
		}
		return s.xs[i]
	}
	return algorithmLines(s.algos, s.xs, at, s.cells, value)
}

// algorithmLines returns a line for each algorithm with a point for each place that has
// a value; at tells where the i-th place is.
func algorithmLines[C comparable](algos []string, places []C, at func(i int) float64,
	cells map[string]map[C]*Result, value func(*Result) float64,
) []Line {
	var out []Line
	for _, algo := range algos {
		l := Line{Name: algo}
		for i, place := range places {
			if r := cells[algo][place]; r != nil && value(r) > 0 {
				l.Points = append(l.Points, Point{at(i), value(r)})
			}
		}
		if len(l.Points) > 0 {
			out = append(out, l)
		}
	}
	return out
}

// latencies returns the chart of how the times of single events spread, a line from
// the median to the 99th percentile for each algorithm; false for less than two.
func (s *section) latencies(first *Result) (c Chart, ok bool) {
	n, ok := s.common()
	if !ok {
		return c, false
	}
	p := Panel{X: Axis{Label: "median to 99th percentile of an event", Unit: Nanoseconds}, Y: Axis{Scale: Steps}}
	for _, algo := range slices.Backward(s.algos) { // the fastest on top
		if r := s.cells[algo][n]; r != nil && r.P50NS > 0 && r.P99NS > 0 {
			y := float64(len(p.Y.Ticks))
			p.Y.Ticks = append(p.Y.Ticks, algo)
			p.Lines = append(p.Lines, Line{algo, []Point{{r.P50NS, y}, {r.P99NS, y}}})
		}
	}
	if len(p.Lines) < 2 {
		return c, false
	}
	title := fmt.Sprintf("%s, %s subscriptions", tableTitle(first), formatSubs(n))
	return Chart{chartName(first) + latencySuffix, title, []Panel{p}}, true
}

// common returns the largest number of subscriptions that most of the algorithms
// were measured with, false if that is one algorithm.
func (s *section) common() (subs int, ok bool) {
	most := 0
	for _, n := range s.sizes {
		most = max(most, s.measured(n))
	}
	for _, n := range slices.Backward(s.sizes) {
		if s.measured(n)*4 >= most*3 {
			return n, most > 1
		}
	}
	return 0, false
}

// measured returns how many algorithms have a figure at the size.
func (s *section) measured(subs int) int {
	n := 0
	for _, of := range s.cells {
		if of[subs] != nil {
			n++
		}
	}
	return n
}

// featuredChart returns the chart of all sizes, false if no workload has them.
func featuredChart(results []Result) (c Chart, ok bool) {
	var sections []section
	var names []string
	from, to := sizesTo, sizesFrom
	for _, ofTable := range chunks(results, tableKey) {
		first := &ofTable[0]
		if first.Mode != IDs || first.InEngine() {
			continue
		}
		of := slices.DeleteFunc(slices.Clone(ofTable), func(r Result) bool { return r.Algo != Featured })
		if len(of) < 2 || of[0].Subs > sizesFrom || of[len(of)-1].Subs < sizesTo {
			continue
		}
		from, to = min(from, of[0].Subs), max(to, of[len(of)-1].Subs)
		sections = append(sections, newSection(of))
		names = append(names, title(first))
	}
	if len(sections) == 0 {
		return c, false
	}
	lines := func(value func(*Result) float64) []Line {
		var out []Line
		for i := range sections {
			for _, l := range sections[i].lines(value) {
				out = append(out, Line{names[i], l.Points})
			}
		}
		return out
	}
	c.Name = sizesChart
	c.Title = fmt.Sprintf("%s, %s to %s subscriptions, ids", Featured, formatSubs(from), formatSubs(to))
	c.Panels = panels(Axis{Label: "subscriptions"}, lines, meanTime(), slowTime(), memory(), buildTime())
	return c, true
}

// chartHost returns the key of the machine that charts are of.
func chartHost(results []Result) string {
	if len(results) == 0 {
		return ""
	}
	last := slices.MaxFunc(results, func(a, b Result) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(hostKey(&a), hostKey(&b)))
	})
	return hostKey(&last)
}
