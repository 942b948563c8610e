package slab

import (
	"slices"
	"unsafe"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/kernel"
)

// batch is what the events of a batch have left to do in the blocks of one segment.
// Each event's trees are walked by itself; but the blocks that they find are filtered
// block by block, for all events that reach it, while its rows and records are in the
// caches and those of the next block are on their way:
//
//	event 0 ──▶ trees ──▶ blocks 3, 7, 9 ─┐   sorted    block 3: events 0, 2 ──▶ rows ──▶ records
//	event 1 ──▶ trees ──▶ blocks 7, 9    ─┼──────────▶  block 7: events 0, 1, 2
//	event 2 ──▶ trees ──▶ blocks 3, 7    ─┘             block 9: events 0, 1
//
// An event reads one of dozens of rows of an attribute and block, so that a few dozen
// events share little; some hundreds read a block as a whole, in the order in which it
// lies in memory.
type batch struct {
	event  int         // at work
	shares []share     // of all events
	visits []blockHit  // of all events
	sorted []uint32    // the shares of visits, by block
	ends   []uint32    // by block of the segment: where its shares end in sorted
	rows   []uint32    // of shares
	ranks  []uint32    // by event and attribute
	ahead  blockMemory // that is yet to be asked for
}

// share is the part of an event in one run: the rows that it reads of its blocks.
type share struct {
	set         *columnSet
	event       uint32
	rows, count uint32
}

// blockHit is a block of the segment that an event reaches.
type blockHit struct{ block, share uint32 }

const (
	// fewBatch is the number of events below which a batch is not worth its sorting.
	fewBatch = 128
	// batchRows is how many bytes of rows a segment has at least for the same: those that
	// the caches keep are not worth it.
	batchRows = 16 << 20
	// maxVisits bounds what is kept, 12 bytes each.
	maxVisits = 1 << 20
)

// AppendBatch implements index.Batcher.
func (m *Matcher) AppendBatch(dst [][]index.ID, events []*index.Event) [][]index.ID {
	m.sync()
	for _, p := range m.parts {
		p.batched = len(events) >= fewBatch && p.seg.rowBytes >= m.leastRows && len(p.seg.attrs) < farAttr
		p.matchBatch(dst, events)
		p.batched = false
	}
	s := m.index.stage
	for i, e := range events {
		for l, id := range s.ids {
			if !s.dead[l] && s.met(uint32(l), e) {
				dst[i] = append(dst[i], id)
			}
		}
	}
	return dst
}

func (p *part) matchBatch(dst [][]index.ID, events []*index.Event) {
	b := &p.batch
	if p.batched {
		n := len(events) * len(p.rank)
		b.ranks = slices.Grow(b.ranks[:0], n)[:n]
	}
	p.ids = true
	for i, e := range events {
		b.event = i
		p.out = dst[i]
		p.match(e)
		dst[i] = p.out
		if len(b.visits) >= maxVisits {
			p.matchVisits(dst, events)
		}
	}
	if len(b.visits) > 0 {
		p.matchVisits(dst, events)
	}
	p.out = nil
}

// keepBlocks leaves the blocks that the event reaches to the batch, if there is one. It
// says no of an event with several values, whose records are tested otherwise.
func (p *part) keepBlocks() bool {
	if !p.batched || len(p.several) > 0 {
		return false
	}
	b := &p.batch
	p.rankAll()
	copy(b.ranks[b.event*len(p.rank):], p.rank)
	from, row := 0, 0
	for _, s := range p.sets {
		n := uint32(len(b.shares))
		b.shares = append(b.shares, share{s.set, uint32(b.event), uint32(len(b.rows)), uint32(s.rows - row)})
		b.rows = append(b.rows, p.rows[row:s.rows]...)
		for _, block := range p.blocks[from:s.blocks] {
			b.visits = append(b.visits, blockHit{s.set.block + block, n})
		}
		from, row = s.blocks, s.rows
	}
	p.sets, p.blocks, p.rows = p.sets[:0], p.blocks[:0], p.rows[:0]
	return true
}

// sort sorts the visits by block, of which the segment has so many.
func (b *batch) sort(blocks int) {
	b.ends = slices.Grow(b.ends[:0], blocks+1)[:blocks+1]
	clear(b.ends)
	for _, v := range b.visits {
		b.ends[v.block+1]++
	}
	for i := range blocks {
		b.ends[i+1] += b.ends[i]
	}
	b.sorted = slices.Grow(b.sorted[:0], len(b.visits))[:len(b.visits)]
	for _, v := range b.visits {
		at := &b.ends[v.block] // so far where they begin
		b.sorted[*at] = v.share
		*at++
	}
	b.ends = b.ends[:blocks]
}

// matchVisits filters the blocks that are kept, one after the other, for the events that
// reach them.
func (p *part) matchVisits(dst [][]index.ID, events []*index.Event) {
	b, own := &p.batch, p.rank
	p.forgetSeveral() // of the event that came last: those with visits have none
	b.sort(len(p.seg.live) / kernel.BlockTiles)
	from := uint32(0)
	next := b.nextBlock(0, 0)
	for next < len(b.ends) {
		block, to := uint32(next), b.ends[next]
		next = b.nextBlock(next+1, to)
		if next < len(b.ends) {
			b.ahead.begin(p.seg, &b.shares[b.sorted[to]], next, int(b.ends[next]-to), int(to-from))
		}
		for _, n := range b.sorted[from:to] {
			b.ahead.ask()
			s := &b.shares[n]
			rows := b.rows[s.rows:][:s.count]
			p.lanes = kernel.AppendLanes(p.lanes[:0], &s.set.Columns, []uint32{block - s.set.block}, rows, p.liveOf(s.set))
			if len(p.lanes) == 0 {
				continue
			}
			p.event, p.rank = events[s.event], b.ranks[int(s.event)*len(own):][:len(own)]
			p.out = dst[s.event]
			p.decide(s.set, p.lanes, false)
			dst[s.event] = p.out
		}
		from = to
	}
	p.rank, p.out, p.lanes = own, nil, p.lanes[:0]
	b.shares, b.visits, b.rows = b.shares[:0], b.visits[:0], b.rows[:0]
}

// nextBlock returns the first block from i on that has visits, those before it ending at
// a position in sorted.
func (b *batch) nextBlock(i int, end uint32) int {
	for i < len(b.ends) && b.ends[i] == end {
		i++
	}
	return i
}

// blockMemory is rows and records of a block, of which each step asks for a part.
type blockMemory struct {
	rows, records       []uint64
	rowStep, recordStep int // words that a step asks for
}

// begin has the memory asked for of a block of the segment, of which s is a share, and
// which has so many visits, in so many steps. If there are few it is better left: they
// read a part of it only.
func (a *blockMemory) begin(seg *segment, s *share, block, visits, steps int) {
	a.rows, a.records = nil, nil
	set, at := s.set, block-int(s.set.block)
	if visits*int(s.count) < set.Stride {
		return
	}
	rows := set.Data[at*set.Stride:][:set.Stride]
	a.rows = unsafe.Slice((*uint64)(unsafe.Pointer(unsafe.SliceData(rows))), len(rows)*kernel.BlockTiles)
	records := seg.words[int(set.words)+at*blockLanes*set.record:]
	records = records[:min(len(records), blockLanes*set.record)]
	a.records = unsafe.Slice((*uint64)(unsafe.Pointer(unsafe.SliceData(records))), len(records))
	a.rowStep, a.recordStep = lines(len(a.rows), steps), lines(len(a.records), steps)
}

// lines returns how many words of n make about a part of so many, in whole cache lines.
func lines(n, parts int) int {
	return (n/parts + wordsOfLine) / wordsOfLine * wordsOfLine
}

// ask asks for one more part.
func (a *blockMemory) ask() {
	n := min(a.rowStep, len(a.rows))
	kernel.FetchWords(a.rows[:n])
	a.rows = a.rows[n:]
	n = min(a.recordStep, len(a.records))
	kernel.FetchWords(a.records[:n])
	a.records = a.records[n:]
}
