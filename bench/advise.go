package bench

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/thresh-dev/thresh/bench/profile"
	"github.com/thresh-dev/thresh/index"
)

// Defaults of an AdviceConfig, and what Advise reckons with.
const (
	DefaultAdviceTime = time.Minute

	// adviceChurn is how many replacements a second there are while the engine is
	// measured: enough for a percentile, few enough to leave the matching alone.
	adviceChurn = 1000
	// engineTime is how long the engine is measured at least.
	engineTime = 300 * time.Millisecond
	// engineVerify is how many events the engine's answers are checked on, before and
	// after: its algorithm was checked on more.
	engineVerify = 5
	// profileBytes is more than a subscription costs in the engine that counts
	// matches.
	profileBytes = 4 << 10
)

var (
	// ErrNoSubscriptions says that there is nothing to match.
	ErrNoSubscriptions = errors.New("bench: there are no subscriptions")
	// ErrNoEvents says that there is nothing to match with.
	ErrNoEvents = errors.New("bench: there are no events")
	// ErrNothingMeasured says that no algorithm could be measured.
	ErrNothingMeasured = errors.New("bench: nothing could be measured")
)

// AdviceConfig says what Advise is to find out. What is zero takes the default.
type AdviceConfig struct {
	Own        *Own
	Algorithms []Algorithm
	Mode       Mode // IDs
	// Verify is how many events every algorithm is checked on before it is timed. It
	// has no default. Fewer are, but one at least, where that would take much of Time.
	Verify int
	// Time is about how long it all may take. What was not measured by twice that time
	// is not measured. DefaultAdviceTime.
	Time     time.Duration
	Meter    Meter
	Host     Host
	Progress func(Step)
}

// Advice is what Advise found out.
type Advice struct {
	Name   string `json:"workload"`
	Subs   int    `json:"subs"`
	Events int    `json:"events"` // measured with
	Mode   Mode   `json:"mode"`
	// Sizes are the numbers of subscriptions that were measured, ascending, all but
	// the last of them random samples. The last is Subs unless that did not fit.
	Sizes          []int           `json:"sizes"`
	ByCPU          bool            `json:"by_cpu"` // times are compared by that of the processor, which all results have
	VerifiedEvents int             `json:"verified_events"`
	Profile        profile.Profile `json:"profile"`
	Candidates     []Candidate     `json:"algorithms"` // the fastest first, those not measured last
	Recommendation Recommendation  `json:"recommendation"`
	// Engine is an engine with the recommended algorithm, all included, while
	// subscriptions are replaced. Skipped says if there is none.
	Engine Result `json:"engine"`
	Host   Host   `json:"host"`
}

// Candidate is an algorithm.
type Candidate struct {
	Algo string `json:"algo"`
	// Results are those that were measured, by ascending size.
	Results []Result `json:"results"`
	// NotMeasured says why there is no result of the last size.
	NotMeasured string  `json:"not_measured,omitempty"`
	OutOfTime   bool    `json:"out_of_time,omitempty"` // more time would help
	XScan       float64 `json:"x_scan,omitempty"`      // times as fast as Baseline, if that was measured
	Growth      *Growth `json:"growth,omitempty"`      // nil of a single size
}

// at returns the result of that size, nil if there is none.
func (c *Candidate) at(subs int) *Result {
	i := slices.IndexFunc(c.Results, func(r Result) bool { return r.Subs == subs })
	if i < 0 {
		return nil
	}
	return &c.Results[i]
}

// Advise measures all algorithms on the workload, with a growing part of its
// subscriptions, and says which to use. An algorithm that cannot compete with a part
// of them is not measured with more.
//
// The error is ErrNoSubscriptions, ErrNoEvents, ErrNothingMeasured, or as that of
// Run; a *MismatchError names subscriptions by their IDs and events by their numbers.
func Advise(ctx context.Context, c AdviceConfig) (*Advice, error) {
	switch {
	case c.Own.Len() == 0:
		return nil, ErrNoSubscriptions
	case len(c.Own.events) == 0:
		return nil, ErrNoEvents
	}
	if c.Mode == "" {
		c.Mode = IDs
	}
	if c.Time <= 0 {
		c.Time = DefaultAdviceTime
	}
	sizes := growingSizes(c.Own.Len())
	a := &adviser{
		AdviceConfig: c,
		plan:         newPlan(c.Algorithms, sizes, time.Now().Add(c.Time)),
		source:       c.Own.source(sizes),
		events:       len(c.Own.events),
	}
	limited, cancel := context.WithTimeout(ctx, 2*c.Time)
	defer cancel()
	err := a.measure(limited)
	late := errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil
	if err != nil && !late {
		return nil, a.named(err)
	}
	if late {
		a.plan.giveUp()
	}
	adv, err := a.advice()
	if err != nil {
		return nil, err
	}
	err = a.engine(limited, adv)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		adv.Engine.Skipped, err = timeIsUp, nil
	}
	if err != nil {
		return nil, a.named(err)
	}
	return adv, nil
}

// adviser is the state of one Advise.
type adviser struct {
	AdviceConfig
	plan    *plan
	source  *ownSource
	events  int // to measure with
	matches *profile.Matches
}

// config is what is common to all runs.
func (a *adviser) config(subs []int, algorithms ...Algorithm) Config {
	return Config{
		Workloads:  []Workload{{Name: a.Own.Name, Open: func() (Source, error) { return a.source, nil }}},
		Algorithms: algorithms, Subs: subs, Events: a.events, Modes: []Mode{a.Mode}, Verify: a.Verify,
		Meter: a.Meter, Host: a.Host, Progress: a.Progress,
	}
}

func (a *adviser) measure(ctx context.Context) error {
	if err := a.calibrate(ctx); err != nil {
		return err
	}
	c := a.config(a.plan.sizes, a.Algorithms...)
	c.Time = a.plan.perCell
	c.Refuse = a.plan.refuse
	if err := Run(ctx, c, a.plan.note); err != nil {
		return err
	}
	return a.countMatches(ctx)
}

// calibrate finds out, with the smallest size, how many events there is time for, to
// measure with and to verify, and puts the algorithms into the order in which they are
// worth measuring: should the time be up, those are left out that win least likely.
func (a *adviser) calibrate(ctx context.Context) error {
	smallest := a.plan.sizes[0]
	c := a.config([]int{smallest}, a.Algorithms...)
	c.Events, c.Time = min(calibrationEvents, a.events), time.Millisecond
	var begin time.Time
	var verdicts time.Duration
	c.Progress = func(s Step) {
		if s.Doing == stepVerdicts {
			begin = time.Now()
		} else if verdicts == 0 && !begin.IsZero() {
			verdicts = time.Since(begin)
		}
		if a.Progress != nil {
			a.Progress(s)
		}
	}
	cost := map[string]float64{}
	err := Run(ctx, c, func(r Result) error {
		cost[r.Algo] = r.MeanNS
		if r.Skipped != "" {
			cost[r.Algo] = math.Inf(1)
		}
		return nil
	})
	if err != nil {
		return err
	}
	a.Algorithms = slices.SortedStableFunc(slices.Values(a.Algorithms), func(x, y Algorithm) int {
		return cmp.Or(compareBool(essential(y.Name), essential(x.Name)), cmp.Compare(cost[x.Name], cost[y.Name]))
	})
	pass := cost[a.Algorithms[0].Name]
	if base, ok := cost[Baseline]; ok {
		pass = base
	}
	scale := float64(a.Own.Len()) / float64(smallest)
	a.events = affordable(a.events, leastEvents, float64(a.Time)*passShare, pass*scale)
	if c.Verify = min(c.Verify, c.Events); c.Verify > 0 {
		a.Verify = affordable(a.Verify, 1, float64(a.Time)*verifyShare, float64(verdicts)/float64(c.Verify)*scale)
	}
	a.plan.events = a.events
	return nil
}

// compareBool orders false before true.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	default:
		return 1
	}
}

// countMatches has the profile count matches, where memory allows.
func (a *adviser) countMatches(ctx context.Context) (err error) {
	if a.Meter != nil {
		if left, ok := a.Meter.Available(); ok && float64(left) < profileBytes*float64(a.Own.Len()) {
			return nil
		}
	}
	a.matches, err = profile.CountMatches(ctx, a.Own.all(), a.Own.events, func(i int) string { return a.Own.ids[i] })
	release()
	return err
}

// advice makes of the results what they say.
func (a *adviser) advice() (*Advice, error) {
	adv := &Advice{
		Name: a.Own.Name, Subs: a.Own.Len(), Events: a.events, Mode: a.Mode, Host: a.Host,
		Profile: a.Own.profile.Profile(), ByCPU: a.plan.byCPU(),
	}
	adv.Profile.Matches = a.matches
	for _, n := range a.plan.sizes {
		if a.plan.measured(n) {
			adv.Sizes = append(adv.Sizes, n)
		}
	}
	if len(adv.Sizes) == 0 {
		return nil, fmt.Errorf("%w: %s", ErrNothingMeasured, a.plan.firstReason())
	}
	adv.Candidates = a.plan.candidates(adv.Sizes[len(adv.Sizes)-1])
	for _, c := range adv.Candidates {
		for _, r := range c.Results {
			adv.VerifiedEvents = r.VerifiedEvents
		}
	}
	adv.recommend()
	return adv, nil
}

// engine measures an engine with the algorithm that is recommended.
func (a *adviser) engine(ctx context.Context, adv *Advice) error {
	i := slices.IndexFunc(a.Algorithms, func(x Algorithm) bool { return x.Name == adv.Recommendation.Algo })
	c := a.config(adv.Sizes[len(adv.Sizes)-1:], a.Algorithms[i])
	c.Churn, c.Time, c.Verify = adviceChurn, max(engineTime, a.plan.perCell), min(engineVerify, a.Verify)
	return Run(ctx, c, func(r Result) error {
		adv.Engine = r
		return nil
	})
}

// named has a mismatch say the IDs and event numbers of its user.
func (a *adviser) named(err error) error {
	if m := (*MismatchError)(nil); errors.As(err, &m) {
		m.name = func(id index.ID) string { return fmt.Sprintf("%q", a.Own.ids[a.source.order[id]]) }
		m.Event = a.Own.numbers[a.source.chosen[m.Event]]
	}
	return err
}
