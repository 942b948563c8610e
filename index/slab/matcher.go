package slab

import (
	"math/bits"
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/scan"
	"github.com/thresh-dev/thresh/internal/kernel"
)

// Matcher matches events against an [Index]. It is for one goroutine.
type Matcher struct {
	index *Index
	parts []*part // by segment

	leastRows int // bytes of rows that a segment has for a batch to be worth it

	scanned *scan.Index   // what scan is for
	scan    index.Matcher // where all conjunctions are scanned
}

// part is the scratch of a match in one segment.
type part struct {
	*encoded
	out   []index.ID
	count int
	ids   bool              // list, not only count
	left  [tileLanes]uint64 // of a node's tiles: lanes that passed
	walk
	batch   batch
	batched bool // blocks are left to the batch

	dense denseScratch
	coded []codedLane // whose tests are on their way

	packed packedWalk

	queue []kernel.Candidate // lanes whose records are on their way
	read  bytesRead
}

// AppendMatches implements index.Matcher.
func (m *Matcher) AppendMatches(dst []index.ID, e *index.Event) []index.ID {
	if s := m.scanner(e); s != nil {
		return s.AppendMatches(dst, e)
	}
	m.sync()
	for _, p := range m.parts {
		p.ids = true
		p.out = dst
		p.match(e)
		dst = p.out
		p.out = nil
	}
	s := m.index.stage
	for l, id := range s.ids {
		if !s.dead[l] && s.met(uint32(l), e) {
			dst = append(dst, id)
		}
	}
	return dst
}

// Count implements index.Matcher.
func (m *Matcher) Count(e *index.Event) int {
	if s := m.scanner(e); s != nil {
		return s.Count(e)
	}
	m.sync()
	n := 0
	s := m.index.stage
	for l := range s.ids {
		if !s.dead[l] && s.met(uint32(l), e) {
			n++
		}
	}
	for _, p := range m.parts {
		// Copies of one conjunction may all be met where attributes have several values:
		// only their IDs tell.
		p.ids = p.seg.copies && e.HasSeveral()
		p.out, p.count = p.out[:0], 0
		p.match(e)
		n += p.count + len(p.out)
		p.out = p.out[:0]
	}
	return n
}

// scanner returns the matcher that scans all conjunctions for the event, nil if it is
// better matched otherwise.
func (m *Matcher) scanner(e *index.Event) index.Matcher {
	f := m.index.few
	if f == nil || f.scan == nil || !f.wins(len(e.Attrs())) {
		return nil
	}
	values := 0
	for _, a := range e.Several() {
		if values += len(e.Codes(a)); values > maxScannedValues {
			return nil
		}
	}
	if m.scanned != f.scan {
		m.scanned, m.scan = f.scan, f.scan.NewMatcher()
	}
	return m.scan
}

// sync gives each segment its scratch.
func (m *Matcher) sync() {
	segs := m.index.segments
	same := len(m.parts) == len(segs)
	for i := range segs {
		same = same && m.parts[i].seg == segs[i]
	}
	if same {
		return
	}
	old := m.parts
	m.parts = nil
	for _, s := range segs {
		i := slices.IndexFunc(old, func(p *part) bool { return p.seg == s })
		if i < 0 {
			m.parts = append(m.parts, &part{encoded: newEncoded(s), queue: make([]kernel.Candidate, 0, kernel.MaxCandidates)})
		} else {
			m.parts = append(m.parts, old[i])
		}
	}
}

// match finds the lanes that the event satisfies.
func (p *part) match(e *index.Event) {
	seg := p.seg
	before := len(p.out)
	if !seg.celled && !e.HasSeveral() {
		p.event, p.taken = e, false
		p.matchCodedOnly()
	} else {
		p.encode(e)
		p.matchRuns()
	}
	if a := seg.always; a.from < a.to {
		p.emitTiles(a.from/tileLanes, seg.live[a.from/tileLanes:(a.to+tileLanes-1)/tileLanes])
	}
	if len(p.coded) > 0 {
		p.drainCoded()
	}
	if len(p.queue) > 0 {
		p.drain()
	}
	if seg.copies && e.HasSeveral() {
		found := p.out[before:]
		slices.Sort(found)
		p.out = p.out[:before+len(slices.Compact(found))]
	}
}

// matchRuns visits the runs that the event's attributes find.
func (p *part) matchRuns() {
	seg := p.seg
	coded := len(seg.coded.first) > 0 && len(p.several) == 0
	for _, l := range p.attrs {
		a := &seg.access[l]
		if a.keys != nil {
			p.matchKeys(l, a.keys)
		}
		switch {
		case a.tree != nil:
			p.enter(a.tree)
		case a.ranges.from == a.ranges.to:
		case coded && seg.coded.runs[seg.attrs[l]].lanes > 0:
			p.matchCoded(seg.coded.runs[seg.attrs[l]], p.event.Code(seg.attrs[l]))
		default:
			p.matchRun(a.ranges)
		}
		if a.narrow != nil {
			p.matchBuckets(l, a.narrow)
		}
	}
	switch r := seg.rest; r.to - r.from {
	case 0:
	case 1: // a lane whose slots nearly all events would pass
		t := r.from / tileLanes
		p.enqueue(t, seg.live[t]&(1<<(r.from%tileLanes)))
	default:
		p.matchRun(r)
	}
	if len(p.nodes) > 0 {
		p.walkTrees()
	}
	if seg.dense != nil {
		p.matchDense(seg.dense)
	}
}

// matchKeys visits the runs of the attribute's keys.
func (p *part) matchKeys(l uint32, runs []uint32) {
	if rs := p.ranks(l); len(rs) > 0 {
		for _, r := range rs {
			p.matchKey(r, runs)
		}
		return
	}
	p.matchKey(p.rankOf(l), runs)
}

func (p *part) matchKey(r uint32, runs []uint32) {
	if r%2 != 0 || r == 0 {
		return // no key
	}
	switch from, to := runs[r-2], runs[r-1]; {
	case to == packedKey:
		p.matchPacked(&p.seg.packed.runs[from])
	case from < to:
		p.matchRun(run{from, to})
	}
}

// matchRun visits the lanes of a run, or has its tree visited.
func (p *part) matchRun(r run) {
	seg := p.seg
	if r.to-r.from >= treeLanes {
		p.enter(seg.trees[r.from])
		return
	}
	first, last := r.from/tileLanes, (r.to-1)/tileLanes
	for t := first; t <= last; t++ {
		mask := seg.live[t]
		if t == first {
			mask &= ^uint64(0) << (r.from % tileLanes)
		}
		if t == last {
			mask &= ^uint64(0) >> (tileLanes - 1 - (r.to-1)%tileLanes)
		}
		if profiling {
			p.countTile(t, mask)
		}
		if mask = kernel.Filter(seg.slots.Of(t), &p.cells, seg.tables+1, mask); mask != 0 {
			p.survive(t, mask)
		}
	}
}

// survive takes the lanes of a tile that passed its slots: it tests the records of
// those that the slots leave open.
func (p *part) survive(t uint32, mask uint64) {
	seg := p.seg
	var sure uint64
	if len(p.several) == 0 {
		sure = mask & seg.exact[t]
		if slots := seg.slots.Of(t); sure != 0 && len(slots) > 0 {
			p.frame()
			sure = kernel.Filter(slots, &p.inner, seg.tables+1, sure)
		}
	}
	p.enqueue(t, mask&^sure)
	p.emit(t, sure)
}

// enqueue has the records of the lanes fetched, to be tested when they have come.
func (p *part) enqueue(t uint32, mask uint64) {
	if mask == 0 {
		return
	}
	seg := p.seg
	if len(p.queue)+bits.OnesCount64(mask) > kernel.MaxCandidates {
		p.drain()
	}
	stride := uint32(seg.stride[t])
	from := len(p.queue)
	p.queue = kernel.AppendCandidates(p.queue, seg.words, seg.ids, seg.rec[t], stride, t*tileLanes, mask)
	if profiling {
		for _, c := range p.queue[from:] {
			p.countRecord(c.At, c.Words)
			p.read.ids += cacheLine
		}
	}
}

// fewRecords is up to how many records are tested word by word: only the ranks that
// they ask for are then searched for. Where an event has many attributes, more are: as
// long as not one of manyAttrs of its ranks has been searched for.
const (
	fewRecords = 4
	manyAttrs  = 8
)

// byWord says whether so many records are to be tested word by word.
func (p *part) byWord(records int) bool {
	few := records <= fewRecords || records+p.searched <= len(p.attrs)/manyAttrs
	return few && !p.ranked || len(p.several) > 0 || len(p.seg.attrs) >= farAttr
}

// drain tests the records of the queue.
func (p *part) drain() {
	queue := p.queue
	p.queue = queue[:0]
	if p.byWord(len(queue)) {
		for _, c := range queue {
			if p.met(p.seg.words[c.At : c.At+c.Words]) {
				p.put(c)
			}
		}
		return
	}
	p.rankAll()
	met, open := kernel.Decide(p.seg.words, queue, p.rank)
	for ; open != 0; open &= open - 1 {
		i := bits.TrailingZeros64(open)
		c := queue[i]
		if p.metOpen(p.seg.words[c.At : c.At+c.Words]) {
			met |= 1 << i
		}
	}
	if !p.ids {
		p.count += bits.OnesCount64(met)
		return
	}
	for ; met != 0; met &= met - 1 {
		p.put(queue[bits.TrailingZeros64(met)])
	}
}

// put puts out a lane that is satisfied.
func (p *part) put(c kernel.Candidate) {
	if !p.ids {
		p.count++
		return
	}
	p.out = append(p.out, p.seg.ids[c.Lane])
}

// emitTiles puts out the lanes that are left of tiles, from the given one on.
func (p *part) emitTiles(first uint32, left []uint64) {
	n := kernel.Count(left)
	if !p.ids || n == 0 {
		p.count += n
		return
	}
	p.expand(first*tileLanes, left, n)
}

// expand puts out the IDs of the lanes from the given one on whose bits are set, of which
// there are n.
func (p *part) expand(lane uint32, set []uint64, n int) {
	end := len(p.out)
	p.out = slices.Grow(p.out, n+kernel.Spare)[:end+n+kernel.Spare]
	kernel.Expand(p.out[end:], p.seg.ids[lane:], set)
	p.out = p.out[:end+n]
}

// expandLanes is from how many lanes of a tile on their IDs are put out together.
const expandLanes = 12

// emit puts out the lanes of a tile that are satisfied.
func (p *part) emit(t uint32, mask uint64) {
	if !p.ids {
		p.count += bits.OnesCount64(mask)
		return
	}
	if n := bits.OnesCount64(mask); n >= expandLanes {
		p.expand(t*tileLanes, []uint64{mask}, n)
		return
	}
	ids := p.seg.ids[t*tileLanes : (t+1)*tileLanes]
	for m := mask; m != 0; m &= m - 1 {
		p.out = append(p.out, ids[bits.TrailingZeros64(m)&(tileLanes-1)])
	}
}
