package propagation

import (
	"testing"

	"github.com/thresh-dev/thresh/index/indextest"
)

func BenchmarkIndex(b *testing.B) { indextest.Benchmark(b, newIndex) }
