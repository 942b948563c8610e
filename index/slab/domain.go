package slab

import (
	"math"
	"math/bits"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/kernel"
	"github.com/thresh-dev/thresh/predicate"
)

// The largest rank that a predicate word has room for, and what follows for a
// segment: keys of one attribute.
const (
	maxRank = 1<<24 - 1
	maxKeys = (maxRank - 2) / 2
)

// domain is one attribute of a segment: the keys at which ranges end, in order.
// A value's rank tells where it lies among them, exactly:
//
//	rank   0       1        2      3        4      …   2m        2m+1
//	       absent  < key 0  key 0  between  key 1      key m-1   > key m-1
//
// Ranks are grouped into at most 256 cells, which fit a byte: cell 0 is rank 0,
// and each other cell begins at an even rank or at rank 1. A cell of a single
// rank is pure: it tells the rank.
type domain struct {
	keys keyCodes          // of the keys, ascending
	long []predicate.Value // the keys themselves, nil if all codes are exact
	any  bool              // ranges other than single keys and their complements end here

	// To find keys: key number + 1 by hash, where the order of keys does not matter, nil or
	// a power of two in length, those that are long, and if hashed is set all others too;
	// else long ones that are strings.
	hash      []uint32
	hashShift uint8
	hashed    bool
	texts     *texts

	weights []uint32 // by key: the ends there; until the segment is built
	ends    int      // of all keys
	numbers numberKeys

	first    []uint32     // first[c]: the lowest rank of cell c; one more element than cells
	steps    kernel.Steps // the codes at which cells from 2 on begin, if they are what finds a cell
	identity bool         // the cell of rank r is r
	near     []uint8      // unless identity: the cell of each rank that is a multiple of 1<<nearShift

	nearShift uint8
}

// numberKeys are the keys that are numbers, from <= key < to, and their extremes.
type numberKeys struct {
	from, to    int
	least, most float64
}

// newDomain ranks the cuts on an attribute. By cut it writes the rank, and the cell
// of the rank.
func newDomain(cuts *cutList, ranks []uint32, cells []uint8, memory *spares) *domain {
	buf := memory.take(2 * int(cuts.keys))
	defer memory.put(buf)
	ends, spare := sortKeyed(cuts.ends(ranks, cells, buf[:0:cuts.keys]), buf[cuts.keys:])
	n := 0
	for i := range ends {
		if i == 0 || ends[i].key != ends[i-1].key {
			n++
		}
	}
	d := &domain{any: cuts.any, ends: len(ends), weights: make([]uint32, 0, n)}
	codes := make([]predicate.Code, 0, n)
	for i := 0; i < len(ends); {
		j := i + 1
		for j < len(ends) && ends[j].key == ends[i].key {
			j++
		}
		code := predicate.Code(ends[i].key)
		if !code.Exact() {
			cuts.sortLong(ends[i:j], spare[i:j])
			if d.long == nil {
				d.long = make([]predicate.Value, len(codes), 2*len(codes)+1)
			}
		}
		for k := i; k < j; k++ { // from here on the key is its number
			if k == i || !code.Exact() && cuts.long.at(ends[k].long) != cuts.long.at(ends[k-1].long) {
				if d.long != nil {
					v := predicate.Value{}
					if !code.Exact() {
						v = cuts.long.at(ends[k].long)
					}
					d.long = append(d.long, v)
				}
				codes = append(codes, code)
				d.weights = append(d.weights, 0)
			}
			d.weights[len(codes)-1]++
			ends[k].key = uint64(len(codes) - 1)
		}
		i = j
	}
	d.keys = packCodes(codes)
	d.countNumbers()
	d.long = trim(d.long)
	if d.any {
		d.texts = newTexts(&d.keys, d.long)
	} else {
		d.buildHash()
	}
	d.buildCells(d.weights, len(ends))
	d.rankEnds(ends, ranks, cells)
	return d
}

// ends appends the cuts at keys, with their codes. Those at absence get their ranks and
// cells, the others what is to be added to the rank of the key.
func (c *cutList) ends(ranks []uint32, cells []uint8, dst []keyed) []keyed {
	at, long := uint32(0), -1
	for k := range c.codes.chunks() {
		deltas := c.deltas.chunk(k)
		for i, code := range c.codes.chunk(k) {
			if long+1 < len(c.longAt) && c.longAt[long+1] == at {
				long++
			}
			if delta := deltas[i]; delta >= fixedCut {
				ranks[at], cells[at] = uint32(delta-fixedCut), uint8(delta-fixedCut)
			} else {
				ranks[at] = uint32(int32(delta))
				dst = append(dst, keyed{uint64(code), at, uint32(max(long, 0))})
			}
			at++
		}
	}
	return dst
}

// rankEnds finishes ranks and cells, now that each end has the number of its key and
// they are sorted by it.
func (d *domain) rankEnds(ends []keyed, ranks []uint32, cells []uint8) {
	cell := 0
	for i := range ends {
		e := &ends[i]
		key := uint32(2*e.key + 2)
		r := ranks[e.at] + key
		ranks[e.at] = r
		for d.first[cell+1] <= key {
			cell++
		}
		switch { // of a key's neighbours, few are in another cell
		case d.identity:
			cells[e.at] = uint8(r)
		case r < d.first[cell]:
			cells[e.at] = uint8(cell - 1)
		default:
			cells[e.at] = uint8(cell)
		}
	}
}

// countNumbers finds the keys that are numbers.
func (d *domain) countNumbers() {
	n := &d.numbers
	n.from, _ = d.keys.find(numberCodes.Lo, 0, d.keys.len())
	n.to, _ = d.keys.find(numberCodes.Hi, n.from, d.keys.len())
	if n.from < n.to {
		n.least, n.most = numberOf(d.keys.at(n.from)), numberOf(d.keys.at(n.to-1))
	}
}

// numRanks returns one more than the largest rank.
func (d *domain) numRanks() uint32 { return uint32(2*d.keys.len() + 2) }

// numCells returns the number of cells.
func (d *domain) numCells() int { return len(d.first) - 1 }

// buildCells cuts the ranks into cells: one each if there is room, else so that
// about as many ends fall into each.
func (d *domain) buildCells(weights []uint32, total int) {
	n := d.numRanks()
	if n <= 256 {
		d.identity = true
		for r := range n + 1 {
			d.first = append(d.first, r)
		}
		if m := d.keys.len(); m >= minStepKeys && d.keys.at(m-1) != math.MaxUint64 && d.long == nil && !d.hashed {
			d.stepByRank()
		}
		return
	}
	d.first = append(d.first, 0, 1)
	steps := make([]uint64, 0, 254)
	left, leftCells := total, 254
	sum := 0
	for i, w := range weights {
		if i > 0 && sum*leftCells >= left && leftCells > 1 {
			d.first = append(d.first, uint32(2*i+2))
			steps = append(steps, uint64(d.keys.at(i)))
			left -= sum
			leftCells--
			sum = 0
		}
		sum += int(w)
	}
	d.first = append(d.first, n)
	d.noteNear()
	// Where codes of strings are those of many keys they do not tell a cell, and where a
	// table tells the rank nothing else is needed.
	if !d.hashed && (d.long == nil || d.any && d.texts == nil) {
		d.steps = kernel.MakeSteps(steps)
	}
}

// noteNear notes the cells of up to 257 ranks, for cellOfRank.
func (d *domain) noteNear() {
	n := d.numRanks()
	d.nearShift = uint8(max(0, bits.Len32(n-1)-8))
	cell := 0
	for r := uint32(0); r < n+1<<d.nearShift; r += 1 << d.nearShift {
		for cell+1 < d.numCells() && d.first[cell+1] <= r {
			cell++
		}
		d.near = append(d.near, uint8(cell))
	}
}

// minStepKeys is how many keys a domain has whose steps are worth their memory.
const minStepKeys = 8

// stepByRank makes the steps where each rank is a cell: one at each key, and one just
// above it.
func (d *domain) stepByRank() {
	steps := make([]uint64, 0, 2*d.keys.len())
	for i := range d.keys.len() {
		code := uint64(d.keys.at(i))
		steps = append(steps, code, code+1)
	}
	d.steps = kernel.MakeSteps(steps)
}

// maxHashed is up to how many keys that their codes tell are in a table, which stays in
// the caches. More are searched for.
const maxHashed = 1 << 16

// maxProbes bounds how far from its place a key of the table is, on average.
const maxProbes = 4

// buildHash makes the table of keys: of all if they are not too many, nor chosen so that
// they collide, else of the long ones.
func (d *domain) buildHash() {
	n := d.keys.len()
	d.hashed = n <= maxHashed && d.fillHash(n, false)
	if !d.hashed && d.long != nil {
		d.fillHash(n, true)
	}
}

// fillHash fills the table with all keys, unless they are too far from their places, or with
// the long ones alone.
func (d *domain) fillHash(n int, longOnly bool) bool {
	size := bits.Len(uint(2 * n))
	d.hash, d.hashShift = make([]uint32, 1<<size), uint8(64-size)
	mask := len(d.hash) - 1
	probes := 0
	for i := range n {
		code := d.keys.at(i)
		if code.Exact() && longOnly {
			continue
		}
		var v predicate.Value
		if !code.Exact() {
			v = d.long[i]
		}
		h := d.home(hashOf(code, v))
		for ; d.hash[h] != 0; h = (h + 1) & mask {
			probes++
		}
		if probes > maxProbes*n && !longOnly {
			d.hash = nil
			return false
		}
		d.hash[h] = uint32(i) + 1
	}
	return true
}

// home returns where in the table a key with the hash is, or begins to be searched for.
func (d *domain) home(hash uint64) int { return int(hash >> d.hashShift) }

// hashOf returns a hash of a value, whose high bits depend on all of it. Where its code tells
// the value it is a product (multiplicative hashing: Knuth, The Art of Computer Programming,
// volume 3, 6.4).
func hashOf(code predicate.Code, v predicate.Value) uint64 {
	if code.Exact() {
		return uint64(code) * 0x9E3779B97F4A7C15
	}
	return predicate.Digest(v)
}

// rank returns the rank of a present value. Where only single keys and their complements
// are asked for, all values that are no key may have that of one.
func (d *domain) rank(code predicate.Code, v predicate.Value) uint32 {
	switch {
	case code.Exact() && !d.hashed:
		return d.rankOfCode(code, 0, d.keys.len())
	case d.any:
		lo, hi := d.around(code, v)
		return d.rankAmong(v, lo, hi)
	case !code.Exact() && d.long == nil:
		return 1 // in no single key and in every complement
	}
	mask := len(d.hash) - 1
	for h := d.home(hashOf(code, v)); d.hash[h] != 0; h = (h + 1) & mask {
		if i := d.hash[h] - 1; d.keys.at(int(i)) == code && (code.Exact() || d.long[i] == v) {
			return 2*i + 2
		}
	}
	return 1
}

// rankAmong returns the rank of a value that is greater than the keys before lo, and less
// than those from hi on. Its code does not tell it.
func (d *domain) rankAmong(v predicate.Value, lo, hi int) uint32 {
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		switch c := predicate.Compare(d.long[mid], v); {
		case c == 0:
			return uint32(2*mid + 2)
		case c < 0:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return uint32(2*lo + 1)
}

// around returns keys of which those before lo are less than the value, whose code does
// not tell it, and those from hi on are greater.
func (d *domain) around(code predicate.Code, v predicate.Value) (lo, hi int) {
	if d.texts != nil && v.Kind() == predicate.KindString {
		if lo, hi, ok := d.texts.find(code, v.Text()); ok {
			return lo, hi
		}
	}
	return d.alike(code, 0, d.keys.len())
}

// alike returns the keys with the code, of those from lo to hi.
func (d *domain) alike(code predicate.Code, lo, hi int) (from, to int) {
	from, _ = d.keys.find(code, lo, hi)
	to, _ = d.keys.find(code+1, from, hi)
	return from, to
}

// rankOfCode returns the rank of a code that is exact, or that no key has, among the keys
// from lo to hi.
func (d *domain) rankOfCode(code predicate.Code, lo, hi int) uint32 {
	i, found := d.keys.find(code, lo, hi)
	if found {
		return uint32(2*i + 2)
	}
	return uint32(2*i + 1)
}

// share returns the part of all ends that lie at the key of an even rank.
func (d *domain) share(rank uint32) float32 {
	if rank < 2 || rank%2 != 0 {
		return 0
	}
	return float32(d.weights[(rank-2)/2]) / float32(d.ends)
}

// valueShare returns the part of the way from the least to the greatest number
// among the keys that lies between two ranks; 0 where keys are no numbers. The codes
// are those of the cuts that have the ranks.
func (d *domain) valueShare(lo, hi uint32, loCode, hiCode predicate.Code) float32 {
	n := &d.numbers
	if n.to-n.from < 2 || n.least >= n.most { // or they differ, but not in what their codes tell
		return 0
	}
	return float32((d.number(hi, hiCode) - d.number(lo, loCode)) / (n.most - n.least))
}

// number returns the number at a rank, or the nearest one.
func (d *domain) number(rank uint32, code predicate.Code) float64 {
	n := &d.numbers
	switch i := (int(rank) - 1) / 2; {
	case i <= n.from:
		return n.least
	case i >= n.to-1:
		return n.most
	case rank%2 == 0:
		return numberOf(code) // without a look at the keys
	default:
		return numberOf(d.keys.at(i))
	}
}

// numberCodes spans the codes of numbers.
var numberCodes = index.Span{Lo: predicate.CodeOf(predicate.Float(-math.MaxFloat64)), Hi: predicate.CodeOf(predicate.Float(math.MaxFloat64))}

// numberOf returns about the number of a code, between -1e300 and 1e300.
func numberOf(c predicate.Code) float64 {
	return min(max(floatOf(c), -1e300), 1e300)
}

func floatOf(c predicate.Code) float64 {
	b := uint64(c&(1<<62-1)) >> 1 << 3 // see predicate.Code
	if b>>63 == 1 {
		return math.Float64frombits(b - 1<<63)
	}
	return math.Float64frombits(-b)
}

// cellOfRank returns the cell of a rank.
func (d *domain) cellOfRank(r uint32) uint8 {
	if d.identity {
		return uint8(r)
	}
	near := d.near[r>>d.nearShift:][:2]
	lo, hi := int(near[0]), int(near[1])+1
	for hi-lo > 1 {
		mid := int(uint(lo+hi) >> 1)
		if d.first[mid] <= r {
			lo = mid
		} else {
			hi = mid
		}
	}
	return uint8(lo)
}

// pure says whether the cell has a single rank.
func (d *domain) pure(cell uint8) bool { return d.first[cell]+1 == d.first[int(cell)+1] }

// locate returns the cell of a present value, and its rank if that was needed to
// find it, else 0.
func (d *domain) locate(code predicate.Code, v predicate.Value) (cell uint8, rank uint32) {
	if d.steps.Len() > 0 {
		cell = uint8(1 + d.steps.Count(uint64(code)))
		switch {
		case d.identity:
			return cell, uint32(cell)
		case code.Exact() || d.long == nil || cell == 1 || d.keys.at(int(d.first[cell]-2)/2) != code:
			return cell, 0
		} // else the code is that of the key where the cell begins, and does not tell on which side
	}
	r := d.rank(code, v)
	return d.cellOfRank(r), r
}

// rankInCell returns the rank of a value that locate put into the cell without it.
func (d *domain) rankInCell(code predicate.Code, v predicate.Value, cell uint8) uint32 {
	lo, hi := d.keysOfCell(cell)
	if d.long == nil || code.Exact() {
		return d.rankOfCode(code, lo, hi)
	}
	lo, hi = d.alike(code, lo, hi)
	return d.rankAmong(v, lo, hi)
}

// keysOfCell returns the keys whose ranks are in the cell: from lo on, and below hi.
func (d *domain) keysOfCell(cell uint8) (lo, hi int) {
	// Ranks 2i+2 … of the cell belong to keys i ….
	lo = (int(max(d.first[cell], 2)) - 2) / 2
	hi = (int(d.first[int(cell)+1]) - 1) / 2
	return lo, min(hi, d.keys.len())
}
