package engine

// Stats are figures about an engine at one moment.
type Stats struct {
	Subscriptions int            `json:"subscriptions"`
	Conjunctions  int            `json:"conjunctions"` // those of removed subscriptions included until they are merged away
	Tombstones    int            `json:"tombstones"`   // removed subscriptions that are still held
	Attributes    int            `json:"attributes"`   // numbered in the dictionary
	Head          int            `json:"head"`         // conjunctions of the most recent subscriptions, matched one by one
	Segments      []SegmentStats `json:"segments"`     // the heaviest first
	Merges        uint64         `json:"merges"`       // done since New
	Merging       int            `json:"merging"`      // running now
	OffHeap       int            `json:"off_heap"`     // bytes held that are not on the Go heap
}

// SegmentStats are figures about one segment.
type SegmentStats struct {
	Subscriptions int  `json:"subscriptions"` // tombstones included
	Conjunctions  int  `json:"conjunctions"`
	Tombstones    int  `json:"tombstones"`
	Indexed       bool `json:"indexed"` // else matched one by one
	OffHeap       int  `json:"off_heap"`
}

// Stats returns figures about the engine.
func (e *Engine[ID]) Stats() Stats {
	e.mu.Lock()
	s := e.snapshot.Load()
	st := Stats{Subscriptions: len(e.records), Merges: e.merges, Merging: e.running}
	e.mu.Unlock()
	st.Attributes = s.dict.Len()
	st.Head = s.head.conjunctions()
	st.Conjunctions = st.Head
	st.Tombstones = s.head.dead.len()
	for i := range s.parts {
		p := &s.parts[i]
		x := SegmentStats{
			Subscriptions: p.len(),
			Conjunctions:  p.conjunctions(),
			Tombstones:    p.dead.len(),
			Indexed:       p.one.index != nil,
			OffHeap:       p.bytes(),
		}
		st.Conjunctions += x.Conjunctions
		st.Tombstones += x.Tombstones
		st.OffHeap += x.OffHeap
		st.Segments = append(st.Segments, x)
	}
	return st
}
