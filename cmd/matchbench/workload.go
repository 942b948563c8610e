package main

import (
	"flag"
	"fmt"
	"math"
	"strings"

	"github.com/thresh-dev/thresh/bench"
	"github.com/thresh-dev/thresh/gen"
)

// custom is the name of the workload that flags describe.
const custom = "custom"

// customSummary describes it in a list.
const customSummary = "ranges of your own: -attrs, -preds, -width, -event-attrs, -attr-zipf"

// workloadNames returns the names of all presets and custom.
func workloadNames() []string {
	var out []string
	for _, p := range gen.Presets() {
		out = append(out, p.Name)
	}
	return append(out, custom)
}

// generator is the flags of workloads.
type generator struct {
	seed       uint64
	attrs      int
	preds      interval
	width      interval
	eventAttrs int
	zipf       float64
}

// customFlags are the flags of the custom workload alone.
func customFlags() []string { return []string{"attrs", "preds", "width", "event-attrs", "attr-zipf"} }

func (g *generator) define(fs *flag.FlagSet) {
	g.attrs = 20
	g.preds = interval{5, 10, "5-10"}
	g.width = interval{0.1, 0.5, "0.1-0.5"}
	fs.Uint64Var(&g.seed, "seed", gen.DefaultSeed, "")
	fs.Var(number{&g.attrs, 1}, "attrs", "")
	fs.Var(&g.preds, "preds", "")
	fs.Var(&g.width, "width", "")
	fs.Var(number{&g.eventAttrs, 1}, "event-attrs", "")
	fs.Float64Var(&g.zipf, "attr-zipf", 0, "")
}

// choose returns the names of the workloads that the flags ask for. The flags of
// the custom workload ask for it, unless -workload does otherwise.
func (g *generator) choose(fs *flag.FlagSet, list []string) ([]string, error) {
	first, named := "", false
	fs.Visit(func(f *flag.Flag) {
		named = named || f.Name == "workload"
		for _, n := range customFlags() {
			if f.Name == n {
				first = n
			}
		}
	})
	if first != "" && !named {
		list = []string{custom}
	}
	var presets []string
	for _, p := range gen.Presets() {
		presets = append(presets, p.Name)
	}
	var out []string
	for _, name := range list { // "all" is all presets
		if name == custom {
			out = append(out, name)
			continue
		}
		chosen, err := choose("workload", []string{name}, presets)
		if err != nil {
			return nil, usagef("%s", unknown("workload", name, append(workloadNames(), "all")))
		}
		out = append(out, chosen...)
	}
	out, err := choose("workload", out, workloadNames())
	if err != nil {
		return nil, err
	}
	hasCustom := false
	for _, name := range out {
		hasCustom = hasCustom || name == custom
	}
	if first != "" && !hasCustom {
		return nil, usagef("-%s is for the workload %s, which -workload does not name", first, custom)
	}
	if hasCustom {
		if _, err := g.synthetic(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// synthetic returns the parameters of the custom workload.
func (g *generator) synthetic() (gen.Synthetic, error) {
	if g.preds.lo != math.Trunc(g.preds.lo) || g.preds.hi != math.Trunc(g.preds.hi) || g.preds.hi > math.MaxInt32 {
		return gen.Synthetic{}, usagef("-preds %s: the numbers are whole ones", g.preds.text)
	}
	s := gen.Synthetic{
		Attrs: g.attrs, PredsMin: int(g.preds.lo), PredsMax: int(g.preds.hi),
		WidthMin: g.width.lo, WidthMax: g.width.hi, EventAttrs: g.eventAttrs, Zipf: g.zipf, Seed: g.seed,
	}
	if s.EventAttrs == 0 {
		s.EventAttrs = s.Attrs
	}
	if err := s.Validate(); err != nil {
		msg := strings.TrimPrefix(err.Error(), gen.ErrBadSynthetic.Error()+": ")
		return s, usagef("workload %s: %s", custom, msg)
	}
	return s, nil
}

// open makes the workload of the name.
func (g *generator) open(name string) (*gen.Workload, error) {
	if name != custom {
		return gen.Lookup(name, g.seed)
	}
	s, err := g.synthetic()
	if err != nil {
		return nil, err
	}
	return gen.Custom(s), nil
}

// params describes the custom workload in results.
func (g *generator) params(name string) string {
	if name != custom {
		return ""
	}
	s, _ := g.synthetic() // checked by choose
	return fmt.Sprintf("attrs=%d,preds=%s,width=%s,event-attrs=%d,attr-zipf=%g",
		s.Attrs, g.preds.text, g.width.text, s.EventAttrs, s.Zipf)
}

// workload returns what the harness is to measure.
func (g *generator) workload(name string) bench.Workload {
	return bench.Workload{
		Name: name, Params: g.params(name), Seed: g.seed,
		Open: func() (bench.Source, error) { return g.open(name) },
	}
}
