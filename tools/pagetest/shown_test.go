package pagetest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/bench"
)

func quoted(s string) string {
	text, err := json.Marshal(s)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// row is a row of the table that is shown.
type row struct{ Workload, Algo, Subs, Figure string }

// table returns the rows with the figure of the column named.
func (b *tab) table(column string) []row {
	b.t.Helper()
	return eval[[]row](b, `(() => {
		const heads = [...document.querySelectorAll('#table th:not([hidden])')].map((th) => th.dataset.key);
		const at = (tr, key) => tr.cells[heads.indexOf(key)].textContent;
		return [...document.querySelectorAll('#table tbody tr')].map((tr) => ({
			Workload: at(tr, 'workload'), Algo: at(tr, 'algo'), Subs: at(tr, 'subs'), Figure: at(tr, `+quoted(column)+`),
		}));
	})()`)
}

// vertex is where a line has a point, in pixels.
type vertex struct{ X, Y float64 }

// panel is what a chart of lines shows: their vertices by algorithm, and what is
// written along its axes, with its pixel.
type panel struct {
	Lines  map[string][]vertex
	Along  map[string]float64
	Upward map[string]float64
}

// panels returns all charts, by title.
func (b *tab) panels() map[string]panel {
	b.t.Helper()
	drawn := eval[map[string]struct {
		Paths         map[string]string
		Along, Upward map[string]float64
	}](b, `Object.fromEntries([...document.querySelectorAll('#panels figure')].map((f) => {
		const ticks = (anchor, axis) => Object.fromEntries([...f.querySelectorAll('.tick[text-anchor=' + anchor + ']')].map((e) =>
			[e.textContent, Number(e.getAttribute(axis))]));
		return [f.dataset.title, {
			Paths: Object.fromEntries([...f.querySelectorAll('.plot > svg .series:not(.label)')].map((s) =>
				[s.dataset.algo, s.querySelector('.line')?.getAttribute('d') ?? ''])),
			Along: ticks('middle', 'x'), Upward: ticks('end', 'y'),
		}];
	}))`)
	number := regexp.MustCompile(`[ML](-?[\d.]+) (-?[\d.]+)`)
	out := map[string]panel{}
	for title, of := range drawn {
		p := panel{map[string][]vertex{}, of.Along, of.Upward}
		for algo, path := range of.Paths {
			p.Lines[algo] = nil
			for _, m := range number.FindAllStringSubmatch(path, -1) {
				x, err := strconv.ParseFloat(m[1], 64)
				require.NoError(b.t, err)
				y, err := strconv.ParseFloat(m[2], 64)
				require.NoError(b.t, err)
				p.Lines[algo] = append(p.Lines[algo], vertex{x, y})
			}
		}
		out[title] = p
	}
	return out
}

func (b *tab) titles() []string {
	b.t.Helper()
	return eval[[]string](b, `[...document.querySelectorAll('#panels figure')].map((f) => f.dataset.title)`)
}

// bars returns the algorithms of a panel of one size from the top, and the figures.
func (b *tab) bars(title string) (algos, figures []string) {
	b.t.Helper()
	at := `[...document.querySelectorAll('#panels figure')].find((f) => f.dataset.title === ` + quoted(title) + `).querySelectorAll('.series `
	return eval[[]string](b, `[...`+at+`.name')].map((e) => e.textContent)`),
		eval[[]string](b, `[...`+at+`.value')].map((e) => e.textContent)`)
}

// point is one figure at its place along an axis.
type point struct{ x, y float64 }

// requireLines requires that a panel's lines are those of the points, mapped by one
// scale along and one upwards, on which what is written at the axes lies as well:
// nanoseconds upwards, and along what text makes of the points' places.
func requireLines(t *testing.T, p panel, want map[string][]point, text func(float64) string, logx, logy bool) {
	t.Helper()
	require.ElementsMatch(t, slices.Collect(maps.Keys(want)), slices.Collect(maps.Keys(p.Lines)))
	scaled := func(x float64, log bool) float64 {
		if log {
			return math.Log10(x)
		}
		return x
	}
	var xs, ys [][2]float64 // on the scale, in pixels
	written := map[string]bool{}
	for algo, points := range want {
		require.Len(t, p.Lines[algo], len(points), algo)
		for i, at := range points {
			xs = append(xs, [2]float64{scaled(at.x, logx), p.Lines[algo][i].X})
			ys = append(ys, [2]float64{scaled(at.y, logy), p.Lines[algo][i].Y})
			if pixel, found := p.Along[text(at.x)]; found {
				xs = append(xs, [2]float64{scaled(at.x, logx), pixel})
				written[text(at.x)] = true
			}
		}
	}
	require.Len(t, written, len(p.Along), "nothing else is written along the axis: %v", p.Along)
	require.GreaterOrEqual(t, len(written), 2)
	require.GreaterOrEqual(t, len(p.Upward), 2)
	for figure, pixel := range p.Upward {
		ns, err := strconv.ParseFloat(strings.TrimSuffix(figure, " ns"), 64)
		require.NoError(t, err)
		ys = append(ys, [2]float64{scaled(ns, logy), pixel})
	}
	requireAffine(t, xs, 1)
	requireAffine(t, ys, -1)
}

// requireAffine requires that one straight line maps the first of each pair to the
// second, up or down as the sign says.
func requireAffine(t *testing.T, pairs [][2]float64, sign float64) {
	t.Helper()
	first := func(a, b [2]float64) int { return cmp.Compare(a[0], b[0]) }
	lo, hi := slices.MinFunc(pairs, first), slices.MaxFunc(pairs, first)
	slope := (hi[1] - lo[1]) / (hi[0] - lo[0])
	require.Positive(t, slope*sign)
	require.Greater(t, math.Abs(hi[1]-lo[1]), 30.0, "pixels are used")
	for _, p := range pairs {
		require.InDelta(t, lo[1]+slope*(p[0]-lo[0]), p[1], 0.2, fmt.Sprint(pairs))
	}
}

// rgb is a colour as a browser computes it.
var rgb = regexp.MustCompile(`rgba?\((\d+), (\d+), (\d+)`)

// contrast returns the contrast of two colours, from 1 to 21, as WCAG defines it.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	luminance := func(text string) float64 {
		m := rgb.FindStringSubmatch(text)
		require.NotNil(t, m, text)
		sum := 0.0
		for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
			c, err := strconv.ParseFloat(m[i+1], 64)
			require.NoError(t, err)
			c /= 255
			if c <= 0.04045 {
				c /= 12.92
			} else {
				c = math.Pow((c+0.055)/1.055, 2.4)
			}
			sum += weight * c
		}
		return sum
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// sizeText is how the page writes a number of subscriptions, of thousands or millions.
func sizeText(n float64) string {
	if n >= 1e6 {
		return fmt.Sprintf("%gM", n/1e6)
	}
	return fmt.Sprintf("%gk", n/1e3)
}

// rowsOf returns the rows that the table is to have of results, as inOrder has them.
func rowsOf(results []bench.Result, figure func(*bench.Result) float64) []row {
	var out []row
	for i := range results {
		r := &results[i]
		out = append(out, row{r.Workload, r.Algo, sizeText(float64(r.Subs)), fmt.Sprintf("%.0f ns", figure(r))})
	}
	return inOrder(out)
}

// inOrder sorts rows.
func inOrder(rows []row) []row {
	slices.SortFunc(rows, func(a, b row) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return rows
}
