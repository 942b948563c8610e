//go:build !amd64 || purego

package kernel

// FastLanes says whether ScanLanes tests all lanes of a row at once.
func FastLanes() bool { return false }

// ScanLanes tests the n blocks from first on. It puts those of which lanes pass, in
// their order, into out, which has room for n, and returns how many there are.
// Attribute numbers are below attrs.
func ScanLanes(b *LaneBlocks, first, n int, codes LaneCodes, _ int, out []LaneHit) int {
	return scanLanes(b, first, n, codes, out)
}
