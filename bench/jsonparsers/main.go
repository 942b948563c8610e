package main

import (
	"cmp"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/thresh-dev/thresh/internal/citylots"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("jsonparsers", flag.ContinueOnError)
	flags.SetOutput(stderr)
	n := flags.Int("lines", 50_000, "read so many `lines`, of all that there are at most")
	rounds := flags.Int("rounds", 5, "time each parser so many times, in turn, and take the least")
	if flags.Parse(args) != nil || flags.NArg() > 0 || *n < 1 || *rounds < 1 {
		return 2
	}
	lines, err := citylots.Lines()
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	if err := compare(stdout, lines[:min(*n, len(lines))], *rounds); err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	return 0
}

// compare verifies the parsers, times them, and prints the table.
func compare(w io.Writer, lines [][]byte, rounds int) error {
	all := parsers()
	if err := verify(all, lines); err != nil {
		return err
	}
	costs := make([]cost, len(all))
	for range rounds {
		for i, p := range all {
			costs[i].add(measure(p, lines))
		}
	}
	print(w, all, costs)
	return nil
}

// verify says whether all parsers give the answers of the first.
func verify(all []parser, lines [][]byte) error {
	for _, line := range lines {
		want, err := all[0].read(line)
		if err != nil {
			return fmt.Errorf("%s: %w: %s", all[0].name, err, line)
		}
		want = answer{strings.Clone(want.lot), strings.Clone(want.street), strings.Clone(want.shape)}
		for _, p := range all[1:] {
			got, err := p.read(line)
			if err != nil {
				return fmt.Errorf("%s: %w: %s", p.name, err, line)
			}
			if got != want {
				return fmt.Errorf("%s reads %+v, not %+v: %s", p.name, got, want, line)
			}
		}
	}
	return nil
}

// cost is the least that a line took.
type cost struct {
	ns, allocs float64
	measured   bool
}

func (c *cost) add(o cost) {
	if !c.measured || o.ns < c.ns {
		*c = o
	}
}

// measure reads all lines once, and counts the processor time of this thread.
func measure(p parser, lines [][]byte) cost {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := threadTime()
	for _, line := range lines {
		if _, err := p.read(line); err != nil {
			panic(err) // it was read before
		}
	}
	spent := threadTime() - start
	runtime.ReadMemStats(&after)
	n := float64(len(lines))
	return cost{float64(spent.Nanoseconds()) / n, float64(after.Mallocs-before.Mallocs) / n, true}
}

func threadTime() time.Duration {
	var t unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t)
	return time.Duration(t.Nano())
}

// print writes the parsers by their cost.
func print(w io.Writer, all []parser, costs []cost) {
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(costs[a].ns, costs[b].ns) })
	fmt.Fprintf(w, "%-32s %9s %7s %7s  accepts what is wrong in\n", "parser", "ns/line", "ratio", "allocs")
	for _, i := range order {
		var lets []string
		for _, f := range flaws {
			if !refuses(all[i], f) {
				lets = append(lets, f.name)
			}
		}
		what := strings.Join(lets, ", ")
		if what == "" {
			what = "nothing"
		}
		fmt.Fprintf(w, "%-32s %9.0f %7.2f %7.1f  %s\n", all[i].name, costs[i].ns, costs[i].ns/costs[0].ns, costs[i].allocs, what)
	}
}
