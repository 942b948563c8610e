package bench

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// grid is a table of text: the first column to the left, the others to the right.
// A row of fewer cells than the header has ends with text that runs on.
type grid struct {
	header []string
	rows   [][]string
}

// write writes the grid for a terminal, columns two spaces apart.
func (t *grid) write(b *bytes.Buffer) {
	widths := make([]int, len(t.header))
	measure := func(row []string) {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	measure(t.header)
	for _, row := range t.rows {
		if len(row) == len(t.header) {
			measure(row)
		} else {
			measure(row[:1])
		}
	}
	line := func(row []string) {
		for i, cell := range row {
			pad := strings.Repeat(" ", max(0, widths[i]-utf8.RuneCountInString(cell)))
			switch {
			case i == 0 && len(row) == 1:
				b.WriteString(cell)
			case i == 0:
				b.WriteString(cell + pad)
			case len(row) < len(t.header):
				b.WriteString("  " + cell)
			default:
				b.WriteString("  " + pad + cell)
			}
		}
		b.WriteByte('\n')
	}
	line(t.header)
	for _, row := range t.rows {
		line(row)
	}
}

// markdown writes the grid as a table in Markdown. All rows are full.
func (t *grid) markdown(b *bytes.Buffer) {
	line := func(row []string) {
		for _, cell := range row {
			b.WriteString("| " + strings.ReplaceAll(cell, "|", `\|`) + " ")
		}
		b.WriteString("|\n")
	}
	line(t.header)
	b.WriteString("|---" + strings.Repeat("|---:", len(t.header)-1) + "|\n")
	for _, row := range t.rows {
		line(row)
	}
}
