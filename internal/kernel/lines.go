package kernel

const (
	// LineWords is the length of a line: a cache line of words.
	LineWords = 8
	// MaxLines is how many lines AndLines can tell apart.
	MaxLines = 256
)

// copyLines is CopyLines in portable Go.
func copyLines(dst, row []uint64) { copy(dst, row) }

// andLines is AndLines in portable Go.
func andLines(acc, row []uint64, lines []uint8) {
	for i, l := range lines {
		to, from := acc[int(l)*LineWords:][:LineWords], row[i*LineWords:][:LineWords]
		for w := range to {
			to[w] &= from[w]
		}
	}
}
