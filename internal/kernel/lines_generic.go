//go:build !amd64 || purego

package kernel

// CopyLines copies the row, of whole lines, to dst, which is as long or longer. Meanwhile
// it fetches of next, which is read then, as much.
func CopyLines(dst, row, _ []uint64) { copyLines(dst, row) }

// AndLines ands line i of the row onto the line of acc that lines[i] is the number of,
// which is there. Meanwhile it fetches of next, which is read then, as much.
func AndLines(acc, row []uint64, lines []uint8, _ []uint64) { andLines(acc, row, lines) }
