//go:build !amd64 || purego

package kernel

// OrRows ors rows of bits into acc, whose length is a multiple of RowWords. A row
// is as long as acc and begins at one of the given words of data.
func OrRows(acc, data []uint64, rows []uint64) { orRows(acc, data, rows) }
