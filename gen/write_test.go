package gen

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/expr"
)

// What is written as where means, parsed, what was generated.
func TestWrittenSubscriptionsParse(t *testing.T) {
	for _, p := range Presets() {
		i := 0
		for e := range lookup(t, p.Name).Subscriptions(300) {
			want, err := predicate.New(e, predicate.Options{})
			require.NoError(t, err)
			got, err := expr.Parse(e.String(), predicate.Options{})
			require.NoError(t, err, "%s subscription %d: %s", p.Name, i, e)
			require.Equal(t, conjunctions(want), conjunctions(got), "%s subscription %d: %s", p.Name, i, e)
			i++
		}
	}
}

func conjunctions(s *predicate.Subscription) string {
	var parts []string
	for _, c := range s.Conjunctions() {
		parts = append(parts, c.String())
	}
	return strings.Join(parts, "\n")
}
