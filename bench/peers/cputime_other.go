//go:build !linux

package main

import "time"

// threadCPU returns the processor time of the calling thread, 0 if it is unknown.
func threadCPU() time.Duration { return 0 }
