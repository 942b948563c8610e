//go:build !linux

package bench

// threadCPU says that the processor time of a thread is not known.
func threadCPU() (ns int64, ok bool) { return 0, false }

// processCPU says that the processor time of a program is not known.
func processCPU() (ns int64) { return 0 }
