package bench

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// grown are results of the sizes whose mean time and bytes in all are functions of
// the size.
func grown(mean, bytes func(n float64) float64, sizes ...int) []Result {
	var out []Result
	for _, n := range sizes {
		x := float64(n)
		out = append(out, Result{Subs: n, MeanNS: mean(x), CPUMeanNS: mean(x), BytesPerSub: bytes(x) / x})
	}
	return out
}

func byMean(r *Result) float64 { return r.MeanNS }

func TestGrowth(t *testing.T) {
	power := func(c, x float64) func(float64) float64 { return func(n float64) float64 { return c * math.Pow(n, x) } }
	line := func(a, b float64) func(float64) float64 { return func(n float64) float64 { return a + b*n } }
	for _, x := range []float64{0, 0.3, 1, 1.7} {
		g := growthOf(grown(power(50, x), line(1e6, 200), 1000, 4000, 16000), byMean)
		require.InDelta(t, x, g.Exponent, 0.001)
		require.Equal(t, 160_000, g.At)
		want := 50 * math.Pow(160_000, x)
		require.InEpsilon(t, want, g.LowNS, 0.01, "%v", x)
		require.InEpsilon(t, want, g.HighNS, 0.01, "%v", x)
		require.InEpsilon(t, 1e6+200*160_000, g.Bytes, 0.001)
	}

	// What hardly grows at first, and then as the number: between the two.
	g := growthOf(grown(line(10_000, 1), line(0, 100), 1000, 4000, 16000), byMean)
	require.Greater(t, g.Exponent, 0.2)
	require.Less(t, g.Exponent, 0.5)
	require.Greater(t, g.HighNS, 1.3*g.LowNS)
	require.Less(t, g.HighNS, 170_000.0, "never faster than the number")

	// Less time for more is noise.
	g = growthOf(grown(power(50, -0.4), line(0, 100), 1000, 4000), byMean)
	require.InDelta(t, -0.4, g.Exponent, 0.001)
	require.InEpsilon(t, 50*math.Pow(4000, -0.4), g.HighNS, 0.01)
	require.InDelta(t, g.HighNS, g.LowNS, 0)

	require.Nil(t, growthOf(grown(power(50, 1), line(0, 1), 1000), byMean))
	require.Nil(t, growthOf(nil, byMean))
	require.Nil(t, growthOf(grown(power(0, 1), line(0, 1), 1000, 4000), byMean), "no logarithm")
}

func TestExponentOfNoisyPoints(t *testing.T) {
	points := []point{{1000, 1100}, {4000, 3600}, {16000, 17000}, {64000, 62000}}
	require.InDelta(t, 1, exponent(points), 0.05)
}
