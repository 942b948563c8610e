package main

import (
	"bytes"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/thresh-dev/thresh/bench"
)

// The size of a picture. A panel of it has half the width.
const (
	width  = 820 * vg.Length(0.75) // pixels in points
	height = 330 * vg.Length(0.75)
)

// The legend of many lines.
const (
	maxInside   = 5 // lines whose names have room inside a panel
	legendWidth = 70 * vg.Length(0.75)
	legendTop   = 40 * vg.Length(0.75)
)

// picture draws the chart: time to the left, memory to the right.
func picture(c *bench.Chart) ([]byte, error) {
	time, err := panel(c, "time per event", func(r *bench.Result) float64 { return r.MeanNS }, duration)
	if err != nil {
		return nil, err
	}
	memory, err := panel(c, "memory per subscription", func(r *bench.Result) float64 { return r.BytesPerSub }, size)
	if err != nil {
		return nil, err
	}
	time.Title.Text = c.Title
	memory.Title.Text = " " // as high as the other's
	time.Legend.Top, time.Legend.Left = true, true
	memory.Legend = plot.NewLegend()

	canvas := vgsvg.New(width, height)
	whole := draw.New(canvas)
	if len(c.Lines) > maxInside { // beside the panels, where they hide no line
		legend := time.Legend
		time.Legend = plot.NewLegend()
		legend.XOffs, legend.YOffs = 0, -legendTop
		legend.Draw(draw.Crop(whole, width-legendWidth, 0, 0, 0))
		whole = draw.Crop(whole, 0, -legendWidth, 0, 0)
	}
	pad := 2 * vg.Millimeter
	tiles := draw.Tiles{Rows: 1, Cols: 2, PadX: 3 * pad, PadLeft: pad, PadRight: 2 * pad, PadTop: pad, PadBottom: pad}
	panels := [][]*plot.Plot{{time, memory}}
	for i, at := range plot.Align(panels, tiles, whole)[0] {
		panels[0][i].Draw(at)
	}
	var b bytes.Buffer
	if _, err := canvas.WriteTo(&b); err != nil {
		return nil, err
	}
	return themed(b.Bytes()), nil
}

// panel plots one figure of all results over the number of subscriptions, both on
// logarithmic scales.
func panel(c *bench.Chart, label string, value func(*bench.Result) float64, format func(float64) string) (*plot.Plot, error) {
	p := plot.New()
	p.BackgroundColor = nil // the page's own
	text := func(s *draw.TextStyle, size vg.Length) {
		s.Color = ink
		s.Font.Typeface, s.Font.Variant, s.Font.Size = "Liberation", "Sans", size
	}
	text(&p.Title.TextStyle, 11)
	p.Title.Padding = 6
	text(&p.Legend.TextStyle, 9)
	p.Legend.ThumbnailWidth = 16
	p.Legend.XOffs, p.Legend.YOffs = 8, -16
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.Scale = plot.LogScale{}
		a.Color, a.Tick.Color = ink, ink
		text(&a.Label.TextStyle, 9)
		text(&a.Tick.Label, 8)
		a.Padding = 4
	}
	p.X.Label.Text, p.Y.Label.Text = "subscriptions", label
	p.X.Tick.Marker = decades{count}
	p.Y.Tick.Marker = decades{format}

	grid := plotter.NewGrid()
	for _, s := range []*draw.LineStyle{&grid.Horizontal, &grid.Vertical} {
		s.Color, s.Width, s.Dashes = faint, 0.5, nil
	}
	p.Add(grid)
	low, high := math.Inf(1), math.Inf(-1)
	var names []string
	for _, l := range c.Lines {
		names = append(names, l.Name)
	}
	slices.Sort(names)
	for _, l := range c.Lines {
		i := slices.Index(names, l.Name) // an algorithm looks the same in all charts
		var points plotter.XYs
		for j := range l.Results {
			if v := value(&l.Results[j]); v > 0 {
				points = append(points, plotter.XY{X: float64(l.Results[j].Subs), Y: v})
				low, high = min(low, v), max(high, v)
			}
		}
		if len(points) == 0 {
			continue
		}
		line, marks, err := plotter.NewLinePoints(points)
		if err != nil {
			return nil, err
		}
		line.Color, line.Width = paint(i), 1.5
		line.Dashes = dashes(i)
		marks.Color, marks.Shape, marks.Radius = paint(i), shape(i), 2.5
		p.Add(line, marks)
		p.Legend.Add(l.Name, line, marks)
	}
	if low > high {
		low, high = 1, 10
	}
	// Whole decades, so that there always are two ticks at least.
	p.Y.Min = math.Pow(10, math.Floor(math.Log10(low)))
	p.Y.Max = math.Pow(10, math.Max(math.Ceil(math.Log10(high)), math.Floor(math.Log10(low))+1))
	return p, nil
}

// shape tells the lines apart where colours do not.
func shape(i int) draw.GlyphDrawer {
	shapes := []draw.GlyphDrawer{
		draw.CircleGlyph{}, draw.BoxGlyph{}, draw.PyramidGlyph{}, draw.RingGlyph{}, draw.SquareGlyph{}, draw.TriangleGlyph{},
	}
	return shapes[i%len(shapes)]
}

// dashes tells the lines apart whose colours are the same.
func dashes(i int) []vg.Length {
	if i < len(paints()) {
		return nil
	}
	return []vg.Length{4, 2}
}

// decades ticks powers of ten, and two to nine times them without a label.
type decades struct{ format func(float64) string }

// Ticks returns the ticks between the ends of an axis.
func (d decades) Ticks(low, high float64) []plot.Tick {
	var ticks []plot.Tick
	for p := math.Pow(10, math.Floor(math.Log10(low))); p <= high*1.0001; p *= 10 {
		for m := 1.0; m < 10; m++ {
			v := p * m
			if v < low*0.9999 || v > high*1.0001 {
				continue
			}
			t := plot.Tick{Value: v}
			if m == 1 {
				t.Label = d.format(v)
			}
			ticks = append(ticks, t)
		}
	}
	return ticks
}

// scaled writes a power of ten below 1000 times the largest unit that fits.
func scaled(x float64, step float64, units ...string) string {
	i := 0
	for x >= step*0.9999 && i < len(units)-1 {
		x /= step
		i++
	}
	return strconv.FormatFloat(x, 'g', 4, 64) + units[i]
}

func count(x float64) string    { return scaled(x, 1000, "", "k", "M", "G") }
func duration(x float64) string { return scaled(x, 1000, " ns", " µs", " ms", " s") }
func size(x float64) string     { return scaled(x, 1000, " B", " kB", " MB") }
