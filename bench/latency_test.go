package bench

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestLatencies(t *testing.T) {
	l := newLatencies()
	require.Zero(t, l.mean())
	times := make([]int64, 10_000)
	for i := range times {
		times[i] = int64(i+1)*100 + 25 // 100 ns to 1 ms, and the clock
	}
	l.record(times[:5000], 25)
	other := newLatencies()
	other.record(times[5000:], 25)
	l.merge(other)

	require.EqualValues(t, 10_000, l.n)
	require.InDelta(t, 500_050, l.mean(), 1e-6)
	require.InEpsilon(t, 500_000, l.quantile(0.5), 0.001)
	require.InEpsilon(t, 990_000, l.quantile(0.99), 0.001)
	require.EqualValues(t, 1_000_000, l.max)
	require.LessOrEqual(t, l.quantile(1), 1_000_000.0)
}

func TestLatenciesAtTheEnds(t *testing.T) {
	l := newLatencies()
	l.record([]int64{10, 2 * maxLatency}, 30)
	require.EqualValues(t, 2, l.n, "a time below the clock's cost counts as 0, one off the scale as the most")
	require.Equal(t, maxLatency, l.max)
	require.Equal(t, maxLatency, l.sum)
	require.Zero(t, l.quantile(0.5))
	require.InDelta(t, float64(maxLatency), l.quantile(1), 0)
}

func TestClock(t *testing.T) {
	c := newClock()
	a := c.now()
	time.Sleep(time.Millisecond)
	require.GreaterOrEqual(t, c.now()-a, int64(time.Millisecond))
	cost := c.cost()
	require.GreaterOrEqual(t, cost, int64(0))
	require.Less(t, cost, int64(20*time.Microsecond))
}
