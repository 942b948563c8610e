package bench

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// series are results of one workload and one number of subscriptions that differ in
// one thing beside the algorithm: a parameter of the workload, churn, or goroutines.
type series struct {
	name  string // fit for a file
	title string
	about string // what changes, in sentences
	subs  int
	x     Axis
	xs    []float64 // ascending, at least minSeries
	label func(x float64) string
	algos []string // fastest in the mean of what all were measured at first
	cells map[string]map[float64]*Result
}

// minSweep is how many values of a parameter make a sweep; minLoad how many of churn
// or goroutines.
const (
	minSweep = 3
	minLoad  = 2
)

// parameters returns the parameters of a custom workload by their names, nil for
// what is not of the form key=value,….
func parameters(r *Result) map[string]string {
	if r.Params == "" {
		return nil
	}
	out := map[string]string{}
	for part := range strings.SplitSeq(r.Params, ",") {
		key, value, ok := strings.Cut(part, "=")
		if !ok {
			return nil
		}
		out[key] = value
	}
	if out["event-attrs"] == out["attrs"] {
		out["event-attrs"] = "all" // so that these are alike, however many
	}
	return out
}

// middle returns a number, or the middle of a range written as a-b.
func middle(text string) (float64, bool) {
	lo, hi, isRange := strings.Cut(text, "-")
	if !isRange {
		hi = lo
	}
	x, err := strconv.ParseFloat(lo, 64)
	y, err2 := strconv.ParseFloat(hi, 64)
	return (x + y) / 2, err == nil && err2 == nil
}

// sweepKind is a parameter whose values make a sweep.
type sweepKind struct {
	name, key string
	title     string
	about     string // what changes with it, whatever the figures
	axis      Axis
	// accepts says whether results with these parameters are of this kind; nil for all.
	accepts func(params map[string]string) bool
	// x returns where a result stands, given the parameter.
	x     func(r *Result, parameter float64) float64
	label func(x float64) string
}

// sweepKinds returns the kinds in the order of the report.
func sweepKinds() []sweepKind {
	plain := func(x float64) string {
		if x >= 1000 {
			return significant(x)
		}
		return strconv.FormatFloat(x, 'g', 3, 64)
	}
	parameter := func(_ *Result, p float64) float64 { return p }
	fixed := func(params map[string]string) bool { return !strings.Contains(params["preds"], "-") }
	oneWidth := func(params map[string]string) bool { return !strings.Contains(params["width"], "-") }
	// With as many predicates in each subscription, of one width, the width tells the
	// probability of a match.
	return []sweepKind{
		{
			name: "selectivity", key: "width", title: "match probability",
			about:   "All ranges have the width that gives the probability. The more subscriptions match, the less can be left unread.",
			axis:    Axis{Label: "match probability", Scale: Log},
			accepts: func(p map[string]string) bool { return oneWidth(p) && fixed(p) },
			x:       func(r *Result, _ float64) float64 { return r.MatchesPerEv / float64(r.Subs) },
			label:   probability,
		},
		{
			name: "attributes", key: "attrs", title: "attributes",
			about: "As many subscriptions match; but there are more attributes to encode and to look up, and fewer subscriptions have any two in common.",
			axis:  Axis{Label: "attributes", Scale: Log},
			x:     parameter, label: plain,
		},
		{
			name: "predicates", key: "preds", title: "predicates of a subscription",
			about: "More predicates make a match rarer and a subscription longer.",
			axis:  Axis{Label: "predicates of a subscription", Scale: Linear}, x: parameter, label: plain,
		},
		{
			name: "width", key: "width", title: "width of a range",
			about:   "A wide range is met by most events, so that it alone leaves few subscriptions out.",
			axis:    Axis{Label: "width, as a part of the values", Scale: Log},
			accepts: func(p map[string]string) bool { return oneWidth(p) && !fixed(p) }, x: parameter, label: plain,
		},
		{
			name: "skew", key: "attr-zipf", title: "skew of the attributes",
			about: "The greater the exponent, the more subscriptions test the same few attributes.",
			axis:  Axis{Label: "Zipf exponent of the attributes", Scale: Linear},
			x:     parameter, label: plain,
		},
		{
			name: "event-attributes", key: "event-attrs", title: "attributes of an event",
			about: "What an event has not cannot be met.",
			axis:  Axis{Label: "attributes of an event", Scale: Log}, x: parameter, label: plain,
		},
	}
}

// probability writes one to two digits: 0.31, 2e-05.
func probability(x float64) string { return strconv.FormatFloat(x, 'g', 2, 64) }

// sweeps returns what the results of custom workloads tell of each parameter, in the
// order of the kinds. The results are of one machine, one for each cell.
func sweeps(results []Result) []series {
	var out []series
	for _, kind := range sweepKinds() {
		groups := map[string][]placed{}
		for i := range results {
			r := &results[i]
			params := parameters(r)
			value, ok := middle(params[kind.key])
			if !ok || r.Mode != IDs || r.InEngine() || kind.accepts != nil && !kind.accepts(params) {
				continue
			}
			if x := kind.x(r, value); x > 0 || kind.axis.Scale != Log {
				delete(params, kind.key)
				k := fmt.Sprintf("%s\x00%020d\x00%d\x00%s", r.Workload, r.Subs, r.Seed, describe(params))
				groups[k] = append(groups[k], placed{x, r})
			}
		}
		n := 0
		for _, k := range slices.Sorted(maps.Keys(groups)) {
			first := groups[k][0].result
			params := parameters(first)
			delete(params, kind.key)
			s := newSeries(groups[k], kind.axis, kind.label)
			if len(s.xs) < minSweep {
				continue
			}
			s.name, s.about = "sweep-"+kind.name, kind.about
			if n++; n > 1 {
				s.name += fmt.Sprintf("-%d", n)
			}
			s.title = fmt.Sprintf("%s, at %s subscriptions; %s", kind.title, formatSubs(first.Subs), describe(params))
			out = append(out, s)
		}
	}
	return out
}

// describe writes parameters for people.
func describe(params map[string]string) string {
	var parts []string
	for _, p := range []struct{ key, before, after string }{
		{"attrs", "", " attributes"},
		{"preds", "", " predicates"},
		{"width", "widths ", ""},
		{"event-attrs", "events of ", ""},
		{"attr-zipf", "Zipf ", ""},
	} {
		value, ok := params[p.key]
		if usual := p.key == "event-attrs" && value == "all" || p.key == "attr-zipf" && value == "0"; ok && !usual {
			parts = append(parts, p.before+value+p.after)
		}
	}
	return strings.Join(parts, ", ")
}

// loads returns for each workload measured in an engine what churn and what more
// goroutines do, sorted by name.
func loads(results []Result) (churn, goroutines []series) {
	whole := func(x float64) string { return formatSubs(int(x)) }
	// other tells series of a workload apart; without, there is that without churn.
	of := func(name, what, label string, x func(*Result) float64, other func(*Result) string) []series {
		kind := func(r *Result) string {
			if other == nil {
				return ""
			}
			return other(r)
		}
		groups := map[string][]placed{}
		for i := range results {
			if r := &results[i]; r.InEngine() && r.Mode == IDs && (other != nil || r.Churn == 0) {
				k := fmt.Sprintf("%s\x00%020d\x00%d\x00%s", title(r), r.Subs, r.Seed, kind(r))
				groups[k] = append(groups[k], placed{x(r), r})
			}
		}
		var out []series
		for _, k := range slices.Sorted(maps.Keys(groups)) {
			first := groups[k][0].result
			s := newSeries(groups[k], Axis{Label: label, Scale: Steps}, whole)
			if len(s.xs) < minLoad {
				continue
			}
			for _, x := range s.xs {
				s.x.Ticks = append(s.x.Ticks, whole(x))
			}
			s.name = name + "-" + chartName(&Result{Workload: first.Workload, Params: first.Params, Mode: IDs})
			s.title = fmt.Sprintf("%s, %s, at %s subscriptions", title(first), what, formatSubs(first.Subs))
			suffix := ""
			if text := kind(first); text != "" {
				suffix = "-" + strings.ReplaceAll(text, " ", "")
				s.title += ", " + text
			}
			if slices.ContainsFunc(out, func(o series) bool { return o.name == s.name+suffix }) { // of fewer subscriptions
				s.name += "-" + formatSubs(first.Subs)
			}
			s.name += suffix
			out = append(out, s)
		}
		return out
	}
	churn = of("churn", "under churn", "subscriptions replaced per second", func(r *Result) float64 { return r.Churn },
		func(r *Result) string { return plural(max(1, r.Parallel), "goroutine") })
	goroutines = of("goroutines", "by goroutines", "goroutines", func(r *Result) float64 { return float64(max(1, r.Parallel)) }, nil)
	return churn, goroutines
}

// placed is a result and where it stands in a series.
type placed struct {
	x      float64
	result *Result
}

// newSeries arranges results. What differs in x by rounding alone is one place.
func newSeries(results []placed, x Axis, label func(float64) string) series {
	s := series{x: x, label: label, cells: map[string]map[float64]*Result{}}
	slices.SortFunc(results, func(a, b placed) int { return cmp.Compare(a.x, b.x) })
	for _, p := range results {
		if n := len(s.xs); n == 0 || p.x > s.xs[n-1]*(1+1e-9) {
			s.xs = append(s.xs, p.x)
		}
		at := s.xs[len(s.xs)-1]
		if s.cells[p.result.Algo] == nil {
			s.cells[p.result.Algo] = map[float64]*Result{}
			s.algos = append(s.algos, p.result.Algo)
		}
		s.cells[p.result.Algo][at] = p.result
		s.subs = p.result.Subs
	}
	// The mean is of logarithms, where nearly all were measured.
	mean := func(algo string) float64 {
		sum, n := 0.0, 0
		for _, r := range s.cells[algo] {
			sum += math.Log(processorTime(r))
			n++
		}
		return sum / float64(n)
	}
	slices.SortFunc(s.algos, func(a, b string) int { return cmp.Or(cmp.Compare(mean(a), mean(b)), cmp.Compare(a, b)) })
	return s
}

// grid returns the series as a table: algorithms by places.
func (s *series) grid(what string, cell func(*Result) string) *grid {
	return algorithmGrid(what, s.algos, s.xs, s.label, s.cells, cell)
}
