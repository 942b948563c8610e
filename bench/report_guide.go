package bench

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/thresh-dev/thresh/index/catalog"
)

// kind is a kind of workload that a reader may have.
type kind struct {
	name    string
	about   string
	presets []string
	reasons []reason
}

// reason is why one algorithm is faster than another on a kind of workload. It is
// told where it is: where the figures bear it out.
type reason struct{ faster, slower, why string }

// clearly is how many times as fast the one has to be.
const clearly = 1.15

// writeGuide writes for each kind of workload which algorithm is the fastest, by how
// much, and why.
func writeGuide(b *bytes.Buffer, m *matrix, churn []series, o ReportOptions) {
	var body bytes.Buffer
	for _, k := range kinds() {
		k.write(&body, m)
	}
	writeChanging(&body, churn, o)
	if body.Len() == 0 {
		return
	}
	b.WriteString("\n## Which algorithm for which workload\n\n")
	if t := overview(m, churn); len(t.rows) > 0 {
		t.markdown(b)
		b.WriteByte('\n')
	}
	b.WriteString("Why that is so is said below. In each table the fastest algorithm, the one after it, and `" + Baseline + "`,\n" +
		"which looks at one conjunction after the other: with as many subscriptions as most algorithms were measured with,\n" +
		"and with the most that several were.\n")
	b.Write(body.Bytes())
}

// overview has a line for each kind: the first of its presets with the most
// subscriptions that several algorithms were measured with; and one for changes, the
// first of the series with the most churn.
func overview(m *matrix, churn []series) *grid {
	t := &grid{header: []string{"kind", "fastest", "an event takes", "times as fast as the next", "as " + Baseline, "workload", "subscriptions"}}
	for _, k := range kinds() {
		p := k.presets[0]
		sizes := m.guideSizes(p)
		if len(sizes) == 0 {
			continue
		}
		n := sizes[len(sizes)-1]
		rank := m.ranking(p, n)
		base := "–"
		if r := m.cells[matrixKey{p, Baseline, n}]; r != nil {
			base = longer(r, rank[0])
		}
		t.rows = append(t.rows, []string{
			strings.ToLower(k.name), "`" + rank[0].Algo + "`", formatDuration(processorTime(rank[0])),
			longer(rank[1], rank[0]) + " (`" + rank[1].Algo + "`)", base, "`" + p + "`", formatSubs(n),
		})
	}
	i := slices.IndexFunc(churn, func(s series) bool { return strings.HasSuffix(s.name, oneGoroutine) })
	if i < 0 {
		return t
	}
	last := churn[i].xs[len(churn[i].xs)-1]
	rank := churn[i].ranking(last)
	if len(rank) > 1 {
		base := "–"
		if r := churn[i].cells[Baseline][last]; r != nil {
			base = longer(r, rank[0])
		}
		t.rows = append(t.rows, []string{
			"changing, " + churn[i].label(last) + "/s", "`" + rank[0].Algo + "`", formatDuration(processorTime(rank[0])),
			longer(rank[1], rank[0]) + " (`" + rank[1].Algo + "`)", base, "`" + rank[0].Workload + "`", formatSubs(churn[i].subs),
		})
	}
	return t
}

// oneGoroutine ends the names of series of one goroutine under churn.
const oneGoroutine = "-1goroutine"

func (k *kind) write(b *bytes.Buffer, m *matrix) {
	t := &grid{header: []string{"workload", "subscriptions", "fastest", "time", "next", "time", "times as long", Baseline, "times as long"}}
	type place struct {
		preset string
		subs   int
	}
	var places []place
	for _, p := range k.presets {
		for _, n := range m.guideSizes(p) {
			rank := m.ranking(p, n)
			places = append(places, place{p, n})
			row := []string{"`" + p + "`", formatSubs(n), "`" + rank[0].Algo + "`", formatDuration(processorTime(rank[0]))}
			row = append(row, "`"+rank[1].Algo+"`", formatDuration(processorTime(rank[1])), longer(rank[1], rank[0]))
			if base := m.cells[matrixKey{p, Baseline, n}]; base != nil {
				row = append(row, formatDuration(processorTime(base)), longer(base, rank[0]))
			} else {
				row = append(row, "–", "–")
			}
			t.rows = append(t.rows, row)
		}
	}
	if len(t.rows) == 0 {
		return
	}
	fmt.Fprintf(b, "\n### %s\n\n%s\n\n", k.name, k.about)
	t.markdown(b)
	b.WriteByte('\n')
	slices.SortStableFunc(places, func(x, y place) int { return y.subs - x.subs })
	told := map[string]bool{}
	for _, r := range k.reasons {
		for _, at := range places {
			fast, slow := m.cells[matrixKey{at.preset, r.faster, at.subs}], m.cells[matrixKey{at.preset, r.slower, at.subs}]
			if fast == nil || slow == nil {
				continue
			}
			if processorTime(slow) >= clearly*processorTime(fast) {
				told[r.faster] = true
				fmt.Fprintf(b, "- `%s` is %s as fast as `%s` (`%s`, %s): %s\n", r.faster, longer(slow, fast), r.slower, at.preset, formatSubs(at.subs), r.why)
				break
			}
		}
	}
	// Who is ahead and has no reason above, at least has an idea.
	for _, at := range places {
		for _, r := range m.ranking(at.preset, at.subs)[:2] {
			if a, ok := catalog.Lookup(r.Algo); ok && !told[r.Algo] {
				told[r.Algo] = true
				fmt.Fprintf(b, "- `%s`, in short: %s.\n", r.Algo, a.Summary)
			}
		}
	}
}

// several is how many algorithms are to be measured with more subscriptions than most
// are, for the fastest of them to mean anything.
const several = 4

// guideSizes returns the size that most algorithms have, and the largest that several
// have.
func (m *matrix) guideSizes(preset string) []int {
	var out []int
	common, _ := m.common()
	for _, n := range m.sizes {
		if measured := len(m.ranking(preset, n)); measured < 2 || n > common && measured < several {
			continue
		}
		if n > common && len(out) > 0 && out[len(out)-1] > common {
			out = out[:len(out)-1]
		}
		if n >= common {
			out = append(out, n)
		}
	}
	return out
}

// longer writes how many times as long as the other a result takes.
func longer(r, than *Result) string { return significant(processorTime(r)/processorTime(than)) + "×" }

// kept is which part of its events per second an algorithm has to keep under churn to
// be said to take it well.
const kept = 0.8

// writeChanging writes what churn costs: tables of one goroutine, pictures of more.
func writeChanging(b *bytes.Buffer, churn []series, o ReportOptions) {
	if len(churn) == 0 {
		return
	}
	b.WriteString("\n### Changing\n\n" +
		"Subscriptions come and go while events are matched, in an engine. It puts new ones into a head that is looked at one\n" +
		"by one, and merges segments in the background, whatever the algorithm; so what churn costs is the algorithm's time to\n" +
		"build, and what the merges take of the processors.\n")
	for i := range churn {
		s := &churn[i]
		if !strings.HasSuffix(s.name, oneGoroutine) {
			writeChart(b, s.name, s.title, o)
			continue
		}
		last := s.xs[len(s.xs)-1]
		fmt.Fprintf(b, "\n**%s**\n\n", s.title)
		t := &grid{header: []string{"events per second"}}
		for _, x := range s.xs {
			t.header = append(t.header, s.label(x)+"/s")
		}
		t.header = append(t.header, "kept", "99th percentile", "at "+s.label(last)+"/s", "replaced per second")
		for _, algo := range s.algos {
			row := []string{"`" + algo + "`"}
			for _, x := range s.xs {
				row = append(row, s.known(algo, x, func(r *Result) string { return significant(r.EventsPerSec) }))
			}
			still, busy := s.cells[algo][s.xs[0]], s.cells[algo][last]
			part := "–"
			if still != nil && busy != nil && still.EventsPerSec > 0 {
				part = significant(100*busy.EventsPerSec/still.EventsPerSec) + " %"
			}
			row = append(row, part, s.known(algo, s.xs[0], func(r *Result) string { return formatDuration(r.P99NS) }),
				s.known(algo, last, func(r *Result) string { return formatDuration(r.P99NS) }),
				s.known(algo, last, func(r *Result) string { return significant(r.ChurnPerSecond) }))
			t.rows = append(t.rows, row)
		}
		t.markdown(b)
		s.writeWinner(b, last)
		writeChart(b, s.name, s.title, o)
	}
}

// writeWinner says which algorithm matches most events under the most churn, and
// whether that costs it much.
func (s *series) writeWinner(b *bytes.Buffer, last float64) {
	var best *Result
	for _, algo := range s.algos {
		if r := s.cells[algo][last]; r != nil && (best == nil || r.EventsPerSec > best.EventsPerSec) {
			best = r
		}
	}
	if best == nil {
		return
	}
	fmt.Fprintf(b, "\nWith %s replacements a second `%s` matches the most: %s events a second.", significant(last), best.Algo, significant(best.EventsPerSec))
	if still := s.cells[best.Algo][s.xs[0]]; still != nil && best.EventsPerSec >= kept*still.EventsPerSec {
		b.WriteString(" It keeps nearly what it has without churn, since a match takes no lock: it loads one snapshot, and merges run beside it.")
	}
	b.WriteByte('\n')
}

// known formats a result of the series, or a dash if there is none.
func (s *series) known(algo string, x float64, format func(*Result) string) string {
	if r := s.cells[algo][x]; r != nil {
		return format(r)
	}
	return "–"
}
