package bench

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/perf/benchfmt"
)

// ReadError says what is wrong with a file of results, and where.
type ReadError struct {
	File string
	Line int // from 1
	Err  error
}

func (e *ReadError) Error() string { return fmt.Sprintf("%s:%d: %v", e.File, e.Line, e.Err) }

// Unwrap returns the cause.
func (e *ReadError) Unwrap() error { return e.Err }

var (
	errNoCell    = errors.New("bench: a result needs workload, algo, subs and mode")
	errNoFigures = errors.New("bench: a result needs mean_ns")
)

// ReadResults reads results in the JSON form, or else in the Go benchmark format,
// which does not tell all that the JSON form does. Benchmarks of other names are
// left out. The name of the file is for errors. The error is a *ReadError, or the
// reader's.
func ReadResults(in io.Reader, file string) ([]Result, error) {
	data, err := io.ReadAll(in)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		return readJSON(data, file)
	}
	return readBench(data, file)
}

func readJSON(data []byte, file string) ([]Result, error) {
	var out []Result
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		var r Result
		if err := json.Unmarshal(line, &r); err != nil {
			return nil, &ReadError{file, n, err}
		}
		if err := complete(&r); err != nil {
			return nil, &ReadError{file, n, err}
		}
		out = append(out, r)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return out, nil
}

func complete(r *Result) error {
	switch {
	case r.Peer != "" && r.Skipped != "" && r.Workload != "" && r.Algo != "":
	case r.Workload == "" || r.Algo == "" || r.Subs <= 0 || r.Mode == "":
		return errNoCell
	case r.MeanNS <= 0 && r.Skipped == "":
		return errNoFigures
	}
	r.Parallel = max(1, r.Parallel)
	return nil
}

func readBench(data []byte, file string) ([]Result, error) {
	var out []Result
	in := benchfmt.NewReader(bytes.NewReader(data), file)
	for in.Scan() {
		switch rec := in.Result().(type) {
		case *benchfmt.SyntaxError:
			return nil, &ReadError{rec.FileName, rec.Line, errors.New(rec.Msg)}
		case *benchfmt.Result:
			r, ok, err := benchResult(rec)
			if err != nil {
				name, line := rec.Pos()
				return nil, &ReadError{name, line, err}
			}
			if ok {
				out = append(out, r)
			}
		}
	}
	if err := in.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return out, nil
}

// benchResult is the inverse of benchWriter.Write, as far as that goes.
func benchResult(rec *benchfmt.Result) (r Result, ok bool, err error) {
	base, parts := rec.Name.Parts()
	if string(base) != "Match" {
		return r, false, nil
	}
	for _, part := range parts {
		if n, found := strings.CutPrefix(string(part), "-"); found {
			r.Parallel, err = strconv.Atoi(n)
		} else {
			key, value, _ := strings.Cut(strings.TrimPrefix(string(part), "/"), "=")
			switch key {
			case "algo":
				r.Algo = value
			case "workload":
				r.Workload = value
			case "subs":
				r.Subs, err = strconv.Atoi(value)
			case "params":
				r.Params = value
			case "engine":
				r.Engine = value == "true"
			case "churn":
				r.Churn, err = strconv.ParseFloat(value, 64)
			case "mode":
				r.Mode = Mode(value)
			}
		}
		if err != nil {
			return r, false, err
		}
	}
	for _, v := range rec.Values {
		value, unit := v.Value, v.Unit
		if v.OrigUnit != "" {
			value, unit = v.OrigValue, v.OrigUnit
		}
		switch unit {
		case "ns/op":
			r.MeanNS = value
		case "p50-ns":
			r.P50NS = value
		case "p99-ns":
			r.P99NS = value
		case "max-ns":
			r.MaxNS = value
		case "events/s":
			r.EventsPerSec = value
		case "B/sub":
			r.BytesPerSub = value
		case "matches/op":
			r.MatchesPerEv = value
		case "build-s":
			r.BuildSeconds = value
		case "cpu-ns":
			r.CPUMeanNS = value
		case "read-B/op":
			r.BytesPerEvent = value
		}
	}
	r.Samples = rec.Iters
	r.Go, r.OS, r.Arch = rec.GetConfig("toolchain"), rec.GetConfig("goos"), rec.GetConfig("goarch")
	r.CPU, r.Commit, r.Date = rec.GetConfig("cpu"), rec.GetConfig("commit"), rec.GetConfig("date")
	if cores := rec.GetConfig("cores"); cores != "" {
		if r.Cores, err = strconv.Atoi(cores); err != nil {
			return r, false, err
		}
	}
	return r, true, complete(&r)
}
