package bench

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/thresh-dev/thresh/gen"
)

// matrix is what all algorithms made of all presets, one goroutine and ids, of one
// machine. Algorithms of another size than their default have no place in it.
type matrix struct {
	presets []string // in the order of their listing
	algos   []string // fastest at the common size first
	sizes   []int    // ascending
	cells   map[matrixKey]*Result
	skipped map[matrixKey]string // why there is no figure
}

type matrixKey struct {
	workload, algo string
	subs           int
}

// newMatrix arranges results, of which there is one for each cell, and the reasons of
// those that have no figures.
func newMatrix(results, skipped []Result) *matrix {
	m := &matrix{cells: map[matrixKey]*Result{}, skipped: map[matrixKey]string{}}
	place := func(r *Result) (matrixKey, bool) {
		if r.Params != "" || r.Mode != IDs || r.InEngine() || strings.Contains(r.Algo, ":") {
			return matrixKey{}, false
		}
		m.presets = append(m.presets, r.Workload)
		m.algos = append(m.algos, r.Algo)
		m.sizes = append(m.sizes, r.Subs)
		return matrixKey{r.Workload, r.Algo, r.Subs}, true
	}
	for i := range results {
		if k, ok := place(&results[i]); ok {
			m.cells[k] = &results[i]
		}
	}
	for i := range skipped {
		if k, ok := place(&skipped[i]); ok && m.cells[k] == nil {
			m.skipped[k] = skipped[i].Skipped
		}
	}
	order := map[string]int{}
	for i, p := range gen.Presets() {
		order[p.Name] = i + 1
	}
	distinct := func(list []string, compare func(a, b string) int) []string {
		slices.SortFunc(list, compare)
		return slices.Compact(list)
	}
	m.presets = distinct(m.presets, func(a, b string) int { return cmp.Or(cmp.Compare(order[a], order[b]), cmp.Compare(a, b)) })
	m.algos = distinct(m.algos, cmp.Compare[string])
	slices.Sort(m.sizes)
	m.sizes = slices.Compact(m.sizes)
	if n, ok := m.common(); ok {
		m.sortAlgos(n)
	}
	return m
}

// common returns the largest number of subscriptions for which nearly as many cells
// have figures as for any, false if there are none for several algorithms.
func (m *matrix) common() (subs int, ok bool) {
	filled := map[int]int{}
	most := 0
	for k := range m.cells {
		filled[k.subs]++
		most = max(most, filled[k.subs])
	}
	for _, n := range slices.Backward(m.sizes) {
		if filled[n]*4 >= most*3 {
			return n, len(m.measured(n)) > 1
		}
	}
	return 0, false
}

// measured returns the algorithms that have a figure at the size.
func (m *matrix) measured(subs int) []string {
	return slices.DeleteFunc(slices.Clone(m.algos), func(algo string) bool {
		return !slices.ContainsFunc(m.presets, func(p string) bool { return m.cells[matrixKey{p, algo, subs}] != nil })
	})
}

// sortAlgos puts those first that are fastest in the geometric mean of how they stand
// to the fastest of each preset.
func (m *matrix) sortAlgos(subs int) {
	mean := map[string]float64{}
	for _, algo := range m.algos {
		sum, n := 0.0, 0
		for _, p := range m.presets {
			if r := m.cells[matrixKey{p, algo, subs}]; r != nil {
				sum += math.Log(processorTime(r) / processorTime(m.ranking(p, subs)[0]))
				n++
			}
		}
		mean[algo] = math.Inf(1)
		if n > 0 {
			mean[algo] = sum / float64(n)
		}
	}
	slices.SortStableFunc(m.algos, func(a, b string) int { return cmp.Compare(mean[a], mean[b]) })
}

// ranking returns the results of a preset and size, fastest first.
func (m *matrix) ranking(preset string, subs int) []*Result {
	var out []*Result
	for _, algo := range m.algos {
		if r := m.cells[matrixKey{preset, algo, subs}]; r != nil {
			out = append(out, r)
		}
	}
	sortBySpeed(out)
	return out
}

// table returns presets by algorithms. The cell is given the result and the best of
// the preset's by the value. Reasons of cells without figures are noted.
func (m *matrix) table(subs int, value func(*Result) float64, cell func(r, best *Result) string, notes *footnotes) *grid {
	algos := m.measured(subs)
	t := &grid{header: []string{formatSubs(subs) + " subscriptions"}}
	for _, algo := range algos {
		t.header = append(t.header, "`"+algo+"`")
	}
	for _, p := range m.presets {
		var best *Result
		var reasons []string
		for _, algo := range algos {
			k := matrixKey{p, algo, subs}
			if r := m.cells[k]; r != nil && (best == nil || value(r) < value(best)) {
				best = r
			}
			reasons = append(reasons, m.skipped[k])
		}
		if best == nil {
			notes.without(p, reasons)
			continue
		}
		row := []string{"`" + p + "`"}
		for _, algo := range algos {
			k := matrixKey{p, algo, subs}
			if r := m.cells[k]; r != nil {
				row = append(row, cell(r, best))
			} else {
				row = append(row, notes.mark(m.skipped[k]))
			}
		}
		t.rows = append(t.rows, row)
	}
	for _, algo := range m.algos {
		if slices.Contains(algos, algo) {
			continue
		}
		var reasons []string
		for _, p := range m.presets {
			reasons = append(reasons, m.skipped[matrixKey{p, algo, subs}])
		}
		notes.without(algo, reasons)
	}
	return t
}

// notMeasured is the reason of a cell that nothing is known of.
const notMeasured = "not measured"

// footnotes are the reasons of cells without figures, in the order of their letters.
type footnotes struct {
	texts []string
	// gone are the reasons of algorithms and presets that have no figure at all, and
	// names those that have the same.
	gone  []string
	names map[string][]string
}

// mark returns what stands for the figure, a letter that leads to the reason.
func (f *footnotes) mark(why string) string {
	why = cmp.Or(why, notMeasured)
	i := slices.Index(f.texts, why)
	if i < 0 {
		i = len(f.texts)
		f.texts = append(f.texts, why)
	}
	return "– (" + letters(i) + ")"
}

// without notes an algorithm or a preset that is not in the table.
func (f *footnotes) without(name string, reasons []string) {
	var distinct []string
	for _, why := range reasons {
		if why = cmp.Or(why, notMeasured); !slices.Contains(distinct, why) {
			distinct = append(distinct, why)
		}
	}
	why := strings.Join(distinct, "; ")
	if f.names == nil {
		f.names = map[string][]string{}
	}
	if f.names[why] == nil {
		f.gone = append(f.gone, why)
	}
	f.names[why] = append(f.names[why], "`"+name+"`")
}

// write writes the reasons below a table.
func (f *footnotes) write(b *bytes.Buffer) {
	if len(f.texts)+len(f.gone) > 0 {
		b.WriteByte('\n')
	}
	for i, text := range f.texts {
		fmt.Fprintf(b, "- (%s) %s\n", letters(i), text)
	}
	for _, why := range f.gone {
		fmt.Fprintf(b, "- %s: %s\n", strings.Join(f.names[why], ", "), why)
	}
}

// letters returns a, b, …, z, aa, ab, ….
func letters(i int) string {
	if i < 26 {
		return string(rune('a' + i))
	}
	return letters(i/26-1) + letters(i%26)
}

// relative writes how many times as long as the best a result takes, the best in bold
// with its time.
func relative(r, best *Result) string {
	text := "**" + formatDuration(processorTime(r)) + "**"
	if r != best {
		text = significant(processorTime(r)/processorTime(best)) + "×"
	}
	if !r.Verified {
		text += " †"
	}
	return text
}

// writeMatrix writes how all algorithms compare, at the common size and larger ones.
func writeMatrix(b *bytes.Buffer, m *matrix) {
	common, ok := m.common()
	if !ok {
		return
	}
	b.WriteString("\n## Every algorithm on every workload\n\n" +
		"The fastest of each workload with its time for an event, the others by how many times as long they take. Algorithms\n" +
		"that are fastest in the geometric mean come first.\n")
	for _, n := range m.sizes {
		if n < common || len(m.measured(n)) < 2 {
			continue
		}
		var notes footnotes
		b.WriteByte('\n')
		m.table(n, processorTime, relative, &notes).markdown(b)
		notes.write(b)
	}
}
