package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/thresh-dev/thresh/bench"
	"github.com/thresh-dev/thresh/bench/page"
)

// report is the command of that name.
func (p *program) report(args []string) error {
	dir := "results"
	flags := newFlags()
	flags.StringVar(&dir, "o", dir, "")
	if err := parse(flags, args); err != nil {
		return err
	}
	files := flags.Args()
	if len(files) == 0 {
		var err error
		if files, err = rawFiles(filepath.Join(dir, "raw")); err != nil {
			return err
		}
	}
	var results []bench.Result
	for _, name := range files {
		rs, err := readFile(name)
		if err != nil {
			return err
		}
		results = append(results, rs...)
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	note, err := os.ReadFile(filepath.Join(dir, "NOTE.md"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, f := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{"REPORT.md", func(w io.Writer) error {
			return bench.WriteReport(w, results, bench.ReportOptions{Chart: chartIn(dir), Note: string(note)})
		}},
		{"index.html", func(w io.Writer) error { return page.Write(w, results) }},
		{"results.bench", func(w io.Writer) error { return writeBenchmarks(w, results) }},
	} {
		name := filepath.Join(dir, f.name)
		if err := writeFile(name, f.write); err != nil {
			return err
		}
		if err := p.print(fmt.Sprintf("%s: %d results of %d files\n", name, len(results), len(files))); err != nil {
			return err
		}
	}
	return nil
}

// writeBenchmarks writes the results in the format of Go's benchmarks, for benchstat,
// but for those of outside engines.
func writeBenchmarks(w io.Writer, results []bench.Result) error {
	out, err := bench.NewWriter("benchfmt", w)
	if err != nil {
		return err
	}
	for i := range results {
		if results[i].Peer != "" {
			continue
		}
		if err := out.Write(results[i]); err != nil {
			return err
		}
	}
	return out.Close()
}

func readFile(name string) ([]bench.Result, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return bench.ReadResults(f, name)
}

// rawFiles returns the files of results in the directory, sorted by name.
func rawFiles(dir string) ([]string, error) {
	var out []string
	for _, ext := range []string{"json", "jsonl", "bench", "txt"} {
		found, err := filepath.Glob(filepath.Join(dir, "*."+ext))
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no results in %s (.json, .jsonl, .bench or .txt); write some with matchbench -format json -o FILE", dir)
	}
	slices.Sort(out)
	return out, nil
}

// chartIn finds the pictures that lie in the directory's charts.
func chartIn(dir string) func(name string) string {
	return func(name string) string {
		file := name + ".svg"
		if _, err := os.Stat(filepath.Join(dir, "charts", file)); err != nil {
			return ""
		}
		return "charts/" + file
	}
}
