package bench

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/thresh-dev/thresh/gen"
	"github.com/thresh-dev/thresh/index/catalog"
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

// WriteReport writes the results in Markdown: first what they say of each kind of
// workload and of each question, then the tables of each workload. It depends on the
// results and the options alone. Of several results of the same cell, mode and machine
// the one of the latest date counts, the last of several. What is said at the beginning
// is of the machine that was measured last; other machines have tables alone.
func WriteReport(w io.Writer, results []Result, o ReportOptions) error {
	var b bytes.Buffer
	latest := newest(results)
	drawn := chartHost(latest)
	writeIntroduction(&b, o)
	if len(latest) == 0 {
		drawn = chartHost(slices.DeleteFunc(slices.Clone(results), func(r Result) bool { return r.Mode != Load }))
		before := b.Len()
		if writeLoading(&b, results, drawn); b.Len() == before {
			b.WriteString("\nThere are no results.\n")
		}
	}
	for host, ofHost := range chunks(latest, hostKey) {
		if host == drawn {
			writeSummary(&b, ofHost, skippedOf(results, host), o)
			writeLoading(&b, results, host)
		}
	}
	for host, ofHost := range chunks(latest, hostKey) {
		o := o
		if host != drawn {
			o.Chart = nil
		}
		writeHost(&b, ofHost)
		for _, part := range detailParts() {
			of := slices.DeleteFunc(slices.Clone(ofHost), func(r Result) bool { return !part.has(&r) })
			if len(of) > 0 {
				b.WriteString("\n### " + part.title + "\n")
			}
			for _, ofTable := range chunks(of, tableKey) {
				writeSection(&b, ofTable, o)
			}
		}
	}
	writePeers(&b, results)
	_, err := w.Write(b.Bytes())
	return err
}

// detailPart is a part of the tables of a machine.
type detailPart struct {
	title string
	has   func(*Result) bool
}

// detailParts returns the parts. Each result is in one.
func detailParts() []detailPart {
	return []detailPart{
		{"By workload", func(r *Result) bool { return r.Params == "" && !r.InEngine() }},
		{"By parameters of a workload", func(r *Result) bool { return r.Params != "" && !r.InEngine() }},
		{"In an engine", (*Result).InEngine},
	}
}

// writeIntroduction says what was asked and how it was measured.
func writeIntroduction(b *bytes.Buffer, o ReportOptions) {
	b.WriteString("# Results\n\n" +
		"Written by `matchbench report` from the files in `raw/`; `make results` measures anew.\n\n" +
		"## What was asked\n\n" +
		"Given many subscriptions, each an expression over attributes, and an event: how long does it take to list the\n" +
		"subscriptions that it satisfies, or to count them? Which algorithm is the fastest on what kind of workload, by how\n" +
		"much, and why? What does it cost in memory, in time to build, and while subscriptions come and go?\n\n" +
		"## How it was measured\n\n" +
		"A time is per event: encoding and matching on one goroutine, unless a title says otherwise. Every algorithm is given\n" +
		"the same subscriptions and events, and its answers on the first events are compared with the oracle's before anything\n" +
		"is timed; † marks what was not. Comparisons are by CPU time where it is known, as that does not count what other\n" +
		"programs took of the machine. Memory is what a subscription costs in live bytes, build the time to insert and compile\n" +
		"all of them.\n")
	if note := strings.TrimSpace(o.Note); note != "" {
		b.WriteString("\n" + note + "\n")
	}
}

// writeSummary writes what the results of a machine say, before all tables.
func writeSummary(b *bytes.Buffer, latest, skipped []Result, o ReportOptions) {
	b.WriteString("\nWhat follows is of this machine: " + hostKey(&latest[0]) + ".\n")
	m := newMatrix(latest, skipped)
	writeGlossary(b, m)
	churn, goroutines := loads(latest)
	writeGuide(b, m, churn, o)
	writeMatrix(b, m)
	writeQuestions(b, latest, m, goroutines, o)
}

// writeGlossary says what the workloads and the algorithms of the report are.
func writeGlossary(b *bytes.Buffer, m *matrix) {
	list := func(title string, lines []string) {
		if len(lines) > 0 {
			b.WriteString("\n<details>\n<summary>" + title + "</summary>\n\n" + strings.Join(lines, "") + "\n</details>\n")
		}
	}
	line := func(name, summary string) string {
		return "- `" + name + "`: " + strings.ReplaceAll(summary, "*", `\*`) + "\n"
	}
	var workloads, algorithms []string
	for _, p := range gen.Presets() {
		if slices.Contains(m.presets, p.Name) {
			workloads = append(workloads, line(p.Name, p.Summary))
		}
	}
	for _, a := range catalog.All() {
		if slices.Contains(m.algos, a.Name) {
			algorithms = append(algorithms, line(a.Name, a.Summary))
		}
	}
	list("The workloads", workloads)
	list("The algorithms", algorithms)
}

// skippedOf returns the results of a machine that have a reason and no figures.
func skippedOf(results []Result, host string) []Result {
	return slices.DeleteFunc(slices.Clone(results), func(r Result) bool {
		return r.Skipped == "" || r.Peer != "" || hostKey(&r) != host
	})
}

// hostKey tells machines apart.
func hostKey(r *Result) string { return r.Machine() }

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
// algorithm and number of subscriptions. Peers are not among them, nor is loading.
func newest(results []Result) []Result {
	type key struct {
		host, table, algo string
		subs              int
	}
	best := map[key]int{}
	for i := range results {
		r := &results[i]
		if r.Skipped != "" || r.Peer != "" || r.Mode == Load {
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
func writeHost(b *bytes.Buffer, results []Result) {
	fmt.Fprintf(b, "\n## Details: %s\n\n", hostKey(&results[0]))
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
