package main

import (
	"errors"

	"github.com/thresh-dev/thresh/engine"
	"github.com/thresh-dev/thresh/predicate"
)

// prepareThresh is this project's engine, from JSON to ids.
func prepareThresh(d *dataset) (func() (matcher, error), error) {
	return func() (matcher, error) {
		e := engine.New[int32](engine.Options{})
		var bad error
		all := func(yield func(int32, *predicate.Subscription) bool) {
			for i, x := range d.exprs {
				s, err := predicate.New(x, predicate.Options{})
				if err != nil {
					bad = err
					return
				}
				if !yield(int32(i), s) {
					return
				}
			}
		}
		if err := errors.Join(e.SubscribeAll(all), bad); err != nil {
			return nil, err
		}
		e.Compact()
		return func(dst []int32, event int) ([]int32, error) { return e.MatchJSON(dst, d.lines[event]) }, nil
	}, nil
}
