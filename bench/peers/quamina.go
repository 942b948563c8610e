package main

import (
	"fmt"

	"github.com/timbray/quamina"
)

// prepareQuamina is Quamina, from JSON to patterns. Patterns of one name are a
// disjunction.
func prepareQuamina(d *dataset) (func() (matcher, error), error) {
	rules, err := d.translated("quamina")
	if err != nil {
		return nil, err
	}
	return func() (matcher, error) {
		q, err := quamina.New()
		if err != nil {
			return nil, fmt.Errorf("quamina: %w", err)
		}
		for _, r := range rules {
			if err := q.AddPattern(r.sub, r.text); err != nil {
				return nil, fmt.Errorf("quamina: s%d: %w", r.sub, err)
			}
		}
		return func(dst []int32, event int) ([]int32, error) {
			found, err := q.MatchesForEvent(d.lines[event])
			if err != nil {
				return dst, fmt.Errorf("quamina: event %d: %w", event, err)
			}
			for _, x := range found {
				dst = append(dst, int32(x.(int)))
			}
			return dst, nil
		}, nil
	}, nil
}
