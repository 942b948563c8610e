package slab

import (
	"testing"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/indextest"
)

func newIndex(d *index.Dictionary) index.Index { return New(d) }

// newUnscanned returns an index that scans none of its conjunctions, however few.
func newUnscanned(d *index.Dictionary) index.Index {
	x := New(d)
	x.few = nil
	return x
}

func TestIndex(t *testing.T) { indextest.Run(t, newIndex) }

func TestUnscanned(t *testing.T) { indextest.Run(t, newUnscanned) }

func BenchmarkIndex(b *testing.B) { indextest.Benchmark(b, newIndex) }

func FuzzIndex(f *testing.F) { indextest.Fuzz(f, newIndex) }

func FuzzUnscanned(f *testing.F) { indextest.Fuzz(f, newUnscanned) }
