package slab

import (
	"math"
	"math/bits"
	"slices"

	"github.com/thresh-dev/thresh/index"
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
	hash []uint32          // key number + 1 by digest, for long keys; nil or a power of two in length
	any  bool              // ranges other than single keys and their complements end here

	weights []uint32               // by key: the ends there; until the segment is built
	ends    int                    // of all keys
	numbers struct{ from, to int } // the keys that are numbers

	first    []uint32         // first[c]: the lowest rank of cell c; one more element than cells
	cellCode []predicate.Code // the code of the key at which cell c+2 begins
	identity bool             // the cell of rank r is r
}

// end is one end of a range on its way to a rank.
type end struct {
	code predicate.Code
	long uint32 // 1 + number of the value if its code does not tell it
	at   uint32 // where the rank of the key goes
}

// newDomain ranks the ends: to ranks[e.at] is added 2i+2 for an end at key i. It
// reorders ends, and uses spare, of the same length, as scratch.
func newDomain(ends, spare []end, long []predicate.Value, ranks []uint32) *domain {
	ends = sortEnds(ends, spare)
	d := &domain{}
	var codes []predicate.Code
	weights := make([]uint32, 0, 1024) // ends by key
	for i := 0; i < len(ends); {
		j := i + 1
		for j < len(ends) && ends[j].code == ends[i].code {
			j++
		}
		if !ends[i].code.Exact() {
			slices.SortFunc(ends[i:j], func(a, b end) int {
				return predicate.Compare(long[a.long-1], long[b.long-1])
			})
		}
		for k := i; k < j; k++ {
			n := len(codes)
			same := k > i && (ends[k].long == 0 || long[ends[k].long-1] == long[ends[k-1].long-1])
			if !same {
				codes = append(codes, ends[k].code)
				weights = append(weights, 0)
				n++
				if ends[k].long > 0 {
					if d.long == nil {
						d.long = make([]predicate.Value, n-1, 2*n)
					}
				}
				if d.long != nil {
					v := predicate.Value{}
					if ends[k].long > 0 {
						v = long[ends[k].long-1]
					}
					d.long = append(d.long, v)
				}
			}
			weights[n-1]++
			ranks[ends[k].at] += uint32(2 * n)
		}
		i = j
	}
	d.keys = packCodes(codes)
	d.numbers.from, _ = d.keys.find(numberCodes.Lo, 0, d.keys.len())
	d.numbers.to, _ = d.keys.find(numberCodes.Hi, d.numbers.from, d.keys.len())
	d.long = trim(d.long)
	d.weights, d.ends = weights, len(ends)
	d.buildHash()
	d.buildCells(weights, len(ends))
	return d
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
		return
	}
	d.first = append(d.first, 0, 1)
	d.cellCode = make([]predicate.Code, 0, 254)
	left, leftCells := total, 254
	sum := 0
	for i, w := range weights {
		if i > 0 && sum*leftCells >= left && leftCells > 1 {
			d.first = append(d.first, uint32(2*i+2))
			d.cellCode = append(d.cellCode, d.keys.at(i))
			left -= sum
			leftCells--
			sum = 0
		}
		sum += int(w)
	}
	d.first = append(d.first, n)
}

// buildHash makes the table of long keys.
func (d *domain) buildHash() {
	if d.long == nil {
		return
	}
	size := 1 << bits.Len(uint(2*len(d.long)))
	d.hash = make([]uint32, size)
	for i, v := range d.long {
		if v.Kind() == predicate.KindAbsent {
			continue // its code tells it
		}
		h := int(predicate.Digest(v)>>1) & (size - 1)
		for d.hash[h] != 0 {
			h = (h + 1) & (size - 1)
		}
		d.hash[h] = uint32(i) + 1
	}
}

// rank returns the rank of a present value.
func (d *domain) rank(code predicate.Code, v predicate.Value) uint32 {
	if code.Exact() {
		return d.rankOfCode(code, 0, d.keys.len())
	}
	if d.hash != nil {
		mask := len(d.hash) - 1
		for h := int(predicate.Digest(v)>>1) & mask; d.hash[h] != 0; h = (h + 1) & mask {
			if i := d.hash[h] - 1; d.long[i] == v {
				return 2*i + 2
			}
		}
		if !d.any {
			return 1 // in no single key and in every complement, as all ranks between keys are
		}
	}
	// No key equals v: find where it lies, first by code, then by value.
	lo, _ := d.keys.find(code, 0, d.keys.len())
	hi, _ := d.keys.find(code+1, lo, d.keys.len())
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if predicate.Compare(d.long[mid], v) < 0 {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return uint32(2*lo + 1)
}

// rankOfCode returns the rank of an exact code among the keys from lo to hi.
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
// among the keys that lies between two ranks; 0 where keys are no numbers.
func (d *domain) valueShare(lo, hi uint32) float32 {
	from, to := d.numbers.from, d.numbers.to
	if to-from < 2 {
		return 0
	}
	least, most := numberOf(d.keys.at(from)), numberOf(d.keys.at(to-1))
	if least >= most {
		return 0 // they differ, but not in what their codes tell
	}
	at := func(rank uint32) float64 {
		return numberOf(d.keys.at(min(max((int(rank)-1)/2, from), to-1)))
	}
	return float32((at(hi) - at(lo)) / (most - least))
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
	lo, hi := 0, len(d.first)-1
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
	if d.identity || !code.Exact() || d.long != nil {
		r := d.rank(code, v)
		return d.cellOfRank(r), r
	}
	return uint8(1 + upperBound(d.cellCode, code)), 0
}

// rankInCell returns the rank of a value with an exact code that locate put into
// the cell.
func (d *domain) rankInCell(code predicate.Code, cell uint8) uint32 {
	lo, hi := d.keysOfCell(cell)
	return d.rankOfCode(code, lo, hi)
}

// keysOfCell returns the keys whose ranks are in the cell: from lo on, and below hi.
func (d *domain) keysOfCell(cell uint8) (lo, hi int) {
	// Ranks 2i+2 … of the cell belong to keys i ….
	lo = (int(max(d.first[cell], 2)) - 2) / 2
	hi = (int(d.first[int(cell)+1]) - 1) / 2
	return lo, min(hi, d.keys.len())
}

// upperBound returns the number of elements not greater than x.
func upperBound(a []predicate.Code, x predicate.Code) int {
	if x == ^predicate.Code(0) {
		return len(a)
	}
	return lowerBound(a, x+1)
}

// sortEnds sorts by code: least significant byte first, leaving out the bytes
// that all codes share. It returns the one of its arguments that holds the result.
func sortEnds(ends, spare []end) []end {
	if len(ends) < 256 {
		slices.SortFunc(ends, func(a, b end) int {
			switch {
			case a.code < b.code:
				return -1
			case a.code > b.code:
				return 1
			default:
				return 0
			}
		})
		return ends
	}
	var or, and predicate.Code = 0, ^predicate.Code(0)
	for i := range ends {
		or |= ends[i].code
		and &= ends[i].code
	}
	differ := or &^ and
	for shift := 0; shift < 64; {
		if differ>>shift == 0 {
			break
		}
		shift += bits.TrailingZeros64(uint64(differ >> shift))
		var count [1 << 11]uint32
		for i := range ends {
			count[ends[i].code>>shift&(1<<11-1)]++
		}
		sum := uint32(0)
		for i, n := range count {
			count[i] = sum
			sum += n
		}
		for i := range ends {
			k := ends[i].code >> shift & (1<<11 - 1)
			spare[count[k]] = ends[i]
			count[k]++
		}
		ends, spare = spare, ends
		shift += 11
	}
	return ends
}
