//go:build !linux

package bench

// threadCPU says that the processor time of a thread is not known.
func threadCPU() (ns int64, ok bool) { return 0, false }
