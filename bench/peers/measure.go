package main

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"slices"
	"time"
)

// figures are what a driver prints of a run, one object on a line. It is a part of
// the members of bench.Result; collect adds the others.
type figures struct {
	Events      int     `json:"events"`
	Build       float64 `json:"build_s"`
	BytesPerSub float64 `json:"bytes_per_sub"`
	Mean        float64 `json:"mean_ns"`
	CPUMean     float64 `json:"cpu_mean_ns,omitempty"`
	P50         float64 `json:"p50_ns"`
	P99         float64 `json:"p99_ns"`
	Max         float64 `json:"max_ns"`
	Matches     float64 `json:"matches_per_event"`
	Samples     int     `json:"samples"`
	Verified    bool    `json:"verified"`
	Skipped     string  `json:"skipped,omitempty"`
}

func (f figures) write(out io.Writer) error { return json.NewEncoder(out).Encode(f) }

// matcher appends the numbers of the subscriptions that an event matches, in any
// order. Events are known by their number.
type matcher func(dst []int32, event int) ([]int32, error)

// measure loads an engine, verifies it, and times complete passes until the time is
// over.
func measure(p peer, dir string, subs int, length time.Duration) (figures, error) {
	d, err := readDataset(dir, subs)
	if err != nil {
		return figures{}, err
	}
	if p.input == eventInput {
		if err := d.parse(); err != nil {
			return figures{}, err
		}
	}
	want, err := readExpected(dir, subs)
	if err != nil {
		return figures{}, err
	}
	load, err := p.prepare(d)
	if err != nil {
		return figures{}, err
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	before := liveHeap()
	begin := time.Now()
	match, err := load()
	if err != nil {
		return figures{}, err
	}
	f := figures{Events: len(want), Build: time.Since(begin).Seconds()}
	if _, err = match(nil, 0); err != nil {
		return f, err
	}
	f.BytesPerSub = float64(max(0, liveHeap()-before)) / float64(subs)
	runtime.KeepAlive(load) // what was made before counts for nothing
	if f.Skipped, f.Matches, err = verify(match, want); err != nil || f.Skipped != "" {
		return f, err
	}
	f.Verified = true
	err = f.time(match, len(want), length)
	runtime.KeepAlive(d)
	return f, err
}

// verify compares what the matcher says of each event with what is wanted. The
// answer is what is wrong, "" if nothing is, and the matches per event.
func verify(match matcher, want [][]int32) (wrong string, perEvent float64, err error) {
	var ids []int32
	total := 0
	for i, w := range want {
		if ids, err = match(ids[:0], i); err != nil {
			return "", 0, err
		}
		slices.Sort(ids)
		if !slices.Equal(ids, w) {
			return wrongAnswer(i, ids, w), 0, nil
		}
		total += len(ids)
	}
	return "", float64(total) / float64(len(want)), nil
}

// wrongAnswer says what is wrong with the sorted ids.
func wrongAnswer(event int, got, want []int32) string {
	count := func(a, b []int32) (n int) {
		for i, id := range a {
			if _, ok := slices.BinarySearch(b, id); !ok || i > 0 && a[i-1] == id {
				n++
			}
		}
		return n
	}
	return fmt.Sprintf("wrong answer: event %d, %d ids missing, %d extra or repeated, of %d",
		event, count(want, got), count(got, want), len(want))
}

// fastEvent is the mean below which reading the clock once an event would be a good
// part of what is measured.
const fastEvent = 2 * time.Microsecond

// passes adds up what passes over all events took.
type passes struct {
	events    int
	wall, cpu time.Duration
}

// time times complete passes over the events. The mean is of those that read no clock
// in between, if there are any.
func (f *figures) time(match matcher, events int, length time.Duration) error {
	runtime.GC()
	var ids []int32
	var times []float64
	var timed, plain passes
	pass := func(p *passes, each func()) error {
		begin, cpuBegin := time.Now(), threadCPU()
		for i := range events {
			var err error
			if ids, err = match(ids[:0], i); err != nil {
				return err
			}
			if each != nil {
				each()
			}
		}
		p.events += events
		p.wall += time.Since(begin)
		p.cpu += threadCPU() - cpuBegin
		return nil
	}
	for n := 0; timed.wall+plain.wall < length || n == 0; n++ {
		fast := timed.wall < fastEvent*time.Duration(timed.events)
		if n%2 == 1 && fast {
			if err := pass(&plain, nil); err != nil {
				return err
			}
			continue
		}
		last := time.Now()
		if err := pass(&timed, func() {
			now := time.Now()
			times = append(times, float64(now.Sub(last)))
			last = now
		}); err != nil {
			return err
		}
	}
	of := timed
	if plain.events > 0 {
		of = plain
	}
	f.Samples = timed.events + plain.events
	f.Mean = float64(of.wall) / float64(of.events)
	f.CPUMean = float64(of.cpu) / float64(of.events)
	slices.Sort(times)
	f.P50, f.P99, f.Max = times[len(times)/2], times[len(times)*99/100], times[len(times)-1]
	return nil
}

// liveHeap returns the bytes of live objects.
func liveHeap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
