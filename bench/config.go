package bench

import (
	"fmt"
	"iter"
	"time"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// Baseline is the name of the algorithm that others are put in relation to.
const Baseline = "scan"

// Featured is the name of the algorithm that a chart of all sizes is drawn of.
const Featured = "slab"

// Mode is what a match is to give.
type Mode string

// The modes.
const (
	IDs   Mode = "ids"   // the matching subscriptions, each once
	Count Mode = "count" // only how many they are
	Batch Mode = "batch" // as IDs, of BatchEvents events together; the time of one is the mean of its batch

	// Load is no match: an engine is loaded and changed. It is what Config.Load measures.
	Load Mode = "load"
)

// Modes returns all modes of matching.
func Modes() []Mode { return []Mode{IDs, Count, Batch} }

// Source gives the subscriptions and events of a workload. Both are the same at
// every call, and the first n of more are those of n.
type Source interface {
	// Attrs returns the number of attributes that subscriptions are about.
	Attrs() int
	// Subscriptions iterates over the first n subscriptions.
	Subscriptions(n int) iter.Seq[predicate.Expr]
	// Events iterates over the first n events, or all if there are fewer. Events
	// stay valid.
	Events(n int) iter.Seq[*predicate.Event]
}

// Workload names a Source.
type Workload struct {
	Name   string
	Params string // of a workload that its name does not tell, as key=value,…
	Seed   uint64
	// Open makes the source. It is called once, when its turn comes.
	Open func() (Source, error)
}

// Algorithm names an index.
type Algorithm struct {
	Name string
	New  func(*index.Dictionary) index.Index
}

// Defaults of a Config.
const (
	DefaultEvents = 1000
	DefaultVerify = 20
	DefaultTime   = 500 * time.Millisecond
)

// Config says what to measure: every workload with every number of subscriptions,
// every algorithm and every mode. What is zero takes the default.
type Config struct {
	Workloads  []Workload
	Algorithms []Algorithm
	Subs       []int  // run in ascending order
	Events     int    // events a pass; DefaultEvents
	Modes      []Mode // IDs
	// Verify is how many events are checked before timing, at most Events. It has
	// no default: 0 checks nothing.
	Verify   int
	Parallel int     // goroutines that match; 1
	Churn    float64 // subscriptions replaced per second while matching
	Engine   bool    // one goroutine without churn matches in an engine, too
	// Load measures loading and changing an engine in place of matching: Modes, Parallel
	// and Churn are of no account. Time is how long it is changed.
	Load bool
	Time time.Duration // of measuring, per cell and mode; DefaultTime
	// Budget, if set, is how long a cell may take, from the beginning of its load, all
	// modes together. One that takes longer is skipped with that reason.
	Budget time.Duration
	// Omit, if set, is why nothing is to be measured: all cells are skipped with it.
	Omit string
	// ProfileDir, if set, is an existing directory for a heap profile per cell and
	// a CPU profile per cell and mode.
	ProfileDir string
	// Meter, if set, keeps cells from being built that would not fit in memory.
	Meter Meter
	// Host is copied into the results.
	Host Host
	// Known, if set, says of a result without figures whether it is known already, and
	// is not to be measured. A cell all of whose results are known is not built.
	Known func(Result) bool
	// Refuse, if set, is asked when the turn of a cell has come, and says why it is
	// not to be measured, "" if it is. It sees what was emitted until then.
	Refuse func(algo string, subs int) (reason string)
	// Progress, if set, is called at each step.
	Progress func(Step)
}

// Step is one step of a run.
type Step struct {
	Done, Total int // results, those skipped among them
	Workload    string
	Algo        string // "" while the oracle works
	Subs        int
	Doing       string // "verdicts", "build", "verify", "time"
}

// stepVerdicts is what Doing says while the oracle works.
const stepVerdicts = "verdicts"

// String returns the step in a few words.
func (s Step) String() string {
	return fmt.Sprintf("%s %d %s %s", s.Workload, s.Subs, s.Algo, s.Doing)
}

func (c *Config) withDefaults() Config {
	d := *c
	if d.Load {
		d.Modes, d.Engine, d.Parallel, d.Churn = []Mode{Load}, true, 1, 0
	}
	if d.Events <= 0 {
		d.Events = DefaultEvents
	}
	if len(d.Modes) == 0 {
		d.Modes = []Mode{IDs}
	}
	if d.Parallel <= 0 {
		d.Parallel = 1
	}
	if d.Time <= 0 {
		d.Time = DefaultTime
	}
	return d
}
