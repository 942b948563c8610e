package propagation

// vector has a bit for each predicate: whether the event satisfies it.
type vector []uint64

// The predicates that are of no attribute.
const (
	always      = 0 // fills up columns
	firstNumber = 1
)

func (v vector) bit(i uint32) uint64 { return v[i>>6] >> (i & 63) & 1 }

func (v vector) set(i uint32) { v[i>>6] |= 1 << (i & 63) }

func (v vector) clear(i uint32) { v[i>>6] &^= 1 << (i & 63) }

// setRun sets the bits from from on, up to but not including to.
func (v vector) setRun(from, to uint32) {
	if from >= to {
		return
	}
	first, last := from>>6, (to-1)>>6
	head, tail := ^uint64(0)<<(from&63), ^uint64(0)>>(-to&63)
	if first == last {
		v[first] |= head & tail
		return
	}
	v[first] |= head
	for i := first + 1; i < last; i++ {
		v[i] = ^uint64(0)
	}
	v[last] |= tail
}

// clearRun clears the bits from from on, up to but not including to.
func (v vector) clearRun(from, to uint32) {
	if from >= to {
		return
	}
	first, last := from>>6, (to-1)>>6
	head, tail := ^uint64(0)<<(from&63), ^uint64(0)>>(-to&63)
	if first == last {
		v[first] &^= head & tail
		return
	}
	v[first] &^= head
	clear(v[first+1 : last])
	v[last] &^= tail
}
