package bench

import (
	"bytes"
	"cmp"
	"fmt"
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

// peerTable is what was measured of one workload on one machine.
type peerTable struct {
	host, workload string
	section
	// excused are the reasons of the cells that have no figures.
	excused map[string]map[int]string
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
		subs                 int
	}
	latest := map[cell]*Result{}
	for i := range results {
		r := &results[i]
		if r.Peer == "" {
			continue
		}
		k := cell{hostKey(r), r.Workload, r.Algo, r.Subs}
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
			cmp.Compare(x.Algo, y.Algo), cmp.Compare(x.Subs, y.Subs))
	})
	return chosen
}

// peerTables returns the tables sorted by machine and workload.
func peerTables(results []Result) []peerTable {
	var tables []peerTable
	for _, rs := range chunks(newestPeers(results), func(r *Result) string { return hostKey(r) + "\x00" + r.Workload }) {
		t := peerTable{host: hostKey(&rs[0]), workload: rs[0].Workload, excused: map[string]map[int]string{}}
		var measured []Result
		for _, r := range rs {
			if r.Skipped == "" {
				measured = append(measured, r)
				continue
			}
			if t.excused[r.Algo] == nil {
				t.excused[r.Algo] = map[int]string{}
			}
			t.excused[r.Algo][r.Subs] = r.Skipped
		}
		t.section = newSection(measured)
		tables = append(tables, t)
	}
	return tables
}

// writePeerVersions names the engines, and those that could not be had.
func writePeerVersions(b *bytes.Buffer, tables []peerTable) {
	lines := map[string]bool{}
	for i := range tables {
		for algo, of := range tables[i].cells {
			for _, r := range of {
				lines[fmt.Sprintf("- `%s` (%s): %s\n", algo, r.Input, r.Peer)] = true
			}
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

func (t *peerTable) write(b *bytes.Buffer) {
	fmt.Fprintf(b, "\n### %s, outside engines\n\n", t.workload)
	if len(t.algos) > 0 {
		t.section.write(b, "CPU time", t.compared)
		t.section.write(b, "memory", func(r *Result) string { return significant(r.BytesPerSub) + " B" })
		t.section.write(b, "build", func(r *Result) string { return formatSeconds(r.LowerSeconds + r.BuildSeconds) })
	}
	for _, line := range t.excuses() {
		fmt.Fprintf(b, "- %s\n", line)
	}
}

// compared writes the time of a result, and how it compares.
func (t *peerTable) compared(r *Result) string {
	text := formatDuration(processorTime(r))
	name := peersBaseline(r.Input)
	if base := t.cells[name][r.Subs]; base != nil && r.Algo != name {
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

// excuses says what has no figures, and why: sizes of one reason together.
func (t *peerTable) excuses() []string {
	var out []string
	for algo, of := range t.excused {
		sizes := map[string][]int{}
		for n, why := range of {
			sizes[why] = append(sizes[why], n)
		}
		for why, list := range sizes {
			slices.Sort(list)
			names := make([]string, len(list))
			for i, n := range list {
				names[i] = formatSubs(n)
			}
			out = append(out, fmt.Sprintf("`%s` at %s: %s", algo, strings.Join(names, ", "), why))
		}
	}
	slices.Sort(out)
	return out
}
