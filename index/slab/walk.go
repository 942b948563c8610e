package slab

import (
	"math/bits"
	"unsafe"

	"github.com/thresh-dev/thresh/internal/kernel"
)

// walk is what a match still has to visit in the trees of its runs. It goes through all
// trees at once, step by step, and asks for the memory of a step while it is busy with
// those before:
//
//	roots ──▶ nodes, level by level ─┬─▶ tiles of the nodes ──▶ lanes ─────────┐
//	                                 └─▶ blocks, by run ──▶ rows ──▶ lanes ──▶ records
type walk struct {
	nodes []visit
	tiles []tileHits
	sets  []blockHits
	rows  []uint32 // of the sets: the rows that the event reads

	blocks []uint32 // of the sets
	lanes  []uint32 // of pending, counted from the run's first: those that the rows leave
	open   []uint32 // of these: those whose records need more than ranks
	short  []word   // a short record's

	pending []laneHits // whose records are on their way
}

// visit is a node, and the columns of its run, or nil.
type visit struct {
	node    uint32
	columns *columnSet
}

// tileHits is children of a node that are tiles: those that an event may satisfy.
type tileHits struct {
	child uint32 // the first
	hit   uint64
}

// blockHits is the blocks that an event may satisfy of a run. They and the rows end
// at positions in blocks and rows, and begin where those of the run before end.
type blockHits struct {
	set          *columnSet
	blocks, rows int
}

// laneHits is lanes of a run, which end at a position in lanes likewise.
type laneHits struct {
	set   *columnSet
	lanes int
}

// enter has a tree visited.
func (p *part) enter(t *tree) { p.visit(t.root, t.columns) }

func (p *part) visit(n uint32, columns *columnSet) {
	p.nodes = append(p.nodes, visit{n, columns})
	kernel.FetchSlots(p.seg.hulls.Of(n))
}

// walkTrees visits what was entered.
func (p *part) walkTrees() {
	seg := p.seg
	for i := 0; i < len(p.nodes); i++ { // grows
		v := p.nodes[i]
		nd := seg.nodes[v.node]
		tables := seg.tables + 1
		if nd.fine != 0 {
			if !p.findFine(&seg.fine[nd.fine-1]) {
				continue
			}
			tables++
		}
		if profiling {
			p.read.hulls += uint64(len(seg.hulls.Of(v.node)) * slotSize)
		}
		hit := kernel.Filter(seg.hulls.Of(v.node), &p.cells, tables, ^uint64(0)>>(64-nd.count))
		switch {
		case hit == 0:
		case !nd.leaf:
			for ; hit != 0; hit &= hit - 1 {
				p.visit(nd.child+uint32(bits.TrailingZeros64(hit)), v.columns)
			}
		case v.columns != nil:
			p.addBlocks(nd.child, hit, v.columns)
		default:
			p.tiles = append(p.tiles, tileHits{nd.child, hit})
			slots := seg.slots.Of(nd.child + uint32(bits.TrailingZeros64(hit)))
			kernel.FetchSlots(slots[:min(len(slots), 2)])
		}
	}
	p.nodes = p.nodes[:0]
	p.matchTiles()
	if len(p.sets) > 0 && !p.keepBlocks() {
		p.matchBlocks()
	}
}

// addBlocks notes blocks of a run.
func (p *part) addBlocks(child uint32, hit uint64, set *columnSet) {
	for ; hit != 0; hit &= hit - 1 {
		p.blocks = append(p.blocks, child+uint32(bits.TrailingZeros64(hit)))
	}
	// The leaves of a tree are visited one after the other.
	if n := len(p.sets); n > 0 && p.sets[n-1].set == set {
		p.sets[n-1].blocks = len(p.blocks)
		return
	}
	p.rows = p.appendRows(p.rows, set)
	p.sets = append(p.sets, blockHits{set, len(p.blocks), len(p.rows)})
}

// matchTiles filters the tiles that were found.
func (p *part) matchTiles() {
	seg := p.seg
	for _, t := range p.tiles {
		if profiling {
			p.countTiles(t)
		}
		hit := kernel.FilterTiles(&seg.slots, t.child, seg.live[t.child:], &p.cells, seg.tables+1, t.hit, &p.left)
		for ; hit != 0; hit &= hit - 1 {
			i := bits.TrailingZeros64(hit) & (tileLanes - 1)
			p.survive(t.child+uint32(i), p.left[i])
		}
	}
	p.tiles = p.tiles[:0]
}

// maxPending bounds how many lanes wait for their records.
const maxPending = 1 << 8

// matchBlocks filters the blocks that were found.
func (p *part) matchBlocks() {
	from, row := 0, 0
	for i, s := range p.sets {
		if i == 0 {
			p.fetchBlocks(s.set, p.blocks[:s.blocks], p.rows[:s.rows])
		}
		if i+1 < len(p.sets) {
			next := p.sets[i+1]
			p.fetchBlocks(next.set, p.blocks[s.blocks:next.blocks], p.rows[s.rows:next.rows])
		}
		blocks, rows := p.blocks[from:s.blocks], p.rows[row:s.rows]
		if profiling {
			p.read.rows += uint64(len(blocks) * (len(rows) + 1) * rowSize)
		}
		of := p.liveOf(s.set)
		for len(blocks) > 0 {
			n := min(len(blocks), kernel.MaxBlocks)
			before := len(p.lanes)
			p.lanes = kernel.AppendLanes(p.lanes, &s.set.Columns, blocks[:n], rows, of)
			p.pend(s.set, before)
			blocks = blocks[n:]
		}
		from, row = s.blocks, s.rows
	}
	p.decidePending()
	p.sets, p.blocks, p.rows = p.sets[:0], p.blocks[:0], p.rows[:0]
}

// liveOf returns the lanes that live, by block, from the first block of a run on.
func (p *part) liveOf(set *columnSet) []kernel.Block {
	live := p.seg.live[int(set.block)*kernel.BlockTiles:]
	return unsafe.Slice((*kernel.Block)(unsafe.Pointer(unsafe.SliceData(live))), len(live)/kernel.BlockTiles)
}

// fetchBlocks asks for the rows of the first blocks: the kernel asks for the others.
func (p *part) fetchBlocks(set *columnSet, blocks, rows []uint32) {
	for _, b := range blocks[:min(len(blocks), kernel.BlocksAhead)] {
		kernel.FetchRows(&set.Columns, b, rows)
	}
}

// pend has the records of the lanes from a position on tested later.
func (p *part) pend(set *columnSet, from int) {
	lanes := p.lanes[from:]
	if len(lanes) == 0 {
		return
	}
	kernel.FetchLanes(p.seg.words[set.words:], set.record, lanes)
	if n := len(p.pending); n > 0 && p.pending[n-1].set == set {
		p.pending[n-1].lanes = len(p.lanes)
	} else {
		p.pending = append(p.pending, laneHits{set, len(p.lanes)})
	}
	if len(p.lanes) >= maxPending {
		p.decidePending()
	}
}

// decidePending tests the records of all lanes that wait.
func (p *part) decidePending() {
	if len(p.lanes) == 0 {
		return
	}
	byWord := p.byWord(len(p.lanes))
	if !byWord {
		p.rankAll()
	}
	from := 0
	for _, h := range p.pending {
		p.decide(h.set, p.lanes[from:h.lanes], byWord)
		from = h.lanes
	}
	p.pending, p.lanes = p.pending[:0], p.lanes[:0]
}
