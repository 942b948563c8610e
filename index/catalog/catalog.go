package catalog

import (
	"slices"
	"strconv"
	"strings"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/betree"
	"github.com/thresh-dev/thresh/index/counting"
	"github.com/thresh-dev/thresh/index/hem"
	"github.com/thresh-dev/thresh/index/kindex"
	"github.com/thresh-dev/thresh/index/opindex"
	"github.com/thresh-dev/thresh/index/propagation"
	"github.com/thresh-dev/thresh/index/pstree"
	"github.com/thresh-dev/thresh/index/rein"
	"github.com/thresh-dev/thresh/index/scan"
	"github.com/thresh-dev/thresh/index/slab"
	"github.com/thresh-dev/thresh/index/tama"
	"github.com/thresh-dev/thresh/index/vscan"
)

// Algorithm is a way to match.
type Algorithm struct {
	// Name is what a command line calls it.
	Name string
	// Summary says in one line how it works.
	Summary string
	// New returns an empty index of conjunctions on the dictionary's attributes.
	New func(d *index.Dictionary) index.Index
	// Sized returns New with another size than the default, of which the summary tells.
	// It is nil where an algorithm has none.
	Sized func(size int) func(d *index.Dictionary) index.Index
}

// All returns the algorithms, sorted by name. The slice is the caller's.
func All() []Algorithm {
	return []Algorithm{
		{Name: "betree", Summary: "BE-Tree: cuts space by attributes and by halves of their domains, down to small leaves", New: algorithm(betree.New)},
		{Name: "counting", Summary: "counts satisfied predicates: B-trees of range ends, roaring posting lists, hashes for equality", New: algorithm(counting.New)},
		{Name: "hem", Summary: "HEM: bitsets of what each group of values excludes, or'd; hem:N with N groups an attribute (128)", New: algorithm(hem.New), Sized: hemSized},
		{Name: "kindex", Summary: "intersects posting lists sorted by conjunction, one size of conjunctions after the other", New: algorithm(kindex.New)},
		{Name: "opindex", Summary: "counts the ends of ranges that are met, among conjunctions whose rarest attribute the event has", New: algorithm(opindex.New)},
		{Name: "propagation", Summary: "a bit for each predicate; columns of them in clusters, found by hashes of one or two equalities, or a range", New: algorithm(propagation.New)},
		{Name: "pstree", Summary: "PSTHash: a hash of the predicate spaces of two pivot attributes", New: algorithm(pstree.New)},
		{Name: "rein", Summary: "REIN: buckets of range ends; each term that is not met marks its conjunction", New: algorithm(rein.New)},
		{Name: "scan", Summary: "looks at each conjunction in turn: packed predicates, left at the first that fails", New: algorithm(scan.New)},
		{Name: "slab", Summary: "tiles of 64 conjunctions under trees of hulls, filtered by vector instructions; the default", New: algorithm(slab.New)},
		{Name: "tama", Summary: "counts over cells of several levels, a posting list each, in blocks whose counters stay in the cache", New: algorithm(tama.New)},
		{Name: "vscan", Summary: "looks at 32 conjunctions at a time: vector comparisons of 16-bit codes, left at the first row that none passes", New: algorithm(vscan.New)},
	}
}

// MaxSize is the largest size of an algorithm.
const MaxSize = 1 << 14

// Lookup returns the algorithm of that name, and whether there is one. A colon and
// a size may follow the name of one that has sizes, as in "hem:64".
func Lookup(name string) (Algorithm, bool) {
	base, size, sized := strings.Cut(name, ":")
	all := All()
	i := slices.IndexFunc(all, func(a Algorithm) bool { return a.Name == base })
	if i < 0 {
		return Algorithm{}, false
	}
	a := all[i]
	if !sized {
		return a, true
	}
	n, err := strconv.Atoi(size)
	if a.Sized == nil || err != nil || n < 1 || n > MaxSize || strconv.Itoa(n) != size {
		return Algorithm{}, false
	}
	a.Name, a.New = name, a.Sized(n)
	return a, true
}

// algorithm returns the constructor as one of the interface.
func algorithm[T index.Index](construct func(*index.Dictionary) T) func(*index.Dictionary) index.Index {
	return func(d *index.Dictionary) index.Index { return construct(d) }
}

func hemSized(groups int) func(*index.Dictionary) index.Index {
	return func(d *index.Dictionary) index.Index { return hem.NewWith(d, hem.Options{Groups: groups}) }
}
