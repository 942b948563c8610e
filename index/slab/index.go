package slab

import (
	"fmt"
	"runtime"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/predicate"
)

// Index is a matching index of compiled segments, and a stage of conjunctions that
// wait to be compiled.
type Index struct {
	dict     *index.Dictionary
	ids      *roaring.Bitmap
	segments []*segment
	stage    *stage
	few      *few // all conjunctions again, or nil

	goroutines int // that compile; less than 2: the caller's alone
}

// minCompile is how many staged conjunctions, beside compiled ones, are worth a
// segment without being asked for.
const minCompile = 2048

// New returns an empty index of conjunctions whose attributes d numbers.
func New(d *index.Dictionary) *Index {
	return &Index{dict: d, ids: roaring.New(), stage: newStage(d), few: &few{}}
}

// Len implements index.Index.
func (x *Index) Len() int { return int(x.ids.GetCardinality()) }

// Bytes implements index.Index: all memory is on the Go heap.
func (x *Index) Bytes() int { return 0 }

// NewMatcher implements index.Index.
func (x *Index) NewMatcher() index.Matcher { return &Matcher{index: x, leastRows: batchRows} }

// Insert implements index.Index. A conjunction is staged, and found by a scan of
// the stage, until the next Compile. Once there was one, a stage that has grown
// large beside the compiled segments is compiled without being asked.
func (x *Index) Insert(id index.ID, c *predicate.Conjunction) error {
	n := numCuts(c)
	if n > maxKeys {
		return fmt.Errorf("%w: %d range ends", index.ErrTooLarge, n)
	}
	if !x.ids.CheckedAdd(uint32(id)) {
		return fmt.Errorf("%w: %d", index.ErrDuplicate, id)
	}
	if x.stage.full(n) {
		x.compileStage()
	}
	x.stage.add(id, c)
	if x.few != nil && !x.few.add(id, c) {
		x.few = nil
	}
	if len(x.segments) > 0 && x.stage.len() >= max(minCompile, x.compiled()/8) {
		x.compileSmall()
	}
	return nil
}

// Compile implements index.Compiler: it makes one segment of everything, or as
// few as there can be. It uses all processors.
func (x *Index) Compile() { x.CompileParallel(runtime.GOMAXPROCS(0)) }

// CompileParallel implements index.ParallelCompiler.
func (x *Index) CompileParallel(goroutines int) {
	x.goroutines = goroutines
	defer func() { x.goroutines = 1 }()
	if x.stage.len() == 0 && len(x.segments) <= 1 {
		return
	}
	x.merge(func(*segment) bool { return true })
}

// compileSmall compiles the stage together with the segments that are not much
// larger, so that there are few segments and each conjunction is compiled seldom.
func (x *Index) compileSmall() {
	n := x.stage.len()
	for i := len(x.segments) - 1; i >= 0 && x.segments[i].conjunctions <= 2*n; i-- {
		n += x.segments[i].conjunctions
	}
	x.merge(func(g *segment) bool { return g.conjunctions < n })
}

// merge compiles the stage and the chosen segments.
func (x *Index) merge(chosen func(*segment) bool) {
	var kept []*segment
	old := x.segments
	for _, g := range old {
		if !chosen(g) || g.conjunctions >= maxLanes/2 {
			kept = append(kept, g)
		}
	}
	x.segments = kept
	for _, g := range old {
		if !slices.Contains(kept, g) {
			g.restage(x)
		}
	}
	x.compileStage()
}

// compileStage turns the stage into a segment.
func (x *Index) compileStage() {
	if x.stage.len() > 0 {
		x.segments = append(x.segments, compile(x.stage, newTeam(x.goroutines)))
		slices.SortStableFunc(x.segments, func(a, b *segment) int { return b.conjunctions - a.conjunctions })
	}
	x.stage = newStage(x.dict)
	if x.few != nil && len(x.segments) == 1 && x.segments[0].conjunctions == x.Len() && !x.few.compiled(x.segments[0], x.dict) {
		x.few = nil
	}
	if invariant.Enabled {
		x.check()
	}
}

// compiled returns the number of conjunctions in segments.
func (x *Index) compiled() int {
	n := 0
	for _, g := range x.segments {
		n += g.conjunctions
	}
	return n
}

// Delete implements index.Index. A segment that has lost half of what it was
// compiled from is compiled again.
func (x *Index) Delete(id index.ID) bool {
	if !x.ids.CheckedRemove(uint32(id)) {
		return false
	}
	if x.few != nil {
		x.few.remove(id)
	}
	if x.stage.remove(id) {
		if x.stage.len() == 0 || x.stage.nDead > max(minCompile, x.stage.len()) {
			old := x.stage
			x.stage = newStage(x.dict)
			old.copyTo(x.stage)
		}
		return true
	}
	for i, g := range x.segments {
		if !g.remove(id) {
			continue
		}
		switch {
		case g.conjunctions == 0:
			x.segments = slices.Delete(x.segments, i, i+1)
		case g.conjunctions < g.built/2:
			x.merge(func(h *segment) bool { return h == g })
		}
		break
	}
	return true
}
