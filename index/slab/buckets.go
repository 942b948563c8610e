package slab

import "math/bits"

// Buckets find ranges that are narrower than a cell. An attribute with very many of them
// has a few levels of buckets, each of twice, and again, as many ranks as another:
//
//	ranks     0       8       16      24      32      40      48      56
//	level 0   │ ── ── │ ─  ── │ ───   │  ── ─ │ ── ── │ ───   │  ─  ─ │
//	level 1   │     ──┼──   ──┼──     │    ───┼─    ──┼──   ──┼──     │ …
//
// A range is in the bucket of the lowest level that has all of it, and where no level
// has such a bucket, in the run of the attribute's ranges. So an event reads one bucket
// a level, with few lanes each, and no hulls.

// buckets are those of one attribute.
type buckets struct {
	levels []bucketLevel // the narrowest first
}

// bucketLevel is buckets of 1<<shift ranks each.
type bucketLevel struct {
	shift uint8
	runs  []run // by bucket
}

const (
	maxBucketLevels = 3
	levelStep       = 3       // a bucket is this power of two times as wide as one of the level before
	bucketRanges    = 4       // as many narrow ranges as there are to each of the narrowest buckets
	bucketShare     = 1 << 8  // the least number of buckets in a level: about as many as cells
	minBucketLanes  = 1 << 12 // the least number of narrow ranges for which an attribute has buckets
)

// planBuckets finds which attributes have buckets, and of what widths: those of which
// most ranges that lanes are found by fit in, if there are very many.
func (b *builder) planBuckets() {
	narrow := b.countAccess(func(p staged) bool {
		lo, hi, ok := b.bucketRange(p)
		return ok && int(hi-lo) < int(b.seg.domains[p.attr].numRanks())/bucketShare
	})
	for a, n := range narrow {
		if n >= minBucketLanes {
			b.seg.access[a].narrow = newBuckets(int(b.seg.domains[a].numRanks()), n)
		}
	}
	fit := b.countAccess(func(p staged) bool {
		_, ok := b.bucketOf(p)
		return ok
	})
	for a, n := range narrow {
		if fit[a] < n*3/4 {
			b.seg.access[a].narrow = nil
		}
	}
}

// countAccess counts, by attribute, the lanes whose most selective predicate is
// selective and has the property.
func (b *builder) countAccess(has func(p staged) bool) []int {
	count := make([]int, len(b.attrs))
	for l := range b.ids {
		from, to := b.from[l], b.from[l+1]
		if b.dead[l] || from == to || b.sel[from] >= maxAccess {
			continue
		}
		if p := b.preds[from]; p.kind != kindCheck && has(p) {
			count[p.attr]++
		}
	}
	return count
}

// newBuckets returns buckets of so many ranks for that many narrow ranges, nil if they
// would not be narrower than cells.
func newBuckets(ranks, ranges int) *buckets {
	k := &buckets{}
	shift := bits.Len(uint(bucketRanges*ranks/ranges - 1))
	for len(k.levels) < maxBucketLevels && bucketShare<<shift <= ranks {
		k.levels = append(k.levels, bucketLevel{uint8(shift), make([]run, ranks>>shift+1)})
		shift += levelStep
	}
	if len(k.levels) == 0 {
		return nil
	}
	return k
}

// bucketRange returns the ranks of a predicate that a bucket may have: one range of
// values, one of which is in it wherever the predicate is met.
func (b *builder) bucketRange(p staged) (lo, hi uint32, ok bool) {
	if p.kind != kindSome && p.kind != kindAll && p.kind != kindOne {
		return 0, 0, false
	}
	lo, hi = b.span(p)
	return lo, hi, lo > 0 // else absence will do
}

// bucketOf returns the access by the narrowest bucket that has all of the predicate, if
// there is one. Of a range wider than the narrowest buckets there is none: it would be
// in a wide one, with very many others.
func (b *builder) bucketOf(p staged) (access, bool) {
	k := b.seg.access[p.attr].narrow
	if k == nil {
		return 0, false
	}
	lo, hi, ok := b.bucketRange(p)
	if !ok || hi-lo >= 1<<k.levels[0].shift {
		return 0, false
	}
	for i, v := range k.levels {
		if lo>>v.shift == hi>>v.shift {
			return bucketAccess(p.attr, uint32(i), lo>>v.shift), true
		}
	}
	return 0, false
}

// enter notes the run of a bucket.
func (k *buckets) enter(acc access, r run) {
	level, bucket := acc.bucket()
	k.levels[level].runs[bucket] = r
}

// matchBuckets visits the buckets that have a value of the attribute.
func (p *part) matchBuckets(l uint32, k *buckets) {
	rs := p.ranks(l)
	if len(rs) == 0 {
		r := p.rankOf(l)
		for i := range k.levels {
			v := &k.levels[i]
			p.matchBucket(v.runs[r>>v.shift])
		}
		return
	}
	for i := range k.levels {
		v := &k.levels[i]
		for j, r := range rs {
			if j == 0 || r>>v.shift != rs[j-1]>>v.shift {
				p.matchBucket(v.runs[r>>v.shift])
			}
		}
	}
}

// fewLanes is up to how many lanes of a bucket have their records read without a look at
// slots, of which there would be as many bytes.
const fewLanes = 8

func (p *part) matchBucket(r run) {
	switch n := r.to - r.from; {
	case n == 0:
	case n > fewLanes:
		p.matchRun(r)
	default:
		for l := r.from; l < r.to; {
			t := l / tileLanes
			to := min(r.to, (t+1)*tileLanes)
			p.enqueue(t, p.seg.live[t]&((1<<(to-l)-1)<<(l%tileLanes)))
			l = to
		}
	}
}
