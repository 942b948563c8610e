package main

import (
	"bytes"
	"image/color"
	"regexp"
)

// Colours of the drawing stand for roles until themed replaces them.
var (
	ink   = color.RGBA{R: 1, G: 1, B: 1, A: 255} // text and axes
	faint = color.RGBA{R: 2, G: 2, B: 2, A: 255} // grid
)

// paints are the colours of lines, light enough for a dark background and dark enough
// for a light one, and told apart by the colour-blind (after Okabe and Ito).
func paints() []color.RGBA {
	return []color.RGBA{
		{R: 0x00, G: 0x8f, B: 0xd0, A: 255}, // blue
		{R: 0xe0, G: 0x6a, B: 0x10, A: 255}, // vermilion
		{R: 0x00, G: 0x9e, B: 0x73, A: 255}, // green
		{R: 0xc0, G: 0x69, B: 0xa0, A: 255}, // purple
		{R: 0xb8, G: 0x8a, B: 0x00, A: 255}, // ochre
		{R: 0x7f, G: 0x86, B: 0x90, A: 255}, // grey
	}
}

func paint(i int) color.RGBA { return paints()[i%len(paints())] }

// themed makes text, axes and grid follow the reader's colour scheme.
func themed(svg []byte) []byte {
	const style = `<style>
.ink-fill{fill:#1f2328}.ink-line{stroke:#59636e}.faint-line{stroke:#d1d9e0}
@media(prefers-color-scheme:dark){.ink-fill{fill:#f0f6fc}.ink-line{stroke:#9198a1}.faint-line{stroke:#3d444d}}
text{font-family:system-ui,-apple-system,"Segoe UI","Liberation Sans",Arial,sans-serif!important}
</style>
`
	for _, r := range []struct{ from, class string }{
		{"fill:#010101", "ink-fill"}, {"stroke:#010101", "ink-line"}, {"stroke:#020202", "faint-line"},
	} {
		find := regexp.MustCompile(`style="([^"]*?)` + r.from + `;?([^"]*)"`)
		svg = find.ReplaceAll(svg, []byte(`class="`+r.class+`" style="$1$2"`))
	}
	at := bytes.Index(svg, []byte("<g "))
	return append(append(append([]byte{}, svg[:at]...), style...), svg[at:]...)
}
