package kernel

// ShortLanes is the number of lanes in a LaneRow.
const ShortLanes = 32

// LaneRow is one test for each of 32 lanes: that the code of an attribute is from Lo
// to Hi.
type LaneRow struct {
	Attr, Lo, Hi [ShortLanes]uint16
}

// LaneBlocks is a sequence of blocks of 32 lanes each: block i has the rows
// Rows[From[i]:From[i+1]], and the lanes whose bits are set in Live[i].
type LaneBlocks struct {
	Rows []LaneRow
	From []uint32 // two more elements than there are blocks and one end
	Live []uint32
}

// LaneHit is a block of which some lanes pass.
type LaneHit struct {
	Block uint32 // counted from the first that was scanned
	Any   uint32 // the lanes that pass
	Sure  uint32 // those that pass even if no end counts
}

// LaneCodes are codes by attribute number: the lowest of an event's values in the low
// half, the highest in the high half. There are at least 64.
type LaneCodes []uint32

// scanLanes is ScanLanes in portable Go.
func scanLanes(b *LaneBlocks, first, n int, codes LaneCodes, out []LaneHit) int {
	found := 0
	for i := range n {
		rows := b.Rows[b.From[first+i]:b.From[first+i+1]]
		mask := b.Live[first+i]
		sure := mask
		for r := range rows {
			if mask == 0 {
				break
			}
			row := &rows[r]
			for l := range ShortLanes {
				if mask>>l&1 == 0 {
					continue
				}
				c := codes[row.Attr[l]]
				lowest, highest := uint16(c), uint16(c>>16)
				if highest < row.Lo[l] || lowest > row.Hi[l] {
					mask &^= 1 << l
				}
				if highest <= row.Lo[l] || lowest >= row.Hi[l] {
					sure &^= 1 << l
				}
			}
		}
		if mask != 0 {
			out[found] = LaneHit{uint32(i), mask, sure}
			found++
		}
	}
	return found
}
