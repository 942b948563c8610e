package hugemem

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

func TestMake(t *testing.T) {
	for _, n := range []int{0, 1, 511, pageSize/8 - 1, pageSize / 8, 2*pageSize/8 + 1, 3*pageSize/8 + 77} {
		s := Make[uint64](n)
		require.Len(t, s, n)
		for i := range s {
			require.Zero(t, s[i])
			s[i] = uint64(i)
		}
		c := Clone(s)
		require.Equal(t, len(c), cap(c))
		for i := range c {
			require.Equal(t, uint64(i), c[i])
		}
	}
}

func TestInner(t *testing.T) {
	b := make([]byte, 5*pageSize)
	for _, cut := range []int{0, 1, 4096, pageSize - 1, pageSize} {
		p := inner(b[cut:])
		require.NotEmpty(t, p)
		start := uintptr(unsafe.Pointer(&p[0]))
		require.Zero(t, start%pageSize)
		require.Zero(t, len(p)%pageSize)
		require.GreaterOrEqual(t, start, uintptr(unsafe.Pointer(&b[cut])))
		require.LessOrEqual(t, start+uintptr(len(p)), uintptr(unsafe.Pointer(&b[0]))+uintptr(len(b)))
	}
	require.Empty(t, inner(b[:10]))
}
