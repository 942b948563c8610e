package main

import (
	"math"
	"strconv"

	"gonum.org/v1/plot"

	"github.com/thresh-dev/thresh/bench"
)

// decades ticks powers of ten, and two to nine times them: without a label, or with
// some if there are few.
type decades struct{ format func(float64) string }

// fewDecades is below how many of them two and five times a power have labels.
const fewDecades = 1.5

// Ticks returns the ticks between the ends of an axis.
func (d decades) Ticks(low, high float64) []plot.Tick {
	few := math.Log10(high/low) < fewDecades
	var ticks []plot.Tick
	for p := math.Pow(10, math.Floor(math.Log10(low))); p <= high*1.0001; p *= 10 {
		for m := 1.0; m < 10; m++ {
			v := p * m
			if v < low*0.9999 || v > high*1.0001 {
				continue
			}
			t := plot.Tick{Value: v}
			if m == 1 || few && (m == 2 || m == 5) {
				t.Label = d.format(v)
			}
			ticks = append(ticks, t)
		}
	}
	return ticks
}

// evenly ticks multiples of a round number.
type evenly struct{ format func(float64) string }

// Ticks returns the ticks between the ends of an axis.
func (e evenly) Ticks(low, high float64) []plot.Tick {
	step := math.Pow(10, math.Floor(math.Log10(high-low)))
	for _, part := range []float64{0.5, 0.4, 0.5} { // 5, 2 and 1 times a power of ten
		if (high-low)/step >= 4 {
			break
		}
		step *= part
	}
	var ticks []plot.Tick
	for i := math.Ceil(low / step); i*step <= high*1.0001; i++ {
		ticks = append(ticks, plot.Tick{Value: i * step, Label: e.format(i * step)})
	}
	return ticks
}

// steps ticks positions with names.
type steps []string

// Ticks returns all ticks.
func (s steps) Ticks(_, _ float64) []plot.Tick {
	var ticks []plot.Tick
	for i, name := range s {
		ticks = append(ticks, plot.Tick{Value: float64(i), Label: name})
	}
	return ticks
}

// formatOf returns how values of the unit are written.
func formatOf(u bench.Unit) func(float64) string {
	switch u {
	case bench.Nanoseconds:
		return duration
	case bench.Bytes:
		return size
	case bench.Number:
		return count
	}
	return count
}

// scaled writes a value below 1000 times the largest unit that fits.
func scaled(x float64, step float64, units ...string) string {
	i := 0
	for x >= step*0.9999 && i < len(units)-1 {
		x /= step
		i++
	}
	return strconv.FormatFloat(x, 'g', 4, 64) + units[i]
}

func count(x float64) string    { return scaled(x, 1000, "", "k", "M", "G") }
func duration(x float64) string { return scaled(x, 1000, " ns", " µs", " ms", " s") }
func size(x float64) string     { return scaled(x, 1000, " B", " kB", " MB") }
