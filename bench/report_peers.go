package bench

import (
	"bytes"
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
)

// peersBaseline is what peers are compared with: this project's engine, as they are
// measured, by what they are given.
func peersBaseline(input string) string {
	if input == "json" {
		return "thresh-json"
	}
	return Featured
}

// peerWorkloads says what the workloads of peers are that are no presets.
func peerWorkloads() map[string]string {
	return map[string]string{
		"citylots": "Lines of JSON of 0.9 KB, plots of land, each matched from its text. A column is a kind of test, with five rules as in the\n" +
			"benchmark of Event Ruler. Where rules test numbers, the lines have them in their shortest form: Event Ruler takes others\n" +
			"as text.",
	}
}

// peerTable is what was measured of one workload on one machine: by numbers of
// subscriptions, or by parameters if the workload has any.
type peerTable struct {
	host, workload string
	section
	params   []string // ascending, of results that have some
	byParams map[string]map[string]*Result
	// excused are the reasons of the cells that have no figures, by what the cell is.
	excused map[string]map[peerCell]string
}

// peerCell is a column of a table of peers.
type peerCell struct {
	params string
	subs   int
}

func (c peerCell) String() string {
	if c.params != "" {
		return c.params
	}
	return formatSubs(c.subs)
}

func comparePeerCells(a, b peerCell) int {
	return cmp.Or(cmp.Compare(a.params, b.params), cmp.Compare(a.subs, b.subs))
}

// writePeers writes the section of the outside engines, nothing if there are none.
// Of several results of a cell the one of the latest date counts, figures or not.
func writePeers(b *bytes.Buffer, results []Result) {
	tables := peerTables(results)
	if len(tables) == 0 {
		return
	}
	b.WriteString("\n## Outside engines\n\n" +
		"Measured by `make peers`, each on one thread, on the same files and after every event's matches were compared with\n" +
		"the oracle's. Times are of the processor per event, of the matching thread alone: what a collector does on other\n" +
		"threads is not in them. An input of `json` is parsed within the time; one of `event` was made ready before it, in\n" +
		"the form that the engine takes. In brackets: how many times as long as `" + peersBaseline("event") + "`, or as `" +
		peersBaseline("json") + "`\nfor those with `json`.\n")
	writePeerVersions(b, tables)
	host := ""
	for i := range tables {
		t := &tables[i]
		if t.workload == AnyWorkload {
			continue
		}
		if t.host != host {
			host = t.host
			fmt.Fprintf(b, "\nOn %s:\n", host)
		}
		t.write(b)
	}
}

// newestPeers returns one result of peers for each cell, figures or not, sorted by
// machine, workload, algorithm and number of subscriptions.
func newestPeers(results []Result) []Result {
	type cell struct {
		host, workload, algo string
		peerCell
	}
	latest := map[cell]*Result{}
	for i := range results {
		r := &results[i]
		if r.Peer == "" {
			continue
		}
		k := cell{hostKey(r), r.Workload, r.Algo, r.peerCell()}
		if old := latest[k]; old == nil || r.Date >= old.Date {
			latest[k] = r
		}
	}
	chosen := make([]Result, 0, len(latest))
	for _, r := range latest {
		chosen = append(chosen, *r)
	}
	slices.SortFunc(chosen, func(x, y Result) int {
		return cmp.Or(cmp.Compare(hostKey(&x), hostKey(&y)), cmp.Compare(x.Workload, y.Workload),
			cmp.Compare(x.Algo, y.Algo), comparePeerCells(x.peerCell(), y.peerCell()))
	})
	return chosen
}

func (r *Result) peerCell() peerCell { return peerCell{r.Params, r.Subs} }

// peerTables returns the tables sorted by machine and workload.
func peerTables(results []Result) []peerTable {
	var tables []peerTable
	for _, rs := range chunks(newestPeers(results), func(r *Result) string { return hostKey(r) + "\x00" + r.Workload }) {
		t := peerTable{
			host: hostKey(&rs[0]), workload: rs[0].Workload,
			byParams: map[string]map[string]*Result{}, excused: map[string]map[peerCell]string{},
		}
		var measured []Result
		for i, r := range rs {
			switch {
			case r.Skipped != "":
				if t.excused[r.Algo] == nil {
					t.excused[r.Algo] = map[peerCell]string{}
				}
				t.excused[r.Algo][r.peerCell()] = r.Skipped
			case r.Params != "":
				if t.byParams[r.Algo] == nil {
					t.byParams[r.Algo] = map[string]*Result{}
				}
				t.byParams[r.Algo][r.Params] = &rs[i]
				t.params = append(t.params, r.Params)
			default:
				measured = append(measured, r)
			}
		}
		slices.Sort(t.params)
		t.params = slices.Compact(t.params)
		t.section = newSection(measured)
		tables = append(tables, t)
	}
	return tables
}

// writePeerVersions names the engines, and those that could not be had.
func writePeerVersions(b *bytes.Buffer, tables []peerTable) {
	lines := map[string]bool{}
	for i := range tables {
		for algo, r := range tables[i].measured() {
			lines[fmt.Sprintf("- `%s` (%s): %s\n", algo, r.Input, r.Peer)] = true
		}
		if tables[i].workload != AnyWorkload {
			continue
		}
		for algo, of := range tables[i].excused {
			for _, why := range of {
				lines[fmt.Sprintf("- `%s`: %s\n", algo, why)] = true
			}
		}
	}
	sorted := make([]string, 0, len(lines))
	for l := range lines {
		sorted = append(sorted, l)
	}
	slices.Sort(sorted)
	b.WriteString("\n" + strings.Join(sorted, ""))
}

// measured iterates over the results that have figures.
func (t *peerTable) measured() iter.Seq2[string, *Result] {
	return func(yield func(string, *Result) bool) {
		for algo, of := range t.cells {
			for _, r := range of {
				if !yield(algo, r) {
					return
				}
			}
		}
		for algo, of := range t.byParams {
			for _, r := range of {
				if !yield(algo, r) {
					return
				}
			}
		}
	}
}

func (t *peerTable) write(b *bytes.Buffer) {
	fmt.Fprintf(b, "\n### %s, outside engines\n\n", t.workload)
	if about := peerWorkloads()[t.workload]; about != "" {
		b.WriteString(about + "\n\n")
	}
	if len(t.params) > 0 {
		t.writeByParams(b)
	}
	if len(t.algos) > 0 {
		t.section.write(b, "CPU time", func(r *Result) string { return t.compared(r, t.cells[peersBaseline(r.Input)][r.Subs]) })
		t.section.write(b, "memory", func(r *Result) string { return significant(r.BytesPerSub) + " B" })
		t.section.write(b, "build", func(r *Result) string { return formatSeconds(r.LowerSeconds + r.BuildSeconds) })
	}
	for _, line := range t.excuses() {
		fmt.Fprintf(b, "- %s\n", line)
	}
}

// writeByParams writes the times by parameters, this project's engine first.
func (t *peerTable) writeByParams(b *bytes.Buffer) {
	algos := slices.Sorted(maps.Keys(t.byParams))
	if i := slices.Index(algos, peersBaseline("json")); i > 0 {
		algos = slices.Insert(slices.Delete(algos, i, i+1), 0, peersBaseline("json"))
	}
	algorithmGrid("CPU time", algos, t.params, func(params string) string { return params }, t.byParams, func(r *Result) string {
		return t.compared(r, t.byParams[peersBaseline(r.Input)][r.Params])
	}).markdown(b)
	parts := make([]string, 0, len(t.params))
	var first *Result
	for _, params := range t.params {
		for _, algo := range algos {
			if r := t.byParams[algo][params]; r != nil {
				first = r
				parts = append(parts, significant(r.MatchesPerEv)+" "+params)
				break
			}
		}
	}
	fmt.Fprintf(b, "\nOf %s events and %s subscriptions in each column. Matches per event: %s.\n\n",
		significant(float64(first.Events)), formatSubs(first.Subs), strings.Join(parts, ", "))
}

// compared writes the time of a result, and how it compares with the baseline's in the
// same cell, which may be nil.
func (t *peerTable) compared(r, base *Result) string {
	text := formatDuration(processorTime(r))
	if base != nil && r.Algo != base.Algo {
		text += " (" + significant(processorTime(r)/processorTime(base)) + "×)"
	}
	return text
}

// processorTime returns the processor time if it is known, else that by the clock.
func processorTime(r *Result) float64 {
	if r.CPUMeanNS > 0 {
		return r.CPUMeanNS
	}
	return r.MeanNS
}

// excuses says what has no figures, and why: cells of one reason together.
func (t *peerTable) excuses() []string {
	var out []string
	for algo, of := range t.excused {
		cells := map[string][]peerCell{}
		for c, why := range of {
			cells[why] = append(cells[why], c)
		}
		for why, list := range cells {
			slices.SortFunc(list, comparePeerCells)
			names := make([]string, len(list))
			for i, c := range list {
				names[i] = c.String()
			}
			out = append(out, fmt.Sprintf("`%s` at %s: %s", algo, strings.Join(names, ", "), why))
		}
	}
	slices.Sort(out)
	return out
}
