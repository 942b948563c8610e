package main

import (
	"bytes"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/thresh-dev/thresh/bench"
)

// The size of a picture, and of the column that its legend has.
const (
	px          = vg.Length(0.75) // pixels in points
	width       = 860 * px
	rowHeight   = 300 * px
	titleHeight = 30 * px
	legendWidth = 116 * px
	columns     = 2
	// A panel of names has a row for each.
	spanRow  = 21 * px
	spanRest = 80 * px
)

// picture draws the chart: two panels in a row, beside them the names of the lines.
func picture(c *bench.Chart) ([]byte, error) {
	names := lineNames(c)
	var plots [][]*plot.Plot
	var legend plot.Legend
	for i := range c.Panels {
		p, entries, err := panel(&c.Panels[i], names)
		if err != nil {
			return nil, err
		}
		if i%columns == 0 {
			plots = append(plots, nil)
		}
		if i == 0 {
			legend = entries
		}
		plots[len(plots)-1] = append(plots[len(plots)-1], p)
	}
	cols := min(columns, len(c.Panels))
	for last := &plots[len(plots)-1]; len(*last) < cols; {
		*last = append(*last, nil)
	}
	height := titleHeight + vg.Length(len(plots))*rowHeight
	named := c.Panels[0].Y.Scale == bench.Steps
	if named {
		height = titleHeight + spanRest + vg.Length(len(c.Panels[0].Y.Ticks))*spanRow
	}
	canvas := vgsvg.New(width, height)
	whole := draw.New(canvas)
	writeTitle(whole, c.Title)
	whole = draw.Crop(whole, 0, 0, 0, -titleHeight)
	if !named { // else the axis has the names
		legend.YOffs = -10 * px
		legend.Draw(draw.Crop(whole, width-legendWidth, 0, 0, 0))
		whole = draw.Crop(whole, 0, -legendWidth, 0, 0)
	}
	pad := 8 * px
	tiles := draw.Tiles{
		Rows: len(plots), Cols: cols, PadX: 3 * pad, PadY: 2 * pad,
		PadLeft: pad, PadRight: 2 * pad, PadTop: pad / 2, PadBottom: pad,
	}
	for i, row := range plot.Align(plots, tiles, whole) {
		for j, at := range row {
			if plots[i][j] != nil {
				plots[i][j].Draw(at)
			}
		}
	}
	var b bytes.Buffer
	if _, err := canvas.WriteTo(&b); err != nil {
		return nil, err
	}
	return themed(b.Bytes()), nil
}

func writeTitle(whole draw.Canvas, title string) {
	var style draw.TextStyle
	text(&style, 11)
	style.Handler = plot.DefaultTextHandler
	style.XAlign, style.YAlign = draw.XLeft, draw.YTop
	whole.FillText(style, vg.Point{X: 12 * px, Y: whole.Max.Y - 8*px}, title)
}

// text makes a style that of text, in points.
func text(s *draw.TextStyle, size vg.Length) {
	s.Color = ink
	s.Font.Typeface, s.Font.Variant, s.Font.Size = "Liberation", "Sans", size
}

// lineNames returns the names of all lines, in the order of how they look.
func lineNames(c *bench.Chart) []string {
	var names []string
	for i := range c.Panels {
		for _, l := range c.Panels[i].Lines {
			names = append(names, l.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// panel plots the lines, and returns the legend of them apart.
func panel(of *bench.Panel, names []string) (*plot.Plot, plot.Legend, error) {
	p := plot.New()
	p.BackgroundColor = nil // the page's own
	legend := plot.NewLegend()
	text(&legend.TextStyle, 9)
	legend.ThumbnailWidth = 20 * px
	legend.Padding = 2 * px
	legend.Top, legend.Left = true, true

	grid := plotter.NewGrid()
	for _, s := range []*draw.LineStyle{&grid.Horizontal, &grid.Vertical} {
		s.Color, s.Width, s.Dashes = faint, 0.5, nil
	}
	p.Add(grid)
	for _, l := range of.Lines {
		points := make(plotter.XYs, len(l.Points))
		for i, at := range l.Points {
			points[i] = plotter.XY{X: at.X, Y: at.Y}
		}
		line, marks, err := plotter.NewLinePoints(points)
		if err != nil {
			return nil, legend, err
		}
		look := lookOf(l.Name, names)
		line.Color, line.Width, line.Dashes = look.color, look.width, look.dashes
		marks.Color, marks.Shape, marks.Radius = look.color, look.shape, 2.5
		p.Add(line, marks)
		legend.Add(l.Name, line, marks)
	}
	x, y := reach(of)
	scale(&p.X, of.X, x)
	scale(&p.Y, of.Y, y)
	if of.Y.Scale == bench.Log { // whole decades, so that there always are two labels
		p.Y.Min, p.Y.Max = decadeBelow(y.low), decadeAbove(y.high)
	}
	return p, legend, nil
}

// span is the values of one direction.
type span struct{ low, high float64 }

func (s *span) add(v float64) { s.low, s.high = min(s.low, v), max(s.high, v) }

// reach returns what the points of a panel span.
func reach(of *bench.Panel) (x, y span) {
	x, y = span{math.Inf(1), math.Inf(-1)}, span{math.Inf(1), math.Inf(-1)}
	for _, l := range of.Lines {
		for _, at := range l.Points {
			x.add(at.X)
			y.add(at.Y)
		}
	}
	if x.low > x.high {
		x, y = span{1, 10}, span{1, 10}
	}
	return x, y
}

// scale sets an axis up.
func scale(a *plot.Axis, of bench.Axis, values span) {
	a.Color, a.Tick.Color = ink, ink
	text(&a.Label.TextStyle, 9)
	text(&a.Tick.Label, 8)
	a.Padding = 4
	a.Label.Text, a.Label.Padding = of.Label, 3
	a.Min, a.Max = values.low, values.high
	switch of.Scale {
	case bench.Log:
		a.Scale = plot.LogScale{}
		a.Tick.Marker = decades{formatOf(of.Unit)}
		if a.Min == a.Max {
			a.Min, a.Max = decadeBelow(a.Min), decadeAbove(a.Max)
		}
	case bench.Linear:
		a.Min = 0
		a.Tick.Marker = evenly{formatOf(of.Unit)}
	case bench.Steps:
		a.Tick.Marker = steps(of.Ticks)
		a.Min, a.Max = -0.3, float64(len(of.Ticks))-0.7
		if len(of.Label) == 0 { // names in a column need no line
			a.Width, a.Tick.Width = 0, 0
			a.Min, a.Max = -0.6, float64(len(of.Ticks))-0.4
		}
	}
}

func decadeBelow(v float64) float64 { return math.Pow(10, math.Floor(math.Log10(v))) }

// decadeAbove is greater than decadeBelow of the same.
func decadeAbove(v float64) float64 {
	return max(math.Pow(10, math.Ceil(math.Log10(v))), decadeBelow(v)*10)
}
