package gen

import (
	"fmt"

	"github.com/thresh-dev/thresh/predicate"
)

// The shape of the topics preset.
const (
	topicLevels   = 4
	topicValues   = 50
	topicWildcard = 0.2
)

// newTopics returns the topics preset, see the package's documentation.
func newTopics(seed uint64) source {
	names := make([]string, topicLevels)
	values := make([][]predicate.Value, topicLevels)
	for l, stem := range [topicLevels]string{"site", "line", "device", "signal"} {
		names[l] = fmt.Sprintf("level%d", l+1)
		for j := range topicValues {
			values[l] = append(values[l], predicate.String(fmt.Sprintf("%s-%02d", stem, j)))
		}
	}
	subs := func(yield func(predicate.Expr) bool) {
		s := splitMix64(seed)
		for {
			c := newConjunction(topicLevels, topicLevels)
			for len(c.and) == 0 {
				for l := range topicLevels {
					if !s.chance(topicWildcard) {
						c.add(names[l], predicate.OpEqual, values[l][s.intn(topicValues)])
					}
				}
			}
			if !yield(c.and) {
				return
			}
		}
	}
	return &generated{topicLevels, subs, uniformFields(seed, names, values)}
}
