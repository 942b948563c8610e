package bench

import "math"

// Growth is how what an algorithm takes grows with the number of subscriptions, if
// further ones are like these.
type Growth struct {
	// Exponent is the x of time ∝ n^x that fits all sizes best.
	Exponent float64 `json:"exponent"`
	// At is a number of subscriptions, ten times as many as were measured. LowNS and
	// HighNS are the mean time of an event there: by Exponent, and by the last two
	// sizes alone.
	At     int     `json:"at"`
	LowNS  float64 `json:"low_ns"`
	HighNS float64 `json:"high_ns"`
	// Bytes continues the line through the last two sizes.
	Bytes float64 `json:"bytes"`
}

// growthFactor is how far Growth looks ahead.
const growthFactor = 10

// growthOf returns the growth that results of ascending sizes show, nil if they are
// less than two. cost is the time that counts.
func growthOf(rs []Result, cost func(*Result) float64) *Growth {
	if len(rs) < 2 {
		return nil
	}
	times := make([]point, len(rs))
	for i := range rs {
		times[i] = point{float64(rs[i].Subs), cost(&rs[i])}
	}
	last := &rs[len(rs)-1]
	whole, end := exponent(times), exponent(times[len(times)-2:])
	if math.IsNaN(whole) || math.IsNaN(end) {
		return nil
	}
	g := &Growth{Exponent: round(whole), At: growthFactor * last.Subs}
	now := cost(last)
	// More subscriptions are never faster to match: a slope below zero is noise.
	a, b := now*math.Pow(growthFactor, max(0, whole)), now*math.Pow(growthFactor, max(0, end))
	g.LowNS, g.HighNS = round(min(a, b)), round(max(a, b))
	before := &rs[len(rs)-2]
	bytes, n := last.BytesPerSub*float64(last.Subs), float64(last.Subs)
	slope := (bytes - before.BytesPerSub*float64(before.Subs)) / (n - float64(before.Subs))
	g.Bytes = round(bytes + max(0, slope)*(growthFactor-1)*n)
	return g
}

// exponent returns the x of the power law value = c·subs^x that fits the points best:
// the slope of the least squares line through their logarithms. It is NaN where the
// points tell none.
func exponent(points []point) float64 {
	var x, y, xx, xy float64
	for _, p := range points {
		lx, ly := math.Log(p.subs), math.Log(p.value)
		x += lx
		y += ly
		xx += lx * lx
		xy += lx * ly
	}
	n := float64(len(points))
	slope := (n*xy - x*y) / (n*xx - x*x)
	if math.IsInf(slope, 0) {
		return math.NaN()
	}
	return slope
}
