package gen

import (
	"strconv"

	"github.com/thresh-dev/thresh/predicate"
)

// newWildcard returns the wildcard preset, see the package's documentation.
func newWildcard(seed uint64) source {
	envs := []string{"prod", "staging", "test", "dev", "canary"}
	regions := []string{"eu1", "eu2", "us-east", "us-west", "ap-south", "sa1"}
	subs := func(yield func(predicate.Expr) bool) {
		for i := 0; ; i++ {
			c := newConjunction(1, 1)
			c.add("name", predicate.OpContains, predicate.String("-app"+strconv.Itoa(i)+"-"))
			if !yield(c.and) {
				return
			}
		}
	}
	fields := func(yield func([]field) bool) {
		s := splitMix64(seed + 1)
		event := make([]field, 1)
		for {
			env := envs[s.intn(len(envs))]
			app := strconv.Itoa(drawTarget(&s))
			region := regions[s.intn(len(regions))]
			event[0] = field{path: "name", value: predicate.String(env + "-app" + app + "-" + region)}
			if !yield(event) {
				return
			}
		}
	}
	return &generated{1, subs, fields}
}
