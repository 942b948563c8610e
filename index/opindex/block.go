package opindex

import (
	"cmp"
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/forms"
	"github.com/thresh-dev/thresh/predicate"
)

// block is some conjunctions of one pivot, and the lists of their predicates.
type block struct {
	pivot index.AttrID
	attrs []*attribute // by number, ascending

	// By offset. Of need and asked there is more, to make whole words.
	slots []uint32   // none where deleted
	ids   []index.ID // as in the table
	need  []uint8
	asked []uint64 // a bit each: the table decides once need is reached

	askers int      // bits set in asked
	always []uint16 // offsets of conjunctions that need nothing
	dead   int      // offsets without a conjunction
}

// attribute is the predicates on one attribute, by operator.
type attribute struct {
	id     index.AttrID
	equal  list
	from   list     // >=
	to     list     // <=
	absent []uint16 // offsets, each as often as absence hits it
}

// list is codes and the offsets that they belong to.
type list struct {
	codes   []predicate.Code
	offsets []uint16
	sorted  int // as many are sorted by code
}

const (
	none     = 1<<32 - 1 // no slot
	maxNeed  = 254
	never    = 255 // the need of what is not there
	smallest = 64  // conjunctions, below which nothing is built anew for its size

	// blockSize is the most conjunctions of a block: as many counters as leave room in
	// the first-level cache.
	blockSize   = 1 << 14
	wordOffsets = 64 // the multiple to which need is filled up
	maxUnsorted = 32 // entries of a list, if that is more than a quarter
)

func (b *block) full() bool { return len(b.slots) == blockSize }

// add adds a conjunction and returns its offset.
func (b *block) add(t *forms.Table, slot uint32) uint16 {
	offset := len(b.slots)
	b.slots, b.ids = append(b.slots, slot), append(b.ids, t.ID(slot))
	if offset == len(b.need) {
		for range wordOffsets {
			b.need = append(b.need, never)
		}
		b.asked = append(b.asked, 0)
	}
	need, asked := 0, t.Checked(slot)
	t.Terms(slot, func(a index.AttrID, spans []forms.Span) {
		if need+2 > maxNeed {
			asked = true
			return
		}
		n, exact := b.attribute(a).add(uint16(offset), spans)
		need += n
		asked = asked || !exact
	})
	if asked {
		b.asked[offset/64] |= 1 << (offset % 64)
		b.askers++
	}
	b.need[offset] = uint8(need)
	if need == 0 {
		b.always = append(b.always, uint16(offset))
	}
	return uint16(offset)
}

// find returns where the attribute is, or would be.
func (b *block) find(a index.AttrID) (int, bool) {
	return slices.BinarySearchFunc(b.attrs, a, func(at *attribute, a index.AttrID) int { return cmp.Compare(at.id, a) })
}

// attribute returns that of the number, a new one if there was none.
func (b *block) attribute(a index.AttrID) *attribute {
	i, ok := b.find(a)
	if !ok {
		b.attrs = slices.Insert(b.attrs, i, &attribute{id: a})
	}
	return b.attrs[i]
}

// add adds the predicates of a term, and returns how many hits meet it, and whether
// they say all.
func (a *attribute) add(offset uint16, spans []forms.Span) (need int, exact bool) {
	absent, points, vals := shape(spans)
	if points {
		for i := range vals {
			a.equal.add(offset, vals[i].Lo)
		}
		if absent {
			a.absent = append(a.absent, offset)
		}
		return 1, true
	}
	h := forms.Hull(vals)
	a.from.add(offset, max(h.Lo, 1))
	a.to.add(offset, h.Hi)
	if absent {
		a.absent = append(a.absent, offset, offset)
	}
	return 2, len(vals) == 1
}

// shape says whether absence meets a term, whether else it is met by single codes
// only, and returns the spans that have values. The first of these may begin with
// absence.
func shape(spans []forms.Span) (absent, points bool, vals []forms.Span) {
	absent, points, vals = spans[0].Lo == 0, true, spans
	if absent && spans[0].Hi == 0 {
		vals = spans[1:]
	}
	for i := range vals {
		points = points && vals[i].Lo == vals[i].Hi
	}
	return absent, points, vals
}

func (l *list) add(offset uint16, c predicate.Code) {
	l.codes, l.offsets = append(l.codes, c), append(l.offsets, offset)
	if len(l.codes)-l.sorted > max(maxUnsorted, len(l.codes)/4) {
		l.sort()
	}
}

func (l *list) sort() {
	type entry struct {
		code   predicate.Code
		offset uint16
	}
	if l.sorted == len(l.codes) {
		return
	}
	es := make([]entry, len(l.codes))
	for i, c := range l.codes {
		es[i] = entry{c, l.offsets[i]}
	}
	order := func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.code, b.code), cmp.Compare(a.offset, b.offset))
	}
	slices.SortFunc(es[l.sorted:], order)
	// Merge the two sorted parts.
	i, j := 0, l.sorted
	for k := range es {
		if j == len(es) || i < l.sorted && order(es[i], es[j]) <= 0 {
			l.codes[k], l.offsets[k] = es[i].code, es[i].offset
			i++
		} else {
			l.codes[k], l.offsets[k] = es[j].code, es[j].offset
			j++
		}
	}
	l.sorted = len(l.codes)
}

// drop removes the conjunction at the offset. Its predicates stay.
func (b *block) drop(offset uint16) {
	b.slots[offset] = none
	b.need[offset] = never
	b.dead++
}

// settle sorts all lists and gives back what memory they can do without.
func (b *block) settle() {
	for _, a := range b.attrs {
		for _, l := range [3]*list{&a.equal, &a.from, &a.to} {
			l.sort()
			l.codes, l.offsets = slices.Clip(l.codes), slices.Clip(l.offsets)
			if cap(l.codes) > 2*len(l.codes) {
				l.codes, l.offsets = slices.Clone(l.codes), slices.Clone(l.offsets)
			}
		}
	}
}
