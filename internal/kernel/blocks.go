package kernel

import "math/bits"

// Block is one bit for each lane of 16 tiles: two cache lines, which come from memory
// sooner than two that do not lie together.
type Block [16]uint64

// BlockTiles is the number of tiles in a block.
const BlockTiles = len(Block{})

// BlocksAhead is how many blocks ahead of the one at work AppendLanes asks for rows.
const BlocksAhead = 4

// MaxBlocks is how many blocks AppendLanes takes at a time.
const MaxBlocks = 32

// Columns is a sequence of blocks of lanes, each with the same rows: block b has
// the rows Data[b*Stride:(b+1)*Stride].
type Columns struct {
	Data   []Block
	Stride int
}

// appendLanes is AppendLanes in portable Go.
func appendLanes(dst []uint32, c *Columns, blocks, rows []uint32, live []Block) []uint32 {
	for _, b := range blocks {
		acc := live[b]
		of := c.Data[int(b)*c.Stride:][:c.Stride]
		for _, r := range rows {
			row := &of[r]
			for w := range acc {
				acc[w] &= row[w]
			}
		}
		for w, word := range acc {
			for ; word != 0; word &= word - 1 {
				dst = append(dst, (b*uint32(BlockTiles)+uint32(w))*Lanes+uint32(bits.TrailingZeros64(word)))
			}
		}
	}
	return dst
}
