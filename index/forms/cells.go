package forms

import (
	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/cells"
	"github.com/thresh-dev/thresh/predicate"
)

// maxSample is of about how many spans of an attribute Cells looks at the ends.
const maxSample = 1 << 15

// Cells returns, by AttrID, at most 1 + size(spans) cells for each of the
// dictionary's attributes, spans being how many the conjunctions have on it. They
// are quantiles of the ends of these spans, or of some thousand of them.
func (t *Table) Cells(size func(spans int) int) []cells.Cells {
	type sample struct {
		spans, step, next int
		ends              []predicate.Code
	}
	samples := make([]sample, t.dict.Len())
	each := func(f func(s *sample, p *Span)) {
		for slot := range t.records {
			r := &t.records[slot]
			for i := r.from; i < r.from+r.n; i++ {
				if p := &t.spans[i]; int(p.Attr) < len(samples) {
					f(&samples[p.Attr], p)
				}
			}
		}
	}
	each(func(s *sample, _ *Span) { s.spans++ })
	for i := range samples {
		s := &samples[i]
		s.step = 1 + s.spans/maxSample
	}
	each(func(s *sample, p *Span) {
		if s.next--; s.next < 0 {
			s.next = s.step - 1
			s.ends = cells.AppendEnds(s.ends, index.Span{Lo: p.Lo, Hi: p.Hi})
		}
	})
	all := make([]cells.Cells, len(samples))
	for i := range samples {
		if n := size(samples[i].spans); n > 1 {
			all[i] = cells.Quantiles(samples[i].ends, n)
		} else {
			all[i] = cells.Single()
		}
	}
	return all
}
