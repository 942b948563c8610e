package bench

import "math"

// Result is what was measured of one cell in one mode. Its JSON form is one line
// of a results file.
type Result struct {
	Workload string `json:"workload"`
	Params   string `json:"params,omitempty"` // of a custom workload, or the rule set of citylots
	Seed     uint64 `json:"seed"`
	Algo     string `json:"algo"`
	Subs     int    `json:"subs"`
	Attrs    int    `json:"attrs"`
	Events   int    `json:"events"` // distinct events, each matched at least once
	Mode     Mode   `json:"mode"`
	Parallel int    `json:"parallel"`
	// Engine says that an engine was measured in place of a bare index. Files from
	// before it had a name do not say so of several goroutines, or of churn: see InEngine.
	Engine bool `json:"engine,omitempty"`

	Churn          float64 `json:"churn,omitempty"`       // asked for, replacements per second
	ChurnPerSecond float64 `json:"churn_per_s,omitempty"` // achieved
	// What a replacement takes whoever asks for it, one subscribed and one
	// unsubscribed, while others match.
	UpdateMeanNS float64 `json:"update_mean_ns,omitempty"`
	UpdateP99NS  float64 `json:"update_p99_ns,omitempty"`
	// What is measured in the mode Load alone. There MeanNS and the percentiles are of one
	// Subscribe, ChurnPerSecond is how many are subscribed and unsubscribed, and what has
	// to do with matches is 0.
	LoadPerSec        float64 `json:"load_per_s,omitempty"`          // subscriptions, all at once: BuildSeconds
	LoadCPUNS         float64 `json:"load_cpu_ns,omitempty"`         // processor time of that, per subscription; 0 if not known
	UnsubscribeMeanNS float64 `json:"unsubscribe_mean_ns,omitempty"` // one at a time
	UnsubscribeP99NS  float64 `json:"unsubscribe_p99_ns,omitempty"`
	LeavePerSec       float64 `json:"leave_per_s,omitempty"`  // unsubscribed, in batches, until nothing is to be merged
	BytesLoaded       float64 `json:"bytes_loaded,omitempty"` // live memory with all subscriptions
	SubsLeft          int     `json:"subs_left,omitempty"`    // after nearly all were unsubscribed
	BytesLeft         float64 `json:"bytes_left,omitempty"`   // live memory then
	Conjunctions      int     `json:"conjunctions,omitempty"` // of all subscriptions
	LowerSeconds      float64 `json:"lower_s"`                // expressions to conjunctions
	BuildSeconds      float64 `json:"build_s"`                // insertion and compilation
	BytesPerSub       float64 `json:"bytes_per_sub"`          // live memory, one matcher's scratch in it
	MeanNS            float64 `json:"mean_ns"`                // per event, of each goroutine
	// CPUMeanNS is MeanNS in time that the processor spent on the thread: without
	// what other programs took, nor collections on other threads. 0 where the system
	// does not tell it.
	CPUMeanNS      float64 `json:"cpu_mean_ns,omitempty"`
	P50NS          float64 `json:"p50_ns"` // percentiles of single events
	P99NS          float64 `json:"p99_ns"`
	MaxNS          float64 `json:"max_ns"`
	EventsPerSec   float64 `json:"events_per_s"`              // of all goroutines together
	MatchesPerEv   float64 `json:"matches_per_event"`         // subscriptions
	AllocsPerEv    float64 `json:"allocs_per_event"`          // heap objects
	BytesPerEvent  float64 `json:"bytes_per_event,omitempty"` // read of the index, in builds with the tag profile
	XLimit         float64 `json:"x_limit,omitempty"`         // MeanNS in relation to the time to stream BytesPerEvent
	Samples        int     `json:"samples"`                   // events timed, passes × events
	Verified       bool    `json:"verified"`                  // against the oracle, before timing
	VerifiedEvents int     `json:"verified_events"`           // how many of the events
	Skipped        string  `json:"skipped,omitempty"`         // why nothing was measured
	// Peer names the engine and its version where it was measured beside others from
	// outside of this project, by bench/peers. Such results are in a section of their own.
	// With Skipped set it has no figures, and of the workload AnyWorkload it is of all.
	Peer string `json:"peer,omitempty"`
	// Input is json where matching includes parsing, else event; of peers alone.
	Input string `json:"input,omitempty"`
	Host
}

// InEngine says whether an engine was measured, with the algorithm, in place of a
// bare index.
func (r *Result) InEngine() bool { return r.Engine || r.Parallel > 1 || r.Churn > 0 }

// engineAlone says whether nothing but InEngine tells that an engine was measured.
func (r *Result) engineAlone() bool { return r.Engine && r.Parallel <= 1 && r.Churn == 0 }

// AnyWorkload stands for all workloads, in results of peers that have no figures.
const AnyWorkload = "any"

// SameCell says whether the results are of the same cell, mode and kind of
// concurrency, over the same events on the same kind of machine, so that one may
// stand for the other. Their commits and dates are of no account.
func (r *Result) SameCell(o *Result) bool {
	return hostKey(r) == hostKey(o) && tableKey(r) == tableKey(o) &&
		r.Algo == o.Algo && r.Subs == o.Subs && r.Events == o.Events
}

// Round drops the digits of all figures that mean nothing.
func (r *Result) Round() {
	for _, x := range []*float64{
		&r.LowerSeconds, &r.BuildSeconds, &r.BytesPerSub, &r.MeanNS, &r.CPUMeanNS, &r.P50NS, &r.P99NS, &r.MaxNS,
		&r.EventsPerSec, &r.MatchesPerEv,
	} {
		*x = round(*x)
	}
}

// round drops digits that mean nothing: four significant ones remain below 1000,
// and the integer above. It keeps files small and their differences readable.
func round(x float64) float64 {
	if x == 0 || math.Abs(x) >= 1000 {
		return math.Round(x)
	}
	scale := math.Pow(10, 3-math.Floor(math.Log10(math.Abs(x))))
	return math.Round(x*scale) / scale
}
