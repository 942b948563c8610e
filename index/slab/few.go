package slab

import (
	"math/bits"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/scan"
	"github.com/thresh-dev/thresh/predicate"
)

// maxScanned is up to how many conjunctions may be better scanned than looked up.
const maxScanned = 4096

// maxScannedValues is up to how many values of attributes with several an event is scanned
// for: they are sorted first.
const maxScannedValues = 64

// What a match takes, in nanoseconds about, to choose between a scan and a segment.
const (
	scanLane  = 2  // of a scan, by conjunction
	scanTest  = 4  // and by further predicate that is looked at
	scanCheck = 20 // or by one that is not of one attribute
	slabAttr  = 30 // of a segment, by attribute: to find what its value leads to
)

// few is the conjunctions of an index that has few of them, for a scan. Until they are
// compiled the first time they are kept as they came, and afterwards scanned or forgotten:
// a scan wins where each attribute leads to a few lanes only.
type few struct {
	ids   []index.ID
	conjs []predicate.Conjunction
	scan  *scan.Index // nil before the first Compile
	each  float64     // what a scan takes, in nanoseconds about, by conjunction
}

// wins says whether a scan takes less time than to look so many attributes up.
func (f *few) wins(attrs int) bool {
	return f.each*float64(f.scan.Len()) <= slabAttr*float64(attrs)
}

// add takes a conjunction that was inserted. It says no if there are too many by now.
func (f *few) add(id index.ID, c *predicate.Conjunction) bool {
	if f.scan != nil {
		return f.scan.Len() < maxScanned && f.scan.Insert(id, c) == nil
	}
	if len(f.ids) == maxScanned {
		return false
	}
	f.ids, f.conjs = append(f.ids, id), append(f.conjs, *c)
	return true
}

// remove forgets one that was deleted.
func (f *few) remove(id index.ID) {
	if f.scan != nil {
		f.scan.Delete(id)
		return
	}
	for i := range f.ids {
		if f.ids[i] == id {
			last := len(f.ids) - 1
			f.ids[i], f.conjs[i] = f.ids[last], f.conjs[last]
			f.conjs[last] = predicate.Conjunction{}
			f.ids, f.conjs = f.ids[:last], f.conjs[:last]
			return
		}
	}
}

// compiled takes note of the one segment that all of them are in now, and says whether
// they are to be scanned.
func (f *few) compiled(g *segment, d *index.Dictionary) bool {
	if g.scanned > slabAttr*float64(len(g.attrs)) {
		return false
	}
	f.each = g.scanned / float64(g.conjunctions)
	if f.scan != nil {
		return true
	}
	f.scan = scan.New(d)
	for i, id := range f.ids {
		if f.scan.Insert(id, &f.conjs[i]) != nil {
			return false
		}
	}
	f.ids, f.conjs = nil, nil
	return true
}

// estimateScan estimates what a scan of the lanes would take, if they are so few that it
// may be asked for.
func (b *builder) estimateScan() {
	if b.len() > maxScanned {
		return
	}
	for l := range b.ids {
		if !b.dead[l] {
			b.seg.scanned += scanLane + b.estimateTests(b.from[l], b.from[l+1])
		}
	}
}

// estimateTests estimates what a scan takes, beyond the look at each, of a lane that has the
// predicates from <= i < to, the most selective first.
func (b *builder) estimateTests(from, to uint32) float64 {
	sum, pass, check := 0.0, 1.0, false
	for i := from; i < to; i++ {
		p := &b.preds[i]
		if p.kind == kindCheck {
			check = true
			continue
		}
		if i > from || p.n > 1 {
			sum += scanTest * pass * float64(bits.Len32(p.n))
		}
		check = check || b.seg.domains[p.attr].long != nil
		if !b.alikeEnds(p) {
			pass *= float64(min(1, b.sel[i]))
		}
	}
	if check {
		sum += scanCheck * pass
	}
	return sum
}

// alikeEnds says whether the codes of a predicate's values are those of others too, as those
// of strings that begin alike are, so that they tell little.
func (b *builder) alikeEnds(p *staged) bool {
	d := b.seg.domains[p.attr]
	if d.long == nil || b.keysOnly(*p) {
		return false
	}
	lo, hi := b.span(*p)
	last := d.keys.len() - 1
	return last >= 0 && d.keys.at(min((int(max(lo, 2))-2)/2, last)) == d.keys.at(min((int(max(hi, 2))-1)/2, last))
}
