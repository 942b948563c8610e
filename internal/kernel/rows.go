package kernel

// RowWords is what the length of a row of bits is a multiple of, in words.
const RowWords = 64

// orRows is OrRows in portable Go.
func orRows(acc, data []uint64, rows []uint64) {
	for from := 0; from < len(acc); from += RowWords {
		to := acc[from : from+RowWords]
		for _, r := range rows {
			row := data[r+uint64(from):][:RowWords]
			for w := range to {
				to[w] |= row[w]
			}
		}
	}
}
