package engine

import (
	"runtime"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/slab"
)

// Options are the choices of an [Engine]. The zero value chooses the defaults.
type Options struct {
	// Index makes the index of a large segment, on the dictionary that it is
	// given. It is called for each segment, from several goroutines. nil stands
	// for the default algorithm.
	Index func(*index.Dictionary) index.Index

	// MaxConjunctions is the most conjunctions that a subscription may have; more
	// are ErrTooManyConjunctions. 0 stands for no limit but that of the lowering
	// (see predicate.Options).
	MaxConjunctions int

	// HeadSize is how many conjunctions the most recent subscriptions may have
	// before they are sealed into a segment. More make subscribing cheaper, for
	// fewer merges, and matching dearer, by some four nanoseconds each. Those that
	// ask an attribute for one of a few single values that few others ask for cost a
	// match next to nothing, and with AVX-512 those that few events come near to cost
	// little: eight times as many may be there. 0 stands for
	// DefaultHeadSize.
	HeadSize int

	// tuning is for tests.
	tuning tuning
}

// DefaultHeadSize is Options.HeadSize unless set.
const DefaultHeadSize = 256

// MinIndex is the least number of conjunctions of a segment that get an index,
// whatever Options.Index is: fewer are matched as fast one after the other.
const MinIndex = 512

// tuning are the constants of merging.
type tuning struct {
	minIndex int // see MinIndex
	// keyedHead is how many times HeadSize the conjunctions of a head may be if most
	// are found by a key, or ruled out in lanes.
	keyedHead int
	// ratio is how many segments of a tier are merged into one of the next, and how
	// many times as heavy that is.
	ratio int
	// A segment of less weight than keep has the subscriptions as they were given,
	// until it is merged with one that has not. It takes less time to merge, and some
	// kilobytes a subscription.
	keep int
	// A segment is rewritten once deadShare of its subscriptions are gone, given
	// in hundredths.
	deadShare int
	// lightDeadShare is deadShare of segments no larger than a head may be.
	lightDeadShare int
	// maxMerges is how many merges run at the same time at most: few, for who
	// matches needs a processor too, but a long one is not to hold up the others.
	maxMerges int
	// maxParts is how many segments there may be before those who subscribe wait
	// for a merge.
	maxParts int
	// minAttributes is the least number of attributes, or of tests that are no ranges,
	// that are worth a new dictionary.
	minAttributes int
}

// defaultIndex is the algorithm used where Options.Index is nil.
func defaultIndex(d *index.Dictionary) index.Index { return slab.New(d) }

func (o Options) withDefaults() Options {
	if o.Index == nil {
		o.Index = defaultIndex
	}
	if o.HeadSize <= 0 {
		o.HeadSize = DefaultHeadSize
	}
	if o.tuning == (tuning{}) {
		o.tuning = tuning{
			minIndex: MinIndex, keyedHead: 8, ratio: 4, keep: 4096, deadShare: 33, lightDeadShare: 80,
			maxMerges: min(max(2, runtime.GOMAXPROCS(0)/2), 4), maxParts: 256, minAttributes: 1024,
		}
	}
	return o
}
