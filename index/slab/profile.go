package slab

import (
	"math/bits"
	"unsafe"

	"github.com/thresh-dev/thresh/internal/kernel"
)

// bytesRead counts, in a build with the tag profile, the bytes of an index's memory
// that matches have read, in whole cache lines.
type bytesRead struct {
	hulls, slots, rows, records, ids uint64
}

const (
	cacheLine   = 64
	slotSize    = int(unsafe.Sizeof(kernel.Slot{}))
	spanSize    = uint64(unsafe.Sizeof(span{}))
	rowSize     = int(unsafe.Sizeof(kernel.Block{}))
	wordsOfLine = cacheLine / 8
)

// countTiles adds what a filter of the tiles reads: all slots up to the one that no
// lane passes.
func (p *part) countTiles(h tileHits) {
	for hit := h.hit; hit != 0; hit &= hit - 1 {
		t := h.child + uint32(bits.TrailingZeros64(hit))
		p.countTile(t, p.seg.live[t])
	}
}

func (p *part) countTile(t uint32, mask uint64) {
	for _, s := range p.seg.slots.Of(t) {
		p.read.slots += uint64(slotSize)
		if mask = kernel.Filter([]kernel.Slot{s}, &p.cells, p.seg.tables+1, mask); mask == 0 {
			return
		}
	}
}

// countRecord adds the lines of a record.
func (p *part) countRecord(at, words uint32) {
	p.read.records += uint64(((at+words-1)/wordsOfLine - at/wordsOfLine + 1) * cacheLine)
}
