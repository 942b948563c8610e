package bench

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// writeQuestions writes one table for each further question.
func writeQuestions(b *bytes.Buffer, latest []Result, m *matrix, goroutines []series, o ReportOptions) {
	writeGrowth(b, m, o)
	writeHEM(b, latest)
	if n, ok := m.common(); ok {
		question := func(title, about string, value func(*Result) float64, format func(*Result) string) {
			fmt.Fprintf(b, "\n## %s\n\n%s The least in bold.\n\n", title, about)
			var notes footnotes
			m.table(n, value, func(r, best *Result) string {
				text := format(r)
				if value(r) <= value(best) {
					text = "**" + text + "**"
				}
				return text
			}, &notes).markdown(b)
			if len(notes.texts)+len(notes.gone) > 0 {
				b.WriteString("\nCells without a figure have the reasons of the table of all algorithms, under the same letters.\n")
			}
		}
		question("How long are the slowest events", "The 99th percentile of single events.",
			slowTime().value, func(r *Result) string { return formatDuration(r.P99NS) })
		question("What does a subscription take in memory", "Live bytes, all included.",
			memory().value, func(r *Result) string { return significant(r.BytesPerSub) + " B" })
		question("How long does it take to build", "To insert and compile all subscriptions.",
			buildTime().value, func(r *Result) string { return formatSeconds(r.BuildSeconds) })
	}
	writeGoroutines(b, goroutines, o)
	writeSweeps(b, sweeps(latest), o)
}

// writeGrowth writes how the featured algorithm's time grows, on workloads measured
// with several sizes.
func writeGrowth(b *bytes.Buffer, m *matrix, o ReportOptions) {
	t := &grid{header: []string{"`" + Featured + "`"}}
	for _, n := range m.sizes {
		t.header = append(t.header, formatSubs(n))
	}
	t.header = append(t.header, "time, for 10× as many")
	var notes footnotes
	for _, p := range m.presets {
		row := []string{"`" + p + "`"}
		var of []*Result
		for _, n := range m.sizes {
			r := m.cells[matrixKey{p, Featured, n}]
			if r == nil {
				row = append(row, notes.mark(m.skipped[matrixKey{p, Featured, n}]))
				continue
			}
			of = append(of, r)
			row = append(row, formatDuration(processorTime(r)))
		}
		if len(of) < 2 {
			continue
		}
		first, last := of[0], of[len(of)-1]
		decades := math.Log10(float64(last.Subs) / float64(first.Subs))
		t.rows = append(t.rows, append(row, significant(math.Pow(processorTime(last)/processorTime(first), 1/decades))+"×"))
	}
	if len(t.rows) == 0 {
		return
	}
	b.WriteString("\n## How does the time grow with the number of subscriptions\n\n" +
		"Time of an event with `" + Featured + "`. The last column is the mean growth from the least number to the greatest: a flat scan\n" +
		"has 10×.\n\n")
	t.markdown(b)
	notes.write(b)
	writeChart(b, sizesChart, "time, 99th percentile, memory and building by number of subscriptions", o)
}

// writeHEM writes the best HEM beside the featured algorithm, on the workloads that
// HEM's authors and others use.
func writeHEM(b *bytes.Buffer, latest []Result) {
	type place struct {
		workload string
		mode     Mode
		subs     int
	}
	const base = "hem"
	found := map[place]map[string]*Result{}
	for i := range latest {
		r := &latest[i]
		isRange := len(r.Workload) == 2 && r.Workload[0] == 'w'
		name, _, _ := strings.Cut(r.Algo, ":")
		if !isRange || r.Params != "" || r.InEngine() || name != base && r.Algo != Featured {
			continue
		}
		k := place{r.Workload, r.Mode, r.Subs}
		if found[k] == nil {
			found[k] = map[string]*Result{}
		}
		found[k][r.Algo] = r
	}
	largest := map[place]int{} // by workload and mode: the most subscriptions that both have
	for k, of := range found {
		if of[Featured] != nil && len(of) > 1 {
			at := place{workload: k.workload, mode: k.mode}
			largest[at] = max(largest[at], k.subs)
		}
	}
	places := make([]place, 0, len(largest))
	for k, n := range largest {
		places = append(places, place{k.workload, k.mode, n})
	}
	if len(places) == 0 {
		return
	}
	slices.SortFunc(places, func(x, y place) int {
		return strings.Compare(modeOrder(x.mode)+x.workload, modeOrder(y.mode)+y.workload)
	})
	t := &grid{header: []string{
		"workload", "a match gives", "subscriptions", Featured, "best HEM", "time", "times as long", "memory of " + Featured, "of HEM", "other HEM",
	}}
	for _, k := range places {
		of := found[k]
		slab := of[Featured]
		var hems []*Result
		for algo, r := range of {
			if algo != Featured {
				hems = append(hems, r)
			}
		}
		sortBySpeed(hems)
		var others []string
		for _, r := range hems[1:] {
			others = append(others, "`"+r.Algo+"` "+formatDuration(processorTime(r)))
		}
		t.rows = append(t.rows, []string{
			"`" + k.workload + "`", modeTitle(k.mode), formatSubs(k.subs), formatDuration(processorTime(slab)),
			"`" + hems[0].Algo + "`", formatDuration(processorTime(hems[0])), longer(hems[0], slab),
			significant(slab.BytesPerSub) + " B", significant(hems[0].BytesPerSub) + " B", strings.Join(others, ", "),
		})
	}
	b.WriteString("\n## HEM at its best, beside " + Featured + "\n\n" +
		"HEM has the bits of groups of values in advance: more groups leave fewer range ends to look at, and take more memory.\n" +
		"`hem:N` has N groups an attribute, `hem` 128. The table has the fastest of those measured with the most subscriptions.\n\n")
	t.markdown(b)
}

// sortBySpeed sorts results, the fastest first.
func sortBySpeed(results []*Result) {
	slices.SortFunc(results, func(a, b *Result) int {
		return cmp.Or(cmp.Compare(processorTime(a), processorTime(b)), cmp.Compare(a.Algo, b.Algo))
	})
}

// writeGoroutines writes how much more several goroutines match than one.
func writeGoroutines(b *bytes.Buffer, all []series, o ReportOptions) {
	if len(all) == 0 {
		return
	}
	b.WriteString("\n## What more goroutines bring\n\n" +
		"Events per second of all goroutines together, all matching in one engine, and how many times as many as one.\n")
	for i := range all {
		s := &all[i]
		fmt.Fprintf(b, "\n**%s**\n\n", s.title)
		t := &grid{header: []string{"goroutines"}}
		for _, x := range s.xs {
			t.header = append(t.header, s.label(x))
		}
		t.header = append(t.header, "ratio")
		first, last := s.xs[0], s.xs[len(s.xs)-1]
		for _, algo := range s.algos {
			row := []string{"`" + algo + "`"}
			for _, x := range s.xs {
				row = append(row, s.known(algo, x, func(r *Result) string { return significant(r.EventsPerSec) }))
			}
			ratio := "–"
			if one, many := s.cells[algo][first], s.cells[algo][last]; one != nil && many != nil {
				ratio = times(many.EventsPerSec, one.EventsPerSec)
			}
			t.rows = append(t.rows, append(row, ratio))
		}
		t.markdown(b)
		writeChart(b, s.name, s.title, o)
	}
}

// writeSweeps writes what each parameter of a workload does.
func writeSweeps(b *bytes.Buffer, all []series, o ReportOptions) {
	if len(all) == 0 {
		return
	}
	b.WriteString("\n## Who wins where\n\nOne parameter of a workload of ranges changes, and nothing else. Time of an event; the fastest in bold.\n")
	for i := range all {
		s := &all[i]
		fmt.Fprintf(b, "\n### By %s\n\n%s\n\n", s.title, s.about)
		best := map[*Result]bool{}
		matches := make([]string, 0, len(s.xs))
		for _, x := range s.xs {
			least := s.ranking(x)[0]
			best[least] = true
			matches = append(matches, significant(least.MatchesPerEv))
		}
		g := s.grid(s.x.Label, func(r *Result) string {
			if best[r] {
				return "**" + formatDuration(processorTime(r)) + "**"
			}
			return formatDuration(processorTime(r))
		})
		g.rows = append(g.rows, append([]string{"matches per event"}, matches...))
		g.markdown(b)
		s.writeRanges(b)
		writeChart(b, s.name, s.title, o)
	}
}

// writeRanges says from where to where which algorithm is the fastest.
func (s *series) writeRanges(b *bytes.Buffer) {
	var parts []string
	from := 0
	fastest := func(i int) string { return s.ranking(s.xs[i])[0].Algo }
	for i := range s.xs {
		name := fastest(from)
		if i+1 < len(s.xs) && fastest(i+1) == name {
			continue
		}
		text := "`" + name + "` at " + s.label(s.xs[from])
		if from < i {
			text = "`" + name + "` from " + s.label(s.xs[from]) + " to " + s.label(s.xs[i])
		}
		parts = append(parts, text)
		from = i + 1
	}
	fmt.Fprintf(b, "\nFastest: %s.", strings.Join(parts, ", "))
	for _, x := range []float64{s.xs[0], s.xs[len(s.xs)-1]} {
		if rank := s.ranking(x); len(rank) > 1 {
			fmt.Fprintf(b, " At %s `%s` is %s as fast as `%s`, the next.", s.label(x), rank[0].Algo, longer(rank[1], rank[0]), rank[1].Algo)
		}
	}
	b.WriteByte('\n')
}

// ranking returns the results of a place, fastest first.
func (s *series) ranking(x float64) []*Result {
	var out []*Result
	for _, algo := range s.algos {
		if r := s.cells[algo][x]; r != nil {
			out = append(out, r)
		}
	}
	sortBySpeed(out)
	return out
}
