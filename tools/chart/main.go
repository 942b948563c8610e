// Chart draws the pictures of results/: for each workload time, memory and building
// over the number of subscriptions and how latencies spread, and the figures over
// parameters of workloads, churn and goroutines.
//
//	chart [-o DIR] files
//
// The files are results as matchbench writes them. DIR (results/charts) gets one SVG
// a chart, which suits itself to light and dark backgrounds; those that are there are
// removed. The same results always give the same pictures.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/thresh-dev/thresh/bench"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("chart", flag.ContinueOnError)
	flags.SetOutput(stderr)
	dir := flags.String("o", "results/charts", "the `directory` to write to")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	n, err := drawAll(*dir, flags.Args())
	if err != nil {
		fmt.Fprintf(stderr, "chart: %v\n", err)
		return 1
	}
	fmt.Fprintf(stdout, "%s: %d charts\n", *dir, n)
	return 0
}

// drawAll writes the charts of the files' results to the directory, and returns their
// number.
func drawAll(dir string, files []string) (int, error) {
	var results []bench.Result
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return 0, err
		}
		rs, err := bench.ReadResults(f, name)
		if err := errors.Join(err, f.Close()); err != nil {
			return 0, err
		}
		results = append(results, rs...)
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return 0, err
	}
	old, err := filepath.Glob(filepath.Join(dir, "*.svg"))
	if err != nil {
		return 0, err
	}
	for _, name := range old {
		if err := os.Remove(name); err != nil {
			return 0, err
		}
	}
	charts := bench.Charts(results)
	for _, c := range charts {
		svg, err := picture(&c)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", c.Name, err)
		}
		if err := os.WriteFile(filepath.Join(dir, c.Name+".svg"), svg, 0o666); err != nil {
			return 0, err
		}
	}
	return len(charts), nil
}
