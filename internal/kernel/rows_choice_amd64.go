//go:build !purego

package kernel

import (
	"slices"
	"unsafe"

	"golang.org/x/sys/cpu"
)

//go:generate sh -c "cd _asm && go run ./rows -out ../rows_amd64.s -stubs ../rows_amd64.go -pkg kernel"

// hasAVX512 says that the machine has the instructions on 512 bits that need no
// more than F and BW.
var hasAVX512 = cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW

// OrRows ors rows of bits into acc, whose length is a multiple of RowWords. A row
// is as long as acc and begins at one of the given words of data.
func OrRows(acc, data []uint64, rows []uint64) {
	if len(acc) == 0 || len(rows) == 0 {
		return
	}
	_ = data[slices.Max(rows):][:len(acc)]
	to, from := unsafe.SliceData(acc), unsafe.SliceData(data)
	switch {
	case hasAVX512:
		orRows512(to, len(acc)/RowWords, from, unsafe.SliceData(rows), len(rows))
	case hasAVX2:
		orRows256(to, len(acc)/(RowWords/2), from, unsafe.SliceData(rows), len(rows))
	default:
		orRows(acc, data, rows)
	}
}
