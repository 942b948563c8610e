package bench

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// ReportOptions are what a report may hold beside tables.
type ReportOptions struct {
	// Chart returns the address of the picture of a workload's table, as the report
	// is to link to it, or "" if there is none. The name is unique in the report
	// and fit for a file: w1-ids. Nil stands for no pictures.
	Chart func(name string) string
	// Note is text in Markdown for the report's beginning: what a reader has to know
	// of how the results came about.
	Note string
}

// WriteReport writes the results as tables in Markdown. It depends on the results
// and the options alone. Of several results of the same cell, mode and machine the
// one of the latest date counts, the last of several.
func WriteReport(w io.Writer, results []Result, o ReportOptions) error {
	var b bytes.Buffer
	b.WriteString("# Results\n\n" +
		"Written by `matchbench report` from the files in `raw/`; `make results` measures anew.\n\n" +
		"A time is per event: encoding and matching on one goroutine, unless a title says otherwise. In brackets: how many\n" +
		"times as fast as `" + Baseline + "` of the same table that is, by CPU time where both have it, as that does not count what\n" +
		"other programs took of the machine. Memory is what a subscription costs in live bytes, build the time to insert and\n" +
		"compile all of them. † marks what was not verified against the oracle.\n")
	if note := strings.TrimSpace(o.Note); note != "" {
		b.WriteString("\n" + note + "\n")
	}
	latest := newest(results)
	if len(latest) == 0 {
		b.WriteString("\nThere are no results.\n")
	}
	drawn := chartHost(latest)
	for host, ofHost := range chunks(latest, hostKey) {
		o := o
		if host != drawn {
			o.Chart = nil
		}
		writeHost(&b, ofHost, o)
		for _, ofTable := range chunks(ofHost, tableKey) {
			writeSection(&b, ofTable, o)
		}
	}
	writePeers(&b, results)
	_, err := w.Write(b.Bytes())
	return err
}

// hostKey tells machines apart. Results of different machines are not compared.
func hostKey(r *Result) string {
	return fmt.Sprintf("%s/%s, %s, %s", r.OS, r.Arch, r.CPU, plural(r.Cores, "core"))
}

// tableKey tells tables apart. It sorts by workload first.
func tableKey(r *Result) string {
	return fmt.Sprintf("%s\x00%s\x00%d\x00%t\x00%08d\x00%020.3f\x00%s",
		r.Workload, r.Params, r.Seed, r.InEngine(), r.Parallel, r.Churn, modeOrder(r.Mode))
}

func modeOrder(m Mode) string {
	if m == IDs {
		return "0"
	}
	return "1" + string(m)
}

// newest returns one result for each cell, sorted by host and table, then by
// algorithm and number of subscriptions. Peers are not among them.
func newest(results []Result) []Result {
	type key struct {
		host, table, algo string
		subs              int
	}
	best := map[key]int{}
	for i := range results {
		r := &results[i]
		if r.Skipped != "" || r.Peer != "" {
			continue
		}
		k := key{hostKey(r), tableKey(r), r.Algo, r.Subs}
		if j, ok := best[k]; !ok || r.Date >= results[j].Date {
			best[k] = i
		}
	}
	out := make([]Result, 0, len(best))
	for _, i := range best {
		out = append(out, results[i])
	}
	slices.SortFunc(out, func(a, b Result) int {
		return cmp.Or(
			cmp.Compare(hostKey(&a), hostKey(&b)),
			cmp.Compare(tableKey(&a), tableKey(&b)),
			cmp.Compare(a.Algo, b.Algo),
			cmp.Compare(a.Subs, b.Subs),
		)
	})
	return out
}

// chunks iterates over the runs of sorted results that have the same key.
func chunks(results []Result, key func(*Result) string) func(func(string, []Result) bool) {
	return func(yield func(string, []Result) bool) {
		for from := 0; from < len(results); {
			k := key(&results[from])
			to := from + 1
			for to < len(results) && key(&results[to]) == k {
				to++
			}
			if !yield(k, results[from:to]) {
				return
			}
			from = to
		}
	}
}

// writeHost writes the title of a machine's results.
func writeHost(b *bytes.Buffer, results []Result, o ReportOptions) {
	fmt.Fprintf(b, "\n## %s\n\n", hostKey(&results[0]))
	builds := map[string]bool{}
	stream := 0.0
	for i := range results {
		r := &results[i]
		stream = max(stream, r.StreamGBs)
		commit := r.Commit
		if commit == "" {
			commit = "unknown"
		}
		day, _, _ := strings.Cut(r.Date, "T")
		builds[strings.TrimSpace(fmt.Sprintf("%s commit %s, %s", day, commit, r.Go))] = true
	}
	names := make([]string, 0, len(builds))
	for n := range builds {
		names = append(names, n)
	}
	slices.Sort(names)
	fmt.Fprintf(b, "Measured: %s.\n", strings.Join(names, "; "))
	if stream > 0 {
		fmt.Fprintf(b, "One core streams %s GB/s from memory.\n", significant(stream))
	}
	writeChart(b, sizesChart, "time and memory by number of subscriptions", o)
}

// writeChart links the picture of the name, if there is one.
func writeChart(b *bytes.Buffer, name, text string, o ReportOptions) {
	if o.Chart == nil {
		return
	}
	if address := o.Chart(name); address != "" {
		fmt.Fprintf(b, "\n![%s](%s)\n", text, address)
	}
}

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
	fmt.Fprintf(b, "\n### %s\n", tableTitle(first))
	writeChart(b, chartName(first), "time and memory", o)
	b.WriteByte('\n')
	s.grid("mean time", s.mean).markdown(b)
	b.WriteByte('\n')
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
	fmt.Fprintf(b, "Matches per event: %s.\n", strings.Join(parts, ", "))
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
	t := &grid{header: []string{what}}
	for _, n := range s.sizes {
		t.header = append(t.header, formatSubs(n))
	}
	for _, algo := range s.algos {
		row := []string{"`" + algo + "`"}
		for _, n := range s.sizes {
			text := "–"
			if r := s.cells[algo][n]; r != nil {
				text = cell(r)
			}
			row = append(row, text)
		}
		t.rows = append(t.rows, row)
	}
	return t
}

// chartName returns the name of a table's picture.
func chartName(r *Result) string {
	name := r.Workload + "-" + string(r.Mode)
	if r.Params != "" {
		name += "-" + strings.NewReplacer("=", "", ",", "-").Replace(r.Params)
	}
	if r.engineAlone() {
		name += "-engine"
	}
	if r.Parallel > 1 {
		name += fmt.Sprintf("-parallel%d", r.Parallel)
	}
	if r.Churn > 0 {
		name += fmt.Sprintf("-churn%g", r.Churn)
	}
	return name
}
