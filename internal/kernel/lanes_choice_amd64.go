//go:build !purego

package kernel

import "unsafe"

//go:generate sh -c "cd _asm && go run ./lanes -out ../lanes_amd64.s -stubs ../lanes_amd64.go -pkg kernel"

// FastLanes says whether ScanLanes tests all lanes of a row at once.
func FastLanes() bool { return hasAVX512 }

// ScanLanes tests the n blocks from first on. It puts those of which lanes pass, in
// their order, into out, which has room for n, and returns how many there are.
// Attribute numbers are below attrs.
func ScanLanes(b *LaneBlocks, first, n int, codes LaneCodes, attrs int, out []LaneHit) int {
	if n == 0 {
		return 0
	}
	if !hasAVX512 {
		return scanLanes(b, first, n, codes, out)
	}
	from, live, codes, out := b.From[first:first+n+2], b.Live[first:first+n], codes[:max(attrs, 64)], out[:n]
	rows, f, l := (*byte)(unsafe.Pointer(unsafe.SliceData(b.Rows))), unsafe.SliceData(from), unsafe.SliceData(live)
	c, o := unsafe.SliceData(codes), (*uint32)(unsafe.Pointer(unsafe.SliceData(out)))
	switch {
	case attrs <= 32:
		return scanLanes512x1(rows, f, l, n, c, o)
	case attrs <= 64:
		return scanLanes512x2(rows, f, l, n, c, o)
	default:
		return scanLanes512gather(rows, f, l, n, c, o)
	}
}
