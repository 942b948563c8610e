package main

import (
	"image/color"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/thresh-dev/thresh/bench"
	"github.com/thresh-dev/thresh/index/catalog"
)

// look tells a line from others.
type look struct {
	color  color.RGBA
	width  vg.Length
	dashes []vg.Length
	shape  draw.GlyphDrawer
}

// lookOf returns the look of a line. An algorithm of the catalog looks the same in all
// charts; other lines look by their place among the names of theirs.
func lookOf(name string, names []string) look {
	known := []string{bench.Featured, bench.Baseline}
	for _, a := range catalog.All() {
		if !slices.Contains(known, a.Name) {
			known = append(known, a.Name)
		}
	}
	i := slices.Index(known, name)
	if i < 0 {
		others := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return slices.Contains(known, n) })
		i = slices.Index(others, name)
		if len(others) < len(names) { // beside algorithms of the catalog
			i += len(known)
		}
	}
	l := look{color: paint(i), width: 1.2, shape: shape(i)}
	if name == bench.Featured {
		l.width = 2.2
	}
	// The second and third round of colours are dashed, and dotted.
	switch i / len(paints()) % 3 {
	case 1:
		l.dashes = []vg.Length{5, 2}
	case 2:
		l.dashes = []vg.Length{1.5, 1.5}
	}
	return l
}

// shape tells lines apart where colours do not.
func shape(i int) draw.GlyphDrawer {
	shapes := []draw.GlyphDrawer{
		draw.CircleGlyph{}, draw.BoxGlyph{}, draw.PyramidGlyph{}, draw.RingGlyph{}, draw.SquareGlyph{}, draw.TriangleGlyph{}, draw.CrossGlyph{},
	}
	return shapes[i%len(shapes)]
}
