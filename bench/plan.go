package bench

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// What a plan reckons with.
const (
	// calibrationEvents is how many events the first, short measuring takes.
	calibrationEvents = 50
	// leastEvents is how few events are measured with if time is short.
	leastEvents = 20
	// passShare and verifyShare are what one pass of Baseline over the events, and
	// the oracle, may take of the time.
	passShare, verifyShare = 0.05, 0.2
	// cellShare is what timing, without loading, may take of it.
	cellShare = 0.25
	leastTime = 20 * time.Millisecond // of a cell
	// laterShare is what is kept of the time left for the sizes to come.
	laterShare = 0.6
	// slack is what a cell may take in relation to what a smaller one lets expect.
	slack = 1.3
	// hopeless is how many times as long as the best an algorithm takes that is not
	// measured with more subscriptions.
	hopeless = 50
)

// timeIsUp is the reason for what came too late.
const timeIsUp = "the time was up"

// affordable returns how many of the things, from least up, fit into the time at
// each nanoseconds.
func affordable(all, least int, time, each float64) int {
	if each <= 0 || float64(all)*each <= time {
		return all
	}
	return min(all, max(least, int(time/each)))
}

// plan decides, as results come, what is worth measuring with more subscriptions.
type plan struct {
	algorithms []Algorithm
	sizes      []int
	deadline   time.Time
	perCell    time.Duration // of timing
	events     int
	results    map[string][]Result // by algorithm, ascending
	reasons    map[string]string   // by algorithm: why it is not measured with more
	late       map[string]bool     // by algorithm: whether time is the reason
	size       int                 // the size that was planned last
}

func newPlan(algorithms []Algorithm, sizes []int, deadline time.Time) *plan {
	cells := time.Duration(len(algorithms) * len(sizes))
	perCell := time.Duration(float64(time.Until(deadline))*cellShare) / max(1, cells)
	return &plan{
		algorithms: algorithms, sizes: sizes, deadline: deadline,
		perCell: min(max(perCell, leastTime), DefaultTime),
		results: map[string][]Result{}, reasons: map[string]string{}, late: map[string]bool{},
	}
}

// byCPU says whether results are put in relation by processor time.
func (p *plan) byCPU() bool {
	for _, rs := range p.results {
		if slices.ContainsFunc(rs, func(r Result) bool { return r.CPUMeanNS == 0 }) {
			return false
		}
	}
	return true
}

// cost is the time of an event that counts.
func (p *plan) cost(r *Result) float64 { return costOf(r, p.byCPU()) }

// costOf is the mean time of an event, or of the processor.
func costOf(r *Result, byCPU bool) float64 {
	if byCPU {
		return r.CPUMeanNS
	}
	return r.MeanNS
}

// essential says whether the advice is not worth much without the algorithm.
func essential(algo string) bool { return algo == Featured || algo == Baseline }

// note keeps a result.
func (p *plan) note(r Result) error {
	if r.Skipped != "" {
		if p.reasons[r.Algo] == "" {
			p.reasons[r.Algo] = fmt.Sprintf("with %s: %s", plural(r.Subs, "subscription"), r.Skipped)
		}
		return nil
	}
	p.results[r.Algo] = append(p.results[r.Algo], r)
	return nil
}

// refuse says why the algorithm is not to be measured with that many subscriptions.
func (p *plan) refuse(algo string, subs int) string {
	if p.size != subs {
		p.size = subs
		if i := slices.Index(p.sizes, subs); i > 0 {
			p.next(p.sizes[i-1], subs, i == len(p.sizes)-1, time.Until(p.deadline))
		}
	}
	if p.reasons[algo] == "" && !essential(algo) && time.Now().After(p.deadline) {
		p.outOfTime(algo, timeIsUp)
	}
	return p.reasons[algo]
}

// next decides on the size that comes after one that was measured, with the time
// that is left.
func (p *plan) next(before, subs int, last bool, left time.Duration) {
	var all []*Result
	for _, a := range p.algorithms {
		rs := p.results[a.Name]
		if n := len(rs); n > 0 && rs[n-1].Subs == before {
			all = append(all, &rs[n-1])
		}
	}
	if len(all) == 0 {
		return
	}
	slices.SortStableFunc(all, func(a, b *Result) int { return cmp.Compare(p.cost(a), p.cost(b)) })
	best := all[0]
	if !last {
		left = time.Duration(float64(left) * (1 - laterShare))
	}
	for _, r := range all {
		if essential(r.Algo) {
			left -= p.expected(r, subs)
		}
	}
	for _, r := range all {
		if essential(r.Algo) {
			continue
		}
		need := p.expected(r, subs)
		switch times := p.cost(r) / p.cost(best); {
		case times > hopeless:
			p.reasons[r.Algo] = fmt.Sprintf("%s times as slow as %s with %s",
				significant(times), best.Algo, plural(before, "subscription"))
		case need > left:
			p.outOfTime(r.Algo, fmt.Sprintf("too little time was left for the %s or so that it takes with %s",
				formatDuration(float64(need)), plural(subs, "subscription")))
		default:
			left -= need
		}
	}
}

// expected returns how long a cell will take, from one of fewer subscriptions.
func (p *plan) expected(r *Result, subs int) time.Duration {
	ratio := float64(subs) / float64(r.Subs)
	load := (r.LowerSeconds + r.BuildSeconds) * 1e9 * ratio * slack
	pass := p.cost(r) * ratio * float64(p.events) * slack
	return time.Duration(load + float64(p.perCell)/4 + max(float64(p.perCell), pass))
}

// outOfTime says that time is why the algorithm is not measured with more.
func (p *plan) outOfTime(algo, reason string) {
	p.reasons[algo] = reason
	p.late[algo] = true
}

// giveUp says of all that is not measured yet that the time was up.
func (p *plan) giveUp() {
	for _, a := range p.algorithms {
		if p.reasons[a.Name] == "" {
			p.outOfTime(a.Name, timeIsUp)
		}
	}
}

// measured says whether anything was with that many subscriptions.
func (p *plan) measured(subs int) bool {
	for _, rs := range p.results {
		if slices.ContainsFunc(rs, func(r Result) bool { return r.Subs == subs }) {
			return true
		}
	}
	return false
}

// firstReason returns why the first algorithm was not measured.
func (p *plan) firstReason() string { return p.reasons[p.algorithms[0].Name] }

// candidates returns what was found of every algorithm, the fastest at that size
// first, those that were not measured at it last.
func (p *plan) candidates(subs int) []Candidate {
	var out []Candidate
	base := 0.0
	for _, a := range p.algorithms {
		c := Candidate{Algo: a.Name, Results: p.results[a.Name]}
		if r := c.at(subs); r == nil {
			c.NotMeasured, c.OutOfTime = p.reasons[a.Name], p.late[a.Name]
		} else if a.Name == Baseline {
			base = p.cost(r)
		}
		c.Growth = growthOf(c.Results, p.cost)
		out = append(out, c)
	}
	for i := range out {
		if r := out[i].at(subs); r != nil && p.cost(r) > 0 {
			out[i].XScan = round(base / p.cost(r))
		}
	}
	slices.SortStableFunc(out, func(a, b Candidate) int {
		x, y := a.at(subs), b.at(subs)
		switch {
		case x != nil && y != nil:
			return cmp.Compare(p.cost(x), p.cost(y))
		case x != nil:
			return -1
		case y != nil:
			return 1
		default:
			return cmp.Compare(a.Algo, b.Algo)
		}
	})
	return out
}
