package catalog

import (
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/betree"
	"github.com/thresh-dev/thresh/index/counting"
	"github.com/thresh-dev/thresh/index/kindex"
	"github.com/thresh-dev/thresh/index/opindex"
	"github.com/thresh-dev/thresh/index/pstree"
	"github.com/thresh-dev/thresh/index/scan"
	"github.com/thresh-dev/thresh/index/slab"
	"github.com/thresh-dev/thresh/index/tama"
)

// Algorithm is a way to match.
type Algorithm struct {
	// Name is what a command line calls it.
	Name string
	// Summary says in one line how it works.
	Summary string
	// New returns an empty index of conjunctions on the dictionary's attributes.
	New func(d *index.Dictionary) index.Index
}

// All returns the algorithms, sorted by name. The slice is the caller's.
func All() []Algorithm {
	return []Algorithm{
		{"betree", "BE-Tree: cuts space by attributes and by halves of their domains, down to small leaves", algorithm(betree.New)},
		{"counting", "counts satisfied predicates: B-trees of range ends, roaring posting lists, hashes for equality", algorithm(counting.New)},
		{"kindex", "intersects posting lists sorted by conjunction, one size of conjunctions after the other", algorithm(kindex.New)},
		{"opindex", "counts the ends of ranges that are met, among conjunctions whose rarest attribute the event has", algorithm(opindex.New)},
		{"pstree", "PSTHash: a hash of the predicate spaces of two pivot attributes", algorithm(pstree.New)},
		{"scan", "looks at each conjunction in turn: packed predicates, left at the first that fails", algorithm(scan.New)},
		{"slab", "tiles of 64 conjunctions under trees of hulls, filtered by vector instructions; the default", algorithm(slab.New)},
		{"tama", "counts over cells of several levels, a posting list each, in blocks whose counters stay in the cache", algorithm(tama.New)},
	}
}

// Lookup returns the algorithm of that name, and whether there is one.
func Lookup(name string) (Algorithm, bool) {
	all := All()
	i := slices.IndexFunc(all, func(a Algorithm) bool { return a.Name == name })
	if i < 0 {
		return Algorithm{}, false
	}
	return all[i], true
}

// algorithm returns the constructor as one of the interface.
func algorithm[T index.Index](construct func(*index.Dictionary) T) func(*index.Dictionary) index.Index {
	return func(d *index.Dictionary) index.Index { return construct(d) }
}
