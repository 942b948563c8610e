package bench

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func algorithmsNamed(names ...string) []Algorithm {
	var out []Algorithm
	for _, n := range names {
		out = append(out, Algorithm{Name: n})
	}
	return out
}

// cell is a result with as much as a plan looks at.
func planned(algo string, subs int, ns, build float64) Result {
	return Result{Algo: algo, Subs: subs, MeanNS: ns, CPUMeanNS: ns, BuildSeconds: build}
}

func TestPlanRefusesWhatIsHopeless(t *testing.T) {
	p := newPlan(algorithmsNamed("a", "b", "c", Baseline), []int{1000, 4000, 16000}, time.Now().Add(time.Hour))
	p.events = 100
	for _, name := range []string{"a", "b", "c", Baseline} {
		require.Empty(t, p.refuse(name, 1000))
	}
	for _, r := range []Result{planned("a", 1000, 100, 0), planned("b", 1000, 4_900, 0), planned("c", 1000, 5_100, 0), planned(Baseline, 1000, 90_000, 0)} {
		require.NoError(t, p.note(r))
	}
	require.Empty(t, p.refuse("a", 4000))
	require.Empty(t, p.refuse("b", 4000))
	require.Equal(t, "51.0 times as slow as a with 1,000 subscriptions", p.refuse("c", 4000))
	require.Empty(t, p.refuse(Baseline, 4000), "all is put in relation to it")
	require.NoError(t, p.note(planned("a", 4000, 100, 0)))
	require.NoError(t, p.note(Result{Algo: "b", Subs: 4000, Skipped: "no room"}))
	require.Equal(t, "with 4,000 subscriptions: no room", p.refuse("b", 16000))
	require.Contains(t, p.refuse("c", 16000), "51.0 times", "the reason stays")
	require.Empty(t, p.late, "more time would not help")
}

func TestPlanKeepsToTheTime(t *testing.T) {
	p := newPlan(algorithmsNamed("slow", "fast", Baseline), []int{1000, 4000}, time.Now().Add(20*time.Second))
	p.events = 100
	require.NoError(t, p.note(planned("slow", 1000, 1000, 3)))
	require.NoError(t, p.note(planned("fast", 1000, 900, 2)))
	require.NoError(t, p.note(planned(Baseline, 1000, 2000, 0.1)))
	require.Contains(t, p.refuse("slow", 4000), "too little time was left for the ", "the faster one comes first")
	require.Empty(t, p.refuse("fast", 4000))
	require.Empty(t, p.refuse(Baseline, 4000))

	p.deadline = time.Now().Add(-time.Second)
	require.Equal(t, timeIsUp, p.refuse("fast", 4000))
	require.Empty(t, p.refuse(Baseline, 4000))
	require.True(t, p.late["slow"] && p.late["fast"])
	require.False(t, p.late[Baseline])
	p.giveUp()
	require.Equal(t, timeIsUp, p.refuse(Baseline, 4000))
}

func TestAffordable(t *testing.T) {
	require.Equal(t, 1000, affordable(1000, 20, 1e9, 0))
	require.Equal(t, 1000, affordable(1000, 20, 1e9, 1e6))
	require.Equal(t, 500, affordable(1000, 20, 1e9, 2e6))
	require.Equal(t, 20, affordable(1000, 20, 1e9, 1e9))
	require.Equal(t, 5, affordable(5, 20, 1e9, 1e9), "there are no more")
}

func TestGrowingSizes(t *testing.T) {
	require.Equal(t, []int{1}, growingSizes(1))
	require.Equal(t, []int{1023}, growingSizes(1023))
	require.Equal(t, []int{256, 1024}, growingSizes(1024))
	require.Equal(t, []int{6250, 25_000, 100_000}, growingSizes(100_000))
}
