//go:build !amd64 || purego

package kernel

// Count returns how many bits of the words are set.
func Count(words []uint64) int { return count(words) }
