//go:build !purego

package kernel

import "unsafe"

// CopyLines copies the row, of whole lines, to dst, which is as long or longer. Meanwhile
// it fetches of next, which is read then, as much.
func CopyLines(dst, row, next []uint64) {
	n := len(row) / LineWords
	if n == 0 {
		return
	}
	_ = dst[:len(row)]
	to, from, then := unsafe.SliceData(dst), unsafe.SliceData(row), unsafe.SliceData(next)
	switch {
	case hasAVX512:
		copyLines512(to, from, n, then)
	case hasAVX2:
		copyLines256(to, from, n, then)
	default:
		copyLines(dst, row)
	}
}

// AndLines ands line i of the row onto the line of acc that lines[i] is the number of,
// which is there. Meanwhile it fetches of next, which is read then, as much.
func AndLines(acc, row []uint64, lines []uint8, next []uint64) {
	n := len(lines)
	if n == 0 {
		return
	}
	_ = row[:n*LineWords]
	to, from, of, then := unsafe.SliceData(acc), unsafe.SliceData(row), unsafe.SliceData(lines), unsafe.SliceData(next)
	switch {
	case hasAVX512:
		andLines512(to, from, of, n, then)
	case hasAVX2:
		andLines256(to, from, of, n, then)
	default:
		andLines(acc, row, lines)
	}
}
