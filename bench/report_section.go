package bench

import (
	"bytes"
	"cmp"
	"fmt"
	"html"
	"slices"
	"strings"
)

// section is one table's results as a matrix.
type section struct {
	algos []string // fastest at the largest size first
	sizes []int    // ascending
	cells map[string]map[int]*Result
}

func newSection(results []Result) section {
	s := section{cells: map[string]map[int]*Result{}}
	for i := range results {
		r := &results[i]
		if s.cells[r.Algo] == nil {
			s.cells[r.Algo] = map[int]*Result{}
			s.algos = append(s.algos, r.Algo)
		}
		s.cells[r.Algo][r.Subs] = r
		s.sizes = append(s.sizes, r.Subs)
	}
	slices.Sort(s.sizes)
	s.sizes = slices.Compact(s.sizes)
	// One that got to a larger size comes before one that did not.
	slices.SortFunc(s.algos, func(a, b string) int {
		for _, n := range slices.Backward(s.sizes) {
			x, y := s.cells[a][n], s.cells[b][n]
			switch {
			case x != nil && y != nil:
				return cmp.Or(cmp.Compare(x.MeanNS, y.MeanNS), cmp.Compare(a, b))
			case x != nil:
				return -1
			case y != nil:
				return 1
			}
		}
		return cmp.Compare(a, b)
	})
	return s
}

// writeSection writes the tables of one workload, mode and kind of concurrency.
func writeSection(b *bytes.Buffer, results []Result, o ReportOptions) {
	first := &results[0]
	s := newSection(results)
	fmt.Fprintf(b, "\n<details>\n<summary>%s</summary>\n", html.EscapeString(tableTitle(first)))
	writeChart(b, chartName(first), "time, 99th percentile, memory and building by number of subscriptions", o)
	writeChart(b, chartName(first)+latencySuffix, "median to 99th percentile", o)
	b.WriteByte('\n')
	s.write(b, "mean time (times as fast as `"+Baseline+"`)", s.mean)
	if slices.ContainsFunc(results, func(r Result) bool { return r.CPUMeanNS > 0 }) {
		s.write(b, "CPU time", func(r *Result) string { return known(r.CPUMeanNS, formatDuration) })
	}
	s.write(b, "99th percentile", func(r *Result) string { return formatDuration(r.P99NS) })
	if first.Parallel > 1 {
		s.write(b, "events per second", func(r *Result) string { return significant(r.EventsPerSec) })
	}
	if slices.ContainsFunc(results, func(r Result) bool { return r.BytesPerEvent > 0 }) {
		s.write(b, "bytes read (× the time to stream them)", func(r *Result) string {
			text := known(r.BytesPerEvent, formatBytes)
			if r.XLimit > 0 {
				text += " (" + significant(r.XLimit) + "×)"
			}
			return text
		})
	}
	s.write(b, "memory", func(r *Result) string { return significant(r.BytesPerSub) + " B" })
	s.write(b, "build", func(r *Result) string { return formatSeconds(r.BuildSeconds) })

	parts := make([]string, 0, len(s.sizes))
	for _, n := range s.sizes {
		for _, algo := range s.algos {
			if r := s.cells[algo][n]; r != nil {
				parts = append(parts, fmt.Sprintf("%s at %s", significant(r.MatchesPerEv), formatSubs(n)))
				break
			}
		}
	}
	fmt.Fprintf(b, "Matches per event: %s.\n\n</details>\n", strings.Join(parts, ", "))
}

// mean writes the mean time of a result, and how it compares.
func (s *section) mean(r *Result) string {
	text := formatDuration(r.MeanNS)
	if base := s.cells[Baseline][r.Subs]; base != nil && r.Algo != Baseline {
		text += " (" + speedUp(r, base) + ")"
	}
	if !r.Verified {
		text += " †"
	}
	return text
}

// known formats a figure, or a dash for one that is not known.
func known(x float64, format func(float64) string) string {
	if x == 0 {
		return "–"
	}
	return format(x)
}

// write writes one matrix in Markdown.
func (s *section) write(b *bytes.Buffer, what string, cell func(*Result) string) {
	s.grid(what, cell).markdown(b)
	b.WriteByte('\n')
}

// grid returns one matrix, algorithms by sizes.
func (s *section) grid(what string, cell func(*Result) string) *grid {
	return algorithmGrid(what, s.algos, s.sizes, formatSubs, s.cells, cell)
}

// algorithmGrid returns a table of algorithms by columns, with a dash where there is no
// result.
func algorithmGrid[C comparable](what string, algos []string, columns []C, label func(C) string,
	cells map[string]map[C]*Result, cell func(*Result) string,
) *grid {
	t := &grid{header: []string{what}}
	for _, c := range columns {
		t.header = append(t.header, label(c))
	}
	for _, algo := range algos {
		row := []string{"`" + algo + "`"}
		for _, c := range columns {
			text := "–"
			if r := cells[algo][c]; r != nil {
				text = cell(r)
			}
			row = append(row, text)
		}
		t.rows = append(t.rows, row)
	}
	return t
}
