package bench

import "golang.org/x/sys/unix"

// threadCPU returns the time that the processor has spent on the calling thread so
// far, in nanoseconds, and whether the system tells it. The goroutine is locked to
// its thread.
func threadCPU() (ns int64, ok bool) {
	var t unix.Timespec
	if unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t) != nil {
		return 0, false
	}
	return t.Nano(), true
}
