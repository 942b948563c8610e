//go:build !purego

package kernel

import "testing"

// TestClassifyJSON2 tests the kernel that ClassifyJSON does not choose where there is
// a better one.
func TestClassifyJSON2(t *testing.T) {
	if !hasAVX2 {
		t.Skip("the machine has no AVX2")
	}
	testClassify(t, classifyJSON2)
}

func BenchmarkClassifyJSON2(b *testing.B) { benchmarkClassify(b, classifyJSON2) }
