package catalog

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

func TestNames(t *testing.T) {
	var names []string
	for _, a := range All() {
		require.NotEmpty(t, a.Name)
		require.NotEmpty(t, a.Summary)
		require.NotContains(t, a.Name+a.Summary, "\t", "list prints a name, a tab and the summary")
		require.NotContains(t, a.Summary, "\n")
		require.Equal(t, strings.ToLower(a.Name), a.Name)
		names = append(names, a.Name)
	}
	require.True(t, slices.IsSorted(names), "%q", names)
	require.Len(t, slices.Compact(slices.Clone(names)), len(names), "a name is there twice: %q", names)
	require.Subset(t, names, []string{"counting", "scan"})
}

func TestLookup(t *testing.T) {
	for _, a := range All() {
		got, ok := Lookup(a.Name)
		require.True(t, ok)
		require.Equal(t, a.Summary, got.Summary)
	}
	for _, name := range []string{"", "all", "Scan", "scan ", "scan:2", "hem:", "hem:0", "hem:-1", "hem:+2", "hem:02", "hem:16385", "hem:x", ":2"} {
		_, ok := Lookup(name)
		require.False(t, ok, "%q", name)
	}
}

func TestSizes(t *testing.T) {
	for _, a := range All() {
		sized, ok := Lookup(a.Name + ":7")
		require.Equal(t, a.Sized != nil, ok, a.Name)
		if ok {
			require.Equal(t, a.Name+":7", sized.Name)
			require.Zero(t, sized.New(index.NewDictionary()).Len())
		}
	}
	a, ok := Lookup("hem:16384")
	require.True(t, ok)
	require.NotNil(t, a.New(index.NewDictionary()))
}

// TestNew has each algorithm find one of two conjunctions.
func TestNew(t *testing.T) {
	over, err := predicate.New(predicate.Gt("price", predicate.Int(10)), predicate.Options{})
	require.NoError(t, err)
	under, err := predicate.New(predicate.Lt("price", predicate.Int(10)), predicate.Options{})
	require.NoError(t, err)
	ev, err := predicate.ParseJSON([]byte(`{"price": 11}`))
	require.NoError(t, err)
	for _, a := range All() {
		d := index.NewDictionary()
		x := a.New(d)
		require.NoError(t, x.Insert(1, &over.Conjunctions()[0]), a.Name)
		require.NoError(t, x.Insert(2, &under.Conjunctions()[0]), a.Name)
		require.Equal(t, 2, x.Len(), a.Name)
		require.Equal(t, []index.ID{1}, x.NewMatcher().AppendMatches(nil, index.NewEncoder(d).Encode(ev)), a.Name)
	}
}
