package gen

import (
	"strconv"
	"strings"

	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/internal/nearest"
)

// Preset describes a workload that [Lookup] knows.
type Preset struct {
	Name    string
	Summary string // one line, no full stop
}

// entry is a preset and how it is made.
type entry struct {
	Preset
	source func(seed uint64) source
}

// entries returns the presets in the order of their listing.
func entries() []entry {
	ranges := func(name, summary string, p Synthetic) entry {
		return entry{Preset{name, summary}, func(seed uint64) source {
			p.Seed = seed
			return newSynthetic(p)
		}}
	}
	return append([]entry{
		ranges("w1", "ranges: 5-10 of 20 attributes, widths 0.1-0.5",
			Synthetic{Attrs: 20, PredsMin: 5, PredsMax: 10, WidthMin: 0.1, WidthMax: 0.5}),
		ranges("w2", "ranges: 10 of 20 attributes, width 0.4",
			Synthetic{Attrs: 20, PredsMin: 10, PredsMax: 10, WidthMin: 0.4, WidthMax: 0.4}),
		ranges("w4", "ranges: 5 of 20 attributes, width 0.1",
			Synthetic{Attrs: 20, PredsMin: 5, PredsMax: 5, WidthMin: 0.1, WidthMax: 0.1}),
		ranges("w5", "ranges, sparse: 5 of 200 attributes, widths 0.1-0.5, events of 20",
			Synthetic{Attrs: 200, PredsMin: 5, PredsMax: 5, WidthMin: 0.1, WidthMax: 0.5, EventAttrs: 20}),
		ranges("w6", "ranges, skewed: 5-10 of 100 attributes by Zipf 1, widths 0.1-0.5",
			Synthetic{Attrs: 100, PredsMin: 5, PredsMax: 10, WidthMin: 0.1, WidthMax: 0.5, Zipf: 1}),
		ranges("w7", "ranges, dense: 5 of 20 attributes, width 0.8; a third of all match",
			Synthetic{Attrs: 20, PredsMin: 5, PredsMax: 5, WidthMin: 0.8, WidthMax: 0.8}),
		ranges("wide", "ranges: 3-5 of 20 attributes, widths 0.1-0.3",
			Synthetic{Attrs: 20, PredsMin: 3, PredsMax: 5, WidthMin: 0.1, WidthMax: 0.3}),
		ranges("narrow", "ranges: 3-5 of 20 attributes, widths 0.001-0.003; near-equality",
			Synthetic{Attrs: 20, PredsMin: 3, PredsMax: 5, WidthMin: 0.001, WidthMax: 0.003}),
		{Preset{"exact", "equality on 3 of 5 string attributes of 1,000 values"}, newExact},
		{Preset{"anybut", "equality, anything-but, equality on 3 of 20 string attributes of 50 values"}, newAnyBut},
		{Preset{"mixed", "routing rules: tenant, type, threshold, set, anything-but, prefix"}, newMixed},
		{Preset{"wildcard", "a different *-appN-* wildcard per subscription"}, newWildcard},
		{Preset{"prefix", "a different URL prefix per subscription"}, newPrefix},
		{Preset{"topics", "4-level topics of 50 values a level, 20 % wildcards"}, newTopics},
		{Preset{"ticks", "market data: one of 5,000 symbols by Zipf 1, price band, volume floor"}, newTicks},
		{Preset{"flights", "200,000 US flights of 2001: date, hour, weekday, route, distance, delay"}, newFlights},
		{Preset{"birdstrikes", "10,000 wildlife strikes: 14 attributes of mixed types"}, newBirdstrikes},
		{Preset{"earthquakes", "1,707 earthquakes: nested GeoJSON with arrays and nulls"}, newEarthquakes},
	}, adversaries()...)
}

// Presets returns the presets, always in the same order.
func Presets() []Preset {
	es := entries()
	presets := make([]Preset, len(es))
	for i := range es {
		presets[i] = es[i].Preset
	}
	return presets
}

// Lookup returns the workload of the preset with the given name and seed, which
// is DefaultSeed for the published figures. The error is an *UnknownError.
func Lookup(name string, seed uint64) (*Workload, error) {
	es := entries()
	for _, e := range es {
		if e.Name == name {
			return &Workload{name, seed, e.source(seed)}, nil
		}
	}
	err := &UnknownError{Name: name}
	for _, e := range es {
		err.Names = append(err.Names, e.Name)
	}
	err.Nearest = nearest.Name(name, err.Names)
	return nil, err
}

// UnknownError says that there is no preset of the name.
type UnknownError struct {
	Name    string
	Nearest string   // the preset that was probably meant, "" if none is near
	Names   []string // all there are
}

func (e *UnknownError) Error() string {
	hint := ""
	if e.Nearest != "" {
		hint = "; did you mean " + strconv.Quote(e.Nearest) + "?"
	}
	return "gen: no workload " + strconv.Quote(e.Name) + hint + " (there are " + strings.Join(e.Names, ", ") + ")"
}

// assertNoError is for errors that only a bug of this module can cause.
func assertNoError(err error) {
	invariant.Assert(err == nil, "gen: %v", err)
}
