package rein

import (
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/cells"
	"github.com/thresh-dev/thresh/predicate"
)

const (
	mostBuckets    = 1024    // of an attribute and kind of end
	endsPerBucket  = 64      // fewer are not worth a bucket
	maxSample      = 1 << 15 // ends that buckets are chosen by
	leastDivided   = 256     // ends from which on there is more than one bucket
	lastCode       = ^predicate.Code(0)
	growth, shrink = 2, 4 // of the ends, when buckets are chosen anew
)

// attribute has the ends of the terms on one attribute.
type attribute struct {
	id        index.AttrID
	cells     cells.Cells
	low, high []bucket // by cell
	terms     int
	ends      int
	divided   int // ends when the cells were chosen
}

// bucket is some ends.
type bucket struct {
	codes []predicate.Code
	slots []uint32
}

func newAttribute(id index.AttrID) *attribute {
	a := &attribute{id: id}
	a.use(cells.Single())
	return a
}

// use takes the cells, without ends.
func (a *attribute) use(c cells.Cells) {
	a.cells = c
	a.low, a.high = make([]bucket, c.Len()), make([]bucket, c.Len())
}

// add adds the ends of a term.
func (a *attribute) add(slot uint32, hull index.Span) {
	a.terms++
	a.put(slot, hull)
	if a.ends > max(leastDivided, growth*a.divided) {
		a.divide()
	}
}

func (a *attribute) put(slot uint32, hull index.Span) {
	if hull.Lo > 0 {
		a.low[a.cells.Of(hull.Lo)].add(hull.Lo, slot)
		a.ends++
	}
	if hull.Hi < lastCode {
		a.high[a.cells.Of(hull.Hi)].add(hull.Hi, slot)
		a.ends++
	}
}

// remove removes the ends of a term.
func (a *attribute) remove(slot uint32, hull index.Span) {
	a.terms--
	if hull.Lo > 0 {
		a.low[a.cells.Of(hull.Lo)].remove(slot)
		a.ends--
	}
	if hull.Hi < lastCode {
		a.high[a.cells.Of(hull.Hi)].remove(slot)
		a.ends--
	}
	if a.ends < a.divided/shrink {
		a.divide()
	}
}

func (b *bucket) add(c predicate.Code, slot uint32) {
	b.codes, b.slots = append(b.codes, c), append(b.slots, slot)
}

func (b *bucket) remove(slot uint32) {
	i, end := slices.Index(b.slots, slot), len(b.slots)-1
	b.slots[i], b.codes[i] = b.slots[end], b.codes[end]
	b.slots, b.codes = b.slots[:end], b.codes[:end]
}

// divide chooses cells that suit the ends there are, and gives spare memory back. All
// buckets lie in a row.
func (a *attribute) divide() {
	c := cells.Single()
	if n := min(mostBuckets, a.ends/endsPerBucket); n > 1 && a.ends > leastDivided {
		c = cells.Quantiles(a.sample(), n)
	}
	low, high := a.low, a.high
	a.use(c)
	a.low, a.high = a.regroup(low), a.regroup(high)
	a.divided = a.ends
}

// sample returns some of the ends.
func (a *attribute) sample() []predicate.Code {
	step := 1 + a.ends/maxSample
	var sample []predicate.Code
	i := 0
	for _, bs := range [][]bucket{a.low, a.high} {
		for _, b := range bs {
			for _, c := range b.codes {
				if i++; i%step == 0 {
					sample = append(sample, c)
				}
			}
		}
	}
	return sample
}

// regroup returns the ends by the cells that the attribute has now. A bucket has no
// spare capacity, so that it moves away from the others when it grows.
func (a *attribute) regroup(old []bucket) []bucket {
	total := uint32(0)
	from := make([]uint32, a.cells.Len()+1)
	for _, b := range old {
		for _, c := range b.codes {
			from[a.cells.Of(c)+1]++
			total++
		}
	}
	for i := 1; i < len(from); i++ {
		from[i] += from[i-1]
	}
	codes, slots := make([]predicate.Code, total), make([]uint32, total)
	for _, b := range old {
		for i, c := range b.codes {
			at := &from[a.cells.Of(c)]
			codes[*at], slots[*at] = c, b.slots[i]
			*at++
		}
	}
	bs := make([]bucket, a.cells.Len())
	begin := uint32(0)
	for i := range bs {
		bs[i] = bucket{codes[begin:from[i]:from[i]], slots[begin:from[i]:from[i]]}
		begin = from[i]
	}
	return bs
}

// mark sets the bits of the slots whose terms no value from lo to hi meets.
func (a *attribute) mark(marks []uint64, lo, hi predicate.Code) {
	own := a.cells.Of(hi)
	b := &a.low[own]
	for i, c := range b.codes {
		if c > hi {
			set(marks, b.slots[i])
		}
	}
	for i := range a.low[own+1:] {
		setAll(marks, a.low[own+1+i].slots)
	}
	if lo != hi {
		own = a.cells.Of(lo)
	}
	b = &a.high[own]
	for i, c := range b.codes {
		if c < lo {
			set(marks, b.slots[i])
		}
	}
	for i := range a.high[:own] {
		setAll(marks, a.high[i].slots)
	}
}

func set(marks []uint64, slot uint32) { marks[slot/64] |= 1 << (slot % 64) }

func setAll(marks []uint64, slots []uint32) {
	for _, s := range slots {
		marks[s/64] |= 1 << (s % 64)
	}
}
