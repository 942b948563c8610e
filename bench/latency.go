package bench

import (
	"slices"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// The range and the precision of latencies: from 1 ns to 1 h within 0.1 %.
const (
	maxLatency = int64(time.Hour)
	digits     = 3
)

// latencies collects the times of single events, in nanoseconds.
type latencies struct {
	histogram *hdrhistogram.Histogram
	sum       int64
	max       int64
	n         int64
}

func newLatencies() *latencies {
	return &latencies{histogram: hdrhistogram.New(1, maxLatency, digits)}
}

// record adds the times, less the cost of the clock that each has in it.
func (l *latencies) record(times []int64, clockCost int64) {
	for _, t := range times {
		t = min(max(0, t-clockCost), maxLatency)
		// Never fails within the range.
		_ = l.histogram.RecordValue(t)
		l.sum += t
		l.max = max(l.max, t)
	}
	l.n += int64(len(times))
}

func (l *latencies) merge(o *latencies) {
	l.histogram.Merge(o.histogram)
	l.sum += o.sum
	l.max = max(l.max, o.max)
	l.n += o.n
}

// mean returns the arithmetic mean, 0 of nothing.
func (l *latencies) mean() float64 {
	if l.n == 0 {
		return 0
	}
	return float64(l.sum) / float64(l.n)
}

// quantile returns the time that the given part of the events did not exceed. It
// is never above the maximum, as the upper end of a histogram's bucket may be.
func (l *latencies) quantile(q float64) float64 {
	return float64(min(l.max, l.histogram.ValueAtQuantile(100*q)))
}

// clock reads the monotonic clock, in nanoseconds since it was started. That is
// half the work of time.Now.
type clock struct{ begin time.Time }

func newClock() clock { return clock{time.Now()} }

func (c clock) now() int64 { return int64(time.Since(c.begin)) }

// cost returns what one reading takes: the median of many.
func (c clock) cost() int64 {
	var d [1001]int64
	for i := range d {
		t := c.now()
		d[i] = c.now() - t
	}
	slices.Sort(d[:])
	return d[len(d)/2]
}
