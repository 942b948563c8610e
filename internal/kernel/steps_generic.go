//go:build !amd64 || purego

package kernel

// Count returns how many of the numbers are not above x.
func (s *Steps) Count(x uint64) int { return s.count(x) }
