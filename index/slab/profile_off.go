//go:build !profile

package slab

// profiling says whether a match counts the bytes that it reads.
const profiling = false
