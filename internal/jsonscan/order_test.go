package jsonscan

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/predicate"
)

// TestOrder reads documents whose members come in one order for a while, then in
// another, with the same paths: some twice, and some that are not asked for and look like
// those that are.
func TestOrder(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	names := []string{
		"", "a", "b", "ab", "aab", "abb", "field1_name", "field2_name", "field12_name", "field21_name", "a name that is rather long 1", "a name that is rather long 2",
		"field3_name", "field13_name", "field31_name", "a name that is rather long 3", "aaab", "aabb", "é", "eé",
	}
	wanted := map[string]int32{}
	paths := NewPaths()
	for i, name := range names {
		if i%3 < 2 {
			wanted[name] = int32(i)
			paths.Add([]string{name}, int32(i))
		}
	}
	var r Reader
	var order []int
	read := 0
	for round := range 3000 {
		if round%20 == 0 {
			order = rng.Perm(len(names))[:1+rng.IntN(len(names))]
		}
		ns := append([]int(nil), order...)
		for range rng.IntN(3) {
			ns[rng.IntN(len(ns))] = rng.IntN(len(names))
		}
		doc, want := []byte("{"), map[int32]int64{}
		for i, n := range ns {
			if i > 0 {
				doc = append(doc, ',')
			}
			quoted := fmt.Sprintf("%q", names[n])
			if names[n] == "a" && rng.IntN(4) == 0 {
				quoted = `"\u0061"`
			}
			doc = fmt.Appendf(doc, "%s:%d", quoted, i)
			if path, ok := wanted[names[n]]; ok {
				want[path] = int64(i)
			}
		}
		doc = append(doc, '}')
		values, err := r.Read(doc, paths)
		require.NoError(t, err)
		got := map[int32]int64{}
		for _, v := range values {
			if v.Path < 0 {
				continue
			}
			require.NotContains(t, got, v.Path, "%s", doc)
			i, ok := v.Value.Int64()
			require.True(t, ok)
			got[v.Path] = i
		}
		require.Equal(t, want, got, "%s", doc)
		read += len(got)
	}
	require.Greater(t, read, 3000)
}

// TestQuotesInNames reads documents in which a string and the next name look like a name
// with quotes that was found before.
func TestQuotesInNames(t *testing.T) {
	paths := NewPaths()
	paths.Add([]string{`x","b`}, 0)
	paths.Add([]string{"b"}, 1)
	var r Reader
	for range 3 {
		values, err := r.Read([]byte(`{"x\",\"b":1}`), paths)
		require.NoError(t, err)
		require.Equal(t, []Value{{Path: 0, Value: predicate.Int(1)}}, values)
		values, err = r.Read([]byte(`{"a":"x","b":2}`), paths)
		require.NoError(t, err)
		require.Equal(t, []Value{{Path: 1, Value: predicate.Int(2)}}, values)
	}
}
