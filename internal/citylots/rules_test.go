package citylots_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/citylots"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/pattern"
)

func TestRuleSets(t *testing.T) {
	for _, set := range citylots.RuleSets() {
		require.Len(t, set.Patterns, 5, set.Name)
		for _, p := range set.Patterns {
			_, err := pattern.Parse(p, predicate.Options{})
			require.NoError(t, err, set.Name)
		}
	}
}

// decode returns a line as encoding/json has it, and what it has of a plot.
func decode(t *testing.T, line []byte) (all, geometry map[string]any) {
	t.Helper()
	require.NoError(t, json.Unmarshal(line, &all))
	geometry, _ = all["geometry"].(map[string]any)
	return all, geometry
}

// firstPoint returns the first of arrays that hold numbers.
func firstPoint(coordinates any) any {
	for {
		list := coordinates.([]any)
		if _, nested := list[0].([]any); !nested {
			return list
		}
		coordinates = list[0]
	}
}

func TestLines(t *testing.T) {
	lines, err := citylots.Lines()
	if err != nil {
		t.Skipf("no citylots: %v", err)
	}
	require.Len(t, lines, 206_560)
	lines = lines[:5000]
	short := citylots.Shortest(lines)
	shorter, points := 0, 0
	for i, line := range lines {
		want, _ := decode(t, line)
		got, _ := decode(t, short[i])
		require.Equal(t, want, got)
		if len(short[i]) < len(line) {
			shorter++
		}
	}
	require.Greater(t, shorter, 4900)
	for _, set := range citylots.RuleSets() {
		of := set.Lines(lines)
		if set.Name != "numeric" {
			require.Equal(t, &lines[0], &of[0], set.Name)
			continue
		}
		for i, line := range of {
			all, geometry := decode(t, line)
			if first, ok := geometry["firstCoordinates"]; ok {
				require.Equal(t, firstPoint(geometry["coordinates"]), first)
				delete(geometry, "firstCoordinates")
				points++
			}
			want, _ := decode(t, lines[i])
			require.Equal(t, want, all)
		}
	}
	require.Greater(t, points, 4900)
}
