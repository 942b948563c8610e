package bench

import (
	"cmp"
	"fmt"
	"slices"
)

// Chart is what a picture of results shows: lines over the number of
// subscriptions. All results are of one machine.
type Chart struct {
	Name  string // fit for a file, as in ReportOptions.Chart: w1-ids
	Title string
	Lines []Line // fastest at the largest size first
}

// Line is one line of a chart.
type Line struct {
	Name    string   // of an algorithm or a workload
	Results []Result // by ascending number of subscriptions
}

// sizesFrom and sizesTo are the numbers of subscriptions that the chart of all
// sizes has to span at least.
const (
	sizesFrom = 1_000
	sizesTo   = 1_000_000
)

// Charts returns the charts that can be drawn of the results, sorted by name: one
// for each of the report's tables that has several numbers of subscriptions, with a
// line an algorithm, and one of the algorithm Featured, with a line for each
// workload that was measured from 1k to 1M subscriptions or more. They are of the
// machine that was measured last.
func Charts(results []Result) []Chart {
	latest := newest(results)
	host := chartHost(latest)
	latest = slices.DeleteFunc(latest, func(r Result) bool { return hostKey(&r) != host })
	var charts []Chart
	featured := Chart{Name: sizesChart}
	for _, ofTable := range chunks(latest, tableKey) {
		first := &ofTable[0]
		s := newSection(ofTable)
		if len(s.sizes) < 2 {
			continue
		}
		c := Chart{Name: chartName(first), Title: tableTitle(first)}
		for _, algo := range s.algos {
			l := Line{Name: algo}
			for _, n := range s.sizes {
				if r := s.cells[algo][n]; r != nil {
					l.Results = append(l.Results, *r)
				}
			}
			c.Lines = append(c.Lines, l)
			from, to := l.Results[0].Subs, l.Results[len(l.Results)-1].Subs
			if algo == Featured && first.Mode == IDs && first.Parallel == 1 && first.Churn == 0 && from <= sizesFrom && to >= sizesTo {
				l.Name = title(first)
				featured.Lines = append(featured.Lines, l)
			}
		}
		charts = append(charts, c)
	}
	if len(featured.Lines) > 0 {
		from, to := sizesTo, sizesFrom
		for _, l := range featured.Lines {
			from, to = min(from, l.Results[0].Subs), max(to, l.Results[len(l.Results)-1].Subs)
		}
		featured.Title = fmt.Sprintf("%s, %s to %s subscriptions, ids", Featured, formatSubs(from), formatSubs(to))
		charts = append(charts, featured)
	}
	slices.SortFunc(charts, func(a, b Chart) int { return cmp.Compare(a.Name, b.Name) })
	return charts
}

// sizesChart is the name of the chart of all sizes.
const sizesChart = "sizes-" + Featured

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
