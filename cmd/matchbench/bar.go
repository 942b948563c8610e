package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/thresh-dev/thresh/bench"
)

// barWidth is the number of characters of a full bar.
const barWidth = 20

// bar shows the progress on the last line of a terminal, and nothing elsewhere.
type bar struct {
	out  io.Writer // nil: nothing is shown
	line string    // what is there
}

func newBar(w io.Writer) *bar {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return &bar{}
	}
	return &bar{out: w}
}

// step shows what is being done.
func (b *bar) step(s bench.Step) {
	if b.out == nil {
		return
	}
	done := barWidth * s.Done / max(1, s.Total)
	b.show(fmt.Sprintf("[%s%s] %d/%d %s", strings.Repeat("=", done), strings.Repeat(" ", barWidth-done), s.Done, s.Total, s))
}

// reading shows that a file is being read.
func (b *bar) reading(name string) {
	if b.out != nil {
		b.show("reading " + name)
	}
}

// clear makes room for other output.
func (b *bar) clear() {
	if b.out != nil && b.line != "" {
		b.show("")
	}
}

// show puts the line in place of the one that is there.
func (b *bar) show(line string) {
	blank := strings.Repeat(" ", max(0, len(b.line)-len(line)))
	fmt.Fprintf(b.out, "\r%s%s\r%s", line, blank, line)
	b.line = line
}
