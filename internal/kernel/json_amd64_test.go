//go:build !purego

package kernel

import "testing"

// TestClassifyJSON2 tests the kernel that ClassifyJSON does not choose where there is
// a better one.
func TestClassifyJSON2(t *testing.T) {
	if !hasAVX2 {
		t.Skip("the machine has no AVX2")
	}
	testClassify(t, func(dst []JSONBlock, src []byte) {
		if len(dst) > 0 {
			classifyJSON2(dst, src)
		}
	})
}

func BenchmarkClassifyJSON2(b *testing.B) {
	src := make([]byte, 1024)
	dst := make([]JSONBlock, len(src)/64)
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		classifyJSON2(dst, src)
	}
}
