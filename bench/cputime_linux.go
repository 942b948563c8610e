package bench

import "golang.org/x/sys/unix"

// processCPU returns the time that the processors have spent on this program so far, in
// nanoseconds, 0 if the system does not tell it.
func processCPU() (ns int64) {
	var t unix.Timespec
	if unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &t) != nil {
		return 0
	}
	return t.Nano()
}

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
