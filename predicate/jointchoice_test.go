package predicate

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func leafIs(path string, ms ...Matcher) *Field { return &Field{Path: path, Matchers: ms} }

func oneOf(vs ...Value) Matcher { return Matcher{Op: MatchEqual, Args: vs} }

// What is chosen for one field bears on what may be chosen for another, and on what
// is absent, in arrays that hold single values beside objects and arrays too.
func TestJointChoice(t *testing.T) {
	some := Matcher{Op: MatchExists}
	none := Matcher{Op: MatchExists, Not: true}
	for _, c := range []struct {
		event   string
		pattern Expr
		want    bool
	}{
		{`{"a":[{"x":1,"y":2},{"x":3,"y":4}]}`, And{leafIs("a.x", oneOf(Int(1))), leafIs("a.y", oneOf(Int(4)))}, false},
		{`{"a":[{"x":1,"y":2},{"x":3,"y":4}]}`, And{leafIs("a.x", oneOf(Int(3))), leafIs("a.y", oneOf(Int(4)))}, true},

		// A single value is in the element around its array, and goes with all inside.
		{`{"a":[[1,[2],{"x":3}],[9]]}`, And{leafIs("a", some), leafIs("a.x", oneOf(Int(3)))}, true},
		{`{"a":[[1,[2],{"x":3}],[9]]}`, And{leafIs("a", oneOf(Int(2))), leafIs("a.x", oneOf(Int(3)))}, false},
		{`{"a":[[1,[2],{"x":3}],[9]]}`, And{leafIs("a", oneOf(Int(1), Int(2))), leafIs("a.x", oneOf(Int(3)))}, true},
		{`{"a":[[1,[2],{"x":3}],[9]]}`, And{leafIs("a", oneOf(Int(9))), leafIs("a.x", oneOf(Int(3)))}, false},
		{`{"a":[1,[2],{"x":3}]}`, And{leafIs("a", some), leafIs("a.x", some)}, true},

		// One of several values that a field may have sets apart what is to be absent.
		{`{"a":[1,[2],{"x":3}]}`, And{leafIs("a", oneOf(Int(1))), leafIs("a.x", none)}, false},
		{`{"a":[1,[2],{"x":3}]}`, And{leafIs("a", oneOf(Int(2))), leafIs("a.x", none)}, true},
		{`{"a":[1,[2],{"x":3}]}`, And{leafIs("a", some), leafIs("a.x", none)}, true},
		{`{"a":[[1,[[2],{"x":4}],{"x":3}],[9]]}`, And{leafIs("a", oneOf(Int(1))), leafIs("a.x", none)}, false},
		{`{"a":[[1,[[2],{"x":4}],{"x":3}],{"x":9}]}`, And{leafIs("a", oneOf(Int(1), Int(2))), leafIs("a.x", none)}, true},
		{`{"a":[[1,[[2],{"x":4}],{"x":3}],{"x":9}]}`, And{leafIs("a", some), leafIs("a.x", none), leafIs("a.x", oneOf(Int(4)))}, false},
		{`{"a":[{"x":1},{"y":2}]}`, And{leafIs("a.x", some), leafIs("a.y", none)}, true},
		{`{"a":[{"x":1,"y":2},{"y":2}]}`, And{leafIs("a.x", some), leafIs("a.y", none)}, false},

		// Absent, or of a value, is a matter of the other values in both cases.
		{`{"a":[{"x":1},{"y":2}]}`, And{leafIs("a.x", some), leafIs("a.y", none, oneOf(Int(7)))}, true},
		{`{"a":[{"x":1},{"y":2}]}`, And{leafIs("a.x", some), Or{leafIs("a.y", oneOf(Int(7))), leafIs("a.y", none)}}, true},
		{`{"a":[{"x":1,"y":2}]}`, And{leafIs("a.x", some), leafIs("a.y", none, oneOf(Int(7)))}, false},
		{`{"a":[{"x":1,"y":7},{"y":2}]}`, And{leafIs("a.x", some), leafIs("a.y", none, oneOf(Int(7)))}, true},

		// Paths of one first name need not be neighbours.
		{`{"a":[{"x":1},[5]],"a-b":1}`, And{leafIs("a", some), leafIs("a-b", some), leafIs("a.x", some)}, false},
		{`{"a":[{"x":1},[5]],"a-b":1}`, And{leafIs("a", some), leafIs("a-b", some), leafIs("a.x", none)}, true},
	} {
		s, err := New(Pattern{c.pattern}, Options{})
		require.NoError(t, err)
		ev, err := ParseJSON([]byte(c.event))
		require.NoError(t, err)
		require.Equal(t, c.want, s.Satisfied(ev), "%s on %s", s, c.event)
	}
}

// One search leaves nothing behind for the next.
func TestJointAgain(t *testing.T) {
	elements := []Element{{-1, -1}, {0, 0}, {1, 1}, {0, 0}}
	var j Joint
	for range 3 {
		j.Begin(elements)
		j.Add(0)
		j.Add(2)
		j.Next()
		j.Add(3)
		j.Next()
		require.True(t, j.Possible())
		j.Begin(elements)
		j.Add(2)
		j.Next()
		j.Add(3)
		j.Next()
		require.False(t, j.Possible())
		j.Begin(elements)
		j.Add(2) // without Next
		j.Begin(nil)
		j.Add(0)
		j.Next()
		require.True(t, j.Possible())
		j.Avoid(0)
		require.False(t, j.Possible())
	}
}
