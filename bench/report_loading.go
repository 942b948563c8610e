package bench

import (
	"bytes"
	"cmp"
	"slices"
)

// newestLoads returns the newest result of loading of each cell of a machine, sorted by
// workload, number of subscriptions and algorithm.
func newestLoads(results []Result, host string) []Result {
	type cell struct {
		table, algo string
		subs        int
	}
	latest := map[cell]*Result{}
	for i := range results {
		r := &results[i]
		if r.Mode != Load || r.Skipped != "" || hostKey(r) != host {
			continue
		}
		k := cell{tableKey(r), r.Algo, r.Subs}
		if old := latest[k]; old == nil || r.Date >= old.Date {
			latest[k] = r
		}
	}
	out := make([]Result, 0, len(latest))
	for _, r := range latest {
		out = append(out, *r)
	}
	slices.SortFunc(out, func(a, b Result) int {
		return cmp.Or(cmp.Compare(tableKey(&a), tableKey(&b)), cmp.Compare(a.Subs, b.Subs), cmp.Compare(a.Algo, b.Algo))
	})
	return out
}

// writeLoading writes what loading and changing takes, nothing if it was not measured.
func writeLoading(b *bytes.Buffer, results []Result, host string) {
	loads := newestLoads(results, host)
	if len(loads) == 0 {
		return
	}
	b.WriteString("\n## Loading and changing\n\n" +
		"An engine that is given all subscriptions at once, already parsed, until they are found by a compiled index. Then\n" +
		"single ones come and as many go, " + whole(changeRate) + " a second, each seen by the next match; at last nearly all go. CPU is what a\n" +
		"subscription costs of all processors together while loading, or of the one that subscribes; memory is all live bytes.\n\n")
	loadGrid(loads).markdown(b)
}

// loadGrid returns what loading and changing takes, a row a result.
func loadGrid(results []Result) *grid {
	t := &grid{header: []string{
		"workload", "algo", "subscriptions", "loaded/s", "CPU each", "subscribe p50", "p99", "max", "CPU", "unsubscribe p99",
		"gone/s", "memory", "left", "memory then",
	}}
	for i := range results {
		r := &results[i]
		name := title(r)
		if !r.Verified {
			name += " †"
		}
		row := []string{name, r.Algo, formatSubs(r.Subs)}
		if r.Skipped != "" {
			t.rows = append(t.rows, append(row, "skipped: "+r.Skipped))
			continue
		}
		t.rows = append(t.rows, append(row,
			significant(r.LoadPerSec), known(r.LoadCPUNS, formatDuration),
			formatDuration(r.P50NS), formatDuration(r.P99NS), formatDuration(r.MaxNS), known(r.CPUMeanNS, formatDuration),
			formatDuration(r.UnsubscribeP99NS), significant(r.LeavePerSec),
			formatBytes(r.BytesLoaded), formatSubs(r.SubsLeft), formatBytes(r.BytesLeft)))
	}
	return t
}

// writeLoadTable writes results of one workload for a terminal.
func writeLoadTable(b *bytes.Buffer, results []Result) {
	b.WriteString("loading and changing " + plural(results[0].Subs, "subscription") + " in an engine\n")
	loadGrid(results).write(b)
}
