package hugemem

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/invariant"
)

var rebuilds = flag.Int("rebuilds", 2000, "how often TestRelease makes slices anew; a million take some minutes")

// TestRelease makes slices of many sizes, far more than there is memory for, and writes to
// all their pages. A few live at a time, as segments do.
func TestRelease(t *testing.T) {
	n := *rebuilds
	if testing.Short() {
		n = min(n, 300)
	}
	const kept = 4
	var live [kept][]uint64
	debug.FreeOSMemory()
	before := resident(t)
	for i := range n {
		s := Make[uint64](pageSize/8 + i*7919%(pageSize/8))
		for at := 0; at < len(s); at += 512 {
			if s[at] != 0 {
				t.Fatal("not zero")
			}
			s[at] = uint64(i)
		}
		live[i%kept] = s
		if i%1000 == 999 || i == n-1 {
			// What lives is 16 MiB at most; a hundredth of what was made would be more.
			debug.FreeOSMemory()
			if more := resident(t) - before; more > 32<<20 && !invariant.Enabled { // the race detector has memory of its own
				t.Fatalf("%d bytes more after %d slices", more, i+1)
			}
		}
	}
	runtime.KeepAlive(&live)
	clear(live[:])
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	require.Less(t, m.HeapAlloc, uint64(2*pageSize))
}

// resident returns the bytes of memory that the process has now, or 0 where the system does
// not tell.
func resident(tb testing.TB) int {
	tb.Helper()
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	var size, pages int
	_, err = fmt.Fscan(bytes.NewReader(data), &size, &pages)
	require.NoError(tb, err)
	return pages * os.Getpagesize()
}
