package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"time"

	"github.com/thresh-dev/thresh/bench"
)

// collectCommand reads the line of a driver and completes it to a result. Of the
// lines of matchbench it takes those that there are. With a reason it reads nothing,
// and writes a line that says why there are no figures.
func collectCommand(args []string, in io.Reader, out io.Writer) error {
	var r bench.Result
	fs := flag.NewFlagSet("collect", flag.ContinueOnError)
	fs.StringVar(&r.Workload, "workload", "", "")
	fs.StringVar(&r.Algo, "algo", "", "")
	fs.StringVar(&r.Params, "params", "", "")
	fs.IntVar(&r.Subs, "subs", 0, "")
	fs.IntVar(&r.Attrs, "attrs", 0, "")
	fs.IntVar(&r.Events, "events", 0, "")
	fs.Uint64Var(&r.Seed, "seed", 42, "")
	fs.StringVar(&r.Peer, "peer", "", "")
	fs.StringVar(&r.Input, "input", "event", "")
	reason := fs.String("reason", "", "")
	if err := parse(fs, args); err != nil {
		return err
	}
	r.Mode, r.Parallel = bench.IDs, 1
	r.Host = bench.ThisHost(time.Now())
	if *reason != "" {
		r.Skipped = *reason
		return writeResult(out, r)
	}
	data, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	lines := 0
	for line := range bytes.Lines(data) {
		one := r
		if err := json.Unmarshal(line, &one); err != nil {
			return fmt.Errorf("line %d of the driver: %w", lines+1, err)
		}
		if one.MeanNS > 0 && one.EventsPerSec == 0 {
			one.EventsPerSec = 1e9 / one.MeanNS
		}
		if one.Verified && one.VerifiedEvents == 0 {
			one.VerifiedEvents = one.Events
		}
		if err := writeResult(out, one); err != nil {
			return err
		}
		lines++
	}
	if lines == 0 {
		return fmt.Errorf("%s: no line of the driver", r.Algo)
	}
	return nil
}

func writeResult(out io.Writer, r bench.Result) error {
	r.Round()
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return enc.Encode(r)
}
