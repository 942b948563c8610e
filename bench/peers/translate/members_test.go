package translate_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/bench/peers/translate"
)

func TestMembers(t *testing.T) {
	for text, want := range map[string][][]translate.Member{
		`n == 5 && s == "x"`:            {{{Path: "n", Values: []string{"5:5"}}, {Path: "s", Values: []string{"x"}}}},
		`b || s not in ["x", "y"]`:      {{{Path: "b", Values: []string{"true"}}}, {{Path: "s", Values: []string{"x", "y"}, Excluded: true}}},
		`between(n, 1, 9)`:              {{{Path: "n", Values: []string{"1:9"}}}},
		`n > 0 && n < 9 && s != "x"`:    {{{Path: "n", Values: []string{"1:8"}}, {Path: "s", Values: []string{"x"}, Excluded: true}}},
		`n != 3`:                        {{{Path: "n", Values: []string{"3:3"}, Excluded: true}}},
		`n in [1, 5, 9] && n > 3`:       {{{Path: "n", Values: []string{"5:5", "9:9"}}}},
		`n > 3 && n < 4`:                nil,
		`s in ["x"] && s != "x" || b`:   {{{Path: "b", Values: []string{"true"}}}},
		`not (s == "x" || n in [1, 2])`: {{{Path: "s", Values: []string{"x"}, Excluded: true}, {Path: "n", Values: []string{"1:1", "2:2"}, Excluded: true}}},
	} {
		got, err := translate.Members(parse(t, text), kinds())
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{
		`n > 5`, `n < 5`, `n == -1`, `between(n, -1, 5)`, `between(n, 0, 72057594037927936)`, `f == 5`, `f > 1.5 && f < 2`,
		`s startsWith "a"`, `s >= "a"`, `n != 3 && n < 9 && n > 1`, `lower(s) == "x"`, `s == nil`,
	} {
		_, err := translate.Members(parse(t, text), kinds())
		var no *translate.UnsaidError
		require.ErrorAs(t, err, &no, text)
	}
}
