package bench

import (
	"slices"

	"github.com/thresh-dev/thresh/engine"
)

const (
	// noise is how much faster an algorithm must be than another for that to be
	// said.
	noise = 0.10
	// quick is what a match may take before an index is worth a thought.
	quick = 5_000.0 // ns
	// much is how much less memory an algorithm must take for that to be said, and
	// atMost how many times as long as the recommended one it may take.
	much, atMost = 0.5, 3.0
)

// Recommendation is which algorithm to use. Differences of a tenth count as none.
type Recommendation struct {
	Algo string `json:"algo"`
	// Default says that it is the engine's default, Best which is fastest.
	Default bool   `json:"default"`
	Best    string `json:"best"`
	// Ties are as fast as the recommended one, that itself left out.
	Ties []string `json:"ties,omitempty"`
	// Faster is how many times as fast it is as the engine's default, if it is
	// another and that was measured.
	Faster float64 `json:"faster,omitempty"`
	// Unindexed says that an engine of so few conjunctions has no index, whatever Algo
	// is. An index alone may still be faster than the engine.
	Unindexed bool `json:"unindexed"`
	// ScanTies says that Baseline is as fast, ScanEnough that it takes few
	// microseconds.
	ScanTies   bool `json:"scan_ties"`
	ScanEnough bool `json:"scan_enough"`
	// Smaller is the algorithm that takes least memory, if it takes much less and not
	// much longer; "" if there is none.
	Smaller string `json:"smaller,omitempty"`
}

// cost is the time of an event by which results are put in relation.
func (a *Advice) cost(r *Result) float64 { return costOf(r, a.ByCPU) }

// size is the number of subscriptions that the advice is of.
func (a *Advice) size() int { return a.Sizes[len(a.Sizes)-1] }

// result returns the algorithm's result of that size, nil if there is none.
func (a *Advice) result(algo string) *Result {
	i := slices.IndexFunc(a.Candidates, func(c Candidate) bool { return c.Algo == algo })
	if i < 0 {
		return nil
	}
	return a.Candidates[i].at(a.size())
}

// recommend decides. The candidates are in order, and the first was measured.
func (a *Advice) recommend() {
	best := a.Candidates[0].at(a.size())
	use := best
	fallback, base := a.result(Featured), a.result(Baseline)
	unindexed := a.size() == a.Subs && best.Conjunctions < engine.MinIndex
	if fallback != nil && (unindexed || a.cost(fallback) <= a.cost(best)*(1+noise)) {
		use = fallback
	}
	r := Recommendation{Algo: use.Algo, Default: use.Algo == Featured, Best: best.Algo, Unindexed: unindexed}
	if fallback != nil && use != fallback {
		r.Faster = round(a.cost(fallback) / a.cost(use))
	}
	smallest := use
	for i := range a.Candidates {
		c := a.Candidates[i].at(a.size())
		if c == nil || c.Algo == use.Algo {
			continue
		}
		if a.cost(c) <= a.cost(use)*(1+noise) {
			r.Ties = append(r.Ties, c.Algo)
		}
		if c.BytesPerSub <= use.BytesPerSub*much && a.cost(c) <= a.cost(use)*atMost && c.BytesPerSub < smallest.BytesPerSub {
			smallest = c
		}
	}
	if smallest != use {
		r.Smaller = smallest.Algo
	}
	if base != nil {
		r.ScanTies = a.cost(base) <= a.cost(best)*(1+noise)
		r.ScanEnough = a.cost(base) <= quick
	}
	a.Recommendation = r
}
