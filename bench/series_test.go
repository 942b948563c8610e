package bench

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// customResult is a result of the custom workload.
func customResult(algo, params string, ns, matches float64) Result {
	r := testResults()[0]
	r.Workload, r.Params, r.Algo, r.Subs, r.MeanNS, r.MatchesPerEv = "custom", params, algo, 1000, ns, matches
	r.CPUMeanNS = 0
	return r
}

// sweptResults have five sweeps: of width with and without a fixed number of
// predicates, of attributes, predicates and skew.
func sweptResults() []Result {
	var out []Result
	add := func(params string, ns, matches float64) {
		out = append(out, customResult("slab", params, ns, matches), customResult("scan", params, 10*ns, matches))
	}
	for i, width := range []string{"0.1", "0.4", "0.9"} {
		add("attrs=20,preds=5,width="+width+",event-attrs=20,attr-zipf=0", float64(100*(i+1)), float64(i*i))
		add("attrs=20,preds=5-10,width="+width+",event-attrs=20,attr-zipf=0", float64(100*(i+1)), 1)
	}
	add("attrs=20,preds=5,width=0.6,event-attrs=20,attr-zipf=0", 250, 2)
	for _, attrs := range []int{10, 20, 100} {
		add(fmt.Sprintf("attrs=%d,preds=3-7,width=0.1-0.5,event-attrs=%[1]d,attr-zipf=0", attrs), float64(attrs), 3)
	}
	for _, z := range []string{"1", "2"} {
		add("attrs=100,preds=3-7,width=0.1-0.5,event-attrs=100,attr-zipf="+z, 70, 3)
	}
	for _, k := range []string{"1", "2"} {
		add("attrs=20,preds="+k+",width=0.1-0.5,event-attrs=20,attr-zipf=0", 70, 3)
	}
	return out
}

// loadedResults are of one workload in an engine.
func loadedResults() []Result {
	var out []Result
	for _, algo := range []string{"slab", "scan"} {
		for _, churn := range []float64{0, 1000, 10_000} {
			for _, parallel := range []int{1, 2} {
				r := testResults()[0]
				r.Algo, r.Subs, r.Churn, r.ChurnPerSecond, r.Parallel, r.Engine = algo, 100_000, churn, churn*0.9, parallel, true
				r.MeanNS, r.P99NS = 1000+churn/10, 3000+churn
				r.EventsPerSec = 1e9 / r.MeanNS * float64(parallel) * 0.95
				if algo == "scan" {
					r.MeanNS, r.P99NS, r.EventsPerSec = r.MeanNS*50, r.P99NS*50, r.EventsPerSec/50
				}
				r.CPUMeanNS = r.MeanNS
				out = append(out, r)
			}
		}
	}
	return out
}

func TestSweeps(t *testing.T) {
	got := sweeps(newest(sweptResults()))
	var names []string
	for _, s := range got {
		names = append(names, s.name+": "+s.title)
		require.Equal(t, []string{"slab", "scan"}, s.algos)
		require.Equal(t, 1000, s.subs)
	}
	require.Equal(t, []string{
		"sweep-selectivity: match probability, at 1k subscriptions; 20 attributes, 5 predicates",
		"sweep-attributes: attributes, at 1k subscriptions; 3-7 predicates, widths 0.1-0.5",
		"sweep-predicates: predicates of a subscription, at 1k subscriptions; 20 attributes, widths 0.1-0.5",
		"sweep-width: width of a range, at 1k subscriptions; 20 attributes, 5-10 predicates",
		"sweep-skew: skew of the attributes, at 1k subscriptions; 100 attributes, 3-7 predicates, widths 0.1-0.5",
	}, names)
	require.Equal(t, []float64{0.001, 0.002, 0.004}, got[0].xs, "what never matches has no place on that axis")
	require.Equal(t, []float64{10, 20, 100}, got[1].xs)
	require.Equal(t, []float64{1, 2, 5}, got[2].xs, "a range of numbers is at its middle")
	require.Equal(t, []float64{0.1, 0.4, 0.9}, got[3].xs)
	require.Equal(t, []float64{0, 1, 2}, got[4].xs)
	require.InDelta(t, 250, got[0].cells["slab"][0.002].MeanNS, 0)
	require.Equal(t, []Point{{10, 10}, {20, 20}, {100, 100}}, got[1].lines(meanTime().value)[0].Points)

	require.Empty(t, sweeps(newest(testResults())))
	odd := customResult("slab", "anything", 1, 1)
	require.Empty(t, sweeps([]Result{odd}))
}

func TestLoads(t *testing.T) {
	churn, goroutines := loads(newest(loadedResults()))
	name := func(all []series) (out []string) {
		for _, s := range all {
			out = append(out, s.name+": "+s.title)
		}
		return out
	}
	require.Equal(t, []string{
		"churn-w1-ids-1goroutine: w1, under churn, at 100k subscriptions, 1 goroutine",
		"churn-w1-ids-2goroutines: w1, under churn, at 100k subscriptions, 2 goroutines",
	}, name(churn))
	require.Equal(t, []string{
		"goroutines-w1-ids: w1, by goroutines, at 100k subscriptions",
	}, name(goroutines))
	require.Equal(t, []string{"0", "1k", "10k"}, churn[0].x.Ticks)
	require.Equal(t, Point{2, 13_000}, churn[0].lines(slowTime().value)[0].Points[2], "steps are numbered")
	require.Equal(t, []string{"slab", "scan"}, goroutines[0].algos)

	more := loadedResults()
	for i := range more {
		more[i].Subs *= 10
	}
	both, _ := loads(newest(append(more, loadedResults()...)))
	require.Equal(t, []string{
		"churn-w1-ids-1goroutine: w1, under churn, at 100k subscriptions, 1 goroutine",
		"churn-w1-ids-2goroutines: w1, under churn, at 100k subscriptions, 2 goroutines",
		"churn-w1-ids-1M-1goroutine: w1, under churn, at 1M subscriptions, 1 goroutine",
		"churn-w1-ids-1M-2goroutines: w1, under churn, at 1M subscriptions, 2 goroutines",
	}, name(both))

	charts := Charts(append(loadedResults(), sweptResults()...))
	var names []string
	for _, c := range charts {
		names = append(names, c.Name)
	}
	require.Subset(t, names, []string{"churn-w1-ids-1goroutine", "goroutines-w1-ids", "sweep-selectivity", "sweep-skew"})
}
