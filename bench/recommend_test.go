package bench

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// adviceOf is the advice that figures lead to: of each algorithm the time of an event
// and the bytes of a subscription.
func adviceOf(t *testing.T, figures map[string][2]float64) *Advice {
	t.Helper()
	var names []string
	for name := range figures {
		names = append(names, name)
	}
	p := newPlan(algorithmsNamed(names...), []int{1000}, time.Now())
	for name, f := range figures {
		r := planned(name, 1000, f[0], 0.01)
		r.BytesPerSub, r.Conjunctions = f[1], 1000
		require.NoError(t, p.note(r))
	}
	a := &Advice{Name: "f", Subs: 1000, Sizes: []int{1000}, ByCPU: true, Candidates: p.candidates(1000)}
	a.recommend()
	return a
}

func TestRecommend(t *testing.T) {
	for name, tc := range map[string]struct {
		figures map[string][2]float64
		want    Recommendation
		says    string
	}{
		"the default is best": {
			map[string][2]float64{Featured: {10e3, 100}, Baseline: {90e3, 90}, "hem": {30e3, 100}},
			Recommendation{Algo: Featured, Default: true, Best: Featured},
			"slab, the engine's default. It is the fastest of the 3 algorithms measured.",
		},
		"another is better by noise": {
			map[string][2]float64{Featured: {10e3, 100}, Baseline: {90e3, 90}, "hem": {9.2e3, 100}},
			Recommendation{Algo: Featured, Default: true, Best: "hem", Ties: []string{"hem"}},
			"hem is not faster by more than 10 %",
		},
		"another is better": {
			map[string][2]float64{Featured: {10e3, 100}, Baseline: {90e3, 90}, "hem": {5e3, 100}, "rein": {5.2e3, 100}},
			Recommendation{Algo: "hem", Best: "hem", Faster: 2, Ties: []string{"rein"}},
			"hem, 2.00 times as fast as slab, the engine's default: give its New as engine.Options.Index.",
		},
		"a scan is as fast": {
			map[string][2]float64{Featured: {10e3, 100}, Baseline: {10.5e3, 90}},
			Recommendation{Algo: Featured, Default: true, Best: Featured, Ties: []string{Baseline}, ScanTies: true},
			"A plain scan is as fast: here no index helps.",
		},
		"a scan is enough": {
			map[string][2]float64{Featured: {1e3, 100}, Baseline: {3e3, 90}},
			Recommendation{Algo: Featured, Default: true, Best: Featured, ScanEnough: true},
			"A plain scan would do: it takes 3.00 µs an event",
		},
		"little memory": {
			map[string][2]float64{Featured: {10e3, 100}, Baseline: {90e3, 10}, "rein": {25e3, 40}, "hem": {30e3, 50}},
			Recommendation{Algo: Featured, Default: true, Best: Featured, Smaller: "rein"},
			"Where memory matters more: rein takes 40 B a subscription, and 2.50 times as long.",
		},
		"the default was not measured": {
			map[string][2]float64{"hem": {10e3, 100}},
			Recommendation{Algo: "hem", Best: "hem"},
			"hem. slab, the engine's default, was not measured.",
		},
	} {
		a := adviceOf(t, tc.figures)
		require.Equal(t, tc.want, a.Recommendation, name)
		var b bytes.Buffer
		require.NoError(t, a.WriteText(&b))
		require.Contains(t, unwrapped(b.String()), tc.says, name)
	}
}

// unwrapped joins the lines.
func unwrapped(text string) string {
	return string(bytes.ReplaceAll([]byte(text), []byte("\n"), []byte(" ")))
}

func TestAdviceWithoutIndex(t *testing.T) {
	a := adviceOf(t, map[string][2]float64{Featured: {900, 100}, Baseline: {500, 90}, "vscan": {200, 90}})
	for i := range a.Candidates {
		a.Candidates[i].Results[0].Conjunctions = 500
	}
	a.recommend()
	require.True(t, a.Recommendation.Unindexed)
	require.Equal(t, Featured, a.Recommendation.Algo)
	var b bytes.Buffer
	require.NoError(t, a.WriteText(&b))
	require.Contains(t, unwrapped(b.String()), "Use: the engine as it is. It matches less than 512 conjunctions one after the other")
}

// What was measured with a sample alone is told of the sample.
func TestAdviceOfOneOfMany(t *testing.T) {
	p := newPlan(algorithmsNamed(Featured, "hem", "rein"), []int{1000, 4000}, time.Now().Add(-time.Second))
	for _, r := range []Result{planned(Featured, 1000, 200, 0), planned("hem", 1000, 100, 0), planned("rein", 1000, 20_000, 0)} {
		r.Conjunctions = 1000
		require.NoError(t, p.note(r))
	}
	require.Empty(t, p.refuse(Featured, 4000))
	require.Contains(t, p.refuse("hem", 4000), "time")
	require.Contains(t, p.refuse("rein", 4000), "200 times as slow")
	last := planned(Featured, 4000, 300, 0)
	last.Conjunctions = 4000
	require.NoError(t, p.note(last))
	a := &Advice{Name: "f", Subs: 4000, Sizes: []int{1000, 4000}, ByCPU: true, Candidates: p.candidates(4000)}
	a.recommend()
	var b bytes.Buffer
	require.NoError(t, a.WriteText(&b))
	require.Contains(t, unwrapped(b.String()), "Use: slab, the engine's default. No other was measured with so many subscriptions. "+
		"With 1,000 subscriptions hem was the fastest of 3. More time would let more be measured.")
}

func TestAdviceOfLessThanAll(t *testing.T) {
	a := adviceOf(t, map[string][2]float64{Featured: {10e3, 100}})
	a.Subs = 16_000
	var b bytes.Buffer
	require.NoError(t, a.WriteText(&b))
	require.Contains(t, unwrapped(b.String()), "This is of 1,000 subscriptions, a random sample: more were not measured.")
}
