package page

import (
	"math"
	"strconv"

	"github.com/thresh-dev/thresh/bench"
	"github.com/thresh-dev/thresh/internal/invariant"
)

// columns are the rows of the page, as its scripts read them.
type columns struct {
	// Featured and Baseline are names of algorithms, which are drawn in colours of
	// their own.
	Featured string             `json:"featured"`
	Baseline string             `json:"baseline"`
	Rows     int                `json:"rows"`
	Texts    map[string]*text   `json:"texts"`
	Figures  map[string]figures `json:"figures"`
}

// text is a column of words. Few of them are distinct.
type text struct {
	Words []string `json:"words"` // in the order of their first row
	Rows  []int    `json:"rows"`  // places in Words
	place map[string]int
}

func (t *text) add(word string) {
	i, ok := t.place[word]
	if !ok {
		i = len(t.Words)
		t.place[word] = i
		t.Words = append(t.Words, word)
	}
	t.Rows = append(t.Rows, i)
}

type figures []float64

// newColumns returns the rows, which are as bench.Latest has them.
func newColumns(rows []bench.Result) *columns {
	c := &columns{
		Featured: bench.Featured, Baseline: bench.Baseline, Rows: len(rows),
		Texts: map[string]*text{}, Figures: map[string]figures{},
	}
	references := newReferences(rows)
	for i := range rows {
		r := rows[i]
		times := references.timesAsFast(&r)
		r.Round()
		for _, t := range []struct{ name, word string }{
			{"machine", r.Machine()},
			{"commit", r.Commit},
			{"date", r.Date},
			{"go", r.Go},
			{"workload", r.Workload},
			{"params", r.Params},
			{"algo", r.Algo},
			{"mode", string(r.Mode)},
			{"peer", r.Peer},
			{"input", r.Input},
			{"skipped", r.Skipped},
		} {
			if c.Texts[t.name] == nil {
				c.Texts[t.name] = &text{place: map[string]int{}}
			}
			c.Texts[t.name].add(t.word)
		}
		verified := 0.0
		if r.Verified {
			verified = 1
		}
		for _, f := range []struct {
			name string
			x    float64
		}{
			{"seed", float64(r.Seed)},
			{"subs", float64(r.Subs)},
			{"events", float64(r.Events)},
			{"parallel", float64(r.Parallel)},
			{"churn", r.Churn},
			{"mean", r.MeanNS},
			{"cpu", r.CPUMeanNS},
			{"p50", r.P50NS},
			{"p99", r.P99NS},
			{"max", r.MaxNS},
			{"rate", r.EventsPerSec},
			{"memory", r.BytesPerSub},
			{"build", significant((r.LowerSeconds + r.BuildSeconds) * 1e9)},
			{"matches", r.MatchesPerEv},
			{"times", significant(times)},
			{"read", math.Round(r.BytesPerEvent)},
			{"verified", verified},
		} {
			c.Figures[f.name] = append(c.Figures[f.name], f.x)
		}
	}
	return c
}

// references finds the result that another is put in relation to.
type references map[reference]*bench.Result

// reference is all that two results have in common which are put in relation.
type reference struct {
	machine, workload, params string
	seed                      uint64
	subs, parallel            int
	churn                     float64
	mode                      bench.Mode
	peers                     bool
	algo                      string
}

func newReferences(rows []bench.Result) references {
	found := references{}
	for i := range rows {
		if r := &rows[i]; r.Skipped == "" {
			found[referenceOf(r, r.Algo)] = r
		}
	}
	return found
}

func referenceOf(r *bench.Result, algo string) reference {
	return reference{
		r.Machine(), r.Workload, r.Params, r.Seed, r.Subs, r.Parallel, r.Churn, r.Mode, r.Peer != "", algo,
	}
}

// timesAsFast returns how many times as fast the result is as the one that it is put
// in relation to, 0 if there is none.
func (f references) timesAsFast(r *bench.Result) float64 {
	other := f[referenceOf(r, r.Reference())]
	if other == nil || r.Skipped != "" {
		return 0
	}
	return r.TimesAsFast(other)
}

// significant keeps four significant digits.
func significant(x float64) float64 {
	y, err := strconv.ParseFloat(strconv.FormatFloat(x, 'e', 3, 64), 64)
	invariant.Assert(err == nil, "a number that was written cannot be read: %v", err)
	return y
}
