package slab

import (
	"cmp"
	"math"
	"slices"
)

// arranger orders the lanes of one run so that lanes whose ranges lie close
// together share tiles, and tiles that lie close together share a node: a
// bounding-volume hierarchy over the ranges of up to five attributes, built from
// above by median splits.
type arranger struct {
	*builder
	axes []axis
	tmp  []uint32
	unit int // lanes that are filtered together: a tile, or a block
}

// axis is the ranges of one attribute that all lanes of a group ask for, as parts
// of the domain.
type axis struct {
	lo, hi []float32 // by position in the group
}

// maxAxes bounds how many attributes order a group.
const maxAxes = 5

// arrangeRun orders the lanes, which are found by acc.
func (b *builder) arrangeRun(lanes []uint32, acc access, unit int) {
	a := &arranger{builder: b, tmp: make([]uint32, len(lanes)), unit: unit}
	var by []uint32 // attributes that all lanes ask ranges of
	skip := noLane
	switch {
	case acc.byKey():
		skip = acc.attr()
	case acc != accessRest:
		by = append(by, acc.attr())
	}
	a.group(lanes, by, skip)
}

// group orders lanes that all ask for a range of each attribute in by.
func (a *arranger) group(lanes, by []uint32, skip uint32) {
	if len(lanes) <= a.unit {
		return
	}
	if len(by) < maxAxes && (len(by) == 0 || a.worthAnother(lanes, by, skip)) && a.byNext(lanes, by, skip) {
		return
	}
	if len(by) > 0 {
		a.sortByAxes(lanes, by)
	}
}

// next returns the attribute of a lane's most selective predicate that is a range of an
// attribute not in by, or of one that is nearly as selective, and its selectivity.
func (a *arranger) next(lane uint32, by []uint32, skip uint32) (attr uint32, sel float32) {
	attr, sel = noLane, 1
	least := float32(0.9)
	for i := a.from[lane]; i < a.from[lane+1]; i++ {
		p := a.preds[i]
		if a.sel[i] >= 0.9 || a.sel[i] > least*alike {
			break
		}
		if p.attr == skip || a.seg.table[p.attr] == 0 || p.kind == kindNot || slices.Contains(by, p.attr) {
			continue
		}
		if attr == noLane {
			attr, sel, least = p.attr, a.sel[i], a.sel[i]
		} else if a.commoner(p.attr, attr) {
			attr, sel = p.attr, a.sel[i]
		}
	}
	return attr, sel
}

// byNext parts the lanes by their next attribute and orders each part. It says no,
// and does nothing, if there is no next attribute.
func (a *arranger) byNext(lanes, by []uint32, skip uint32) bool {
	type keyed struct{ attr, lane uint32 }
	ks := make([]keyed, len(lanes))
	some := false
	for i, l := range lanes {
		attr, _ := a.next(l, by, skip)
		ks[i] = keyed{attr, l}
		some = some || attr != noLane
	}
	if !some {
		return false
	}
	slices.SortFunc(ks, func(x, y keyed) int { return cmp.Or(cmp.Compare(x.attr, y.attr), cmp.Compare(x.lane, y.lane)) })
	for i, k := range ks {
		lanes[i] = k.lane
	}
	for len(ks) > 0 {
		n := 1
		for n < len(ks) && ks[n].attr == ks[0].attr {
			n++
		}
		if ks[0].attr == noLane {
			if len(by) > 0 {
				a.sortByAxes(lanes[:n], by)
			}
		} else {
			a.group(lanes[:n], append(slices.Clip(by), ks[0].attr), skip)
		}
		ks, lanes = ks[n:], lanes[n:]
	}
	return true
}

// worthAnother estimates whether fewer tiles are visited if the lanes are parted
// by their next attribute and each part is ordered by one attribute more.
func (a *arranger) worthAnother(lanes, by []uint32, skip uint32) bool {
	tiles := float64(len(lanes)) / float64(a.unit)
	if tiles < 16 {
		return false
	}
	widths := make([]float64, len(by)+1)
	counts := map[uint32]int{}
	step := max(1, len(lanes)/2048)
	n := 0
	for i := 0; i < len(lanes); i += step {
		n++
		attr, sel := a.next(lanes[i], by, skip)
		counts[attr]++
		widths[len(by)] += float64(sel)
		for j, b := range by {
			lo, hi := a.rangeOf(lanes[i], b)
			widths[j] += float64(hi - lo)
		}
	}
	for j := range widths {
		widths[j] /= float64(n)
	}
	same := 0.0 // the chance that two lanes have the same next attribute
	for attr, c := range counts {
		if attr != noLane {
			same += float64(c) / float64(n) * float64(c) / float64(n)
		}
	}
	now := visited(widths[:len(by)], tiles)
	then := visited(widths, tiles*same)
	return then < 0.9*now
}

// visited estimates the share of tiles that a value hits, if tiles are cut along
// axes on which the lanes' ranges have the given widths.
func visited(widths []float64, tiles float64) float64 {
	cuts := make([]float64, len(widths))
	for i := range cuts {
		cuts[i] = 1
	}
	share := func() float64 {
		p := 1.0
		for i, w := range widths {
			p *= min(1, w+1/cuts[i])
		}
		return p
	}
	for all := 1.0; all*2 <= tiles; all *= 2 {
		best, at := math.Inf(1), 0
		for i := range cuts {
			cuts[i] *= 2
			if s := share(); s < best {
				best, at = s, i
			}
			cuts[i] /= 2
		}
		cuts[at] *= 2
	}
	return share()
}

// rangeOf returns the lane's range of an attribute as parts of the domain.
func (a *arranger) rangeOf(lane, attr uint32) (lo, hi float32) {
	n := float32(a.seg.domains[attr].numRanks())
	for _, p := range a.preds[a.from[lane]:a.from[lane+1]] {
		if p.attr == attr && p.kind != kindCheck {
			l, h := a.span(p)
			return float32(l) / n, float32(h+1) / n
		}
	}
	return 0, 1
}

// sortByAxes orders lanes by median splits along the attributes of by.
func (a *arranger) sortByAxes(lanes, by []uint32) {
	if len(lanes) <= a.unit {
		return
	}
	axes := make([]axis, len(by))
	for j, attr := range by {
		axes[j] = axis{make([]float32, len(lanes)), make([]float32, len(lanes))}
		for i, l := range lanes {
			axes[j].lo[i], axes[j].hi[i] = a.rangeOf(l, attr)
		}
	}
	at := make([]uint32, len(lanes)) // positions, reordered by the splits
	for i := range at {
		at[i] = uint32(i)
	}
	a.axes = axes
	a.split(at)
	copy(a.tmp, lanes)
	for i, p := range at {
		lanes[i] = a.tmp[p]
	}
}

// split orders positions: halves that differ most in where their ranges lie, or in
// how wide they are, and each half likewise.
func (a *arranger) split(at []uint32) {
	for len(at) > a.unit {
		key := a.bestKey(at)
		// The left part is a whole number of nodes if there are several, else of tiles.
		unit := a.unit
		for len(at) > 2*unit*tileLanes {
			unit *= tileLanes
		}
		mid := (len(at)/2 + unit - 1) / unit * unit
		if mid >= len(at) {
			mid = len(at) / 2
		}
		selectNth(at, mid, key)
		a.split(at[:mid])
		at = at[mid:]
	}
}

// bestKey returns the order in which halves are expected to be hit least.
func (a *arranger) bestKey(at []uint32) func(uint32) float32 {
	var best axis
	bestGain, width := float32(-1), false
	for _, x := range a.axes {
		lo, hi := float32(2), float32(-1)      // of the hull
		first, last := float32(2), float32(-1) // of the centres
		widest, sum := float32(0), float32(0)  // of the widths
		for _, p := range at {
			l, h := x.lo[p], x.hi[p]
			lo, hi = min(lo, l), max(hi, h)
			first, last = min(first, (l+h)/2), max(last, (l+h)/2)
			widest = max(widest, h-l)
			sum += h - l
		}
		if hi <= lo {
			continue
		}
		// Halving by centre takes half the spread of centres off both hulls. Halving by
		// width takes, off the narrower half's, what the widest has above the median.
		centre := (last - first) / 2 / (hi - lo)
		byWidth := (widest - sum/float32(len(at))) / 2 / (hi - lo)
		if centre > bestGain {
			best, bestGain, width = x, centre, false
		}
		if byWidth > bestGain {
			best, bestGain, width = x, byWidth, true
		}
	}
	switch {
	case best.lo == nil:
		return func(p uint32) float32 { return float32(p) }
	case width:
		return func(p uint32) float32 { return best.hi[p] - best.lo[p] }
	default:
		return func(p uint32) float32 { return best.hi[p] + best.lo[p] }
	}
}

// selectNth reorders so that no element before position n has a larger key than
// one at or after it.
func selectNth(at []uint32, n int, key func(uint32) float32) {
	for len(at) > 1 {
		// The median of three, moved to the middle of equal keys.
		a, b, c := key(at[0]), key(at[len(at)/2]), key(at[len(at)-1])
		pivot := max(min(a, b), min(max(a, b), c))
		lt, i, gt := 0, 0, len(at)
		for i < gt {
			switch k := key(at[i]); {
			case k < pivot:
				at[i], at[lt] = at[lt], at[i]
				lt++
				i++
			case k > pivot:
				gt--
				at[i], at[gt] = at[gt], at[i]
			default:
				i++
			}
		}
		switch {
		case n < lt:
			at = at[:lt]
		case n >= gt:
			at, n = at[gt:], n-gt
		default:
			return
		}
	}
}
