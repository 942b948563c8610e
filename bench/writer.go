package bench

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"golang.org/x/perf/benchfmt"
)

// ErrFormat says that there is no output format of that name.
var ErrFormat = errors.New("bench: unknown format")

// Writer writes results as they come. What Write was given is out before it
// returns, save in tables, which need all results of a group.
type Writer interface {
	Write(r Result) error
	// Close writes what is left. It does not close what is below.
	Close() error
}

// Formats returns the names of the output formats.
func Formats() []string { return []string{"table", "json", "benchfmt", "csv"} }

// NewWriter returns a writer of the format, one of Formats, or ErrFormat.
func NewWriter(format string, w io.Writer) (Writer, error) {
	switch format {
	case "table":
		return &tableWriter{out: w}, nil
	case "json":
		return jsonWriter{w, false}, nil
	case "benchfmt":
		return benchWriter{benchfmt.NewWriter(w)}, nil
	case "csv":
		return &csvWriter{out: w}, nil
	default:
		return nil, fmt.Errorf("%w: %s", ErrFormat, format)
	}
}

// NewSkipWriter returns a writer of the format json that writes results without
// figures as well, for reports that say why there are none.
func NewSkipWriter(w io.Writer) Writer { return jsonWriter{w, true} }

// jsonWriter writes one object a line. Skipped cells are left out unless they are
// asked for, so that a line has figures.
type jsonWriter struct {
	out     io.Writer
	skipped bool
}

func (w jsonWriter) Write(r Result) error {
	if r.Skipped != "" && !w.skipped {
		return nil
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(r); err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	_, err := w.out.Write(b.Bytes())
	return err
}

func (w jsonWriter) Close() error { return nil }

// csvWriter writes a line of names and one of values a result. The names are
// those of the JSON form.
type csvWriter struct {
	out     io.Writer
	started bool
}

// csvColumns returns the columns, in order.
func csvColumns() []struct {
	name  string
	value func(*Result) string
} {
	number := func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
	return []struct {
		name  string
		value func(*Result) string
	}{
		{"workload", func(r *Result) string { return r.Workload }},
		{"params", func(r *Result) string { return r.Params }},
		{"seed", func(r *Result) string { return strconv.FormatUint(r.Seed, 10) }},
		{"algo", func(r *Result) string { return r.Algo }},
		{"subs", func(r *Result) string { return strconv.Itoa(r.Subs) }},
		{"attrs", func(r *Result) string { return strconv.Itoa(r.Attrs) }},
		{"events", func(r *Result) string { return strconv.Itoa(r.Events) }},
		{"mode", func(r *Result) string { return string(r.Mode) }},
		{"parallel", func(r *Result) string { return strconv.Itoa(r.Parallel) }},
		{"engine", func(r *Result) string { return strconv.FormatBool(r.InEngine()) }},
		{"churn", func(r *Result) string { return number(r.Churn) }},
		{"churn_per_s", func(r *Result) string { return number(r.ChurnPerSecond) }},
		{"update_mean_ns", func(r *Result) string { return number(r.UpdateMeanNS) }},
		{"update_p99_ns", func(r *Result) string { return number(r.UpdateP99NS) }},
		{"load_per_s", func(r *Result) string { return number(r.LoadPerSec) }},
		{"load_cpu_ns", func(r *Result) string { return number(r.LoadCPUNS) }},
		{"unsubscribe_mean_ns", func(r *Result) string { return number(r.UnsubscribeMeanNS) }},
		{"unsubscribe_p99_ns", func(r *Result) string { return number(r.UnsubscribeP99NS) }},
		{"leave_per_s", func(r *Result) string { return number(r.LeavePerSec) }},
		{"bytes_loaded", func(r *Result) string { return number(r.BytesLoaded) }},
		{"subs_left", func(r *Result) string { return strconv.Itoa(r.SubsLeft) }},
		{"bytes_left", func(r *Result) string { return number(r.BytesLeft) }},
		{"conjunctions", func(r *Result) string { return strconv.Itoa(r.Conjunctions) }},
		{"lower_s", func(r *Result) string { return number(r.LowerSeconds) }},
		{"build_s", func(r *Result) string { return number(r.BuildSeconds) }},
		{"bytes_per_sub", func(r *Result) string { return number(r.BytesPerSub) }},
		{"mean_ns", func(r *Result) string { return number(r.MeanNS) }},
		{"cpu_mean_ns", func(r *Result) string { return number(r.CPUMeanNS) }},
		{"p50_ns", func(r *Result) string { return number(r.P50NS) }},
		{"p99_ns", func(r *Result) string { return number(r.P99NS) }},
		{"max_ns", func(r *Result) string { return number(r.MaxNS) }},
		{"events_per_s", func(r *Result) string { return number(r.EventsPerSec) }},
		{"matches_per_event", func(r *Result) string { return number(r.MatchesPerEv) }},
		{"allocs_per_event", func(r *Result) string { return number(r.AllocsPerEv) }},
		{"bytes_per_event", func(r *Result) string { return number(r.BytesPerEvent) }},
		{"x_limit", func(r *Result) string { return number(r.XLimit) }},
		{"samples", func(r *Result) string { return strconv.Itoa(r.Samples) }},
		{"verified", func(r *Result) string { return strconv.FormatBool(r.Verified) }},
		{"verified_events", func(r *Result) string { return strconv.Itoa(r.VerifiedEvents) }},
		{"go", func(r *Result) string { return r.Go }},
		{"os", func(r *Result) string { return r.OS }},
		{"arch", func(r *Result) string { return r.Arch }},
		{"cpu", func(r *Result) string { return r.CPU }},
		{"cores", func(r *Result) string { return strconv.Itoa(r.Cores) }},
		{"commit", func(r *Result) string { return r.Commit }},
		{"date", func(r *Result) string { return r.Date }},
		{"stream_gbs", func(r *Result) string { return number(r.StreamGBs) }},
	}
}

func (w *csvWriter) Write(r Result) error {
	if r.Skipped != "" {
		return nil
	}
	columns := csvColumns()
	lines := csv.NewWriter(w.out)
	if !w.started {
		w.started = true
		names := make([]string, len(columns))
		for i, c := range columns {
			names[i] = c.name
		}
		if err := lines.Write(names); err != nil {
			return err
		}
	}
	values := make([]string, len(columns))
	for i, c := range columns {
		values[i] = c.value(&r)
	}
	if err := lines.Write(values); err != nil {
		return err
	}
	lines.Flush()
	return lines.Error()
}

func (w *csvWriter) Close() error { return nil }

// benchWriter writes the Go benchmark format, for benchstat.
type benchWriter struct{ out *benchfmt.Writer }

func (w benchWriter) Write(r Result) error {
	if r.Skipped != "" {
		return nil
	}
	config := []benchfmt.Config{}
	for _, kv := range [][2]string{
		{"goos", r.OS},
		{"goarch", r.Arch},
		{"pkg", "github.com/thresh-dev/thresh/bench"},
		{"cpu", r.CPU},
		{"toolchain", r.Go},
		{"cores", strconv.Itoa(r.Cores)},
		{"commit", r.Commit},
		{"date", r.Date},
	} {
		if kv[1] != "" {
			config = append(config, benchfmt.Config{Key: kv[0], Value: []byte(kv[1]), File: true})
		}
	}
	values := []benchfmt.Value{
		{Value: r.MeanNS, Unit: "ns/op"},
		{Value: r.P50NS, Unit: "p50-ns"},
		{Value: r.P99NS, Unit: "p99-ns"},
		{Value: r.MaxNS, Unit: "max-ns"},
		{Value: r.EventsPerSec, Unit: "events/s"},
		{Value: r.BytesPerSub, Unit: "B/sub"},
		{Value: r.MatchesPerEv, Unit: "matches/op"},
		{Value: r.BuildSeconds, Unit: "build-s"},
	}
	if r.CPUMeanNS > 0 {
		values = append(values, benchfmt.Value{Value: r.CPUMeanNS, Unit: "cpu-ns"})
	}
	if r.BytesPerEvent > 0 {
		values = append(values, benchfmt.Value{Value: r.BytesPerEvent, Unit: "read-B/op"})
	}
	if r.Mode == Load {
		values = loadValues(&r)
	}
	return w.out.Write(&benchfmt.Result{
		Config: config,
		Name:   benchfmt.Name(benchName(&r)),
		Iters:  r.Samples,
		Values: values,
	})
}

func (w benchWriter) Close() error { return nil }

// loadValues returns the figures of loading. ns/op is of one Subscribe.
func loadValues(r *Result) []benchfmt.Value {
	return []benchfmt.Value{
		{Value: r.MeanNS, Unit: "ns/op"},
		{Value: r.P50NS, Unit: "p50-ns"},
		{Value: r.P99NS, Unit: "p99-ns"},
		{Value: r.MaxNS, Unit: "max-ns"},
		{Value: r.UnsubscribeMeanNS, Unit: "unsubscribe-ns"},
		{Value: r.UnsubscribeP99NS, Unit: "unsubscribe-p99-ns"},
		{Value: r.LoadPerSec, Unit: "loaded/s"},
		{Value: r.LoadCPUNS, Unit: "load-cpu-ns"},
		{Value: r.LeavePerSec, Unit: "gone/s"},
		{Value: r.BytesLoaded, Unit: "loaded-B"},
		{Value: r.BytesLeft, Unit: "left-B"},
	}
}

// benchName returns the benchmark's name without the word Benchmark. What is not
// usual (custom parameters, churn) is part of it, so that unlike things are not
// compared.
func benchName(r *Result) string {
	what := "Match"
	if r.Mode == Load {
		what = "Load"
	}
	name := fmt.Sprintf("%s/algo=%s/workload=%s/subs=%d", what, r.Algo, r.Workload, r.Subs)
	if r.Params != "" {
		name += "/params=" + r.Params
	}
	if r.Mode == Load {
		return name + "-1"
	}
	if r.engineAlone() {
		name += "/engine=true"
	}
	if r.Churn > 0 {
		name += fmt.Sprintf("/churn=%g", r.Churn)
	}
	return fmt.Sprintf("%s/mode=%s-%d", name, r.Mode, r.Parallel)
}

// tableWriter writes one table for each group of results that differ in algorithm
// alone, when the next group begins or at the end.
type tableWriter struct {
	out    io.Writer
	groups [][]Result // one a mode
	all    []Result   // those with figures
	header bool
}

// sameTable says whether results belong into one table.
func sameTable(a, b *Result) bool { return sameSize(a, b) && a.Mode == b.Mode }

// sameSize is sameTable but for the mode.
func sameSize(a, b *Result) bool {
	return a.Workload == b.Workload && a.Params == b.Params && a.Seed == b.Seed && a.Subs == b.Subs &&
		a.Parallel == b.Parallel && a.Churn == b.Churn && a.InEngine() == b.InEngine()
}

func (w *tableWriter) Write(r Result) error {
	if len(w.groups) > 0 && !sameSize(&w.groups[0][0], &r) {
		if err := w.flush(); err != nil {
			return err
		}
	}
	i := slices.IndexFunc(w.groups, func(g []Result) bool { return sameTable(&g[0], &r) })
	if i < 0 {
		w.groups = append(w.groups, nil)
		i = len(w.groups) - 1
	}
	w.groups[i] = append(w.groups[i], r)
	if r.Skipped == "" && r.Mode != Load {
		w.all = append(w.all, r)
	}
	return nil
}

// Close writes the tables that are left, and a summary of those that differ in the
// number of subscriptions alone.
func (w *tableWriter) Close() error {
	if err := w.flush(); err != nil {
		return err
	}
	var b bytes.Buffer
	for len(w.all) > 0 {
		key := tableKey(&w.all[0])
		var same, others []Result
		for _, r := range w.all {
			if tableKey(&r) == key {
				same = append(same, r)
			} else {
				others = append(others, r)
			}
		}
		w.all = others
		if s := newSection(same); len(s.sizes) > 1 {
			fmt.Fprintf(&b, "\n%s: mean time by number of subscriptions (times as fast as %s)\n", tableTitle(&same[0]), Baseline)
			g := s.grid("algo", s.mean)
			for i, algo := range s.algos {
				g.rows[i][0] = algo
			}
			g.write(&b)
		}
	}
	_, err := w.out.Write(b.Bytes())
	return err
}

func (w *tableWriter) flush() error {
	var b bytes.Buffer
	for _, g := range w.groups {
		if w.header {
			b.WriteByte('\n')
		} else {
			w.header = true
			fmt.Fprintf(&b, "%s\nmean, cpu, p50, p99, max: per event; × %s: times as fast as %[2]s; B/sub: memory a subscription\n\n", g[0].Host, Baseline)
		}
		if g[0].Mode == Load {
			writeLoadTable(&b, g)
		} else {
			writeTable(&b, g)
		}
	}
	w.groups = nil
	_, err := w.out.Write(b.Bytes())
	return err
}

// writeTable writes the results of one group, in their order.
func writeTable(b *bytes.Buffer, group []Result) {
	first := &group[0]
	some := func(f func(*Result) float64) bool {
		return slices.ContainsFunc(group, func(r Result) bool { return f(&r) > 0 })
	}
	cpu := some(func(r *Result) float64 { return r.CPUMeanNS })
	bytesRead := some(func(r *Result) float64 { return r.BytesPerEvent })
	base := slices.IndexFunc(group, func(r Result) bool { return r.Algo == Baseline && r.Skipped == "" })

	fmt.Fprintf(b, "%s, %s, %s, %s\n", title(first), plural(first.Subs, "subscription"), plural(first.Events, "event"), kindTitle(first))
	t := grid{header: []string{"algo", "build", "B/sub", "mean"}}
	if base >= 0 {
		t.header = append(t.header, "× "+Baseline)
	}
	if cpu {
		t.header = append(t.header, "cpu")
	}
	if cpu && base >= 0 {
		t.header = append(t.header, "× "+Baseline)
	}
	t.header = append(t.header, "p50", "p99", "max", "events/s", "matches/event")
	if bytesRead {
		t.header = append(t.header, "read", "× limit")
	}
	if first.Churn > 0 {
		t.header = append(t.header, "churn/s")
	}
	verified, unverified := 0, 0
	for i := range group {
		r := &group[i]
		if r.Skipped != "" {
			t.rows = append(t.rows, []string{r.Algo, "skipped: " + r.Skipped})
			continue
		}
		if r.Verified {
			verified = r.VerifiedEvents
		} else {
			unverified++
		}
		row := []string{
			r.Algo, formatSeconds(r.BuildSeconds), significant(r.BytesPerSub), formatDuration(r.MeanNS),
		}
		if base >= 0 {
			row = append(row, times(group[base].MeanNS, r.MeanNS))
		}
		if cpu {
			row = append(row, known(r.CPUMeanNS, formatDuration))
		}
		if cpu && base >= 0 {
			row = append(row, times(group[base].CPUMeanNS, r.CPUMeanNS))
		}
		row = append(row, formatDuration(r.P50NS), formatDuration(r.P99NS), formatDuration(r.MaxNS),
			significant(r.EventsPerSec), significant(r.MatchesPerEv))
		if bytesRead {
			row = append(row, known(r.BytesPerEvent, formatBytes), known(r.XLimit, significant))
		}
		if first.Churn > 0 {
			row = append(row, significant(r.ChurnPerSecond))
		}
		t.rows = append(t.rows, row)
	}
	t.write(b)
	switch {
	case unverified > 0:
		b.WriteString("not verified\n")
	case verified > 0:
		fmt.Fprintf(b, "verified against the oracle on %s\n", plural(verified, "event"))
	}
}

func title(r *Result) string {
	if r.Params == "" {
		return r.Workload
	}
	return r.Workload + " (" + r.Params + ")"
}

// tableTitle says what the results of a table have in common but for their size.
func tableTitle(r *Result) string { return title(r) + ", " + kindTitle(r) }

// kindTitle says what a match gives, and what goes on beside it.
func kindTitle(r *Result) string {
	text := modeTitle(r.Mode)
	if r.engineAlone() {
		text += ", in an engine"
	}
	if r.Parallel > 1 {
		text += ", " + plural(r.Parallel, "goroutine")
	}
	if r.Churn > 0 {
		text += fmt.Sprintf(", churn %s/s", significant(r.Churn))
	}
	return text
}

func modeTitle(m Mode) string {
	switch m {
	case Count:
		return "count only"
	case Batch:
		return fmt.Sprintf("ids, batches of %d events", BatchEvents)
	default:
		return string(m)
	}
}

// speedUp returns how many times as fast as base a result is.
func speedUp(r, base *Result) string {
	return known(r.TimesAsFast(base), func(x float64) string { return significant(x) + "×" })
}

// times returns a/b, a dash if one is not known.
func times(a, b float64) string {
	if a == 0 || b == 0 {
		return "–"
	}
	return significant(a/b) + "×"
}
